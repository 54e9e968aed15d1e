"""What staff and partners are asked, who was asked, what waits sealed, and what may be shown.

docs/adr, nobody can undo a survey.

Between somebody who is invited and an answer there is nothing: no key, no moment, no number given in order. Invitations
and slips are kept without history, which would tell in what order things came.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from casework.models.history import tracked
from feedback.models.partners import Agency
from feedback.surveys.kinds import KINDS
from feedback.surveys.sealing import LEAST, MOST_POINTS, SEALED_BYTES


@tracked
class Survey(models.Model):
    """A dated round of asking staff or partners, with questions that never change once somebody could answer them.

    `about` is the one leader a 360 is about; the others ask about the work. It is closed once, and then counted.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", "Annual survey"
        PULSE = "pulse", "Pulse"
        LEADER = "leader", "About one leader"
        PARTNER = "partner", "Partner survey"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        DISCARDED = "discarded", "Discarded"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=80)
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    closes_on = models.DateField(help_text="The first day nobody can answer any more")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    key = models.CharField(max_length=64, unique=True, help_text="Idempotency key of the form that made it")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answered = models.PositiveIntegerField(null=True, help_text="How many answered, known once it is closed")
    shared_at = models.DateTimeField(null=True, help_text="When the leader it is about showed it to others")

    class Meta:
        ordering = ["-closes_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["annual", "pulse", "leader", "partner"]), name="survey_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "closed", "discarded"]), name="survey_state_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="survey_has_a_title"),
            models.CheckConstraint(
                condition=Q(kind="leader", about__isnull=False) | (~Q(kind="leader") & Q(about__isnull=True)),
                name="survey_about_a_leader",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"], opened_at=None)
                | Q(state__in=["open", "closed"], opened_at__isnull=False),
                name="survey_opened_when_open",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, answered__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None, answered=None)),
                name="survey_counted_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(shared_at=None) | Q(state="closed", kind="leader"), name="survey_shared_by_its_leader"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def who(self) -> str:
        """Who answers, as a word in a sentence."""
        return KINDS[self.kind].who

    @property
    def said_by(self) -> str:
        """How many answered, in words, of a closed survey; no number below ten is shown."""
        return f"{self.answered} answered" if self.answered >= LEAST else "fewer than ten answered"


class SurveyQuestion(models.Model):
    """A statement that people agree with or not. The same words in another survey are the same question."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200)

    class Meta:
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_question_once"),
            models.UniqueConstraint(fields=["survey", "words"], name="survey_words_once"),
            models.CheckConstraint(condition=~Q(words=""), name="survey_question_says_something"),
        ]
        triggers = [
            pgtrigger.Protect(name="survey_question_kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="survey_question_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT FROM feedback_survey s WHERE s.id = NEW.survey_id AND s.state = 'draft') THEN
                        RAISE EXCEPTION 'this survey is no longer a draft: its questions never change'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.words


class SurveyInvitation(models.Model):
    """Somebody was invited, and whether they took a code. Which code is nowhere, and when is not either.

    Of a partner only the kind of `agency` is known, and that a code was made to be handed out there. `taken` is a keyed
    digest of the form that took it, so that the form sent twice shows the same code.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey("casework.User", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=10, choices=Agency.choices, blank=True)
    taken = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="survey_invites_once"),
            models.UniqueConstraint(fields=["survey", "taken"], condition=~Q(taken=""), name="survey_code_taken_once"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, agency="") | (Q(user=None, agency__in=Agency.values) & ~Q(taken="")),
                name="survey_invites_somebody_or_an_agency",
            ),
        ]

    def __str__(self):
        return f"{self.user or self.get_agency_display()}, {self.survey}"


class SurveySlip(models.Model):
    """A sealed answer, until its survey is closed: then all are opened at once, counted, and gone.

    `mark` is the SHA-256 of the code, so that a code counts once. Every slip is as long as any other, and the key to
    open it is not in the database.
    """

    mark = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="slips")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Exact(Length("sealed"), SEALED_BYTES), name="survey_slips_are_alike"),
        ]
        triggers = [
            pgtrigger.Protect(name="survey_slip_kept", operation=pgtrigger.Update),
            # Closing takes the survey's row for itself, so that a slip is either counted or refused.
            pgtrigger.Trigger(
                name="survey_slip_while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM FROM feedback_survey s WHERE s.id = NEW.survey_id AND s.state = 'open' FOR KEY SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'this survey is not open' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return "A sealed answer"


class SurveyScore(models.Model):
    """What may be shown of one statement at one place, or, without a statement, that so many answered there.

    What may not be shown is not kept: a place with fewer than ten answers, and any that would give one away, has none.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="scores")
    team = models.ForeignKey("casework.Team", on_delete=models.PROTECT, related_name="+")
    agency = models.CharField(max_length=10, choices=Agency.choices, blank=True, help_text="Of partners; empty: all")
    question = models.ForeignKey(SurveyQuestion, on_delete=models.PROTECT, null=True, related_name="scores")
    points = models.PositiveIntegerField(null=True, help_text="0 for strongly disagree to 4 for strongly agree, added")
    answers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "team", "agency", "question"], nulls_distinct=False, name="survey_score_once"
            ),
            models.CheckConstraint(condition=Q(agency__in=["", *Agency.values]), name="survey_score_agency_known"),
            models.CheckConstraint(condition=Q(answers__gte=LEAST), name="survey_score_of_ten_or_more"),
            models.CheckConstraint(
                condition=Q(question=None, points=None)
                | Q(question__isnull=False, points__isnull=False, points__lte=F("answers") * MOST_POINTS),
                name="survey_score_is_whole",
            ),
        ]
        triggers = [pgtrigger.Protect(name="survey_score_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.get_agency_display() or self.team}: {self.question or 'how many answered'}"
