"""Verbs of a round, from its plan to its end: plan, take part, tell, concede, say done, close."""

from datetime import date, datetime

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import F

from audits.models import WRITING, Activity, Audit, Concession, Participant, Relation, Round
from audits.rounds import states
from audits.rounds.beginning import begin_each, drop_audit
from audits.rounds.dates import LONGEST, SHORTEST, dates_of, length
from casework.access import roles
from casework.actions.services import said
from casework.models import Child, Notice, Role, Team, User, Worker
from casework.services import NotAllowed
from improvement.lib.months import day_label
from improvement.lib.working_days import BeyondCalendar

LONGEST_REASON = 300
# The days of a round that follow from its first and last.
STEPS = ("sample_on", "match_on", "tell_on", "report_due_on", "plan_due_on")


@transaction.atomic
def plan(
    *,
    name: str,
    kind: str,
    team: Team,
    lead: User,
    start_on: date,
    last_on: date,
    key: str,
    by: User,
    at: datetime,
    focus: str = "",
    **targets,
) -> Round:
    """Return a new round with the days of its steps worked out; the same `key` returns the same.

    `targets` are any of Round's targets and rules of moderation. Raises NotAllowed for days the wrong way round, a
    second round of a kind at the same time, and a peer inspection that is not of a district or not 3 to 5 days (K11).
    """
    again = Round.objects.filter(key=key).first()
    if again is not None:
        return again
    days = _days(kind, team, start_on, last_on)
    named = {"name": said(name, "Give the round a name.", longest=80), "kind": kind, "team": team, "lead": lead}
    planned = {"focus": focus, "key": key, "planned_at": at, "planned_by": by}
    with pghistory.context(user=by.pk, why="round planned"):
        return Round.objects.create(**named, **days, **planned, **targets)


def _days(kind, team, start_on, last_on):
    """Return a round's days and those of its steps, by field."""
    if last_on < start_on:
        raise NotAllowed("The last day is before the first.")
    try:
        days, dates = length(start_on, last_on), dates_of(start_on, last_on)
    except BeyondCalendar:
        raise NotAllowed("Those days are beyond the bank holidays we hold. Choose nearer ones.") from None
    if kind == Round.Kind.INSPECTION:
        if team.level != "district":
            raise NotAllowed(f"A peer inspection is of a district, and {team.name} is a {team.level}.")
        if not SHORTEST <= days <= LONGEST:
            raise NotAllowed(f"A peer inspection lasts 3 to 5 working days. This is {days}.")
    overlapping = Round.objects.filter(kind=kind, team=team, start_on__lte=last_on, last_on__gte=start_on).first()
    if overlapping is not None:
        raise NotAllowed(f"{overlapping.name} is on some of those days. Choose others, or change that one.")
    return {"start_on": start_on, "last_on": last_on, **{step: getattr(dates, step) for step in STEPS}}


@transaction.atomic
def replan(*, round: Round, version: int, by: User, at: datetime, **changes) -> Round:
    """Change what was planned, while it is planned: targets, focus, lead, rules of moderation.

    Raises NotAllowed where somebody changed it since `version`, or it has begun.
    """
    with pghistory.context(user=by.pk, why="round planned anew"):
        rows = Round.objects.filter(pk=round.pk, version=version, state=states.PLANNED)
        if not rows.update(**changes, version=F("version") + 1):
            raise NotAllowed("Somebody has changed this round since you opened it, or it has begun. Look at it again.")
    round.refresh_from_db()
    return round


@transaction.atomic
def take_part(
    *, round: Round, person: User, limit: int, by: User, at: datetime, part: str = "auditor", theme: str = ""
) -> Participant:
    """Add somebody to a round, or change how much they take on.

    Raises NotAllowed once it is over, or where a care ambassador would judge a child's work.
    """
    _not_closed(round)
    if not person.is_active:
        raise NotAllowed(f"{person.name} no longer signs in. Choose somebody else.")
    if part != Participant.Part.AMBASSADOR and roles(person) == {Role.AMBASSADOR}:
        raise NotAllowed(f"{person.name} sits on the team and judges nobody's work. Choose care ambassador.")
    with pghistory.context(user=by.pk, why="takes part in a round"):
        found, _ = Participant.objects.update_or_create(
            round=round,
            person=person,
            defaults={"limit": limit, "part": part, "theme": theme},
            create_defaults={"limit": limit, "part": part, "theme": theme, "added_at": at, "added_by": by},
        )
    return found


