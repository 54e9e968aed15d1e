"""Keep what was written: an answer by one voice, and the overall grade. The second to save the same sees both."""

from datetime import datetime

import pghistory
from django.db import IntegrityError, transaction
from django.db.models import F

from audits.models import WRITING, Answer, Audit, Grade, Overall, Part, Question, Voice
from casework.models import User
from casework.services import NotAllowed

LONGEST = {"text": 8000, "difference": 4000, "better_because": 4000}


class Conflict(NotAllowed):
    """Somebody saved the same since it was opened; `theirs` is what is kept now."""

    def __init__(self, theirs):
        super().__init__(
            "Somebody saved this while you were writing. Both texts are here: make one of them, then save."
        )
        self.theirs = theirs


@transaction.atomic
def save_answer(
    *,
    audit: Audit,
    question: Question,
    voice: str,
    version: int,
    text: str,
    by: User,
    at: datetime,
    grade: str = "",
    difference: str = "",
) -> Answer | None:
    """Return one voice's answer to one question, kept; None where nothing was written yet and nothing is there.

    Args:
        version: the version the writer saw, 0 for none.

    Raises Conflict where there is another version now. Raises NotAllowed for anybody but the voice itself, a question
    that is not this audit's or child's, a grade that cannot be given, and once the audit is drafted.
    """
    _check_writable(audit)
    _check_voice(audit, voice, by)
    _check_question(audit, question, voice, grade)
    fields = {"grade": grade, "text": _tidy(text, "text"), "difference": _tidy(difference, "difference")}
    kept = Answer.objects.filter(audit=audit, question=question, voice=voice)
    return _save(kept, {"audit": audit, "question": question, "voice": voice}, fields, version, by=by, at=at)


@transaction.atomic
def save_overall(
    *, audit: Audit, version: int, grade: str, text: str, better_because: str, by: User, at: datetime
) -> Overall | None:
    """Return the overall grade with what makes the auditor say so, kept. Raises as `save_answer` does."""
    _check_writable(audit)
    _check_voice(audit, Voice.AUDITOR, by)
    if grade and grade not in Grade.values:
        raise NotAllowed("That is not one of the four grades.")
    fields = {
        "grade": grade,
        "text": _tidy(text, "text"),
        "better_because": _tidy(better_because, "better_because"),
    }
    return _save(Overall.objects.filter(audit=audit), {"audit": audit}, fields, version, by=by, at=at)


def _save(rows, about: dict, fields: dict, version: int, *, by: User, at: datetime):
    now = rows.first()
    if now is None and not version and not any(fields.values()):
        return None
    if now is not None and all(getattr(now, name) == value for name, value in fields.items()):
        return now
    with pghistory.context(user=by.pk, why="audit written"):
        if now is None and not version:
            try:
                with transaction.atomic():
                    return rows.model.objects.create(**about, **fields, saved_by=by, saved_at=at)
            except IntegrityError:
                raise Conflict(rows.get()) from None
        if not rows.filter(version=version).update(version=F("version") + 1, saved_by=by, saved_at=at, **fields):
            raise Conflict(rows.first())
    return rows.get()


def _check_writable(audit: Audit) -> None:
    # Held until the end of the transaction, so that nothing slips in beside the act that seals it.
    state = Audit.objects.select_for_update().values_list("state", flat=True).get(pk=audit.pk)
    if state not in WRITING:
        raise NotAllowed("This audit is drafted, and what was written in it is sealed.")


def _check_voice(audit: Audit, voice: str, by: User) -> None:
    if voice == Voice.AUDITOR and by.pk != audit.auditor_id:
        raise NotAllowed(f"Only {audit.auditor.name}, the auditor, writes here.")
    if voice == Voice.WORKER and (audit.worker is None or audit.worker.user_id != by.pk):
        raise NotAllowed("Only the worker writes here.")
    if voice == Voice.WORKER and audit.invited_at is None:
        raise NotAllowed("You have not been invited to this audit yet.")


def _check_question(audit: Audit, question: Question, voice: str, grade: str) -> None:
    if not Part.objects.filter(audit=audit, section_id=question.section_id, applies=True).exists():
        raise NotAllowed("This question is not asked in this audit.")
    if voice == Voice.AUDITOR and question.asked_of == Question.AskedOf.WORKER:
        raise NotAllowed("This is the worker's own reflection, which nobody else writes.")
    if not grade:
        return
    if grade not in Grade.values:
        raise NotAllowed("That is not one of the four grades.")
    if voice == Voice.WORKER or not question.is_graded:
        raise NotAllowed("No grade is given here.")


def _tidy(text: str, field: str) -> str:
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    longest = LONGEST[field]
    if len(text) > longest:
        raise NotAllowed(f"This is {len(text):,} characters long. Write at most {longest:,}.")
    return text
