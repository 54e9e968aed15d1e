"""Tests of change as they are read."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.urls import reverse

from casework import access, permissions
from casework.models import Role, RoleGrant, Team, User
from improvement.indicators.definitions import Definition, definition
from improvement.indicators.models import ChangeTest, Cycle
from improvement.indicators.readings import Reading
from improvement.indicators.trying import states
from improvement.lib import rates
from improvement.lib.charts import to_table
from improvement.lib.months import long_label
from improvement.lib.sentences import count_in_words

TEST, LOOK = "figures:test", "figures:test_look"
A_PAGE = 25
# Who answers for a place, and so for the tests of change there.
MANAGES = (Role.TEAM_MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR)


@dataclass(frozen=True)
class TriedLine:
    """A test of change as it is listed, by its last cycle. `overdue` is said of one whose day to look has passed."""

    pk: int
    aim: str
    title: str
    team: str
    number: int
    plan: str
    expected: str
    lead: str
    look_on: date
    overdue: bool
    state: str
    state_words: str
    looked_on: date | None
    reason: str


@dataclass(frozen=True)
class Since:
    """What the figures say since a cycle began: the table's headings and its months, newest first."""

    headers: list[str]
    rows: list[list[str]]


def path(test: ChangeTest) -> str:
    """Return the address of a test of change."""
    return reverse(TEST, args=[test.pk])


def leads(team: Team, *, on: date):
    """Return who may lead a test of change of a team: whoever holds a role there or above that opens its page."""
    roles = [role for role in Role.values if permissions.table()[TEST][role] != "-"]
    running = RoleGrant.objects.filter(Q(end_on=None) | Q(end_on__gt=on), start_on__lte=on, role__in=roles)
    reach = running.filter(team_id__in=access.above(team.pk, on=on))
    return User.objects.filter(is_active=True, pk__in=reach.values("user_id")).order_by("name", "pk")


def visible(user: User):
    """Return the tests of change this person may read: those their roles reach, and those they lead or led."""
    reached = access.team_ids_for(user, TEST, codes="ARW")
    own = access.team_ids_for(user, TEST, codes="r")
    return ChangeTest.objects.filter(
        Q(team_id__in=reached) | Q(team_id__in=own, pk__in=Cycle.objects.filter(lead=user).values("test_id"))
    )


def change_test_or_none(*, pk: int, user: User) -> ChangeTest | None:
    """Return a test of change this person may read, or None."""
    return visible(user).filter(pk=pk).select_related("team", "begun_by").first()


def cycles_of(test: ChangeTest) -> list[Cycle]:
    """Return the cycles of a test of change, the newest first; one query."""
    return list(test.cycles.select_related("lead", "looked_by").order_by("-number"))


def may_decide(cycle: Cycle, test: ChangeTest, user: User) -> bool:
    """Return whether this person looks at a cycle and decides: by role at the team, or because they lead it."""
    if test.team_id in access.team_ids_for(user, LOOK, codes="W"):
        return True
    return cycle.lead_id == user.pk and test.team_id in access.team_ids_for(user, LOOK, codes="r")


def tried_at(*, team: Team, user: User, on: date, decided: bool, page: str | None):
    """Return a page of the tests of change of `team` and all below it that this person may read, and how many are late.

    Those being tried, with the day to look that comes first at the top, or those `decided`, newest first. Each is
    listed by its last cycle, which is the only one that was not tried again. Three queries, and those of the reach.
    """
    rows = Cycle.objects.filter(test__in=visible(user), test__team_id__in=access.at_or_below([team.pk], on=on))
    shown = (states.KEPT, states.STOPPED) if decided else (states.RUNNING,)
    order = (F("looked_at").desc(), "-pk") if decided else ("look_on", "pk")
    found = rows.filter(state__in=shown).select_related("test__team", "lead").order_by(*order)
    listed = Paginator(found, A_PAGE).get_page(page)
    listed.object_list = [line(cycle, on=on) for cycle in listed.object_list]
    return listed, 0 if decided else found.filter(look_on__lt=on).count()


def overdue_for(user: User, *, on: date) -> list[TriedLine]:
    """Return the looks that are overdue and this person's: as who leads, or as who manages the team.

    One query, and those of the reach.
    """
    managed = [grant.team_id for grant in access.active_grants(user) if grant.role in MANAGES]
    rows = Cycle.objects.filter(Q(lead=user) | Q(test__team_id__in=managed), test__in=visible(user))
    rows = rows.filter(state=states.RUNNING, look_on__lt=on)
    return [line(cycle, on=on) for cycle in rows.select_related("test__team", "lead").order_by("look_on", "pk")]


def line(cycle: Cycle, *, on: date) -> TriedLine:
    """Return a cycle, with its test and team, as its test is listed on a day."""
    test = cycle.test
    return TriedLine(
        pk=test.pk,
        aim=test.aim,
        title=definition(test.indicator).title,
        team=test.team.name,
        number=cycle.number,
        plan=cycle.plan,
        expected=expected(cycle, definition(test.indicator)),
        lead=cycle.lead.name,
        look_on=cycle.look_on,
        overdue=cycle.state == states.RUNNING and cycle.look_on < on,
        state=cycle.state,
        state_words=cycle.get_state_display(),
        looked_on=cycle.looked_at,
        reason=cycle.reason,
    )


def expected(cycle: Cycle, found: Definition) -> str:
    """Return what a cycle expects: "at most 15% by January 2027"."""
    value = rates.say(float(cycle.expected), found.unit)
    return f"{cycle.get_side_display().lower()} {value} by {long_label(cycle.expected_on)}"


def since(cycle: Cycle, reading: Reading) -> Since:
    """Return the whole months of a reading since a cycle began, as far as this reading may show them."""
    headers, rows = to_table(reading.chart)
    later = [row for point, row in zip(reading.points, rows, strict=True) if point.month >= cycle.start_on]
    return Since(headers, later[::-1])


def heading(number: int, late: int) -> str:
    """Return what is being tried, in a sentence: "Two are being tried, one of them overdue to be looked at."."""
    if not number:
        return "Nothing is being tried."
    which = f"{count_in_words(late)} of them " if late < number else "all " if number > 1 else ""
    more = f", {which}overdue to be looked at" if late else ""
    said = f"{count_in_words(number)} {'is' if number == 1 else 'are'} being tried{more}."
    return said[:1].upper() + said[1:]