@transaction.atomic
def declare(*, person: User, at: datetime, child: Child | None = None, worker: Worker | None = None) -> Relation:
    """Say that one knows a child's family or a worker too well to judge; saying it twice changes nothing."""
    try:
        with transaction.atomic(), pghistory.context(user=person.pk, why="relation declared"):
            return Relation.objects.create(person=person, child=child, worker=worker, declared_at=at)
    except IntegrityError:
        return Relation.objects.get(person=person, child=child, worker=worker, ended_at__isnull=True)


@transaction.atomic
def end_relation(*, relation: Relation, by: User, at: datetime) -> None:
    """Take one's own declaration back. Raises NotAllowed for anybody else's."""
    if relation.person_id != by.pk:
        raise NotAllowed("Only the person who declared it can take it back.")
    with pghistory.context(user=by.pk, why="relation taken back"):
        Relation.objects.filter(pk=relation.pk, ended_at__isnull=True).update(ended_at=at, ended_by=by)


@transaction.atomic
def tell(*, round: Round, path: str, by: User, at: datetime) -> Round:
    """Agree the allocation and begin: each audit and observation is made, and who looks and is looked at is told.

    What cannot be begun any more, as whose work it is has changed, waits for somebody again with the reason. Raises
    NotAllowed where nothing is allocated yet, no tool is chosen, or somebody has told them meanwhile.
    """
    rows = Activity.objects.filter(round=round, state=states.GIVEN).order_by("pk")
    given = list(rows.select_related("person", "worker__user", "child", "audit"))
    if not given:
        raise NotAllowed("Nothing is allocated yet. Draw the sample, add people and allocate first.")
    with pghistory.context(user=by.pk, why="round told"):
        rows = Round.objects.filter(pk=round.pk)
        if not states.move(rows, states.PLANNED, states.RUNNING, told_at=at, told_by=by, version=F("version") + 1):
            raise NotAllowed("Somebody has begun this round meanwhile.")
    refused = begin_each(round=round, activities=given, because=round.name, by=by, at=at)
    notify(round=round, activities=[each for each in given if each not in refused], path=path, at=at)
    round.refresh_from_db()
    return round


def notify(*, round: Round, activities, path: str, at: datetime) -> int:
    """Tell those who look how much they have, and those whose work it is that it is looked at; return how many.

    Activities come with person, worker and the worker's user. A worker who does not sign in cannot be told here.
    """
    looking, looked_at = {}, {}
    for each in activities:
        looking.setdefault(each.person, []).append(each)
        if each.worker is not None and each.worker.user is not None:
            looked_at.setdefault(each.worker.user, []).append(each)
    notices = [
        Notice(person=person, words=f"{round.name}: you have {_count(mine)}.", path=path, sent_at=at)
        for person, mine in looking.items()
    ]
    for person, mine in looked_at.items():
        whom = ", ".join(sorted({each.person.name for each in mine}))
        words = f"{round.name}: {whom} will look at your work with you."[:200]
        notices.append(Notice(person=person, words=words, path="/", sent_at=at))
    return len(Notice.objects.bulk_create(notices))


def _count(activities):
    kinds = dict.fromkeys(Activity.Kind.values, 0)
    for each in activities:
        kinds[each.kind] += 1
    words = {"audit": ("audit", "audits"), "observation": ("observation", "observations")}
    words["family"] = ("family to speak to", "families to speak to")
    return ", ".join(f"{count} {words[kind][count != 1]}" for kind, count in kinds.items() if count)


@transaction.atomic
def say_done(*, activity: Activity, fed_back: bool, by: User, at: datetime) -> Activity:
    """Say that one's activity is done, and whether the worker had written feedback at the time (K3).

    Raises NotAllowed for anybody else's, before the round has begun, and for what has an audit: that says it itself.
    """
    if activity.audit_id is not None:
        raise NotAllowed("It is done once your judgement goes to the worker. Open it, and send it.")
    if activity.person_id != by.pk:
        raise NotAllowed("Only the person who has it can say that it is done.")
    if activity.round.state != states.RUNNING:
        raise NotAllowed("This round is not running.")
    feedback = {"feedback_at": at, "feedback_by": by} if fed_back else {}
    with pghistory.context(user=by.pk, why="activity done"):
        rows = Activity.objects.filter(pk=activity.pk)
        moved = states.move_activity(rows, states.GIVEN, states.DONE, done_at=at, done_by=by, **feedback)
    if not moved:
        raise NotAllowed("Somebody has done, dropped or moved this meanwhile.")
    activity.refresh_from_db()
    return activity


