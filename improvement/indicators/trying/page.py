"""One test of change as its page shows it: its cycles, and what the figure says as far as this person may see it."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from casework import access
from casework.models import User
from improvement.indicators.access import IN_FULL, Standing
from improvement.indicators.definitions import definition
from improvement.indicators.indicator_page import address
from improvement.indicators.models import ChangeTest, Cycle
from improvement.indicators.queries import latest_month
from improvement.indicators.shown import readings_shown
from improvement.indicators.trying import states
from improvement.indicators.trying.queries import Since, expected, since
from improvement.lib.charts import to_svg
from improvement.lib.months import day_label

INDICATOR = "figures:indicator"


@dataclass(frozen=True)
class Said:
    """What the figure says today: sentence, latest value, chart and notes, and the whole months since a cycle began."""

    title: str
    subtitle: str
    svg: SafeString
    notes: tuple[str, ...]
    since: Since
    url: str


@dataclass(frozen=True)
class CycleShown:
    """A cycle with what it expects in words, and what was seen: empty for who may not see the figure in full."""

    cycle: Cycle
    expected: str
    seen: str


@dataclass(frozen=True)
class TriedPage:
    """All that the page of a test of change prints. `said` is None for who may not see the figure at all."""

    test: ChangeTest
    title: str
    state: str
    running: bool
    cycles: list[CycleShown]
    said: Said | None


def standing_of(user: User, test: ChangeTest) -> Standing | None:
    """Return where a person stands on the figure of a test, as on the figure's own page; None where they may not."""
    month = latest_month()
    if month is None or test.team_id not in access.team_ids_for(user, INDICATOR):
        return None
    in_full = test.team_id in access.team_ids_for(user, INDICATOR, codes=IN_FULL)
    return Standing(test.team, month, above=(), below=(), in_full=in_full, rows=False)


def tried_page(test: ChangeTest, cycles: list[Cycle], standing: Standing | None, *, on: date) -> TriedPage:
    """Return the page of a test with its cycles, newest first, as it stands on a day."""
    last, found = cycles[0], definition(test.indicator)
    in_full = standing is not None and standing.in_full
    return TriedPage(
        test=test,
        title=found.title,
        state=_state(last, on),
        running=last.state == states.RUNNING,
        cycles=[CycleShown(each, expected(each, found), each.seen if in_full else "") for each in cycles],
        said=_said(test, last, standing) if standing else None,
    )


def _said(test: ChangeTest, cycle: Cycle, standing: Standing) -> Said:
    (reading,) = readings_shown(standing, [test.indicator])
    return Said(
        title=reading.title,
        subtitle=reading.subtitle,
        svg=to_svg(reading.chart, "large"),
        notes=reading.chart.notes,
        since=since(cycle, reading),
        url=address(reading.definition, test.team, standing.month),
    )


def _state(cycle: Cycle, on: date) -> str:
    if cycle.state != states.RUNNING:
        return f"{cycle.get_state_display()}."
    if cycle.start_on > on:
        return f"It begins on {day_label(cycle.start_on)}."
    if cycle.look_on < on:
        return f"The look is overdue: it was to be on {day_label(cycle.look_on)}."
    return f"Being tried. The day to look is {day_label(cycle.look_on)}."
