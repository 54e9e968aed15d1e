"""Factories of given figures: files as text, and figures as if typed."""

import itertools
from datetime import UTC, date, datetime

from improvement.indicators.definitions import definition
from improvement.indicators.given import services
from improvement.indicators.models import GivenFigure
from tests.factories.casework import make_user

_next = itertools.count(1).__next__
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
MONTH = date(2026, 10, 1)
HEAD = "indicator,month,team,numerator,denominator,symbol"


def csv_of(*lines, head=HEAD):
    """Return the bytes of a figures file with these lines."""
    return "\n".join([head, *lines, ""]).encode()


def receive(*lines, content=None, by=None, at=AT, name="figures.csv", key=None):
    """Return a figures file of these lines, read and checked."""
    content = csv_of(*lines) if content is None else content
    return services.receive_file(name=name, content=content, by=by, at=at, key=key or f"figures-{_next()}")


def apply(*lines, by=None, at=AT, **fields):
    """Return a figures file of these lines, applied."""
    return services.apply_file(file=receive(*lines, by=by, at=at, **fields), by=by, at=at)


def make_given(indicator, team, numerator=None, denominator=None, *, symbol="", month=MONTH, by=None):
    """Return a figure as if somebody had typed it."""
    return GivenFigure.objects.create(
        indicator=indicator,
        team=team,
        month=month,
        numerator=numerator,
        denominator=denominator,
        symbol=symbol,
        is_share=definition(indicator).is_share,
        given_at=AT,
        given_by=by or make_user(),
    )
