"""The one rule between the overall grade and its parts (practice 2.3: in 151 authorities' inspections the overall
grade equals the worst judgement in 91, is one better in 60, and is never two better)."""

from dataclasses import dataclass

from audits.models import Grade

RULE = (
    "You decide the overall grade. Where it is one better than the worst of its parts, say why. Where it is two "
    "better, or a part about safety is inadequate and the whole is not, a second auditor has to agree."
)


@dataclass(frozen=True)
class Verdict:
    """What the rule asks of an overall grade: nothing, a reason, or a second auditor; `words` says it."""

    needs_reason: bool = False
    needs_second: bool = False
    words: str = ""


def verdict(overall: str, parts: list[tuple[str, bool]]) -> Verdict:
    """Return what the rule asks of an overall grade.

    Args:
        overall: the grade, or "" for none yet.
        parts: each graded part's (grade or "", whether it is about safety).
    """
    grades = [(Grade(grade), is_safety) for grade, is_safety in parts if grade]
    if not overall or not grades:
        return Verdict()
    overall = Grade(overall)
    worst = max((grade for grade, _ in grades), key=lambda grade: grade.rank)
    better = worst.rank - overall.rank
    unsafe = any(grade == Grade.INADEQUATE and is_safety for grade, is_safety in grades)
    if unsafe and overall != Grade.INADEQUATE:
        return Verdict(
            needs_second=True,
            words="A part about safety is inadequate and the whole is not: a second auditor has to agree.",
        )
    if better >= 2:
        return Verdict(
            needs_second=True,
            words=f"{overall.label} is two or more better than the worst part ({worst.label.lower()}): a second "
            "auditor has to agree.",
        )
    if better == 1:
        return Verdict(
            needs_reason=True,
            words=f"{overall.label} is one better than the worst part ({worst.label.lower()}): say why.",
        )
    return Verdict()
