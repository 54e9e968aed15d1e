"""Everything that can be said of a line of a figures file, with what to do about it."""

from dataclasses import dataclass

from improvement.indicators.models import FiguresFile, FiguresProblem

# Named line by line; beyond, only how many more.
MOST = 1000


@dataclass(frozen=True)
class Problem:
    """Something about a line (None: the file as a whole); `key` is one of PROBLEMS, `words` complete its sentences."""

    key: str
    line: int | None = None
    column: str = ""
    value: str = ""
    words: str = ""
    count: int = 1

    @property
    def stops(self) -> bool:
        """Whether it keeps the file from being applied."""
        return PROBLEMS[self.key][0]


# key -> (does it stop the file, message, remedy)
PROBLEMS = {
    "indicator_blank": (True, "There is no indicator", "Write its code, like FD02, or delete the line"),
    "indicator_unknown": (True, "There is no indicator of this code", "Use one of {words}"),
    "indicator_counted": (
        True,
        "{words} is counted from rows that were imported, so it cannot be given",
        "Take the line out; if the figure is wrong, ask about it on its page",
    ),
    "counted_here": (
        False,
        "From {words}, so what is given is kept aside",
        "Nothing; you need not give it any more",
    ),
    "team_blank": (True, "There is no team", "Write its code or its name"),
    "team_unknown": (True, "This is none of our teams", "Write the team's code or name as on the page of teams"),
    "team_not_open": (True, "{words} was not open in that month", "Correct the month, or the team"),
    "month_blank": (True, "There is no month", "Write year and month, like 2026-10"),
    "month_unreadable": (True, "This is not a month", "Write year and month, like 2026-10"),
    "month_future": (True, "This month has not begun yet", "Correct the month"),
    "month_old": (True, "This month is more than five years back, which is as far as figures go", "Take the line out"),
    "number_unreadable": (
        True,
        "This is not a number",
        "Write digits only, like 12 or 12.5; a symbol goes into its own column",
    ),
    "number_negative": (True, "This is below zero", "Correct it; nothing here can be below zero"),
    "number_places": (True, "{words}", "Round it"),
    "number_large": (True, "This is larger than any figure here can be", "Correct it"),
    "numerator_over": (
        True,
        "The numerator is larger than the denominator of {words}, and a share cannot be over 100%",
        "Correct one of the two; perhaps they stand in each other's place",
    ),
    "denominator_missing": (True, "The denominator is missing", "Write out of how many"),
    "denominator_unwanted": (True, "{words}", "Leave the denominator empty"),
    "nothing_given": (
        True,
        "There is neither a number nor a symbol",
        "Write the numerator, or why there is none (x for not collected), or take the line out",
    ),
    "number_and_symbol": (True, "There is a number and a symbol", "Keep one of the two"),
    "symbol_unknown": (
        True,
        "This is not a symbol we know",
        "Use c (confidential), k (rounds to nothing), x (not collected), z (does not apply) or : (not yet)",
    ),
    "twice": (True, "The same indicator, team and month stand on line {words} too", "Keep one of the two lines"),
    "given_above": (
        True,
        "{words}, which counts for all teams below it",
        "Give the figure of the whole or of its parts, not both; take one of them back first",
    ),
    "given_below": (
        True,
        "{words}, which would be counted twice",
        "Give the figure of the whole or of its parts, not both; take one of them back first",
    ),
    "post_blank": (True, "There is no reference", "Write any reference that is the same each month; it is not kept"),
    "post_twice": (True, "The same reference and month stand on line {words} too", "Keep one of the two lines"),
    "fte_missing": (True, "There is no full-time equivalent", "Write the share of a full week, like 1 or 0.6"),
    "fte_large": (True, "Nobody is more than two full-time workers", "Correct it; 1 is a full week"),
    "fte_nought": (
        False,
        "A full-time equivalent of 0 adds nothing to the posts",
        "Correct it, if somebody is in post",
    ),
    "yes_or_no": (True, "This is neither yes nor no", "Write yes or no"),
    "day_unreadable": (True, "This is not a date", "Write it as 2026-10-31 or 31/10/2026"),
    "left_outside": (
        False,
        "This day is not within the twelve months up to the month's end, so it is not counted as leaving in them",
        "Nothing, unless the date is wrong",
    ),
    "days_over": (
        False,
        "More days were lost than there were to work, so the line is left out of sickness absence",
        "Correct one of the two",
    ),
    "weeks_over": (
        False,
        "A year has no more than 53 weeks of contract, so the line is left out of sickness absence",
        "Correct the weeks",
    ),
    "cases_many": (False, "This is more children than one worker is likely to hold", "Correct it, if it is wrong"),
    "agency_differs": (
        False,
        "The authority says this of its agency staff, and the lines of agency workers add up to {words}",
        "See which is right; the authority's own number is used",
    ),
    "blank_lines": (
        False,
        "From here on, lines that are blank or hold only spaces were passed over",
        "Delete them if you like",
    ),
    "heading_unknown": (
        False,
        "This heading is none of ours, so the column was not read",
        "Nothing, unless it matters",
    ),
    "more": (True, "There are more problems like these than we show", "Put these right first"),
}


def stored(file: FiguresFile, problem: Problem) -> FiguresProblem:
    """Return the unsaved row of a problem."""
    stops, message, remedy = PROBLEMS[problem.key]
    return FiguresProblem(
        file=file,
        line=problem.line,
        column=problem.column[:200],
        value=problem.value[:120],
        message=message.format(words=problem.words),
        remedy=remedy.format(words=problem.words),
        stops=stops,
        count=problem.count,
    )


def bounded(problems: list[Problem]) -> list[Problem]:
    """Return the first problems, those that stop the file before the others, and how many more there are."""
    found = sorted(problems, key=lambda each: (not each.stops, each.line or 0))
    if len(found) <= MOST:
        return found
    return [*found[:MOST], Problem("more", count=len(found) - MOST)]
