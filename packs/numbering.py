"""Which number a changed pack asks for: a new major when outcomes, tools or the questionnaire change, else a minor (DOMAIN 5.2).

Two wordings of a sentence that differ in capitals, marks or formatting alone count as the same sentence: putting a comma
right is a correction wherever it stands.
"""

import re
from enum import StrEnum
from typing import Any

MARKUP = re.compile(r"<[^>]+>")
MARKS = re.compile(r"[\W_]+")


class Weight(StrEnum):
    """How much has changed."""

    NOTHING = "nothing"
    MINOR = "minor"
    MAJOR = "major"


def weight(old: dict[str, Any], new: dict[str, Any]) -> Weight:
    """How much `new` differs from `old`, two frozen packs; the number itself does not count."""
    if {**old, "version": ""} == {**new, "version": ""}:
        return Weight.NOTHING
    return Weight.MAJOR if changed_parts(old, new) else Weight.MINOR


def changed_parts(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Which of “outcomes”, “tools” and “questionnaire” say something else than before."""
    before, after = essence(old), essence(new)
    return [part for part in before if before[part] != after[part]]


def essence(schema: dict[str, Any]) -> dict[str, list[Any]]:
    """What readers' work hangs on, without ids, marks and formatting."""
    found: dict[str, list[Any]] = {"outcomes": [], "tools": [], "questionnaire": []}
    for block in schema.get("body", []):
        value = bare(block["value"])
        if block["type"] == "outcomes":
            found["outcomes"] += [outcome["text"] for outcome in value]
        elif block["type"] == "tool":
            found["tools"].append({key: value.get(key) for key in ("name", "steps", "form")})
        elif block["type"] == "self_questionnaire":
            found["questionnaire"] += [value["questions"], value["labels"]]
    return found


def bare(raw: Any) -> Any:
    """`raw` without the ids of its blocks, and its words without marks and capitals."""
    if isinstance(raw, str):
        return MARKS.sub(" ", MARKUP.sub(" ", raw)).casefold().strip()
    if isinstance(raw, list):
        return [bare(child) for child in raw]
    if isinstance(raw, dict) and raw.get("type") == "item":
        return bare(raw["value"])
    return {key: bare(value) for key, value in raw.items() if key != "id"} if isinstance(raw, dict) else raw


def parts_of(label: str) -> tuple[int, int]:
    """“2.10” as (2, 10), so that it comes after 2.9. What is not a number comes before everything."""
    major, _, minor = label.partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)


def next_label(label: str, change: Weight) -> str:
    """The number that follows `label` after a change of this weight."""
    major, minor = parts_of(label)
    return f"{major + 1}.0" if change == Weight.MAJOR else f"{major}.{minor + 1}"


def is_enough(label: str, *, after: str, change: Weight) -> bool:
    """Whether `label` is high enough for a change of this weight after the number `after`."""
    return parts_of(label) >= parts_of(next_label(after, change))
