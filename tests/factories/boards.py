"""Factories of the boards room."""

import itertools
import math
from datetime import UTC, date, datetime

from improvement.boards import services
from improvement.boards.models import Board, Pack
from improvement.indicators import definitions
from improvement.indicators.models import Figure
from improvement.lib.months import months_to

_next = itertools.count(1).__next__
AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
MONTH = date(2026, 10, 1)
CODES = ["FD06", "AS03", "LA01"]


def make_board(team, *, name=None, indicators=None, **fields):
    """Return a board of `team` that reads three measures."""
    chosen = CODES if indicators is None else indicators
    return Board.objects.create(name=name or f"Board {_next()}", team=team, indicators=chosen, **fields)


def make_figures(team, *, codes=None, until=MONTH, months=36):
    """Return figures of `team` that rise and fall by rule, with a step up in the last eight months."""
    rows = []
    for place, code in enumerate(codes or CODES):
        defined = definitions.definition(code)
        for index, month in enumerate(months_to(until, months)):
            denominator = 200 + (index * 7 + place) % 23
            share = 0.5 + 0.05 * math.sin(index * 1.7 + place) + (0.12 if index >= months - 8 else 0)
            rows.append(
                Figure(
                    indicator=code,
                    team=team,
                    month=month,
                    numerator=round(denominator * share),
                    denominator=denominator if defined.denominator else None,
                    is_share=defined.is_share,
                    definition_version=defined.version,
                    computed_at=AT,
                )
            )
    return Figure.objects.bulk_create(rows)


def make_pack(board, *, key=None, month=MONTH, audience="restricted", indicators=None, by=None, at=AT) -> Pack:
    """Return a pack that has been asked for and waits for a worker."""
    return services.request_pack(
        board=board,
        month=month,
        audience=audience,
        indicators=indicators or board.indicators,
        key=key or f"pack-{_next()}",
        by=by,
        at=at,
    )


def make_ready_pack(board, **fields) -> Pack:
    """Return a pack that is ready, with the smallest document that will do."""
    pack = make_pack(board, **fields)
    return store_document(pack)


def store_document(pack, content=b"%PDF-1.7 for a test %%EOF"):
    """Make a pack ready with `content` as its document and what a build would freeze, without laying it out."""
    import hashlib

    from improvement.boards import frozen

    figures = frozen.freeze(Pack.objects.select_related("board__team", "asked_by").get(pk=pack.pk), at=AT)
    Pack.objects.filter(pk=pack.pk).update(
        state="ready",
        ready_at=AT,
        pdf=content,
        sha256=hashlib.sha256(content).hexdigest(),
        figures=figures,
        template_version="1",
    )
    return Pack.objects.light().get(pk=pack.pk)
