"""Keep every figure of a month as it is when the month is first whole."""

from datetime import date, datetime

from django.db import connection, transaction

from casework.models import Import
from improvement.indicators.models import Figure, ReportedMonth, StaleKey
from improvement.indicators.queries import latest_month

# First key of the advisory lock: two who report at once would only report the same.
LOCK = 7307

KEEP = """
INSERT INTO improvement_reported (of_id, indicator, team_id, numerator, denominator, symbol, definition_version)
SELECT %s, indicator, team_id, numerator, denominator, symbol, definition_version
FROM improvement_figure WHERE month = %s
"""


@transaction.atomic
def report(*, at: datetime) -> list[date]:
    """Report every month that is whole, counted, and not reported yet; return those months, oldest first.

    Run twice, or at once, it reports nothing the second time. A month of which anything waits to be counted waits too.
    """
    until = latest_month()
    if until is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])
        waiting = set(StaleKey.objects.values_list("month", flat=True).distinct())
        reported = set(ReportedMonth.objects.values_list("month", flat=True))
        held = Figure.objects.filter(month__lte=until).values_list("month", flat=True).distinct()
        months = sorted(set(held) - waiting - reported)
        delivery = Import.objects.filter(state=Import.State.APPLIED).order_by("-as_on", "-applied_at").first()
        for month in months:
            row = ReportedMonth.objects.create(month=month, reported_at=at, delivery=delivery)
            cursor.execute(KEEP, [row.pk, month])
    return months
