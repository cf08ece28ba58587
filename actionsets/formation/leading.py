"""Who leads which set, once it is known how many sets of each kind there are."""

from __future__ import annotations

import scipy

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
    """Match each set to one place of a facilitator who can take it, as stage 1 has made sure there is."""
    places = [index for index, leader in enumerate(problem.facilitators) for _ in range(leader.capacity)]
    suited = [_suited(problem, chosen, cell, places) for cell in cells]
    rows = [number for number, able in enumerate(suited) for _ in able]
    columns = [place for able in suited for place in able]
    graph = scipy.sparse.csr_array(([1] * len(rows), (rows, columns)), shape=(len(cells), max(1, len(places))))
    seats = scipy.sparse.csgraph.maximum_bipartite_matching(graph, perm_type="column")
    return [places[place] for place in seats]


def _suited(problem: Problem, chosen: Plan, cell: int, places: list[int]) -> list[int]:
    kind = chosen.stage.cells[cell]
    venue, focus = chosen.stage.venues[kind.venue], problem.subjects[kind.focus]
    able = [can_lead(one, focus, venue.slots, venue.language, venue.mode) for one in problem.facilitators]
    return [place for place, index in enumerate(places) if able[index]]
