"""Pages of documentation that are written from the definitions."""

from improvement.indicators.benchmarks.measures import measures
from improvement.indicators.definitions import POLARITIES, Definition, all_definitions, groups
from improvement.lib.months import day_label

HEAD = """# Indicators

Written from `improvement/indicators/definitions/*.toml` by `manage.py write_docs`; do not edit by hand.

{count} indicators. Every figure keeps its numerator and denominator; a team above others is the sum of theirs. A team
open in a month has a figure for it, 0 when nothing happened; a share of nothing is 0 of 0 and shown as none. A figure
is given from six months before the first extract to the month of the last one, five years back at most; what is only
known from an extract (visits, reviews, checks, statuses) is given for months that have one, as at its day. A spell that
has gone from the source without an end is counted until the extract that lost it. Those counted from SSDA903 returns
are given for the years of the returns, by the team of the period of care, since a return names none. Ages are counted
from the first day of the month of birth. Working days leave out England's bank holidays, and the day something starts
is day 0.

Figures that are given, by file or by hand, are added up the same way. One given for a place is the whole of it: the
place and one below it never both have one for the same month. Where nothing was given there is no figure.
Figures of audits and of feedback are counted from those here, from the month of the first one; what was given for
earlier months stands, and the chart says since when they are counted. A team without an audit, or without an answer, in
a month has no figure for it.

"""


def indicators_page() -> str:
    """Return `docs/indicators.md`."""
    parts = [HEAD.format(count=len(all_definitions()))]
    for group in groups():
        parts.append(f"## {group.title}\n\n")
        parts.extend(_section(found) for found in group.definitions)
    return "".join(parts).rstrip() + "\n"


def _section(found: Definition) -> str:
    lines = [("Why", found.why), ("Numerator", found.numerator)]
    if found.denominator:
        lines.append(("Denominator", found.denominator))
    lines.append(("Read", f"{found.basis_words}; {found.unit}; {POLARITIES[found.polarity]}"))
    if found.timescale:
        lines.append(("Timescale", found.timescale))
    if found.local:
        settings = "; ".join(
            f"{setting.value} {found.local.unit} from {day_label(setting.valid_from)}"
            for setting in found.local.settings
        )
        lines.append(("Local setting", settings))
    if found.target:
        lines.append(("Target", f"{found.target.value:g} ({found.target.source})"))
    if found.notes_structure:
        lines.append(("Noted on its chart", "a team that opened, moved or closed, at that team and at all above it"))
    if measure := measures().get(found.code):
        against = measure.reason or "may be set beside ours"
        lines.append(("Published beside it", f"{measure.code}, {measure.year}: {against}"))
    lines += [
        ("From", f"{'; '.join(found.fields)} (rows: {found.frame.rows})"),
        ("Rule", found.rule),
        (
            "Kept by",
            f"{found.owner}; next review {day_label(found.next_review)}; version {found.version}, "
            f"in force from {day_label(found.valid_from)}",
        ),
    ]
    if found.note:
        lines.append(("Note", found.note))
    body = "".join(f"- **{name}:** {text.rstrip('.')}.\n" for name, text in lines)
    return f"### {found.code} {found.title}\n\n{body}\n"
