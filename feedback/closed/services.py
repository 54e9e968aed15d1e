"""Verbs of closed-case interviews: draw, give, hold, decline."""

from dataclasses import replace
from datetime import date, datetime
from secrets import token_hex

import pghistory
from django.db import transaction
from django.utils.timezone import localdate

from casework.models import Team, User
from casework.notices import tell
from casework.services import NotAllowed
from feedback import states
from feedback.asking.queries import works_with
from feedback.asking.services import Told, record
from feedback.closed.queries import closures
from feedback.models import Asking, ClosureDraw, GatheredBy, Interview, Respondent, Response
from improvement.lib import sampling
from improvement.lib.months import next_month

MOST = 20
# What is known of an interview before it begins.
KNOWN = {
    "respondent": Respondent.FAMILY,
    "reason": Asking.Reason.CLOSURE,
    "gathered_by": GatheredBy.MANAGER,
    "took_part": "",
}


@transaction.atomic
def draw_closures(*, team: Team, month: date, wanted: int, by: User, at: datetime, seed: str = "") -> ClosureDraw:
    """Draw so many of the children whose work ended in a month, by chance, with the same share of each team.

    Drawn once: asked again, the first draw stands. Nobody chooses the seed; only a test or the synthetic department
    gives one. Raises NotAllowed before the month is over, and where nothing closed.
    """
    again = ClosureDraw.objects.filter(team=team, month=month).first()
    if again is not None:
        return again
    if localdate(at) < next_month(month):
        raise NotAllowed("The month is not over yet, so some of it could not be drawn.")
    held = closures(team=team, month=month, on=localdate(at))
    if not held:
        raise NotAllowed("No case closed here in this month, as far as the lists tell.")
    listed = [sampling.Candidate(each.reference, team=each.team) for each in held.values()]
    found = sampling.draw(listed, wanted=min(wanted, MOST, len(listed)), seed=seed or token_hex(16), by=("team",))
    with pghistory.context(user=by.pk, why="closed cases drawn"):
        made = ClosureDraw.objects.create(
            team=team,
            month=month,
            seed=found.seed,
            algorithm=found.algorithm,
            list_hash=found.list_hash,
            list_size=len(listed),
            drawn_by=by,
            drawn_at=at,
        )
        drawn = [held[reference] for reference in found.references]
        Interview.objects.bulk_create(
            [
                Interview(
                    draw=made, child_id=each.child_id, team_id=each.team_id, closed_on=each.on, workers=each.workers
                )
                for each in drawn
            ]
        )
    return made


@transaction.atomic
def give(*, interview: Interview, interviewer: User, by: User, at: datetime) -> Interview:
    """Ask somebody outside the line to speak with the family.

    Raises NotAllowed for who works with the child or stands in the line of its team, and once it is held or declined.
    """
    if works_with(interviewer, interview.child, on=localdate(at)):
        raise NotAllowed(
            f"{interviewer.name} worked with this family, or stands in the line of the team that did. "
            "Choose somebody outside the line."
        )
    fields = {"interviewer": interviewer, "given_by": by, "given_at": at}
    with pghistory.context(user=by.pk, why="interview given"):
        rows = Interview.objects.filter(pk=interview.pk)
        if not (
            states.move_interview(rows, states.DRAWN, states.GIVEN, **fields)
            or states.move_interview(rows, states.GIVEN, states.GIVEN, **fields)
        ):
            raise NotAllowed("This interview is over already.")
    tell(
        person=interviewer, words="A family waits to be asked by you.", path=f"/feedback/closed/{interview.pk}/", at=at
    )
    interview.refresh_from_db()
    return interview


@transaction.atomic
def hold(
    *, interview: Interview, told: Told, answers: dict[int, tuple[str, str]], key: str, by: User, at: datetime
) -> Response:
    """Record what the family said, as any answer that an independent manager gathers; return the response.

    Whatever `told` says, it is KNOWN whose it is, why, and by whom it is gathered. Raises NotAllowed for anybody but
    the interviewer, and as recording does.
    """
    _check_own(interview, by)
    if interview.response_id is not None:
        return interview.response
    response = record(child=interview.child, told=replace(told, **KNOWN), answers=answers, key=key, by=by, at=at)
    with pghistory.context(user=by.pk, why="interview held"):
        rows = Interview.objects.filter(pk=interview.pk, interviewer=by)
        if not states.move_interview(rows, states.GIVEN, states.HELD, response=response):
            raise NotAllowed("This interview is over already, or was given to somebody else.")
    interview.refresh_from_db()
    return response


@transaction.atomic
def decline(*, interview: Interview, by: User, at: datetime) -> None:
    """Keep that the family did not want to speak. Raises NotAllowed for anybody but the interviewer, or when over."""
    _check_own(interview, by)
    with pghistory.context(user=by.pk, why="interview declined"):
        rows = Interview.objects.filter(pk=interview.pk, interviewer=by)
        if not states.move_interview(rows, states.GIVEN, states.DECLINED, declined_at=at):
            raise NotAllowed("This interview is over already.")


def _check_own(interview, by) -> None:
    if interview.interviewer_id != by.pk:
        raise NotAllowed("Only the interviewer records what the family said.")
