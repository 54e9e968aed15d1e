"""The models of the top floor's rooms, gathered for Django."""

from improvement.boards.models import Board, Pack
from improvement.indicators.models import Figure, Population, StaleKey

__all__ = ["Board", "Figure", "Pack", "Population", "StaleKey"]
