"""What staff wrote in surveys before, and what was decided of it, moves to the read queue as it is."""

from django.db import migrations

from feedback.flags import flags
from feedback.hours import reading_due
from feedback.tokens import digest

OUTCOMES = {"shown": "read", "held": "held"}


def move(apps, schema_editor):
    """Comments are in an order of chance already, and keep it."""
    comments, passages, verdicts = (
        apps.get_model("feedback", name) for name in ("SurveyComment", "Passage", "Verdict")
    )
    for comment in comments.objects.select_related("survey").order_by("pk"):
        found, at = flags(comment.text), comment.survey.closed_at
        passage = passages.objects.create(
            survey_id=comment.survey_id,
            team_id=comment.survey.team_id,
            text=comment.text,
            digest=digest(comment.text),
            flags=found,
            written_at=at,
            due_at=reading_due(at, urgent=found > 0),
        )
        if comment.outcome:
            verdicts.objects.create(
                passage=passage,
                outcome=OUTCOMES[comment.outcome],
                given_at=comment.decided_at,
                given_by_id=comment.decided_by_id,
            )


class Migration(migrations.Migration):
    # By itself: a table with rows just written takes no other change in the same transaction.
    dependencies = [("feedback", "0050_comments_are_read")]

    operations = [migrations.RunPython(move)]
