"""An outcome as JSON, CSV or plain text, and sets in hand read back from that JSON (FORMATION 6)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict

from actionsets.formation.reasons import cohort_reasons, sentence
from actionsets.formation.types import FormationError, Member, Note, Outcome, Person, ProposedSet
from elearning import spreadsheets

AIMS = ("waiting", "stranded", "total_fit", "at_fit_1", "same_organisation_pairs", "size_deviation")
CSV_COLUMNS = (
    "set",
    "focus",
    "slot",
    "language",
    "mode",
    "facilitator",
    "id",
    "name",
    "organisation",
    "fit",
    "waiting",
)


def as_json(outcome: Outcome, people: Iterable[Person]) -> str:
    """Return the outcome as JSON. Keys beyond FORMATION 6 appear only where there is something to say."""
    words = _words(people)
    content: dict[str, object] = {
        "sets": [_set(one, words) for one in outcome.sets],
        "waiting": [{"id": one.id, "reason": words(one.reason)} for one in outcome.waiting],
        "figures": {
            **_aims(outcome, outcome.figures),
            "worst_set_mean_fit": _rounded(outcome.figures.worst_set_mean_fit),
        },
        "bounds": _aims(outcome, outcome.bounds),
        "proved": outcome.proved,
        "rules": [_rule(check.rule, [asdict(breach) for breach in check.breaches]) for check in outcome.rules],
        "settings": _settings(outcome),
        "seconds": round(outcome.seconds, 2),
    }
    for key, notes in (("warnings", outcome.warnings), ("relaxations", outcome.relaxations)):
        if notes:
            content[key] = [words(note) for note in notes]
    if not outcome.feasible:
        content["feasible"] = False
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(outcome: Outcome, people: Iterable[Person]) -> str:
    """Return one row a person: those placed by set, then those waiting. Cells that a spreadsheet would run are quoted."""
    by_id = {person.id: person for person in people}
    words = _words(by_id.values())
    lines: list[Iterable[str]] = [CSV_COLUMNS]
    for one in outcome.sets:
        start = (one.label, one.focus, " ".join(one.slots), one.language, one.mode, one.facilitator)
        members = [(by_id[member.id], member) for member in one.members]
        lines += [
            (*start, person.id, person.name, person.organisation, str(member.fit), "") for person, member in members
        ]
    for waiting in outcome.waiting:
        person = by_id[waiting.id]
        lines.append((*[""] * 6, person.id, person.name, person.organisation, "", words(waiting.reason)))
    return spreadsheets.as_csv(lines, for_programs=True)


def as_text(outcome: Outcome, people: Iterable[Person]) -> str:
    """Return the outcome in sentences."""
    return "\n".join(_lines(outcome, {person.id: person for person in people})) + "\n"


def sets_in_hand(text: str) -> tuple[ProposedSet, ...]:
    """Read the sets of an earlier outcome from its JSON; FormationError if it is not one."""
    try:
        return tuple(_read_set(one) for one in json.loads(text)["sets"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormationError("The earlier sets cannot be read: it is not the JSON that form_sets prints.") from error


def _read_set(one: Mapping[str, object]) -> ProposedSet:
    members = one["members"]
    if not isinstance(members, list):
        raise TypeError(members)
    return ProposedSet(
        label=str(one["label"]),
        focus=str(one["focus"]),
        members=tuple(Member(str(member["id"]), int(member["fit"])) for member in members),
        slots=tuple(str(one["slot"]).split()),
        language=str(one.get("language", "")),
        mode=str(one.get("mode", "")),
        facilitator=str(one.get("facilitator", "")),
    )


def _words(people: Iterable[Person]) -> Callable[[Note], str]:
    names = {person.id: person.name or person.id for person in people}
    return lambda note: sentence(note, name=lambda key: names.get(key, key))


def _set(one: ProposedSet, words: Callable[[Note], str]) -> dict[str, object]:
    extra = {"language": one.language, "mode": one.mode, "facilitator": one.facilitator}
    return {
        "label": one.label,
        "focus": one.focus,
        "slot": " ".join(one.slots),
        "members": [asdict(member) for member in one.members],
        "organisations": one.organisations,
        "same_organisation_pairs": one.same_organisation_pairs,
        "reasons": [words(reason) for reason in one.reasons],
        **{key: value for key, value in extra.items() if value},
    }


def _aims(outcome: Outcome, values: object) -> dict[str, object]:
    asked = list(AIMS)
    if outcome.figures.repeated_pairs or outcome.bounds.repeated_pairs:
        asked.append("repeated_pairs")
    if outcome.settings.in_hand:
        asked.append("moved")
    return {aim: getattr(values, aim) for aim in asked}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _rule(rule: str, breaches: list[dict[str, object]]) -> dict[str, object]:
    return {"rule": rule, "kept": not breaches, **({"broken": breaches} if breaches else {})}


def _settings(outcome: Outcome) -> dict[str, object]:
    used = outcome.settings
    return {
        "sizes": f"{used.smallest}-{used.largest}",
        "ideal": used.ideal,
        "max_per_organisation": used.max_per_organisation,
        "common_slots": used.common_slots,
        "seed": used.seed,
        "time_limit": used.time_limit,
    }


def _lines(outcome: Outcome, people: Mapping[str, Person]) -> Iterator[str]:
    words = _words(people.values())
    for note in (*outcome.warnings, *cohort_reasons(outcome, people.values()), *outcome.relaxations):
        yield words(note)
    for one in outcome.sets:
        leader = f", led by {one.facilitator}" if one.facilitator else ""
        yield ""
        yield f"Set {one.label}{leader}"
        yield " ".join(words(reason) for reason in one.reasons)
        for member in one.members:
            person = people[member.id]
            yield f"  {person.id}  {person.name}, {person.organisation or 'no organisation'}: fit {member.fit}"
    if outcome.waiting:
        yield ""
        yield "Waiting"
        for waiting in outcome.waiting:
            yield f"  {waiting.id}  {people[waiting.id].name}: {words(waiting.reason)}"
    yield ""
    yield from _figures(outcome)


def _figures(outcome: Outcome) -> Iterator[str]:
    for aim, value in _aims(outcome, outcome.figures).items():
        bound = _aims(outcome, outcome.bounds)[aim]
        best = "best possible" if value == bound else "bound not known" if bound is None else f"bound {bound}"
        yield f"{aim.replace('_', ' ').capitalize()}: {value} ({best})"
    broken = [check.rule for check in outcome.rules if not check.kept]
    yield f"Rules broken: {', '.join(broken)}" if broken else "Every rule is kept."
    yield f"{outcome.seconds:.2f} seconds"
