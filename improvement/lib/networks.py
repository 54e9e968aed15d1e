"""Sums as a network: which cells must be hidden so that a hidden one can be several things.

Every cell of a table with sums is an arc, every sum a node, and what flows into a node flows out. A hidden cell can
differ from its true value exactly when a loop of hidden cells runs through it. `Hiding.protect` looks for the loops
that cost the least and hides the cells on them (Kelly, Golden and Assad 1992; Cox 1995).
"""

from collections import deque
from collections.abc import Hashable, Sequence
from heapq import heappop, heappush
from math import inf


class Network:
    """The sums that cells are in: raising cell number i takes one from the sum `ends[i][0]` and gives one to the
    sum `ends[i][1]`. Cells outside every sum have twice the same end.
    """

    def __init__(self, ends: Sequence[tuple[Hashable, Hashable]]):
        numbers: dict[Hashable, int] = {}
        self.ends = [
            (numbers.setdefault(tail, len(numbers)), numbers.setdefault(head, len(numbers))) for tail, head in ends
        ]
        self.nodes = len(numbers)
        self.arcs: list[list[tuple[int, int, int]]] = [[] for _ in numbers]
        for arc, (tail, head) in enumerate(self.ends):
            self.arcs[tail].append((arc, 1, head))
            self.arcs[head].append((arc, -1, tail))


class Hiding:
    """What is hidden in a network, and how far each cell could be from its true value for all that an attacker knows.

    `down` and `up` say how far a cell could go by itself, `price` what it costs to hide it (infinite where it may not
    be hidden). `hidden` is changed by `protect`. `lowest` and `highest` are how far each cell was seen to go from its
    true value: every way to be wrong that is found for one cell is one for the others that moved with it.
    """

    def __init__(self, network: Network, *, down: list, up: list, price: list, hidden: list[bool]):
        self.network, self.down, self.up, self.price, self.hidden = network, down, up, price, hidden
        self.lowest, self.highest = [0] * len(hidden), [0] * len(hidden)

    def protect(self, arc: int, wanted: float) -> bool:
        """Hide cells until `arc` can take values `wanted` apart; return whether it can."""
        while self.highest[arc] - self.lowest[arc] < wanted:
            up, raised = self.room(arc, 1, wanted)
            down, lowered = self.room(arc, -1, wanted - up) if up < wanted else (0, {})
            if up + down >= wanted:
                self._see(raised)
                self._see(lowered)
                break
            plans = [plan for way, moved in ((1, raised), (-1, lowered)) if (plan := self._loop(arc, way, moved))]
            if not plans:
                return False
            for other in min(plans)[1]:
                self.hidden[other] = True
        return True

    def _see(self, moved: dict[int, float]) -> None:
        for arc, far in moved.items():
            if far > self.highest[arc]:
                self.highest[arc] = far
            elif far < self.lowest[arc]:
                self.lowest[arc] = far

    def room(self, arc: int, way: int, wanted: float) -> tuple[float, dict[int, float]]:
        """Return how far hidden cells let `arc` go up (`way` 1) or down (-1), to `wanted`, and how they then moved."""
        moved: dict[int, float] = {}
        tail, head = self.network.ends[arc][::way]
        wanted = min(wanted, self.up[arc] if way > 0 else self.down[arc])
        if tail == head:
            return wanted, moved
        found = 0
        while found < wanted and (path := self._path(arc, head, tail, moved)):
            step = min(wanted - found, *(self._left(other, turn, moved) for other, turn in path))
            for other, turn in path:
                moved[other] = moved.get(other, 0) + turn * step
            found += step
        moved[arc] = way * found
        return found, moved

    def _left(self, arc: int, turn: int, moved: dict) -> float:
        return self.up[arc] - moved.get(arc, 0) if turn > 0 else self.down[arc] + moved.get(arc, 0)

    def _path(self, barred: int, start: int, end: int, moved: dict) -> list[tuple[int, int]] | None:
        """Return [(arc, turn)] from `start` to `end` over hidden cells that can still move, or None."""
        reached = {start: None}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for arc, turn, following in self.network.arcs[node]:
                if not self.hidden[arc] or following in reached or arc == barred:
                    continue
                if self._left(arc, turn, moved) <= 0:
                    continue
                reached[following] = (node, arc, turn)
                if following == end:
                    return _trace(reached, end)
                queue.append(following)
        return None

    def _loop(self, barred: int, way: int, moved: dict) -> tuple[float, list[int]] | None:
        """Return (cost, arcs to hide) of the cheapest loop that lets `barred` go on up or down, or None.

        `moved` is how far hidden cells are used up already, so that every loop found hides at least one more.
        """
        start, end = self.network.ends[barred][::-way]
        if self._left(barred, way, moved) <= 0:
            return None
        best = [inf] * self.network.nodes
        best[start] = 0.0
        came = {start: None}
        queue = [(0.0, start)]
        while queue:
            cost, node = heappop(queue)
            if node == end:
                path = sorted(arc for arc, _ in _trace(came, end) if not self.hidden[arc])
                return (cost, path) if path else None
            if cost > best[node]:
                continue
            for arc, turn, following in self.network.arcs[node]:
                further = cost + (0.01 if self.hidden[arc] else self.price[arc])
                if further < best[following] and arc != barred and self._left(arc, turn, moved) > 0:
                    best[following] = further
                    came[following] = (node, arc, turn)
                    heappush(queue, (further, following))
        return None


def _trace(reached: dict, end: int) -> list[tuple[int, int]]:
    path = []
    while reached[end]:
        end, arc, turn = reached[end]
        path.append((arc, turn))
    return path
