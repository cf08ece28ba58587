"""A quick first arrangement that keeps every hard rule, for when time runs out before the solver has an answer.

The kind of set whose best group still free has the highest fit is opened, again and again; then sets with room fill up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from heapq import heappop, heappush

from actionsets.formation.model import Cell, may_enter, neighbours, proposed
from actionsets.formation.problem import Problem, Venue
from actionsets.formation.rules import can_lead, sound
from actionsets.formation.sizes import sizes_within
from actionsets.formation.types import Facilitator, ProposedSet

Worth = tuple[int, int]
HIGHEST: Worth = (-(10**9), 0)


@dataclass(slots=True)
class Group:
    """A set being filled: the units in it, one entry for each copy."""

    number: int
    leader: Facilitator | None
    units: list[int] = field(default_factory=list)
    size: int = 0
    crowd: Counter[str] = field(default_factory=Counter)


def first_sets(problem: Problem, cells: Sequence[Cell], venues: Sequence[Venue]) -> tuple[ProposedSet, ...]:
    """Return sets over these cells, every rule kept; none if no place was found for somebody with a locked one."""
    opening = _Opening(problem, cells, venues)
    if not opening.seat_the_bound():
        return ()
    for stranding in (False, True):
        opening.open_sets(stranding=stranding)
        opening.fill_up(stranding=stranding)
    return sound(problem.people.values(), problem.settings, opening.sets(), facilitators=problem.facilitators)


class _Opening:
    """The sets opened so far, and who is still free."""

    def __init__(self, problem: Problem, cells: Sequence[Cell], venues: Sequence[Venue]) -> None:
        self.problem = problem
        self.cells = cells
        self.venues = venues
        self.free = [len(unit.copies) for unit in problem.units]
        self.groups: list[Group] = []
        self.led: Counter[str] = Counter()
        self.near = defaultdict(list, neighbours(problem))
        self.labels = {cell.label for cell in cells}
        self.order = [sorted(self._open_to(cell), key=partial(self._turn, cell.focus)) for cell in cells]

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The sizes to aim at, largest first."""
        number, leaders = self.problem.placeable, self.problem.facilitators
        most = sum(leader.capacity for leader in leaders) if leaders else number
        return sizes_within(number, self.problem.settings, most)

    @cached_property
    def leading(self) -> list[list[Facilitator]]:
        """For each cell the facilitators who can take it: first those who can take little else."""
        able = [[one for one in self.problem.facilitators if self._can_lead(one, cell)] for cell in self.cells]
        reach = Counter(one.id for leaders in able for one in leaders)
        return [sorted(leaders, key=lambda one: (reach[one.id], len(one.not_with), one.id)) for leaders in able]

    def _can_lead(self, leader: Facilitator, cell: Cell) -> bool:
        venue = self.venues[cell.venue]
        return can_lead(leader, self.problem.subjects[cell.focus], venue.slots, venue.language, venue.mode)

    def _open_to(self, cell: Cell) -> list[int]:
        units = enumerate(self.problem.units)
        return [index for index, unit in units if may_enter(unit, index, cell, self.venues, self.labels)]

    def _turn(self, focus: int, unit: int) -> tuple[bool, int, bool, float, int, tuple[str, ...]]:
        """Who comes first: not stranded, with others to stay with, new, keen, with few venues open, lowest id."""
        one = self.problem.units[unit]
        stays = self.problem.settings.least_change and bool(one.in_hand)
        reach = sum(venue.open_to >> unit & 1 for venue in self.venues)
        return bool(one.stranded[focus]), -one.size, stays, -one.fit[focus] / one.size, reach, one.copies[0]

    def seat_the_bound(self) -> bool:
        """Keep the sets in hand where changes are to be few, and open sets for locked places; False if one has none."""
        smallest, units = self.problem.settings.smallest, self.problem.units
        for number, cell in enumerate(self.cells):
            if cell.label:
                free = [unit for unit in self.order[number] if self.free[unit]]
                stay = [unit for unit in free if cell.label in (units[unit].locked_set, *units[unit].in_hand)]
                stay.sort(key=lambda unit: not units[unit].locked_set)
                self._open(self._gather(number, smallest, stay) if stay else None)
        for unit, one in enumerate(units):
            if one.locked_set and self.free[unit]:
                groups = [self._gather(n, smallest, [unit]) for n in range(len(self.cells)) if unit in self.order[n]]
                self._open(min((group for group in groups if group), key=self._worth, default=None))
        return not any(one.locked_set and self.free[unit] for unit, one in enumerate(units))

    def open_sets(self, *, stranding: bool) -> None:
        """Open the set of highest worth until there is none; a worth once found can hardly rise, so few are found anew."""
        heap = [(HIGHEST, number) for number, cell in enumerate(self.cells) if not cell.label]
        while heap:
            number = heappop(heap)[1]
            if group := self._gather(number, self._size_to_aim_at(), stranding=stranding):
                heappush(heap, (self._worth(group), number))
                if heap[0][1] == number:
                    self._open(group)

    def _size_to_aim_at(self) -> int:
        settings, opened = self.problem.settings, len(self.groups)
        return self.sizes[opened] if opened < len(self.sizes) else max(settings.ideal, settings.smallest)

    def _worth(self, group: Group) -> Worth:
        focus = self.cells[group.number].focus
        return -sum(self.problem.units[unit].fit[focus] for unit in group.units), -group.size

    def _gather(self, number: int, aim: int, first: Sequence[int] = (), *, stranding: bool = True) -> Group | None:
        """Return the best group for a cell: whoever must be there, then others up to the size to aim at."""
        settings, focus = self.problem.settings, self.cells[number].focus
        leader = next((one for one in self.leading[number] if self._may_lead(one, first)), None)
        if self.problem.facilitators and leader is None:
            return None
        group = Group(number, leader)
        for unit in first:
            self._admit(group, unit, settings.largest)
        if first and first[0] not in group.units:
            return None
        self.order[number] = [unit for unit in self.order[number] if self.free[unit]]
        for unit in self.order[number]:
            if group.size >= aim or (not stranding and self.problem.units[unit].stranded[focus]):
                break
            if unit not in first:
                self._admit(group, unit, min(aim, settings.largest) if group.size else settings.largest)
        return group if group.size >= settings.smallest else None

    def _may_lead(self, leader: Facilitator, first: Sequence[int]) -> bool:
        barred = (one for unit in first for one in self.problem.units[unit].copies[0])
        return self.led[leader.id] < leader.capacity and leader.not_with.isdisjoint(barred)

    def _admit(self, group: Group, unit: int, most: int) -> None:
        """Take as many free copies of a unit into a group as the rules let in."""
        for _ in range(self.free[unit]):
            if not self._may_join(group, unit, most):
                return
            self._add(group, unit)

    def _add(self, group: Group, unit: int) -> None:
        one = self.problem.units[unit]
        group.units.append(unit)
        group.size += one.size
        group.crowd.update(dict(one.organisations))

    def _may_join(self, group: Group, unit: int, most: int) -> bool:
        one, cap = self.problem.units[unit], self.problem.settings.max_per_organisation
        barred = group.leader.not_with if group.leader else frozenset()
        return (
            group.size + one.size <= most
            and all(group.crowd[name] + number <= cap for name, number in one.organisations)
            and not any(other in group.units for other in self.near[unit])
            and barred.isdisjoint(one.copies[0])
            and may_enter(one, unit, self.cells[group.number], self.venues, self.labels)
        )

    def _open(self, group: Group | None) -> None:
        if group:
            self.groups.append(group)
            self.led.update([group.leader.id] if group.leader else [])
            for unit in group.units:
                self.free[unit] -= 1

    def fill_up(self, *, stranding: bool) -> None:
        """Take those left over into sets with room, the largest units first, each where it fits best."""
        units = self.problem.units
        for unit in sorted(range(len(units)), key=lambda one: (-units[one].size, units[one].copies[0])):
            while self.free[unit] and (rooms := list(self._rooms(unit, stranding=stranding))):
                self._add(self.groups[min(rooms)[-1]], unit)
                self.free[unit] -= 1

    def _rooms(self, unit: int, *, stranding: bool) -> Iterator[tuple[int, int, int, int]]:
        """Yield the sets that could take a unit as they are, with what it would cost there."""
        one, largest = self.problem.units[unit], self.problem.settings.largest
        for place, group in enumerate(self.groups):
            focus = self.cells[group.number].focus
            if (stranding or not one.stranded[focus]) and self._may_join(group, unit, largest):
                yield one.stranded[focus], -one.fit[focus], group.size, place

    def sets(self) -> tuple[ProposedSet, ...]:
        """Return the sets with people in place of units: the copies of a unit go out in the order of ids."""
        copies = [iter(unit.copies) for unit in self.problem.units]
        sets = []
        for group in self.groups:
            cell, leader = self.cells[group.number], group.leader.id if group.leader else ""
            ids = tuple(sorted(one for unit in group.units for one in next(copies[unit])))
            sets.append(proposed(self.problem, cell, self.venues[cell.venue], ids, leader))
        return tuple(sets)
