"""Verbs of a review from outside: plan, share, take back, write, submit, take over, agree an action, call off."""

from collections.abc import Iterable
from datetime import date, datetime

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from audits import independence
from audits.models import Audit, OutsideFinding, OutsideReview, SharedAudit
from audits.outside import states
from audits.rounds.dates import length
from casework import access
from casework.actions import services as register
from casework.actions.services import said
from casework.models import Action, Role, RoleGrant, Team, Theme, User
from casework.notices import tell
from casework.services import NotAllowed
from improvement.lib.months import day_label
from improvement.lib.working_days import BeyondCalendar

ORIGIN = "outside"
# How long and how much a reviewer from outside may be shown (reference reliability-security-performance, 5 and T14).
MOST_DAYS = 30
MOST_AUDITS = 30


@transaction.atomic
def plan(
    *,
    kind: str,
    team: Team,
    reviewer: User,
    authority: str,
    purpose: str,
    start_on: date,
    last_on: date,
    key: str,
    by: User,
    at: datetime,
) -> OutsideReview:
    """Return a review from outside, with nothing shared yet; the same `key` returns the same. The reviewer is told.

    Raises NotAllowed where the reviewer is no peer for the team on all those days, the planner gave them that role
    themselves, or the days have passed, are the wrong way round or more than thirty working days.
    """
    again = OutsideReview.objects.filter(key=key).first()
    if again is not None:
        return again
    _check_days(start_on, last_on, on=localdate(at))
    _check_role(reviewer, team, start_on, last_on, by)
    words = {
        "authority": said(authority, "Say which authority they come from.", longest=80),
        "purpose": said(purpose, "Say what they are asked to look at.", longest=300),
    }
    days = {"start_on": start_on, "last_on": last_on}
    with pghistory.context(user=by.pk, why="review from outside planned"):
        review = OutsideReview.objects.create(
            kind=kind, team=team, reviewer=reviewer, **words, **days, key=key, planned_at=at, planned_by=by
        )
    told = f"From {day_label(start_on)} to {day_label(last_on)} you review work of {team.name}."
    tell(person=reviewer, words=told[:200], path="/audits/outside/", at=at)
    return review


def _check_days(start_on, last_on, *, on) -> None:
    if last_on < start_on:
        raise NotAllowed("The last day is before the first.")
    if last_on < on:
        raise NotAllowed("The last day has passed. Choose a later one.")
    try:
        days = length(start_on, last_on)
    except BeyondCalendar:
        raise NotAllowed("Those days are beyond the bank holidays we hold. Choose nearer ones.") from None
    if days > MOST_DAYS:
        raise NotAllowed(f"A review from outside lasts {MOST_DAYS} working days at most. This is {days}.")


def _check_role(reviewer, team, start_on, last_on, by) -> None:
    above = access.above(team.pk, on=start_on)
    held = RoleGrant.objects.filter(user=reviewer, user__is_active=True, role=Role.PEER, team_id__in=above)
    grant = held.filter(start_on__lte=start_on, end_on__gt=last_on).first()
    if grant is None:
        raise NotAllowed(
            f"{reviewer.name} is not a peer for {team.name} on all of those days. An administrator gives that role, "
            "with its purpose and last day."
        )
    if by.pk in (reviewer.pk, grant.granted_by_id):
        raise NotAllowed("Who lets a reviewer in does not choose what they read. Somebody else plans this review.")


@transaction.atomic
def share(*, review: OutsideReview, audits: Iterable[Audit], by: User, at: datetime) -> list[SharedAudit]:
    """Add final audits of the review's team to what the reviewer reads; one that is shared already stays as it is.

    Raises NotAllowed once the review has ended, for an audit that is not final or of another team, for more than
    thirty, and where the reviewer is too near to the work (practice 1.2).
    """
    _locked(review)
    within = access.at_or_below([review.team_id], on=localdate(at))
    there = set(_shared(review).values_list("audit_id", flat=True))
    new = [each for each in audits if each.pk not in there]
    if any(each.final_at is None or each.team_id not in within for each in new):
        raise NotAllowed(f"Only final audits of {review.team.name} and the teams below it are shared.")
    if len(there) + len(new) > MOST_AUDITS:
        raise NotAllowed(f"At most {MOST_AUDITS} audits are shared for one review. {len(there)} are shared already.")
    near = independence.too_near(person=review.reviewer, audits=new, on=localdate(at))
    if near:
        raise NotAllowed(near)
    with pghistory.context(user=by.pk, why="audits shared for a review from outside"):
        return [SharedAudit.objects.create(review=review, audit=each, shared_at=at, shared_by=by) for each in new]


@transaction.atomic
def take_back(*, shared: SharedAudit, by: User, at: datetime) -> None:
    """Take an audit back: from now on the reviewer does not read it. That it was shared stays to be seen."""
    with pghistory.context(user=by.pk, why="audit taken back from a review from outside"):
        rows = SharedAudit.objects.filter(pk=shared.pk, taken_back_at__isnull=True)
        if not rows.update(taken_back_at=at, taken_back_by=by):
            raise NotAllowed("It was taken back already.")


