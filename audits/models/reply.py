"""What is said back: the worker's reply, which stands beside the grade for ever, and praise."""

import pgtrigger
from django.db import models
from django.db.models import Q


class Reply(models.Model):
    """The worker's reply to the judgement of their work. Nobody can change or remove it, not even its author."""

    class Stance(models.TextChoices):
        AGREES = "agrees", "I agree"
        PARTLY = "partly", "I agree in part"
        DISAGREES = "disagrees", "I do not agree"

    audit = models.OneToOneField("audits.Audit", on_delete=models.PROTECT, related_name="reply")
    stance = models.CharField(max_length=10, choices=Stance.choices)
    text = models.TextField(max_length=8000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                condition=Q(stance="agrees") | (Q(stance__in=["partly", "disagrees"]) & ~Q(text="")),
                name="reply_that_differs_says_why",
            )
        ]
        triggers = [pgtrigger.Protect(name="reply_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.audit}: reply"


class Praise(models.Model):
    """Good work seen in an audit, said to the worker (S35); once from each person for each question."""

    audit = models.ForeignKey("audits.Audit", on_delete=models.CASCADE, related_name="praise")
    question = models.ForeignKey("audits.Question", on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("casework.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "praise"
        constraints = [
            models.UniqueConstraint(fields=["audit", "question", "sent_by"], name="praise_once", nulls_distinct=False),
            models.CheckConstraint(condition=~Q(words=""), name="praise_says_something"),
        ]

    def __str__(self):
        return self.words