@transaction.atomic
def give_feedback(*, activity: Activity, by: User, at: datetime) -> None:
    """Say that the worker has now had written feedback on what was done. Raises NotAllowed for anybody else's."""
    if activity.person_id != by.pk:
        raise NotAllowed("Only the person who did it can say so.")
    with pghistory.context(user=by.pk, why="written feedback given"):
        rows = Activity.objects.filter(pk=activity.pk, state=states.DONE, feedback_at__isnull=True)
        if not rows.update(feedback_at=at, feedback_by=by):
            raise NotAllowed("It is not done yet, or the feedback was given already.")


@transaction.atomic
def extend(*, activity: Activity, to_on: date, because: str, agreed_by: User, by: User, at: datetime) -> Concession:
    """Give an activity until a later day: a week at most by a line manager, longer by a named senior (practice 2.8).

    Raises NotAllowed where the day is not later, no reason is given, or whoever has it agreed to it themselves.
    """
    because = said(because, "Say why it needs longer.", longest=LONGEST_REASON)
    _agreed_by_another(activity, agreed_by)
    if to_on <= activity.due_on:
        raise NotAllowed(f"It is due on {day_label(activity.due_on)} already. Choose a later day.")
    with pghistory.context(user=by.pk, why="activity extended"):
        rows = Activity.objects.filter(pk=activity.pk, due_on=activity.due_on, state__in=[states.OPEN, states.GIVEN])
        if not rows.update(due_on=to_on):
            raise NotAllowed("Somebody has done, dropped or extended this meanwhile.")
        Audit.objects.filter(activity=activity, state__in=WRITING).update(due_on=to_on)
        return Concession.objects.create(
            activity=activity,
            kind="extension",
            from_on=activity.due_on,
            to_on=to_on,
            because=because,
            agreed_by=agreed_by,
            written_at=at,
            written_by=by,
        )


@transaction.atomic
def exempt(*, activity: Activity, because: str, agreed_by: User, by: User, at: datetime) -> Concession:
    """Drop an activity: it need not be done, and a senior person agreed. Raises NotAllowed as `extend` does."""
    because = said(because, "Say why it need not be done.", longest=LONGEST_REASON)
    _agreed_by_another(activity, agreed_by)
    with pghistory.context(user=by.pk, why="activity exempted"):
        rows = Activity.objects.filter(pk=activity.pk)
        if not any(states.move_activity(rows, start, states.DROPPED) for start in (states.GIVEN, states.OPEN)):
            raise NotAllowed("Somebody has done or dropped this meanwhile.")
        drop_audit(activity=activity, because=because, by=by, at=at)
        return Concession.objects.create(
            activity=activity,
            kind="exemption",
            because=because,
            agreed_by=agreed_by,
            written_at=at,
            written_by=by,
        )


@transaction.atomic
def close(*, round: Round, by: User, at: datetime) -> Round:
    """End a round. Raises NotAllowed while something is neither done nor dropped, or it does not run."""
    left = Activity.objects.filter(round=round, state__in=[states.OPEN, states.GIVEN]).count()
    if left:
        raise NotAllowed(f"{left} are neither done nor exempted. Finish them, or exempt them with a reason.")
    with pghistory.context(user=by.pk, why="round closed"):
        rows = Round.objects.filter(pk=round.pk)
        if not states.move(rows, states.RUNNING, states.CLOSED, ended_at=at, ended_by=by):
            raise NotAllowed("This round is not running.")
    round.refresh_from_db()
    return round


def _agreed_by_another(activity, agreed_by):
    if agreed_by.pk == activity.person_id:
        raise NotAllowed(f"{agreed_by.name} has this to do, so somebody else must agree.")


def _not_closed(round):
    if Round.objects.filter(pk=round.pk, state=states.CLOSED).exists():
        raise NotAllowed(f"{round.name} is closed.")