@transaction.atomic
def keep(
    *, review: OutsideReview, heading: str, words: str, key: str, by: User, at: datetime, theme: Theme | None = None
) -> OutsideFinding:
    """Return a finding kept under one of the three headings; the same `key` returns the same.

    Raises NotAllowed for anybody but the reviewer, outside the days, once submitted, and without words.
    """
    _may_write(review, by, on=localdate(at))
    again = OutsideFinding.objects.filter(review=review, key=key).first()
    if again is not None:
        return again
    if heading not in OutsideFinding.Heading.values:
        raise NotAllowed("Choose one of the three headings.")
    words = said(words, "Say what you found.", longest=1000)
    with pghistory.context(user=by.pk, why="found by a reviewer from outside"):
        return OutsideFinding.objects.create(
            review=review, heading=heading, words=words, theme=theme, key=key, written_at=at, written_by=by
        )


@transaction.atomic
def take_out(*, finding: OutsideFinding, by: User, at: datetime) -> None:
    """Take out a finding before it is submitted; its history stays. Raises NotAllowed as `keep` does."""
    _may_write(finding.review, by, on=localdate(at))
    with pghistory.context(user=by.pk, why="finding of a reviewer taken out"):
        finding.delete()


@transaction.atomic
def submit(*, review: OutsideReview, by: User, at: datetime) -> OutsideReview:
    """Hand in what was found; from now on nobody can change it. Who planned it is told.

    Raises NotAllowed as `keep` does, and while one of the three headings is empty: what works is always said too.
    """
    _may_write(review, by, on=localdate(at))
    written = set(review.findings.values_list("heading", flat=True))
    for heading in OutsideFinding.Heading:
        if heading not in written:
            raise NotAllowed(f"Write something under “{heading.label}” first.")
    _move(review, states.SUBMITTED, "review from outside submitted", ended_by=by, ended_at=at)
    tell(person=review.planned_by, words=f"{review} is submitted."[:200], path=path(review), at=at)
    return review


@transaction.atomic
def take_over(*, review: OutsideReview, by: User, at: datetime) -> OutsideReview:
    """End a review whose days are over without being submitted; what was written is then ours to read, unchanged."""
    if localdate(at) <= review.last_on:
        raise NotAllowed(f"The reviewer has until {day_label(review.last_on)}. Wait for that, or call it off.")
    _move(review, states.LAPSED, "review from outside taken over", ended_by=by, ended_at=at)
    return review


@transaction.atomic
def call_off(*, review: OutsideReview, because: str, by: User, at: datetime) -> OutsideReview:
    """Say that a review does not take place, and why; the reviewer reads nothing from now on, and is told."""
    because = said(because, "Say why it is called off.", longest=300)
    _move(
        review,
        states.CALLED_OFF,
        "review from outside called off",
        called_off_because=because,
        ended_by=by,
        ended_at=at,
    )
    words = f"Your review of {review.team.name} is called off."
    tell(person=review.reviewer, words=words[:200], path="/audits/outside/", at=at)
    return review


@transaction.atomic
def agree_action(
    *,
    finding: OutsideFinding,
    what: str,
    measure: str,
    owner: User,
    due_on: date,
    key: str,
    by: User,
    at: datetime,
    theme: Theme | None = None,
) -> Action:
    """Return an action about what a reviewer found, in the one register; its owner is told.

    Raises NotAllowed before the review has ended, and as the register does.
    """
    review = finding.review
    if review.state not in (states.SUBMITTED, states.LAPSED):
        raise NotAllowed("Actions are agreed once the reviewer has submitted what they found.")
    checker = review.planned_by if review.planned_by_id != owner.pk else None
    about = {"team": review.team, "theme": theme or finding.theme, "checker": checker}
    about |= {"origin": (ORIGIN, finding.pk, str(review)[:120]), "told": "An action from a review is yours."}
    given = {"what": what, "measure": measure, "owner": owner, "due_on": due_on, "key": key, "by": by, "at": at}
    return register.raise_action(**given, **about)


def path(review: OutsideReview) -> str:
    """Return the address of a review's page, as a notice keeps it."""
    return f"/audits/outside/{review.pk}/"


def _shared(review):
    return SharedAudit.objects.filter(review=review, taken_back_at__isnull=True)


def _locked(review: OutsideReview) -> None:
    # Held until the end of the transaction, so that nothing slips in beside the act that ends it.
    state = OutsideReview.objects.select_for_update().values_list("state", flat=True).get(pk=review.pk)
    if state != states.SHARED:
        raise NotAllowed(f"This review is {OutsideReview.State(state).label.lower()}, so nothing of it can change.")


def _may_write(review: OutsideReview, by: User, *, on: date) -> None:
    if review.reviewer_id != by.pk:
        raise NotAllowed("Only the reviewer writes what they found.")
    _locked(review)
    if not review.start_on <= on <= review.last_on:
        raise NotAllowed(f"You write from {day_label(review.start_on)} to {day_label(review.last_on)}.")


def _move(review, end, why, **fields) -> None:
    with pghistory.context(user=fields["ended_by"].pk, why=why):
        moved = states.move(OutsideReview.objects.filter(pk=review.pk), states.SHARED, end, **fields)
    review.refresh_from_db()
    if not moved:
        raise NotAllowed(f"This review has moved on meanwhile: it is {review.get_state_display().lower()}.")
