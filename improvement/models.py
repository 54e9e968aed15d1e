"""The models of the top floor's rooms, gathered for Django."""

from improvement.boards.models import Board, Pack
from improvement.indicators import marks  # noqa: F401  (the proxies that carry the triggers)
from improvement.indicators.models import (
    Benchmark,
    Comment,
    Doubt,
    Figure,
    FiguresFile,
    FiguresLine,
    FiguresProblem,
    GivenFigure,
    Neighbour,
    NewLimits,
    Population,
    PostMonth,
    Query,
    QueryStep,
    Reported,
    ReportedMonth,
    StaleKey,
    TargetSetting,
    XrayLook,
)

__all__ = [
    "Benchmark",
    "Board",
    "Comment",
    "Doubt",
    "Figure",
    "FiguresFile",
    "FiguresLine",
    "FiguresProblem",
    "GivenFigure",
    "Neighbour",
    "NewLimits",
    "Pack",
    "Population",
    "PostMonth",
    "Query",
    "QueryStep",
    "Reported",
    "ReportedMonth",
    "StaleKey",
    "TargetSetting",
    "XrayLook",
]
