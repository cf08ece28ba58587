"""The words of a map's picture: names broken into lines, the whole picture as sentences, the questions it raises."""

import unicodedata
from collections.abc import Sequence

from elearning.partnering.layout.parts import LEVELS, NO_LINK, NOT_SURE, Partner

FONT = 15
LONGEST_LINE, MOST_LINES = 124, 3
MUCH = 3


def width_of(text: str) -> float:
    """A generous guess at how wide `text` is in the picture's font; text cannot be measured on a server."""
    return sum(_width_of_letter(letter) for letter in text) * FONT / 15


def _width_of_letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 15.5
    if letter in "ijl.,:;'’!|I ()[]":
        return 4.7
    if letter in 'frt-/"“”':
        return 5.8
    if letter in "mwMW@%—…":
        return 13.6
    return 10.9 if letter.isupper() else 8.7


def wrap(text: str, width: float = LONGEST_LINE, lines: int = MOST_LINES) -> list[str]:
    """`text` in at most `lines` lines no wider than `width`; what does not fit ends in an ellipsis."""
    made: list[str] = [""]
    for word in _short_words(text, width):
        longer = f"{made[-1]} {word}".strip()
        if width_of(longer) <= width:
            made[-1] = longer
        else:
            made.append(word)
    made = [line for line in made if line] or [""]
    if len(made) > lines:
        made = [*made[: lines - 1], _shorten(made[lines - 1], width)]
    return made


def _short_words(text: str, width: float) -> list[str]:
    """The words of `text`; one that is wider than a line is cut into pieces."""
    pieces: list[str] = []
    for word in text.split():
        piece = ""
        for letter in word:
            if width_of(piece + letter) > width:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def _shorten(line: str, width: float) -> str:
    while line and width_of(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def in_words(partners: Sequence[Partner]) -> list[str]:
    """The picture as sentences, from the middle outwards: each partner's name and the facts known of it."""
    order = {level: place for place, level in enumerate((*LEVELS, NO_LINK))}
    rows = sorted(enumerate(partners), key=lambda row: (order.get(row[1].level, len(order)), row[0]))
    return [f"{partner.name}: {', '.join(partner.facts)}." for _, partner in rows]


def flags(partner: Partner) -> tuple[str, ...]:
    """The codes of the small signs in the box of `partner` (DOMAIN 3.1): agreed, overdue, closer or looser."""
    order = (NO_LINK, *reversed(LEVELS))
    wants = partner.wanted in order and partner.level in order and partner.wanted != partner.level
    raised = {
        "agreed": partner.agreement == "current",
        "overdue": partner.overdue,
        "closer": wants and order.index(partner.wanted) > order.index(partner.level),
        "looser": wants and order.index(partner.wanted) < order.index(partner.level),
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)


def prompts(partner: Partner) -> tuple[str, ...]:
    """The codes of the questions that this partner raises (DOMAIN 3.1): questions, never scores."""
    matters = (partner.importance or 0) >= MUCH
    raised = {
        "important_strained": matters and partner.health == "strained",
        "important_no_agreement": matters and partner.agreement in {"out_of_date", "spoken", "none", "unknown"},
        "no_review_date": partner.review == "none_set",
        "wants_other_level": bool(partner.wanted) and partner.wanted not in {NOT_SURE, partner.level},
        "they_decide_they_gain": partner.power == "they" and partner.benefit == "them",
    }
    return tuple(code for code, is_raised in raised.items() if is_raised)
