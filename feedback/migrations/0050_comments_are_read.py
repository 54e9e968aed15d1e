"""What staff wrote in a survey stands in the read queue; what was written and decided before moves there as it is."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from feedback.flags import flags
from feedback.hours import reading_due
from feedback.tokens import digest
from improvement.lib.migrating import AllAtOnce

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
    dependencies = [("feedback", "0025_escalations")]

    operations = [
        AllAtOnce(
            [
                migrations.RemoveConstraint(model_name="passage", name="passage_once_of_its_kind"),
                migrations.RemoveConstraint(model_name="passage", name="passage_of_a_response_or_a_question"),
                migrations.AddField(
                    model_name="passage",
                    name="survey",
                    field=models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="comments", to="feedback.survey"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="passage",
                    constraint=models.UniqueConstraint(
                        fields=["response", "leader_question", "question", "is_urgent", "digest"],
                        condition=Q(survey=None),
                        nulls_distinct=False,
                        name="passage_once_where_it_stands",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="passage",
                    constraint=models.CheckConstraint(
                        condition=Q(response__isnull=False, leader_question=None, survey=None)
                        | Q(response=None, leader_question__isnull=False, survey=None, question=None)
                        | Q(
                            response=None,
                            leader_question=None,
                            survey__isnull=False,
                            question=None,
                            is_urgent=False,
                        ),
                        name="passage_stands_in_one_thing",
                    ),
                ),
            ]
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
