"""Who leads which set, once it is known how many sets of each kind there are."""

from __future__ import annotations

from actionsets.formation.lexico import Plan
from actionsets.formation.problem import Problem
from actionsets.formation.rules import can_lead

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
    for number, index in enumerate(_matched(problem, chosen, cells)):
        leader = problem.facilitators[index]
        led[cells[number]].append((leader.id, leader.not_with))
    return led


def _matched(problem: Problem, chosen: Plan, cells: list[int]) -> list[int]:
    """Match each set to a facilitator who can take it; stage 1 has made sure that there is a way."""
    by_cell = {cell: _able(problem, chosen, cell) for cell in cells}
    able = [by_cell[cell] for cell in cells]
    held: list[list[int]] = [[] for _ in problem.facilitators]
    leader_of: dict[int, int] = {}
    for number in range(len(cells)):
        _seat(number, able, problem, held, leader_of)
    return [leader_of[number] for number in range(len(cells))]


def _seat(
    number: int, able: list[list[int]], problem: Problem, held: list[list[int]], leader_of: dict[int, int]
) -> None:
    """Find a facilitator for one more set; where all are taken, one hands a set on to another (nearest way first)."""
    came: dict[int, int] = {}
    waiting = [number]
    for asking in waiting:
        for leader in able[asking]:
            if leader in came:
                continue
            came[leader] = asking
            if len(held[leader]) < problem.facilitators[leader].capacity:
                _hand_on(leader, came, held, leader_of)
                return
            waiting += held[leader]


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
