"""Final audits read together: themes of findings, grades by standard month by month, and teams, each with its n.

Whoever may not see numbers in full sees them through the one suppression service.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from audits.models import Answer, Audit, Finding, Grade, Guidance, OutsideFinding, Voice
from audits.tools.queries import newest_standards
from casework.access import at_or_below
from casework.models import Team, Theme
from improvement.lib.charts import Chart, trend_chart
from improvement.lib.months import add_months, first_of, months_between, next_month
from improvement.lib.suppression import Cell, suppress_counts, suppress_figures

MONTHS = 12
CHARTED = 24
GOOD = (Grade.OUTSTANDING, Grade.GOOD)
KINDS = {kind: Count("pk", filter=Q(kind=kind)) for kind in ("strength", "difficulty")}


@dataclass(frozen=True)
class Part:
    """The final audits of a place and all below it, in the months up to one: how many there are, and whose."""

    team: Team
    ids: frozenset[int]
    since: date
    until: date
    audits: int


@dataclass(frozen=True)
class ThemeLine:
    """A theme with how many strengths and difficulties carry it, as they may be shown."""

    theme: Theme
    strengths: Cell
    difficulties: Cell


@dataclass(frozen=True)
class TeamLine:
    """A team with its final audits, those good or better, and its findings, as they may be shown."""

    team: Team
    audits: Cell
    good: Cell
    strengths: Cell
    difficulties: Cell


def part_of(*, team: Team, on: date, months: int = MONTHS) -> Part:
    """Return the final audits of a place in the months up to that of a day; two queries."""
    since, until = add_months(first_of(on), 1 - months), next_month(first_of(on))
    ids = frozenset(at_or_below([team.pk], on=on))
    count = _final(ids, since, until).count()
    return Part(team, ids, since, until, count)


def themes(part: Part, *, in_full: bool) -> list[ThemeLine]:
    """Return the themes that findings carry, most difficulties first, then by name; two queries."""
    rows = _findings(part).values_list("theme").annotate(**KINDS)
    counts = {theme: (strengths, difficulties) for theme, strengths, difficulties in rows}
    found = sorted(Theme.objects.filter(pk__in=counts), key=lambda each: (-counts[each.pk][1], each.name))
    shown = _counts([counts[each.pk] for each in found], in_full)
    lines = [ThemeLine(each, *cells) for each, cells in zip(found, shown, strict=True)]
    # The order would tell what the numbers do not.
    return lines if in_full else sorted(lines, key=lambda line: line.theme.name)


def words_of(part: Part, theme: Theme) -> list[Finding]:
    """Return what was written under a theme, newest audits first, without the child; one query."""
    rows = _findings(part).filter(theme=theme).select_related("standard__standard", "audit__team")
    return list(rows.order_by("-audit__final_at", "-pk")[:100])


def from_outside(part: Part, theme: Theme) -> list[OutsideFinding]:
    """Return what reviewers from outside wrote under a theme, newest first, once it was theirs no longer; one query."""
    ended = {"review__ended_at__date__gte": part.since, "review__ended_at__date__lt": part.until}
    rows = OutsideFinding.objects.filter(theme=theme, review__team_id__in=part.ids, **ended)
    rows = rows.exclude(review__state="called_off").select_related("review__team")
    return list(rows.order_by("-review__ended_at", "pk")[:100])


def theme_or_none(code: str) -> Theme | None:
    """Return a theme by its code, or None."""
    return Theme.objects.filter(code=code).first()


def guides_to(theme: Theme) -> list[Guidance]:
    """Return the guides to a theme that are in use, by title; one query."""
    return list(Guidance.objects.filter(topic=theme, retired_at__isnull=True))


def standards(part: Part, *, in_full: bool) -> list[Chart]:
    """Return a chart for each standard that was graded: the share good or better, month by month; two queries."""
    rows = Answer.objects.filter(voice=Voice.AUDITOR, question__standard__isnull=False).exclude(grade="")
    rows = rows.filter(audit__in=_final(part.ids, part.since, part.until)).annotate(month=TruncMonth("audit__final_at"))
    counted = rows.values_list("question__standard__standard", "month").annotate(
        good=Count("pk", filter=Q(grade__in=GOOD)), n=Count("pk")
    )
    counts = {(standard, localtime(month).date()): (good, n) for standard, month, good, n in counted}
    graded = {standard for standard, _ in counts}
    wanted = [each for each in newest_standards() if each.standard_id in graded]
    months = months_between(part.since, part.until)
    shown = {
        month: _shares([counts.get((each.standard_id, month), (0, 0)) for each in wanted], in_full) for month in months
    }
    return [_chart(each, months, [shown[month][place] for month in months], part) for place, each in enumerate(wanted)]


def _chart(standard, months, cells, part):
    return trend_chart(
        key=f"standard-{standard.standard_id}-{part.team.code}",
        name=f"Good or better under {standard.standard.code} {standard.title}",
        unit="%",
        months=months,
        numerators=[top.value for top, _ in cells],
        denominators=[under.value for _, under in cells],
        symbols=[top.symbol or under.symbol for top, under in cells],
        polarity="higher",
        plural=False,
        counted="grades",
    )


def teams(part: Part, *, in_full: bool) -> list[TeamLine]:
    """Return each open team of a place by name, never ranked, with n beside; three queries."""
    found = list(Team.objects.filter(pk__in=part.ids, level="team", closed_on__isnull=True).order_by("name"))
    audits = _final(part.ids, part.since, part.until).values_list("team")
    grades = {
        team: (good, n) for team, good, n in audits.annotate(good=Count("pk", filter=Q(grade__in=GOOD)), n=Count("pk"))
    }
    kinds = _findings(part).values_list("audit__team").annotate(**KINDS)
    findings = {team: (strengths, difficulties) for team, strengths, difficulties in kinds}
    shares = _shares([grades.get(each.pk, (0, 0)) for each in found], in_full)
    counts = _counts([findings.get(each.pk, (0, 0)) for each in found], in_full)
    return [TeamLine(each, under, top, *cells) for each, (top, under), cells in zip(found, shares, counts, strict=True)]


def _final(ids, since, until):
    return Audit.objects.filter(final_at__date__gte=since, final_at__date__lt=until, team_id__in=ids)


def _findings(part):
    return Finding.objects.filter(audit__in=_final(part.ids, part.since, part.until)).order_by()


def _counts(rows, in_full):
    return [[Cell(count) for count in row] for row in rows] if in_full else suppress_counts(rows)


def _shares(pairs, in_full):
    """Return (numerator, denominator) cells of shares, as they may be shown."""
    if in_full:
        return [(Cell(top), Cell(under)) for top, under in pairs]
    return [(figure.numerator, figure.denominator) for figure in suppress_figures(pairs, "%")]
