"""What a tool still lacks before it can be used."""

from audits.models import Question, ToolVersion


def missing(version: ToolVersion) -> list[str]:
    """Return a sentence for each thing that keeps a draft from being published; two queries."""
    sections = list(version.sections.prefetch_related("questions"))
    if not sections:
        return ["It has no sections yet. Add the first."]
    found = []
    for section in sections:
        questions = list(section.questions.all())
        if not questions:
            found.append(f"“{section.title}” has no question. Write one, or take the section out.")
        found += [sentence for question in questions for sentence in _of_question(section, question)]
    asked = [question for section in sections for question in section.questions.all()]
    if asked and not any(question.asks_difference for question in asked):
        found.append("No question asks what difference the work has made for the child. One must.")
    return found


def _of_question(section, question: Question) -> list[str]:
    place = f"Question {question.number} of “{section.title}”"
    found = []
    if not question.text.strip():
        found.append(f"{place} is empty. Write it, or take it out.")
    if question.is_graded and question.standard_id is None:
        found.append(f"{place} is graded and points at no standard. Choose one.")
    return found
