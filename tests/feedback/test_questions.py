"""The five questions are exactly the framework's, and once used they never change."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from feedback import words
from feedback.asking import services
from feedback.models import Language, Question, QuestionSet, QuestionText, Round, Variant
from tests.factories.feedback import AT

# Seed 003, paragraph 99, letter by letter.
EXACT = [
    "Do you understand the reason we are involved?",
    "Are you given a chance to have your say?",
    "Is what we are doing making you/your children safer?",
    "Do you understand the plan?",
    "Is there anything we could do to improve?",
]


@pytest.mark.django_db
def test_the_five_are_exactly_those_of_the_framework():
    made = services.published(at=AT)
    assert [question.words for question in made.questions.all()] == EXACT
    adult = QuestionText.objects.filter(variant="adult", language="en").order_by("question__number")
    assert [text.text for text in adult] == EXACT
    assert services.published(at=AT).pk == made.pk


@pytest.mark.django_db
def test_each_is_there_in_every_way_and_language_and_marked_for_review():
    services.published(at=AT)
    assert QuestionText.objects.count() == 5 * len(Variant.values) * len(Language.values)
    unchecked = set(QuestionText.objects.filter(needs_review=True).values_list("language", flat=True))
    assert unchecked == {"cy", "pl", "ur", "ro"}


@pytest.mark.django_db
def test_a_question_set_in_use_never_changes():
    made = services.published(at=AT)
    question = made.questions.get(number=1)
    text = question.texts.first()
    for change in (
        lambda: Question.objects.filter(pk=question.pk).update(words="Something else?"),
        lambda: QuestionText.objects.filter(pk=text.pk).update(text="Something else?"),
        lambda: QuestionSet.objects.filter(pk=made.pk).update(source="Elsewhere"),
        lambda: QuestionText.objects.filter(pk=text.pk).delete(),
        lambda: Question.objects.create(question_set=made, number=5, code="sixth", words="?", is_open=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.django_db
def test_one_round_a_quarter():
    first = services.round_of(on=AT.date(), at=AT)
    assert (str(first.start_on), str(first.end_on)) == ("2026-10-01", "2027-01-01")
    assert services.round_of(on=first.start_on, at=AT).pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(start_on="2026-12-01", end_on="2027-03-01", question_set=first.question_set, opened_at=AT)


@pytest.mark.parametrize("language", Language.values)
def test_every_language_says_everything_with_the_same_gaps(language):
    english, found = words.words("en"), words.words(language)
    assert set(found.page) == set(english.page)
    assert set(found.modes) == set(english.modes)
    assert set(found.variants) == set(english.variants) == set(Variant.values)
    assert {way: len(texts) for way, texts in found.questions.items()} == dict.fromkeys(Variant.values, 5)
    for name, text in english.page.items():
        if isinstance(text, str):
            for gap in ("{number}", "{count}", "{day}"):
                assert (gap in text) == (gap in found.page[name]), name
    # Every translation is marked until somebody has checked it, and says so on the page.
    assert bool(found.page["review"]) != found.checked


def test_easy_read_keeps_its_sentences_short():
    for text in words.words("en").questions["easy"]:
        assert all(len(sentence.split()) <= 15 for sentence in text.replace("?", ".").split("."))
