"""Stage 2 of set formation: the people of one cell dealt to its sets, organisations as evenly as they will go.

Equal dealing reaches the pairs that stage 1 counted; where people may not meet, exchanges mend it. What cannot be mended
is left out, so that a broken rule never leaves this module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from actionsets.formation.problem import Problem

MOST_PASSES = 12
Cost = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """People who stay together: one copy of a unit."""

    unit: int
    ids: tuple[str, ...]


class Table:
    """The sets of one cell while they are dealt. `banned` holds, for each set, the ids its facilitator may not lead."""

    def __init__(self, problem: Problem, pieces: Sequence[Piece], banned: Sequence[frozenset[str]]) -> None:
        """Start with empty sets, one for each entry of `banned`."""
        self.problem = problem
        self.pieces = pieces
        self.banned = banned
        self.sets: list[list[Piece]] = [[] for _ in banned]

    @cached_property
    def near(self) -> Mapping[int, frozenset[int]]:
        """For each unit here, the units here that it may not meet."""
        here = {piece.unit for piece in self.pieces}
        edges = [pair for pair in self.problem.apart if pair[0] in here and pair[1] in here]
        return {unit: frozenset(a + b - unit for a, b in edges if unit in (a, b)) for unit in here}

    def cost(self, number: int, pieces: Sequence[Piece]) -> Cost:
        """Return what a set of these pieces would cost: rules broken, pairs, repeated pairs, distance from the ideal."""
        settings, units = self.problem.settings, self.problem.units
        size = sum(len(piece.ids) for piece in pieces)
        crowd: Counter[str] = Counter()
        for piece in pieces:
            crowd.update(dict(units[piece.unit].organisations))
        here = {piece.unit for piece in pieces}
        broken = max(0, settings.smallest - size, size - settings.largest)
        broken += sum(max(0, count - settings.max_per_organisation) for count in crowd.values())
        broken += sum(len(self.near[unit] & here) for unit in here if self.near[unit]) // 2
        if self.banned[number]:
            broken += sum(one in self.banned[number] for piece in pieces for one in piece.ids)
        pairs = sum(count * (count - 1) // 2 for count in crowd.values())
        return broken, pairs, self._repeated(pieces), abs(size - settings.ideal)

    def _repeated(self, pieces: Sequence[Piece]) -> int:
        if not self.problem.repeated:
            return 0
        units = sorted(piece.unit for piece in pieces)
        found = self.problem.repeated.get
        return sum(found((one, other), 0) for index, one in enumerate(units) for other in units[index:])

    def total(self) -> Cost:
        """Return the cost of all sets together."""
        costs = [self.cost(number, pieces) for number, pieces in enumerate(self.sets)]
        return sum(c[0] for c in costs), sum(c[1] for c in costs), sum(c[2] for c in costs), sum(c[3] for c in costs)

    def deal(self) -> None:
        """Deal the largest pieces first, then those with most people to avoid, then organisation by organisation."""
        crowd = Counter(name for piece in self.pieces for name, _ in self.problem.units[piece.unit].organisations)

        def turn(piece: Piece) -> tuple[int, int, int, str, tuple[str, ...]]:
            names = [name for name, _ in self.problem.units[piece.unit].organisations]
            name = max(names, key=lambda one: (crowd[one], one), default="")
            return -len(piece.ids), -len(self.near[piece.unit]), -crowd[name], name, piece.ids

        for piece in sorted(self.pieces, key=turn):
            number = min(range(len(self.sets)), key=lambda one: self._welcome(piece, one))
            self.sets[number].append(piece)

    def _welcome(self, piece: Piece, number: int) -> tuple[int, int, int, int]:
        names = {name for name, _ in self.problem.units[piece.unit].organisations}
        here = self.sets[number]
        broken = sum(other.unit in self.near[piece.unit] for other in here)
        broken += any(one in self.banned[number] for one in piece.ids)
        alike = sum(
            count for other in here for name, count in self.problem.units[other.unit].organisations if name in names
        )
        return broken, alike, sum(len(other.ids) for other in here), number

    def mend(self) -> None:
        """Exchange or move pieces while that lowers the cost, starting from the sets that break a rule or cost most."""
        costs = [self.cost(number, pieces) for number, pieces in enumerate(self.sets)]
        for _ in range(MOST_PASSES):
            worst = sorted(
                (n for n in range(len(costs)) if costs[n][:3] > (0, 0, 0)), key=lambda n: costs[n], reverse=True
            )
            better = [self._better(number, costs) for number in worst]
            if not any(better):
                return

    def _better(self, number: int, costs: list[Cost]) -> bool:
        for piece in list(self.sets[number]):
            for other in range(len(self.sets)):
                if other != number and self._exchange(piece, number, other, costs):
                    return True
        return False

    def _exchange(self, piece: Piece, number: int, other: int, costs: list[Cost]) -> bool:
        before = _sum(costs[number], costs[other])
        rest = [one for one in self.sets[number] if one is not piece]
        for back in (*self.sets[other], None):
            mine = rest if back is None else [*rest, back]
            theirs = [*(one for one in self.sets[other] if one is not back), piece]
            new, new_other = self.cost(number, mine), self.cost(other, theirs)
            if _sum(new, new_other) < before:
                self.sets[number], self.sets[other] = mine, theirs
                costs[number], costs[other] = new, new_other
                return True
        return False

    def drop_broken(self) -> None:
        """Leave out pieces, and in the end whole sets, until no rule is broken."""
        for number, pieces in enumerate(self.sets):
            while pieces and self.cost(number, pieces)[0]:
                best = min(pieces, key=lambda one: (self.cost(number, [p for p in pieces if p is not one]), one.ids))
                pieces.remove(best)


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def split(
    problem: Problem, pieces: Sequence[Piece], banned: Sequence[frozenset[str]]
) -> tuple[list[tuple[str, ...]], bool]:
    """Deal the pieces to as many sets as `banned` has entries.

    Returns the ids of each set (empty if it had to be given up), and whether this costs no more than stage 1 promised.
    """
    table = Table(problem, pieces, banned)
    table.deal()
    promised = promise(problem, pieces, len(banned))
    if table.total() > promised:
        table.mend()
    kept = table.total() <= promised
    table.drop_broken()
    return [tuple(sorted(one for piece in pieces for one in piece.ids)) for pieces in table.sets], kept


def promise(problem: Problem, pieces: Sequence[Piece], count: int) -> Cost:
    """Return the cost that stage 1 counts for these pieces in `count` sets."""
    settings = problem.settings
    crowd: Counter[str] = Counter()
    within: Counter[tuple[str, int]] = Counter()
    for piece in pieces:
        for name, number in problem.units[piece.unit].organisations:
            crowd[name] += number
            within.update({(name, extra): number - extra for extra in range(1, number)})
    pairs = sum(
        max(people - extra * count, within[name, extra], 0)
        for name, people in crowd.items()
        for extra in range(1, settings.max_per_organisation)
    )
    units = sorted(piece.unit for piece in pieces)
    together = [(one, one) for one in units] if count > 1 else [(a, b) for i, a in enumerate(units) for b in units[i:]]
    repeated = sum(problem.repeated.get(pair, 0) for pair in together)
    return 0, pairs, repeated, abs(sum(len(piece.ids) for piece in pieces) - count * settings.ideal)
