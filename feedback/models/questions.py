"""The questions families are asked: a versioned set that never changes once it was used."""

import pgtrigger
from django.db import models
from django.db.models import Q

QUESTIONS = 5


class Variant(models.TextChoices):
    """Four ways to be asked the same five questions."""

    ADULT = "adult", "Adult"
    CHILD = "child", "Child, with pictures"
    EASY = "easy", "Easy read"
    HELPER = "helper", "Someone writing for them"


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    WELSH = "cy", "Cymraeg"
    POLISH = "pl", "Polski"
    URDU = "ur", "اردو"
    ROMANIAN = "ro", "Română"


def _frozen(name, looked_up):
    """Return a trigger: no row is added to a question set that is in use."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF EXISTS (SELECT FROM feedback_questionset s {looked_up} AND s.used_at IS NOT NULL) THEN
                RAISE EXCEPTION 'this question set is in use and never changes: make a new version'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class QuestionSet(models.Model):
    """The five core questions as one version asks them, in every way and language; once used it never changes."""

    version = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200, help_text="Where the questions come from")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="When the first round began to ask it")

    class Meta:
        ordering = ["version"]
        triggers = [
            pgtrigger.Protect(
                name="question_set_kept",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__used_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"Version {self.version}"


class Question(models.Model):
    """One of the five: `words` are the exact words of the framework (seed 003, paragraph 99)."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=20)
    words = models.CharField(max_length=200)
    is_open = models.BooleanField(help_text="Answered in one's own words alone")

    class Meta:
        ordering = ["question_set", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "number"], name="question_number_once"),
            models.UniqueConstraint(fields=["question_set", "code"], name="question_code_once"),
            models.CheckConstraint(condition=Q(number__range=(1, QUESTIONS)), name="question_one_of_five"),
        ]
        triggers = [
            pgtrigger.Protect(name="question_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            _frozen("question_set_frozen", "WHERE s.id = NEW.question_set_id"),
        ]

    def __str__(self):
        return self.words


class QuestionText(models.Model):
    """A question as it is put in one way and language."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="texts")
    variant = models.CharField(max_length=10, choices=Variant.choices)
    language = models.CharField(max_length=5, choices=Language.choices)
    text = models.CharField(max_length=300)
    needs_review = models.BooleanField(help_text="No local speaker has checked it yet")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "variant", "language"], name="question_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="question_text_says_something"),
            models.CheckConstraint(condition=Q(variant__in=Variant.values), name="question_text_variant_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="question_text_language_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="question_text_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            _frozen(
                "question_text_frozen",
                "JOIN feedback_question q ON q.question_set_id = s.id WHERE q.id = NEW.question_id",
            ),
        ]

    def __str__(self):
        return self.text
