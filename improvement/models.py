"""The models of the top floor's rooms, gathered for Django."""

from improvement.boards.models import Board, Pack
from improvement.indicators import marks  # noqa: F401  (the proxies that carry the triggers)
from improvement.indicators.models import Figure, Population, StaleKey

__all__ = ["Board", "Figure", "Pack", "Population", "StaleKey"]
