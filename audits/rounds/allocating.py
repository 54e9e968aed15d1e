"""Verbs of sharing a round's work out: allocate, mark people away and back, give one thing by hand."""

from datetime import datetime
from secrets import token_hex

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits.allocation import Auditor, Refusal, allocate, refusals
from audits.independence import cases_of
from audits.models import Activity, Allocation, Move, Participant, Round
from audits.rounds import states
from audits.rounds.beginning import NOT_BEGUN, begin_each, drop_audit, has_begun
from audits.rounds.people import auditors_of
from audits.rounds.services import LONGEST_REASON, notify
from casework.actions.services import said
from casework.models import User
from casework.services import NotAllowed

FIRST = "Shared out"


@transaction.atomic
def share_out(
    *, round: Round, key: str, path: str, by: User, at: datetime, because: str = FIRST, seed: str = ""
) -> Allocation:
    """Give every open activity of a round to somebody, as evenly as the rules let it be; the same `key` gives the same.

    What nobody may take stays open, and the allocation says what is in the way. In a round that runs, those concerned
    are told. Raises NotAllowed where the round is closed or nothing is open.
    """
    again = Allocation.objects.filter(key=key).first()
    if again is not None:
        return again
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state == states.CLOSED:
        raise NotAllowed(f"{round.name} is closed.")
    return _share_out(round, _open(round), {}, key, because, path, by, at, seed)


def _open(round):
    rows = Activity.objects.filter(round=round, state=states.OPEN).order_by("pk")
    return list(rows.select_related("child", "team", "worker__user", "audit"))


def _share_out(round, activities, had, key, because, path, by, at, seed):
    if not activities:
        raise NotAllowed("Nothing is open: everything has somebody, or is done.")
    cases, seed = cases_of(activities), seed or token_hex(8)
    auditors = auditors_of(round, on=localdate(at), cases=cases)
    plan = allocate(cases, auditors, seed=seed)
    allocation = Allocation.objects.create(
        round=round,
        seed=seed,
        because=because,
        placed=len(plan.pairs),
        unplaced=len(plan.unplaced),
        conflict=plan.conflict.words if plan.conflict else "",
        key=key,
        made_at=at,
        made_by=by,
    )
    people = User.objects.in_bulk(set(plan.pairs.values()))
    placed = [each for each in activities if each.pk in plan.pairs]
    for each in placed:
        each.person, each.state = people[plan.pairs[each.pk]], states.GIVEN
    with pghistory.context(user=by.pk, why=because):
        Activity.objects.bulk_update(placed, ["person", "state"])
    moved = {"allocation": allocation, "because": because, "moved_at": at, "moved_by": by}
    Move.objects.bulk_create(
        Move(activity=each, from_person_id=had.get(each.pk), to_person=each.person, **moved) for each in placed
    )
    for each in activities:
        if each.pk not in plan.pairs:
            drop_audit(activity=each, because=because, by=by, at=at)
    if round.state == states.RUNNING:
        refused = begin_each(round=round, activities=placed, because=because, by=by, at=at)
        _say_refused(allocation, refused)
        notify(round=round, activities=[each for each in placed if each not in refused], path=path, at=at)
    return allocation


def _say_refused(allocation, refused):
    if refused:
        allocation.placed -= len(refused)
        allocation.unplaced += len(refused)
        said_why = [f"{each.child.reference}: {each.refused}" for each in refused]
        allocation.conflict = " ".join([*([allocation.conflict] if allocation.conflict else []), *said_why])
        allocation.save(update_fields=["placed", "unplaced", "conflict"])


