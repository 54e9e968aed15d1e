from django.db import migrations


def load(apps, schema_editor):
    from improvement.indicators.calendar import load_calendar

    load_calendar(apps.get_model("casework", "CalendarDay"))


class Migration(migrations.Migration):
    """Working days as rows, from the bank holidays we ship."""

    dependencies = [("improvement", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
