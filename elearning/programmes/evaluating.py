"""Turns what people say of a programme, why they left it, and what their maps count, into the cells of a report: kept apart
from the rest of `counting` because nothing here is a part of what is counted there. Pure; everything goes through
`suppression` (DOMAIN 4.5).

Told once an occasion: a later release of the same one repeats these cells (`snapshots`), so none can be taken from another.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import mean

from elearning.programmes.evidence import Asked, Cells, Evaluation, Partnerships
from elearning.programmes.suppression import FOR_DISTRIBUTIONS, Count, chosen, counted, parted, spread

NEAREST = 5


def evaluation(found: Evaluation, everybody: frozenset[int], joined: int | None, *, least: int) -> Cells:
    """What the people of `everybody` said, question by question; empty where nothing was asked.

    `joined` is the number of people who joined, if it is told exactly. How answers spread is told from ten people on,
    below that about where the middle lies (DOMAIN 4.5).
    """
    if not found.questions:
        return {}
    answers = [said for one, said in found.answers.items() if one in everybody]
    wholes = [] if joined is None else [joined]
    number = counted(len(answers), wholes, least=least)
    wholes += [number.low] if number.is_exact else []
    cells: Cells = {"number": _count(number), "questions": []}
    if len(answers) >= least:
        rows = [
            _row(one, [said[one.key] for said in answers if said.get(one.key)], wholes, least)
            for one in found.questions
        ]
        cells["questions"] = rows
    return cells


def _row(asked: Asked, said: Sequence[tuple[int, ...]], wholes: Sequence[int], least: int) -> Cells:
    """One question: its words, how many answered it, and as much of their answers as may be told."""
    row: Cells = {"group": asked.group, "text": asked.text, "kind": asked.kind, "points": len(asked.options)}
    row["number"] = _count(counted(len(said), wholes, least=least))
    if len(said) < least:
        return row
    if asked.kind == "several":
        return row | _ticked(asked, said, wholes, least)
    places = [one[0] for one in said]
    numbers = [places.count(place) for place in range(len(asked.options))]
    found = spread(numbers, wholes, least=least)
    if found.most is not None:
        return row | {"most": asked.options[found.most]}
    if found.groups:
        groups = [{"of": [asked.options[at] for at in group], "number": number} for group, number in found.groups]
        return row | {"groups": groups}
    return row | ({"about": about(places, len(asked.options))} if asked.kind == "rating" else {})


def about(places: Sequence[int], points: int) -> float:
    """The mean to the nearest half point, and never nearer to an end of the scale than half a point: the mean of five
    people, told exactly or close to an end, would say what each of them answered."""
    half = round(2 * mean(Fraction(place + 1) for place in places)) / 2
    return max(1.5, min(points - 0.5, half))


def _ticked(asked: Asked, said: Sequence[tuple[int, ...]], wholes: Sequence[int], least: int) -> Cells:
    """How many ticked each answer, from ten people on."""
    if len(said) < max(FOR_DISTRIBUTIONS, least):
        return {}
    numbers = {label: sum(place in one for one in said) for place, label in enumerate(asked.options)}
    shown, nearly_all = chosen(numbers, [len(said), *wholes], least=least)
    few = [label for label in asked.options if label not in shown and label not in nearly_all]
    return {
        "shown": [{"name": label, "number": number} for label, number in shown.items()],
        "nearly_all": list(nearly_all),
        "few": few,
    }


def leaving(numbers: Mapping[str, int], joined: int | None, *, least: int) -> Cells:
    """Why people left, reasons in codes; empty where fewer than `least` were given (DOMAIN 6.3).

    Below ten how many were given is told, and no reason. From ten on those that at least `least` gave, all others together;
    where all, or all but a few, gave the same one, that is told without a number.
    """
    total = sum(numbers.values())
    if total < least:
        return {}
    number = counted(total, [] if joined is None else [joined], least=least)
    cells: Cells = {"number": _count(number)}
    if total < max(FOR_DISTRIBUTIONS, least) or not number.is_exact:
        return cells
    most = [code for code, times in numbers.items() if total - times < least]
    if most:
        return cells | {"most": most[0]}
    parts = parted(dict(sorted(numbers.items(), key=lambda pair: -pair[1])), [total], least=least)
    shown = [{"code": code, "number": times} for code, times in parts.shown.items()]
    return cells | {"shown": shown, "rest": parts.rest}


def partnerships(found: Partnerships, everybody: frozenset[int], *, least: int) -> Cells:
    """How many partnerships the maps hold, and how many of them have an agreement and a date of review (DOMAIN 2.8).

    Rounded to fives, people as well, and told only where at least `least` people hold some: neither one map nor what one
    person has added since the last occasion can be made out.
    """
    holders = {one for one, number in found.on_maps.items() if number and one in everybody}
    if len(holders) < least:
        return {}
    rows = {"on_maps": found.on_maps, "agreements": found.agreements, "reviews": found.reviews}
    told = {name: _total(by_person, holders, least) for name, by_person in rows.items()}
    return {"people": NEAREST * round(Fraction(len(holders), NEAREST)), **told}


def _total(by_person: Mapping[int, int], holders: set[int], least: int) -> int | None:
    """The sum over `holders` to the nearest five; None where fewer than `least` people have any."""
    numbers = [by_person.get(one, 0) for one in holders]
    if sum(number > 0 for number in numbers) < least:
        return None
    return NEAREST * round(Fraction(sum(numbers), NEAREST))


def _count(shown: Count) -> Cells:
    return {"low": shown.low, "high": shown.high}
