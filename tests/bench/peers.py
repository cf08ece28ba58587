"""Shares people out to subjects by a peer's method; run by the interpreter that has the peers, with JSON in and out.

`matching` is student–project allocation (A. Wilde, V. Knight and J. Gillard's package). `flow` is what Moodle's Fair Allocation
does: the cheapest flow from people over the subjects they chose to the seats of each subject, here by networkx.
"""

from __future__ import annotations

import json
import sys
import time

NEVER = 1_000
Choices = dict[str, list[str]]
Seats = dict[str, int]


def matching(choices: Choices, seats: Seats) -> dict[str, str]:
    """Every subject is a project with a supervisor of its own, who would take people in the order of their ids."""
    from matching.games import StudentAllocation  # noqa: PLC0415 - only here, and only in the peers' environment

    wishes = {one: [subject for subject in chosen if seats.get(subject)] for one, chosen in choices.items()}
    wishes = {one: chosen for one, chosen in wishes.items() if chosen}
    wanted = {subject: [one for one, chosen in wishes.items() if subject in chosen] for subject in seats}
    wanted = {subject: people for subject, people in wanted.items() if people}
    room = {subject: min(seats[subject], len(wanted[subject])) for subject in wanted}
    game = StudentAllocation.create_from_dictionaries(
        wishes,
        {f"S {s}": wanted[s] for s in wanted},
        {s: f"S {s}" for s in wanted},
        room,
        {f"S {s}": room[s] for s in room},
    )
    return {str(one): str(project) for project, people in game.solve().items() for one in people}


def flow(choices: Choices, seats: Seats) -> dict[str, str]:
    """The cheapest flow; whoever finds no seat goes nowhere, at a cost above every choice."""
    import networkx  # noqa: PLC0415 - only here, and only in the peers' environment

    graph = networkx.DiGraph()
    graph.add_node("end", demand=len(choices))
    for subject, room in seats.items():
        graph.add_edge(("subject", subject), "end", capacity=room, weight=0)
    for one, chosen in choices.items():
        graph.add_node(("person", one), demand=-1)
        graph.add_edge(("person", one), "end", capacity=1, weight=NEVER)
        for place, subject in enumerate(chosen):
            graph.add_edge(("person", one), ("subject", subject), capacity=1, weight=place)
    moved = networkx.min_cost_flow(graph)
    return {
        one: subject
        for one, chosen in choices.items()
        for subject in chosen
        if moved[("person", one)].get(("subject", subject))
    }


def main() -> None:
    """Read who chose what and the seats, print who goes where and the seconds it took."""
    asked = json.load(sys.stdin)
    start = time.process_time()
    places = {"matching": matching, "flow": flow}[sys.argv[1]](asked["choices"], asked["seats"])
    json.dump({"places": places, "seconds": time.process_time() - start}, sys.stdout)


if __name__ == "__main__":
    main()
