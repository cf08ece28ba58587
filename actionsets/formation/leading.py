"""Who leads which set, once it is known how many sets of each kind there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actionsets.formation.lexico import Plan
from actionsets.formation.problem import Problem
from actionsets.formation.rules import can_lead
from actionsets.formation.types import ProposedSet

Led = dict[int, list[tuple[str, frozenset[str]]]]


def led_by(problem: Problem, chosen: Plan) -> Led:
    """Return, for each cell, the facilitator of each of its sets with the people that one may not lead."""
    cells = [cell for cell, count in enumerate(chosen.counts) for _ in range(count)]
    led: Led = {cell: [] for cell in cells}
    if not problem.facilitators:
        return {cell: [("", frozenset())] * count for cell, count in enumerate(chosen.counts) if count}
    if any(leader.not_with for leader in problem.facilitators):
        for (index, cell), count in sorted(chosen.led.items()):
            leader = problem.facilitators[index]
            led[cell] += [(leader.id, leader.not_with)] * count
        return led
    by_cell = {cell: _able(problem, chosen, cell) for cell in cells}
    for number, index in enumerate(_matched(problem, [by_cell[cell] for cell in cells]) or ()):
        leader = problem.facilitators[index]
        led[cells[number]].append((leader.id, leader.not_with))
    return led


def led_anew(problem: Problem, sets: Sequence[ProposedSet]) -> list[ProposedSet] | None:
    """Give every set a facilitator, whoever led it before; None if they do not suffice."""
    if not problem.facilitators:
        return list(sets)
    able = []
    for one in sets:
        asked = one.focus, one.slots, one.language, one.mode
        leaders = enumerate(problem.facilitators)
        able.append([n for n, leader in leaders if can_lead(leader, *asked) and leader.not_with.isdisjoint(one.ids)])
    matched = _matched(problem, able)
    if matched is None:
        return None
    return [replace(one, facilitator=problem.facilitators[n].id) for one, n in zip(sets, matched, strict=True)]


def _matched(problem: Problem, able: list[list[int]]) -> list[int] | None:
    """Match each set to a facilitator who can take it; None if there is no way."""
    held: list[list[int]] = [[] for _ in problem.facilitators]
    leader_of: dict[int, int] = {}
    for number in range(len(able)):
        if not _seat(number, able, problem, held, leader_of):
            return None
    return [leader_of[number] for number in range(len(able))]


def _seat(
    number: int, able: list[list[int]], problem: Problem, held: list[list[int]], leader_of: dict[int, int]
) -> bool:
    """Find a facilitator for one more set; where all are taken, one hands a set on to another (nearest way first).

    False if there is no way.
    """
    came: dict[int, int] = {}
    waiting = [number]
    for asking in waiting:
        for leader in able[asking]:
            if leader in came:
                continue
            came[leader] = asking
            if len(held[leader]) < problem.facilitators[leader].capacity:
                _hand_on(leader, came, held, leader_of)
                return True
            waiting += held[leader]
    return False


def _hand_on(leader: int, came: dict[int, int], held: list[list[int]], leader_of: dict[int, int]) -> None:
    while True:
        one = came[leader]
        held[leader].append(one)
        before = leader_of.get(one)
        leader_of[one] = leader
        if before is None:
            return
        held[before].remove(one)
        leader = before


def _able(problem: Problem, chosen: Plan, cell: int) -> list[int]:
    kind = chosen.stage.cells[cell]
    venue, focus = chosen.stage.venues[kind.venue], problem.subjects[kind.focus]
    leaders = enumerate(problem.facilitators)
    return [index for index, one in leaders if can_lead(one, focus, venue.slots, venue.language, venue.mode)]
