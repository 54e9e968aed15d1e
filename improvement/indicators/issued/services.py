"""Keep what a public pack prints."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.models import Team
from improvement.indicators.models import Issued
from improvement.indicators.queries import Point


def issue(*, team: Team, points: Mapping[str, Sequence[Point]], at: datetime) -> None:
    """Keep a team's points by indicator as they are printed at `at`; in the caller's transaction, once each."""
    Issued.objects.bulk_create(
        [
            Issued(
                indicator=code,
                team=team,
                month=point.month,
                numerator=point.numerator,
                denominator=point.denominator,
                symbol=point.symbol,
                issued_at=at,
            )
            for code, printed in points.items()
            for point in printed
        ],
        ignore_conflicts=True,
    )
