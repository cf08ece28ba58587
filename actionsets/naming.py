"""Finds names in a sentence that is to name nobody; knows no framework.

A name of several words is found whatever its case and accents. A single word is found only as it is written in a name, so
that "will" and "council" are no names while "Will" and "Council" are, also where one opens a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 3
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def folded(text: str) -> str:
    """Without case and accents, its words one space apart."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(sign for sign in parts if not unicodedata.combining(sign))))


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that stand in `text`, each once, in their order."""
    plain = f" {folded(text)} "
    words = set(WORD.findall(text))
    found = []
    for name in dict.fromkeys(name.strip() for name in names):
        parts = folded(name).split()
        is_written = f" {' '.join(parts)} " in plain if len(parts) > 1 else _stands(name, words)
        if parts and is_written:
            found.append(name)
    return found


def _stands(name: str, words: set[str]) -> bool:
    """Whether the single word stands there as it is written; with its possessive too."""
    return len(name) >= SHORTEST and any(word in words for word in (name, f"{name}’s", f"{name}'s"))
