"""The rule about small numbers in words: `docs/small-numbers.md`."""

from improvement.indicators.definitions import definition
from improvement.indicators.ties import TIES, Tie, families, names
from improvement.lib.links import THRESHOLD
from improvement.lib.sentences import SYMBOLS
from improvement.lib.suppression import LEAST_N

HEAD = """# Small numbers

Written from `improvement/indicators/ties.py` by `manage.py write_docs`; do not edit by hand.

"Two of three children in this team" can be somebody's neighbours. Who answers for a service sees its numbers in full;
board members, peers and others who see the whole only, and every public pack, see small numbers hidden. One rule for
the page, what a chart says under the pointer, its sentence, its alternative text, CSV, workbook, PDF and the
interface for programs.

## What is hidden

1. **A count from 1 to {most}**: of what is counted, and of what is left of it (66 of 68 says that two were not).
   Zeros are shown.
2. **A percentage or a mean on fewer than {least}**: a percentage of 7 is not worked out, though "0 of 7" may stand;
   the n of a mean is hidden with it.
3. **What would give one of these away.** The county less the other teams is the team. So other numbers are hidden
   until each hidden one could be any of four values or more, for all that anybody can work out: rather in teams than
   in the places above them, rather small ones than large.
4. **Across figures.** Figures that count the same children explain each other, see below. They are hidden together.
5. **Across months.** How many plans are open at the end of this month and the last gives away what started and what
   ended. Of plans and of care, starts and ends are shown for the county and its areas only, and there only where what
   is open is shown.
6. **Across editions.** What was hidden in a public pack stays hidden, whatever it is now; what stands in a public
   pack is known, so nothing relies on its being hidden. A count that was small when its month was first reported
   stays hidden. A count that has moved by 1 to 4 since a public pack printed it would, beside that pack, tell of so
   many children who were recorded late; so would a count whose rest has (24 of 52 that becomes 40 of 70). It is
   hidden too. So that nobody can tell by how few, whatever has moved by 1 to 9 stands as it was last printed, on every
   page and in every pack where small numbers are hidden, until it has moved by 10 or more or is a small number
   itself. Other numbers are hidden with it until it could be any of four values, though everybody knows that it is no
   more than 9 from what was printed.
7. **Beside the month's feedback.** The collation counts the same answers as the figures of children's and families'
   voices. How many answered and how many said yes, it shows whole or not at all: of all, of those who were asked by
   somebody independent, by a worker or by nobody. Where one of these is small, so are its rows. What else is small is
   hidden behind the other choices alone, so that it stays hidden from whoever sees these figures in full. Whoever sees
   small figures hidden reads the collation of the whole department alone, and what it shows is taken to be known when
   figures are hidden. Everybody else reads that of the widest place they see, but for those few who read the answers
   themselves.
8. **Where figures do not add up**, because a roll-up is under way, nothing of them is shown.

A population is no secret. Averages and limits of a chart are worked out from the shown months alone. Teams are
compared only where every month of them is shown; a sum of months is shown only where each of them is.

## What an attacker is taken to know

Every number that we publish, at every level, of every month and figure; that places add up, and which have children
beyond their teams; how each figure is counted, and all of this page; that a zero would have been shown. The test in
`tests/indicators/test_attacker.py` is that attacker with a linear programme. It has to find nothing, and it has to
find something as soon as any one of the rules 3, 4 and 5 is left out. `tests/indicators/test_editions.py` gives it
two public packs about the county, with some recorded late in between, and all that is shown when the second is
printed. It must not find out by how many anything moved that moved by 1 to 4.

`tests/indicators/test_collation_attacked.py` gives the attacker the collation of a month beside all figures of it,
as a board member or chair, a head of service or director, and a manager sees them.

What is not kept from an attacker: by how much the twelve months that end with one month differ from those that end with
the next, where answers are compared by who gathered them or read beside meetings; what people tell each other, and what
they saw on a screen on an earlier day, when a figure has been corrected by a few since; nor, where there are public
packs about several places, by how many one place moved more than the places within it that have packs of their own.

How it is done: a hidden number is safe when the department could be as it is but for that number. We look for such a
way to be wrong, a loop of hidden cells through the sums of the tree along which it can move while every other count
stays as it is (`improvement/lib/networks.py`, `linked.py`; Kelly, Golden and Assad 1992; Cox 1995).

## Symbols

| Symbol | Means |
|---|---|
"""


def small_numbers_page() -> str:
    """Return `docs/small-numbers.md`."""
    parts = [HEAD.format(most=THRESHOLD - 1, least=LEAST_N)]
    parts += [f"| `{symbol}` | {words} |\n" for symbol, words in SYMBOLS.items()]
    parts.append("\n## Figures that are hidden together\n\n")
    for codes in families():
        if len(codes) > 1:
            parts.append(f"- {'; '.join(f'{code} {definition(code).title}' for code in codes)}\n")
    parts.append("\n## Counts that are the same\n\n`n` is what is counted, `d` out of how many.\n\n")
    same: dict[str, list[str]] = {}
    for part, name in names().items():
        same.setdefault(name, []).append(part)
    parts += [f"- {', '.join(found)}\n" for found in same.values() if len(found) > 1]
    parts.append("\n## Links beside those\n\n| Counts | Tie | Means |\n|---|---|---|\n")
    parts += [f"| {_counts(tie)} | {tie.kind} | {tie.words} |\n" for tie in TIES]
    return "".join(parts)


def _counts(tie: Tie) -> str:
    first, *others = tie.counts
    return ", ".join([" and ".join((first, *tie.beside)), *others])
