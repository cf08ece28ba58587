"""Finds names in a sentence that is to name nobody; knows no framework.

A name of several words is found whatever its case and accents. A single word is found only as it is written in a name, so
that "will" and "council" are no names while "Will" and "Council" are, also where one opens a sentence.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 3
APART = r"[\W_]+"
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


def names_beside(text: str, names: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Those of `names` that stand in `text` elsewhere than inside one of the `allowed` names, which are longer or the same."""
    may, found = list(allowed), []
    for name in dict.fromkeys(name.strip() for name in names):
        around = [one for one in may if f" {folded(name)} " in f" {folded(one)} "]
        found += names_in(_without(text, around), [name])
    return found


def _without(text: str, names: Iterable[str]) -> str:
    """`text` without these names, as far as they are written with the same accents."""
    for name in names:
        words = WORD.findall(name)
        if words:
            written = APART.join(re.escape(word) for word in words)
            exact = re.NOFLAG if len(words) == 1 else re.IGNORECASE
            text = re.sub(rf"(?<!\w){written}(?!\w)", " ", text, flags=exact)
    return text


def _stands(name: str, words: set[str]) -> bool:
    """Whether the single word stands there as it is written; with its possessive too."""
    return len(name) >= SHORTEST and any(word in words for word in (name, f"{name}’s", f"{name}'s"))
