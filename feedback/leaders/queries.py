"""Questions to leaders as they are read: one's own, those one is to answer, and those answered for all staff."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from casework import access
from casework.models import Role, Team, User
from feedback.leaders.telling import senior_team
from feedback.models import LeaderQuestion, Passage, Verdict

LIST, ANSWER = "feedback:leaders", "feedback:leader_answer"
RELATED = ("leader", "asked_by", "answered_by", "passage", "passage__verdict")


def _passed_on() -> QuerySet[LeaderQuestion]:
    read = Passage.objects.filter(leader_question=OuterRef("pk"), verdict__outcome=Verdict.Outcome.READ)
    return LeaderQuestion.objects.filter(Exists(read)).select_related(*RELATED)


def answerable(user: User) -> QuerySet[LeaderQuestion]:
    """Return the questions that wait for this person's answer, the longest waiting first.

    Those asked of them; those asked of the senior team by staff of a place they lead; and for a director the late ones
    of their places too. Never their own, and none that the duty reader has not passed on.
    """
    places = access.team_ids_for(user, ANSWER, codes="W")
    directed = [grant.team_id for grant in access.active_grants(user) if grant.role == Role.DIRECTOR]
    late = Q(moved_up_at__isnull=False, team_id__in=access.at_or_below(directed, on=localdate()))
    rows = _passed_on().filter(Q(leader=user) | Q(leader=None, team_id__in=places) | late)
    return rows.filter(state=LeaderQuestion.State.ASKED).exclude(asked_by=user).order_by("due_on", "pk")


def to_answer(user: User) -> list[LeaderQuestion]:
    """Return what waits for this person's answer."""
    return list(answerable(user))


def own(user: User) -> list[LeaderQuestion]:
    """Return what this person asked, newest first; one query."""
    rows = LeaderQuestion.objects.filter(asked_by=user).select_related(*RELATED)
    return list(rows.order_by("-asked_at", "-pk"))


def reads_all(user: User) -> bool:
    """Return whether what was answered for all staff is for this person too; for care ambassadors only their own is."""
    return bool(access.roles(user) - {Role.AMBASSADOR})


def published() -> QuerySet[LeaderQuestion]:
    """Return what was answered for all staff, newest first, to be paged."""
    rows = _passed_on().filter(state=LeaderQuestion.State.ANSWERED, audience=LeaderQuestion.Audience.STAFF)
    return rows.order_by("-answered_at", "-pk")


def place_of(user: User) -> Team | None:
    """Return the place this person belongs to, by the first of their roles, or None without one."""
    grants = access.active_grants(user)
    return Team.objects.get(pk=grants[0].team_id) if grants else None


def leaders_of(user: User, *, on: date) -> QuerySet[User]:
    """Return whom this person may ask: the heads of service and directors over their place, but not themselves."""
    place = place_of(user)
    people = [person.pk for person in senior_team(place, on=on)] if place else []
    return User.objects.filter(pk__in=people).exclude(pk=user.pk).order_by("name")
