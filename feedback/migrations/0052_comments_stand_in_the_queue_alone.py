"""Comments of surveys have moved to the read queue: their own table goes."""

from django.db import migrations

from improvement.lib.migrating import AllAtOnce


class Migration(migrations.Migration):
    dependencies = [("feedback", "0051_comments_move_to_the_queue")]

    operations = [
        AllAtOnce(
            [
                migrations.DeleteModel(name="SurveyCommentEvent"),
                migrations.DeleteModel(name="SurveyComment"),
            ]
        ),
    ]
