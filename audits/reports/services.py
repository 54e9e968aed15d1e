"""Verbs of a round's report: write it, agree what is to be done, issue it."""

from datetime import date, datetime
from hashlib import sha256

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import F

from audits.models import Round, RoundReport
from audits.reports.document import report_pdf
from audits.reports.of_round import ORIGIN, round_report
from casework.actions import services as register
from casework.models import Action, Theme, User
from casework.services import NotAllowed

FIELDS = ("strengths", "difficulties", "difference")
LONGEST = 4000


@transaction.atomic
def write(*, round: Round, version: int, by: User, at: datetime, **words) -> RoundReport:
    """Keep what the lead of a round writes in its report: strengths, difficulties, what difference has been made.

    Raises NotAllowed where somebody saved it since `version` (0 for the first time), it is issued, or it is too long.
    """
    fields = {name: words[name].replace("\x00", "").strip() for name in FIELDS}
    if any(len(value) > LONGEST for value in fields.values()):
        raise NotAllowed(f"Write at most {LONGEST:,} characters in each.")
    fields |= {"saved_at": at, "saved_by": by}
    with pghistory.context(user=by.pk, why="report written"):
        if not version:
            try:
                with transaction.atomic():
                    return RoundReport.objects.create(round=round, **fields)
            except IntegrityError:
                raise NotAllowed("Somebody has begun this report meanwhile. Look at it, then save yours.") from None
        rows = RoundReport.objects.filter(round=round, version=version, issued_at__isnull=True)
        if not rows.update(version=F("version") + 1, **fields):
            raise NotAllowed("Somebody has saved or issued this report since you opened it. Look at it, then save.")
    return RoundReport.objects.defer("pdf").get(round=round)


@transaction.atomic
def agree_action(
    *,
    round: Round,
    what: str,
    measure: str,
    owner: User,
    due_on: date,
    key: str,
    by: User,
    at: datetime,
    theme: Theme | None = None,
) -> Action:
    """Return an action of the round's plan, in the one register; its owner is told. Raises as the register does."""
    return register.raise_action(
        what=what,
        measure=measure,
        owner=owner,
        team=round.team,
        due_on=due_on,
        theme=theme,
        checker=round.lead if round.lead_id != owner.pk else None,
        origin=(ORIGIN, round.pk, round.name),
        told="Something is yours to do.",
        key=key,
        by=by,
        at=at,
    )


@transaction.atomic
def issue(*, round: Round, by: User, at: datetime, on: date) -> RoundReport:
    """Issue the report of a round: words and document stand as they are, with the document's SHA-256.

    Raises NotAllowed before what difference has been made is written (S17), while the round is planned, and a second
    time; PdfFailed where the document cannot be made.
    """
    if round.state == Round.State.PLANNED:
        raise NotAllowed("The round has not begun.")
    words = RoundReport.objects.select_for_update().filter(round=round).first()
    if words is None or not words.difference:
        raise NotAllowed("Write what difference has been made first: a report without it is not issued.")
    if words.issued_at is not None:
        raise NotAllowed("It is issued already, and stands.")
    pdf = report_pdf(round_report(round, hides=False, on=on, at=at), state="Issued")
    with pghistory.context(user=by.pk, why="report issued"):
        RoundReport.objects.filter(pk=words.pk).update(
            issued_at=at, issued_by=by, pdf=pdf, sha256=sha256(pdf).hexdigest()
        )
    words.refresh_from_db()
    return words
