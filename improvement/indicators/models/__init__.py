"""What the indicators room keeps: figures, and what people say of them."""

from improvement.indicators.models.benchmarks import Benchmark, Neighbour
from improvement.indicators.models.figures import Figure, Population, StaleKey
from improvement.indicators.models.given import (
    FiguresFile,
    FiguresLine,
    FiguresProblem,
    GivenFigure,
    PostMonth,
)
from improvement.indicators.models.issued import Issued
from improvement.indicators.models.limits import NewLimits
from improvement.indicators.models.reported import Reported, ReportedMonth
from improvement.indicators.models.said import Comment, Query, QueryStep
from improvement.indicators.models.targets import TargetSetting
from improvement.indicators.models.trying import ChangeTest, Cycle
from improvement.indicators.models.xrays import Doubt, XrayLook

__all__ = [
    "Benchmark",
    "ChangeTest",
    "Comment",
    "Cycle",
    "Doubt",
    "Figure",
    "FiguresFile",
    "FiguresLine",
    "FiguresProblem",
    "GivenFigure",
    "Issued",
    "Neighbour",
    "NewLimits",
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
