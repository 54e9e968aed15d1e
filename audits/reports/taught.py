"""What audits taught, as reports tell it: themes of findings with n, the share that is good over time, guidance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.timezone import localdate

from audits.guidance import queries as guidance
from audits.models import Finding
from audits.reports.grades import final
from audits.reports.shape import GOOD, GRADES, Part, Table, share
from casework.models import Team
from improvement.lib.charts import Chart, trend_chart
from improvement.lib.months import day_label
from improvement.lib.suppression import suppress_counts

HEADERS = ("Theme", "Findings", "Audits")
CAPTIONS = {"strength": "Themes of strengths", "difficulty": "Themes of difficulties"}


@dataclass(frozen=True)
class Themes:
    """The themes of one kind of finding, as a part of a report has them."""

    words: tuple[str, ...]
    tables: tuple[Table, ...]


def by_theme(rows, *, hides: bool) -> dict[str, Themes]:
    """Return kind of finding -> its themes, of the final audits of `rows`, most audits first; two queries.

    With `hides` both kinds are hidden together, and stand by name: the order would tell what the numbers do not.
    """
    n = final(rows).count()
    findings = Finding.objects.filter(audit__in=final(rows).order_by().values("pk")).order_by()
    counted = findings.values_list("kind", "theme__name").annotate(Count("audit", distinct=True), Count("pk"))
    found = sorted(counted, key=lambda row: (-row[2], row[1]))
    shown = [(findings, audits) for *_, audits, findings in found]
    if hides:
        cells = suppress_counts(shown)
        shown = [tuple(cell.symbol or int(cell.value) for cell in row) for row in cells]
    lines = [(kind, (name, *numbers)) for (kind, name, *_), numbers in zip(found, shown, strict=True)]
    return {
        kind: _themes(kind, [line for each, line in lines if each == kind], n, hides) for kind in Finding.Kind.values
    }


def _themes(kind, lines, n, hides):
    if not lines:
        return Themes((f"No {Finding.Kind(kind).label.lower()} was kept under a theme.",), ())
    name, _, audits = lines[0]
    words = () if hides else (f"The theme most often: {name}, in {share(audits, n)} audits and observations.",)
    rows = tuple(sorted(lines, key=lambda row: row[0]) if hides else lines)
    return Themes(words, (Table(CAPTIONS[kind], HEADERS, rows),))


def good_over_time(team: Team, months: list[date], counts: Mapping[date, Mapping[str, int]]) -> Chart:
    """Return the share of audits that were good or better, month by month, from month -> grade -> count."""
    return trend_chart(
        key=f"audits-good-{team.code}",
        name="Audits that were good or better",
        unit="%",
        months=months,
        numerators=[sum(counts[month].get(grade, 0) for grade in GOOD) for month in months],
        denominators=[sum(counts[month].get(grade, 0) for grade in GRADES) for month in months],
        polarity="higher",
        plural=True,
        counted="audits",
    )


def guidance_part(*, first: date, end: date, on: date) -> Part:
    """Return the guides in use, each with how many have read it as it is worded, never who (S19); two queries."""
    title, lines = "Guidance given out", guidance.library(on=on)
    if not lines:
        return Part(title, ("No guide is in the library yet.",))
    anew = sum(first <= _worded(line) < end for line in lines)
    people = guidance.people()
    rows = tuple(
        (line.guide.title, line.guide.topic.name, day_label(_worded(line)), line.read_by, people) for line in lines
    )
    words = (
        f"Guides in the library: {len(lines)}, for the whole department. Written or worded anew in this time: {anew}.",
    )
    headers = ("Guide", "Topic", "Worded on", "Read by", "Of people who sign in")
    return Part(title, words, (Table("How many have read each as it is worded", headers, rows),))


def _worded(line) -> date:
    return localdate(line.guide.written_at)
