"""What may be told of a pack's use in one month (DOMAIN 4.5, 6.2); knows no framework.

Readers count once a month, in the version they read last, so the versions are parts of all readers; who finished a card is
a part of them too. Months are different people's acts counted apart and are told once. So the only sums that could be
taken from one another stand in one month's row, and that row is safe: whatever is left of a known whole is nobody or at
least `least`. A figure that may not be told is a range.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elearning.programmes.suppression import Count, counted, parted, spread

Cells = dict[str, Any]
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Used:
    """The true counts of one pack in one month: people by version, and fetched copies by version and kind."""

    readers: Counts = field(default_factory=dict)
    cards: Counts = field(default_factory=dict)
    downloads: Mapping[tuple[str, str], int] = field(default_factory=dict)


def cells_of(used: Used, *, least: int) -> Cells:
    """The row as it may be told: for the whole pack, and for each version of which something may be said."""
    readers = counted(sum(used.readers.values()), least=least)
    cards = _cards(sum(used.cards.values()), readers, least)
    return {
        "readers": _pair(readers),
        "cards": _pair(cards),
        "versions": _versions(used, readers, least),
        **_downloads(used.downloads, least),
    }


def _pair(count: Count) -> list[int]:
    return [count.low, count.high]


def _cards(number: int, readers: Count, least: int) -> Count:
    """Where nearly all readers finished a card, how many did not is not told; nor where readers are not told."""
    return counted(number, [readers.high] if readers.is_exact else [], least=least)


def _versions(used: Used, readers: Count, least: int) -> Cells:
    """All versions that were read, or none of them if one was read by a few: pools of small ones can be worked out."""
    shown = {version: number for version, number in used.readers.items() if number}
    if not readers.is_exact or min(shown.values()) < least:
        return {}
    own = _cards_of_versions(used, shown, least)
    return {version: {"readers": number, "cards": own.get(version)} for version, number in shown.items()}


def _cards_of_versions(used: Used, shown: Counts, least: int) -> Counts:
    """Cards by version: all of them, or none if one might not stand beside its readers."""
    own = {version: used.cards.get(version, 0) for version in shown}
    return own if all(counted(own[one], [shown[one]], least=least).is_exact for one in own) else {}


def _downloads(numbers: Mapping[tuple[str, str], int], least: int) -> Cells:
    """All that were fetched, and by version and kind what may be told beside it."""
    whole = counted(sum(numbers.values()), least=least)
    named = {f"{version}/{kind}": number for (version, kind), number in numbers.items()}
    parts = parted(named, [whole.high], least=least).shown if whole.is_exact else {}
    return {"downloads": _pair(whole), "copies": parts}


def voices(answers: list[tuple[str, str]], choices: tuple[list[str], list[str]], *, least: int) -> Cells | None:
    """How readers answered both questions, or None while too few have answered to tell of either.

    Each of `answers` is one reader's two answers; `choices` are the possible answers in their order. Neighbouring answers
    of a few are told together; where nearly all say the same, that is “most” and no number.
    """
    told = [_voice([one[place] for one in answers], names, least) for place, names in enumerate(choices)]
    return {"useful": told[0], "length": told[1]} if all(told) else None


def _voice(given: list[str], names: list[str], least: int) -> Cells | None:
    said = spread([given.count(name) for name in names], least=least)
    if said.most is not None:
        return {"most": names[said.most]}
    groups = [[[names[place] for place in group], size] for group, size in said.groups]
    return {"groups": groups} if groups else None
