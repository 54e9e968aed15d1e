"""The queue as its reader sees it, who is on duty, and whom a concern goes to next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.utils.timezone import localdate

from casework import access
from casework.models import RoleGrant, Team, User
from feedback.models import Concern, Duty, LeaderQuestion, Passage, Telling

QUEUE, PASSAGE, CONCERN, DUTIES = "feedback:queue", "feedback:passage", "feedback:concern", "feedback:duties"
STAFF = "staff"


@dataclass(frozen=True)
class Waits:
    """A passage in the queue, without its words: what raises it, and by when it must be read."""

    pk: int
    who: str
    about: str
    team: str
    is_urgent: bool
    is_flagged: bool
    came: str
    written_at: datetime
    due_at: datetime
    late: bool


def queue(*, team: Team, user: User, at: datetime) -> list[Waits]:
    """Return what nobody has read yet at a team and all below it: "I feel unsafe" first, then flagged, then the oldest.

    Two queries, however much waits.
    """
    reach = access.at_or_below([team.pk], on=localdate(at)) & access.team_ids_for(user, QUEUE, codes="RW")
    raised = Case(When(flags__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = (
        _unread(reach, user)
        .select_related("response", "leader_question", "survey", "question", "team")
        .order_by(F("is_urgent").desc(), raised, "due_at", "written_at", "pk")
    )
    return [
        Waits(
            pk=row.pk,
            who=_who(row),
            about=_about(row),
            team=row.team.name,
            is_urgent=row.is_urgent,
            is_flagged=row.flags > 0,
            came="opened" if row.survey_id else "written",
            written_at=row.written_at,
            due_at=row.due_at,
            late=row.due_at < at,
        )
        for row in rows
    ]


def _unread(reach: set[int], user: User):
    return _for_reader(user).filter(team_id__in=reach, verdict__isnull=True)


def _for_reader(user: User):
    """Return the passages as far as their kind lets this person read them.

    What is asked of a leader does not reach them before another has read it: it may be about them. What staff wrote in
    a survey is read by who reads, not by who only watches the queue: it could point to somebody.
    """
    rows = Passage.objects.exclude(leader_question__leader=user)
    return rows.filter(Q(survey=None) | Q(team_id__in=reach_to_judge(user)))


def _who(passage: Passage) -> str:
    if passage.source == "survey":
        return f"{passage.survey.who.capitalize()}; nobody knows who"
    if passage.source == "leader_question":
        young = passage.leader_question.asked_for == LeaderQuestion.AskedFor.YOUNG
        return "A young person, written down by a member of staff" if young else "A member of staff"
    return passage.response.get_respondent_display() or "Somebody by a plain code"


def _about(passage: Passage) -> str:
    if passage.source == "survey":
        return f"A comment in {passage.survey.title}"
    if passage.source == "leader_question":
        return "A question to a leader"
    return "“I feel unsafe”" if passage.is_urgent else passage.question.words


def waiting(*, team: Team, user: User, at: datetime) -> dict[str, int] | None:
    """Return how many passages wait to be read at a team and all below it, and how many of them past their time.

    None for who does not read the queue; two queries.
    """
    if not access.may(user, QUEUE):
        return None
    reach = access.at_or_below([team.pk], on=localdate(at)) & access.team_ids_for(user, QUEUE, codes="RW")
    return _unread(reach, user).aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))


def passage_or_none(*, pk: int, user: User) -> Passage | None:
    """Return a passage this person may read, or None.

    What is about a member of staff is read by those it was passed to alone, once it was (practice.md 6.3).
    """
    reach = access.team_ids_for(user, PASSAGE, codes="RW")
    rows = _for_reader(user).filter(pk=pk, team_id__in=reach).exclude(pk__in=kept_from(user))
    related = ("response__asking__child", "leader_question__leader", "survey", "question", "team")
    return rows.select_related(*related, "verdict__given_by", "concern").first()


def openings_of(passage: Passage) -> list:
    """Return who opened a passage, first to last; one query."""
    return list(passage.openings.select_related("by"))


def beside(passage: Passage, *, user: User) -> tuple[list, list]:
    """Return the choices made in the same response, and the other words of it, oldest first; two queries.

    A question to a leader stands alone, and so does a comment of a survey.
    """
    if passage.response is None:
        return [], []
    answers = passage.response.answers.select_related("question").order_by("question__number")
    others = passage.response.passages.exclude(pk=passage.pk).select_related("question").order_by("written_at", "pk")
    return list(answers), list(others.exclude(pk__in=kept_from(user)))


def kept_from(user: User):
    """Return the ids of the passages about a member of staff of which this person was neither told nor the reader."""
    rows = Concern.objects.filter(kind=STAFF).exclude(raised_by=user).exclude(tellings__to=user)
    return rows.values("passage_id")


def concern_or_none(*, pk: int, user: User) -> Concern | None:
    """Return a concern this person was told of or raised, or None: to everybody else it does not exist."""
    rows = Concern.objects.filter(Q(raised_by=user) | Q(tellings__to=user), pk=pk).distinct()
    related = (
        "passage__response__asking__child",
        "passage__leader_question__leader",
        "passage__survey",
        "passage__question",
        "team",
        "holder",
        "raised_by",
    )
    return rows.select_related(*related, "acknowledged_by", "ended_by").first()


def concerns_for(user: User) -> list[Concern]:
    """Return the concerns that wait for this person, to acknowledge or to bring to an end; one query."""
    rows = Concern.objects.filter(tellings__to=user).exclude(state="ended").select_related("team", "holder")
    return list(rows.order_by("-state", "due_at", "pk").distinct())


def tellings_of(concern: Concern) -> list[Telling]:
    """Return who was told of a concern, first to last; one query."""
    return list(concern.tellings.select_related("to"))


def duties_at(*, team: Team, user: User, on: date) -> list[Duty]:
    """Return who is or will be on duty at a team, above and below it, as far as this person may see; four queries."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, DUTIES, codes="RW")
    rows = Duty.objects.filter(Q(end_on__isnull=True) | Q(end_on__gt=on), team_id__in=reach | set(lineage(team, on=on)))
    return list(rows.select_related("user", "team").order_by("kind", "start_on", "team__name"))


