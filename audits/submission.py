"""What an audit still lacks before it can go to the worker: every grade with its reason and what difference it made."""

from dataclasses import dataclass

from audits import grading
from audits.models import Answer, Audit, Consent, Overall, Part, Question, Tool, Voice


@dataclass(frozen=True)
class Lacking:
    """One thing that is missing, and the section it is in; None for the overall page."""

    words: str
    section: int | None


def verdict_of(audit: Audit) -> grading.Verdict:
    """Return what the rule asks of the overall grade as it stands; two queries."""
    overall = Overall.objects.filter(audit=audit).first()
    return grading.verdict(overall.grade if overall else "", graded_parts(audit))


def graded_parts(audit: Audit) -> list[tuple[str, bool]]:
    """Return each graded answer's grade and whether it is about safety; one query."""
    rows = Answer.objects.filter(audit=audit, voice=Voice.AUDITOR, question__is_graded=True)
    return list(rows.values_list("grade", "question__is_safety"))


def lacking(audit: Audit) -> list[Lacking]:
    """Return everything that keeps an audit from being submitted, in the order of the tool; five queries, or six.

    No grade without analysis, and “what difference has this made” is never left out (practice 2.1, 2.3, CJ7).
    """
    sections = Part.objects.filter(audit=audit, applies=True).values("section_id")
    questions = Question.objects.filter(section_id__in=sections, asked_of="auditor").select_related("section")
    answers = {answer.question_id: answer for answer in Answer.objects.filter(audit=audit, voice=Voice.AUDITOR)}
    found = _of_consent(audit)
    for question in questions.order_by("section__number", "number"):
        found += _of_answer(question, answers.get(question.pk))
    found += _of_overall(audit)
    if audit.state in ("allocated", "invited"):
        found.append(Lacking("Talk with the worker first, and keep the day; or say why you did not.", None))
    return found


def _of_consent(audit: Audit) -> list[Lacking]:
    if audit.tool_version.tool.kind != Tool.Kind.OBSERVATION:
        return []
    if Consent.objects.filter(audit=audit).exclude(answer=Consent.Answer.REFUSED).exists():
        return []
    return [Lacking("Ask the family whether you may watch, and record what they said.", None)]


def _of_answer(question: Question, answer: Answer | None) -> list[Lacking]:
    place, title = question.section.number, question.section.title
    found = []
    if question.is_graded and not (answer and answer.grade):
        found.append(Lacking(f"{title}: give a grade.", place))
    if not (answer and answer.text):
        says = "what makes you say so" if question.is_graded else "what you found"
        found.append(Lacking(f"{title}: write {says}.", place))
    if question.asks_difference and not (answer and answer.difference):
        found.append(Lacking(f"{title}: say what difference it has made for the child.", place))
    return found


def _of_overall(audit: Audit) -> list[Lacking]:
    overall = Overall.objects.filter(audit=audit).first()
    found = []
    if overall is None or not overall.grade:
        found.append(Lacking("Overall: give a grade.", None))
    if overall is None or not overall.text:
        found.append(Lacking("Overall: write what makes you say so.", None))
    if overall is None:
        return found
    asked = grading.verdict(overall.grade, graded_parts(audit))
    if asked.needs_reason and not overall.better_because:
        found.append(Lacking(f"Overall: {asked.words}", None))
    if asked.needs_second and not agreed(audit, overall.grade):
        found.append(Lacking(f"Overall: {asked.words}", None))
    return found


def agreed(audit: Audit, grade: str) -> bool:
    """Return whether a second auditor's latest word is that this overall grade can stand; one query.

    What was written after they looked needs them to look again.
    """
    last = audit.second_looks.filter(answered_at__isnull=False).order_by("-answered_at").first()
    if last is None or not last.agrees or last.grade != grade:
        return False
    written = Answer.objects.filter(audit=audit, voice=Voice.AUDITOR, saved_at__gt=last.answered_at)
    return not written.filter(question__is_graded=True).exists()
