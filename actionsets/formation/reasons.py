"""Why a set is as it is, as codes and values, and the one table of sentences that puts them into words.

The table is data: another language brings a table with the same codes. No sentence tells who asked to be kept apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from actionsets.formation.figures import fit, repeated_pairs
from actionsets.formation.problem import Problem
from actionsets.formation.sizes import sizes_for
from actionsets.formation.types import Note, Outcome, Person, ProposedSet, Value

SENTENCES: Mapping[str, str] = {
    "focus": "Focus {focus}: {first} of {size} put it first, {second} second, {third} third.",
    "no focus": "Nobody here has chosen priorities.",
    "undecided": "Without priorities, placed to make up the size and the mix: {people}.",
    "stranded": "{people}: the focus is not among their priorities.",
    "organisations": "{count} organisations; pairs from the same one: {pairs}.",
    "slots": "{slots} suits all.",
    "language": "Language: {language}.",
    "mode": "Mode: {mode}.",
    "repeated": "Pairs who were in a set together before: {pairs}.",
    "held back": "No priorities yet: held back to be placed by hand.",
    "no common slot": "No time, language and mode that any set could use.",
    "together without a common slot": "Kept together with people who share no time, language and mode.",
    "together too many": "{people} are kept together, but a set holds at most {largest}.",
    "together and apart": "{people} are kept together, though two of them may not be in one set.",
    "together but locked apart": "{people} are kept together, but have locked places in different sets.",
    "together over the cap": "{people} are kept together, but a set takes at most {cap} from one organisation.",
    "locked too many": "{people} have locked places in one set, but a set holds at most {largest}.",
    "locked and apart": "{people} have locked places in one set, though two of them may not be in one set.",
    "locked over the cap": "{people} have locked places in one set, but a set takes at most {cap} from one organisation.",
    "locked without a common slot": "{people} are locked into one set but share no time, language and mode.",
    "locked places clash": "The locked places cannot all be kept under the other rules.",
    "too few people": "{people} people are too few for a set of {smallest}.",
    "too few at these times": "Only {people} people share a time, language and mode here; a set needs {smallest}.",
    "organisation too large": "{people} people come from {organisation}; {sets} sets with at most {cap} each hold {room}.",
    "sizes do not fit": "{people} people do not divide into sets of {smallest} to {largest}.",
    "too few facilitators": "The facilitators can take {sets} sets of at most {largest}; {people} people wait for a place.",
    "rules together": "The rules together leave no place in any set.",
    "cap raised": "{organisation} has {people} people for at most {sets} sets: up to {cap} of one organisation share a set.",
    "sizes stretched": "Sizes are stretched to {smallest} to {largest}, because fewer people wait this way.",
    "relaxation": "Without the rule on {rule}, perhaps only {waiting} would wait.",
    "relaxation cap": "With up to {cap} from one organisation, perhaps only {waiting} would wait.",
    "nobody waits": "Nobody is left waiting.",
    "some wait": "{waiting} of {people} are left waiting.",
    "all with choice": "Nobody is without a choice; {top} of {people} have their first or second.",
    "some without choice": "{stranded} did not choose their set's focus; {top} of {people} have their first or second.",
    "proved": "No other arrangement does better: proved.",
    "proved with fewest moves": "No arrangement that moves so few people does better: proved.",
    "not proved": "The time was up before it was proved that no other arrangement does better.",
    "gap": "{aim}: {value}, and no arrangement can be better than {bound}.",
    "your choice": "You are here because you chose {focus} {rank}.",
    "your choice none": "Your set works on {focus}, which was not among your choices.",
    "your choice open": "You chose no priorities; your set works on {focus}.",
    "too few for first": "Your first choice, {subject}, was put first by {people} only: too few for a set.",
    "other places": "Places under your first choice, {subject}, could not be made for everyone who wanted them.",
}
RANKS = {3: "first", 2: "second", 1: "third"}


def sentence(note: Note, *, table: Mapping[str, str] = SENTENCES, name: Callable[[str], str] = str) -> str:
    """Put a note into words. `name` turns an id, subject or slot into what people call it."""
    return table[note.code].format(**{key: _words(value, name) for key, value in note.values.items()})


def _words(value: Value, name: Callable[[str], str]) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(name, value))
    return name(value) if isinstance(value, str) else str(value)


def set_reasons(one: ProposedSet, group: Sequence[Person]) -> tuple[Note, ...]:
    """Say why a set is as it is, from its own figures."""
    fits = Counter(member.fit for member in one.members)
    undecided = tuple(person.id for person in group if not person.priorities)
    stranded = tuple(person.id for person in group if person.priorities and not fit(person, one.focus))
    values: dict[str, Value] = {"focus": one.focus, "size": len(group)}
    values |= {"first": fits[3], "second": fits[2], "third": fits[1]}
    notes = [Note("focus", values) if len(undecided) < len(group) else Note("no focus")]
    if undecided and len(undecided) < len(group):
        notes.append(Note("undecided", {"people": undecided}))
    if stranded:
        notes.append(Note("stranded", {"people": stranded}))
    if one.organisations:
        notes.append(Note("organisations", {"count": one.organisations, "pairs": one.same_organisation_pairs}))
    for code, value in (("slots", one.slots), ("language", one.language), ("mode", one.mode)):
        if value:
            notes.append(Note(code, {code: value}))
    again = repeated_pairs(group)
    return (*notes, Note("repeated", {"pairs": again})) if again else tuple(notes)


def person_reasons(person: Person, one: ProposedSet, everyone: Iterable[Person], smallest: int) -> tuple[Note, ...]:
    """Say to one person why they are in this set, from their own choices and counts only."""
    value = fit(person, one.focus)
    if not person.priorities:
        return (Note("your choice open", {"focus": one.focus}),)
    if value == 3:
        return (Note("your choice", {"focus": one.focus, "rank": RANKS[3]}),)
    first = person.priorities[0]
    keen = sum(bool(other.priorities) and other.priorities[0] == first for other in everyone)
    chosen = Note("your choice", {"focus": one.focus, "rank": RANKS.get(value, "")})
    here = chosen if value else Note("your choice none", {"focus": one.focus})
    if keen < smallest:
        return here, Note("too few for first", {"subject": first, "people": keen})
    return here, Note("other places", {"subject": first})


def waiting_reason(problem: Problem, key: str, sets: int) -> Note:
    """Say why someone waits: the first rule of arithmetic that explains it, otherwise the rules together."""
    settings = problem.settings
    limits: dict[str, Value] = {"smallest": settings.smallest, "largest": settings.largest}
    if problem.placeable < settings.smallest:
        return Note("too few people", {"people": problem.placeable, **limits})
    unit = next(i for i, unit in enumerate(problem.units) if any(key in ids for ids in unit.copies))
    reach = max(_people(problem, venue.open_to) for venue in problem.venues if venue.open_to >> unit & 1)
    if reach < settings.smallest:
        return Note("too few at these times", {"people": reach, **limits})
    capacity = sum(leader.capacity for leader in problem.facilitators)
    if problem.facilitators and capacity * settings.largest < problem.placeable:
        return Note("too few facilitators", {"sets": capacity, "people": problem.placeable, **limits})
    if not sizes_for(problem.placeable, replace(settings, stretch=None)).sizes:
        return Note("sizes do not fit", {"people": problem.placeable, **limits})
    return _organisation_reason(problem, key, sets) or Note("rules together")


def _people(problem: Problem, mask: int) -> int:
    units = (unit for index, unit in enumerate(problem.units) if mask >> index & 1)
    return sum(unit.size * len(unit.copies) for unit in units)


def _organisation_reason(problem: Problem, key: str, sets: int) -> Note | None:
    organisation, cap = problem.people[key].organisation, problem.settings.max_per_organisation
    colleagues = sum(person.organisation == organisation for person in problem.people.values())
    if not organisation or colleagues <= sets * cap:
        return None
    values: dict[str, Value] = {"organisation": organisation, "people": colleagues, "sets": sets}
    return Note("organisation too large", {**values, "cap": cap, "room": sets * cap})


def cohort_reasons(outcome: Outcome, people: Iterable[Person]) -> tuple[Note, ...]:
    """Say how good the whole arrangement is, and whether it is proved."""
    figures, number = outcome.figures, len(tuple(people))
    top = sum(member.fit >= 2 for one in outcome.sets for member in one.members)
    notes = [
        Note("some wait", {"waiting": figures.waiting, "people": number}) if figures.waiting else Note("nobody waits")
    ]
    values: dict[str, Value] = {"top": top, "people": number, "stranded": figures.stranded}
    notes.append(Note("some without choice" if figures.stranded else "all with choice", values))
    if outcome.proved:
        return (*notes, Note("proved with fewest moves" if outcome.settings.least_change else "proved"))
    return (*notes, Note("not proved"), *gaps(outcome))


def gaps(outcome: Outcome) -> tuple[Note, ...]:
    """Return, for each aim that is not at its bound, the value and the bound."""
    aims = (
        "waiting",
        "stranded",
        "total_fit",
        "at_fit_1",
        "same_organisation_pairs",
        "size_deviation",
        "repeated_pairs",
    )
    notes = []
    for aim in aims:
        value, bound = getattr(outcome.figures, aim), getattr(outcome.bounds, aim)
        if bound is not None and value != bound:
            notes.append(Note("gap", {"aim": aim.replace("_", " "), "value": value, "bound": bound}))
    return tuple(notes)
