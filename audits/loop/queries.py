"""What changed between an audit and the one after it, part by part."""

from dataclasses import dataclass

from audits.models import Answer, Audit, Grade, Voice
from improvement.lib.sentences import count_in_words


@dataclass(frozen=True)
class Change:
    """One part's grade before and now, in words; `steps` is how many grades better (or worse, below nought)."""

    title: str
    before: str
    now: str
    steps: int

    @property
    def words(self) -> str:
        """Return how it changed."""
        if not self.steps:
            return "the same"
        size = abs(self.steps)
        return f"{count_in_words(size)} grade{'' if size == 1 else 's'} {'better' if self.steps > 0 else 'worse'}"


def changes(audit: Audit) -> list[Change]:
    """Return how each part of the earlier audit has changed, by its standard and title; two queries, none without."""
    if audit.re_audit_of_id is None or not audit.grade:
        return []
    before, now = _grades(audit.re_audit_of_id), _grades(audit.pk)
    found = [_change(title, before[key], now[key]) for key, title in _titles(before) if key in now]
    earlier = audit.re_audit_of
    if earlier.grade:
        found.append(_change("Overall", (earlier.grade, ""), (audit.grade, "")))
    return found


def _change(title: str, before: tuple[str, str], now: tuple[str, str]) -> Change:
    was, is_now = Grade(before[0]), Grade(now[0])
    return Change(title, was.label, is_now.label, was.rank - is_now.rank)


def _titles(graded: dict) -> list[tuple]:
    return [(key, title) for key, (_, title) in graded.items()]


def _grades(audit_id: int) -> dict[tuple, tuple[str, str]]:
    rows = Answer.objects.filter(audit_id=audit_id, voice=Voice.AUDITOR).exclude(grade="")
    found = {}
    for answer in rows.select_related("question__section", "question__standard").order_by(
        "question__section__number", "question__number"
    ):
        standard = answer.question.standard.standard_id if answer.question.standard else None
        title = answer.question.section.title
        found[(standard, title)] = (answer.grade, title)
    return found