def on_duty(kind: str, team: Team, *, on: date) -> Duty | None:
    """Return who is on duty for a team on a day: of its own place, else of the nearest above; two queries."""
    order = lineage(team, on=on)
    rows = Duty.objects.filter(kind=kind, team_id__in=order, start_on__lte=on, user__is_active=True)
    rows = rows.filter(Q(end_on__isnull=True) | Q(end_on__gt=on)).select_related("user", "team")
    return min(rows, key=lambda duty: order.index(duty.team_id), default=None)


def chain(kind: str, team: Team, *, on: date) -> list[tuple[User, str]]:
    """Return to whom a concern goes, first to last, and as what: who is on duty, then up to the director.

    A safeguarding concern goes from the duty manager to the heads of service; an allegation about a member of staff
    from the designated officer to the director, past the line.
    """
    duty = on_duty("officer" if kind == STAFF else "manager", team, on=on)
    found = [(duty.user, duty.get_kind_display())] if duty else []
    for role, label in (("director", "Director"),) if kind == STAFF else ABOVE:
        found += [(user, label) for user in holders(role, team, on=on)]
    seen = set()
    return [(user, label) for user, label in found if not (user.pk in seen or seen.add(user.pk))]


ABOVE = (("head_of_service", "Head of service"), ("director", "Director"))


def holders(role: str, team: Team, *, on: date) -> list[User]:
    """Return who holds a role for a team on a day, the nearest to it first; two queries."""
    order = lineage(team, on=on)
    rows = RoleGrant.objects.filter(role=role, team_id__in=order, start_on__lte=on, user__is_active=True)
    rows = rows.exclude(end_on__lte=on).select_related("user")
    return [grant.user for grant in sorted(rows, key=lambda grant: (order.index(grant.team_id), grant.pk))]


LINEAGE = """
WITH RECURSIVE up AS (
    SELECT %(team)s::bigint AS team_id, 0 AS step
    UNION ALL
    SELECT edge.parent_id, up.step + 1 FROM casework_teamedge edge JOIN up ON edge.team_id = up.team_id
    WHERE edge.start_on <= %(on)s AND (edge.end_on IS NULL OR edge.end_on > %(on)s)
)
SELECT team_id FROM up ORDER BY step
"""


def lineage(team: Team, *, on: date) -> list[int]:
    """Return the ids of a team and of all above it on a day, itself first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(LINEAGE, {"team": team.pk, "on": on})
        return [team_id for (team_id,) in cursor.fetchall()]


def reach_to_judge(user: User) -> set[int]:
    """Return the ids of the teams whose passages this person may judge."""
    return access.team_ids_for(user, PASSAGE, codes="W")


def duty_choices(*, team: Team, user: User, on: date) -> dict:
    """Return the teams this person may name duties for, within a place, and the people who hold a role there now."""
    reach = access.at_or_below([team.pk], on=on) & access.team_ids_for(user, DUTIES, codes="W")
    granted = RoleGrant.objects.filter(start_on__lte=on, role__in=DUTIFUL).exclude(end_on__lte=on)
    teams = Team.objects.filter(pk__in=reach, closed_on__isnull=True).order_by("name")
    return {"teams": teams, "people": User.objects.filter(pk__in=granted.values("user_id"), is_active=True)}


DUTIFUL = ("director", "head_of_service", "team_manager", "independent_chair", "quality_lead", "participation_lead")
