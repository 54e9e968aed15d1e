"""What staff wrote in a survey stands in the read queue: a passage may be of a survey."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from improvement.lib.migrating import AllAtOnce

class Migration(migrations.Migration):
    dependencies = [("feedback", "0040_partner_survey")]

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
    ]