@transaction.atomic
def mark_away(
    *, round: Round, people: list[User], key: str, path: str, by: User, at: datetime, seed: str = ""
) -> Allocation | None:
    """Say that people of a round are away, and share out anew what they had; return that allocation.

    What they did or have begun stays theirs. What nobody else may take is left open, and the allocation says why; None
    where they had nothing else. The same `key` gives the same. Raises NotAllowed for people who are away already.
    """
    again = Allocation.objects.filter(key=key).first()
    if again is not None:
        return again
    round = Round.objects.select_for_update().get(pk=round.pk)
    names = _names(people)
    with pghistory.context(user=by.pk, why="away from a round"):
        rows = Participant.objects.filter(round=round, person__in=people, away_at__isnull=True)
        if not rows.update(away_at=at, away_by=by):
            raise NotAllowed(f"{names} {'is' if len(people) == 1 else 'are'} away already, or not in this round.")
        theirs = list(
            Activity.objects.filter(NOT_BEGUN, round=round, person__in=people, state=states.GIVEN)
            .order_by("pk")
            .select_related("child", "team", "worker__user", "audit__auditor")
        )
        had = {each.pk: each.person_id for each in theirs}
        Activity.objects.filter(pk__in=had, state=states.GIVEN).update(state=states.OPEN, person=None)
    if not theirs:
        return None
    because = f"{names} {'is' if len(people) == 1 else 'are'} away"
    return _share_out(round, theirs, had, key, because, path, by, at, seed)


@transaction.atomic
def come_back(*, participant: Participant, by: User, at: datetime) -> None:
    """Say that somebody is back; what was given to others stays theirs. Raises NotAllowed for who is not away."""
    with pghistory.context(user=by.pk, why="back in a round"):
        rows = Participant.objects.filter(pk=participant.pk, away_at__isnull=False)
        if not rows.update(away_at=None, away_by=None):
            raise NotAllowed(f"{participant.person.name} is not away.")


@transaction.atomic
def give(*, activity: Activity, person: User, because: str, path: str, by: User, at: datetime) -> Activity:
    """Give one activity to a person by hand, with a reason; the rules hold here too.

    An audit that is not begun goes with it. Raises NotAllowed with each refusal in words, and where it is begun, done
    or dropped.
    """
    because = said(because, "Say why it goes to them.", longest=LONGEST_REASON)
    activity = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("child", "team", "worker__user", "round", "person", "audit__auditor")
        .get(pk=activity.pk)
    )
    if activity.state not in (states.OPEN, states.GIVEN):
        raise NotAllowed("It is done or dropped already.")
    if activity.person_id == person.pk:
        raise NotAllowed(f"{person.name} has it already.")
    if has_begun(activity):
        raise NotAllowed(f"{activity.person.name} has begun it. Give it to somebody else from the audit's own page.")
    found = next((each for each in standings(activity, on=localdate(at)) if each[0].key == person.pk), None)
    if found is None:
        raise NotAllowed(f"{person.name} does not take part in this round, or is away.")
    if found[1]:
        raise NotAllowed(" ".join(refusal.words for refusal in found[1]))
    before = activity.person
    with pghistory.context(user=by.pk, why="activity given by hand"):
        Activity.objects.filter(pk=activity.pk).update(person=person, state=states.GIVEN)
        Move.objects.create(
            activity=activity, from_person=before, to_person=person, because=because, moved_at=at, moved_by=by
        )
    activity.person, activity.state = person, states.GIVEN
    if activity.round.state == states.RUNNING:
        if begin_each(round=activity.round, activities=[activity], because=because, by=by, at=at):
            raise NotAllowed(activity.refused)
        notify(round=activity.round, activities=[activity], path=path, at=at)
    return activity


def standings(activity: Activity, *, on) -> list[tuple[Auditor, list[Refusal]]]:
    """Return everybody here in the activity's round, and why each may not have it; the most free first."""
    (case,) = cases_of([activity])
    auditors = auditors_of(activity.round, on=on, cases=[case])
    found = [(each, refusals(case, each)) for each in auditors]
    return sorted(found, key=lambda pair: (bool(pair[1]), -pair[0].free, pair[0].name))


def _names(people):
    names = [person.name for person in people]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
