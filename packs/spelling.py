"""Words as the search knows them: without accents and capitals, found by how they begin, mended where they were mistyped."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
TERM = re.compile(r"[^\W_]+")
MOST_TERMS = 8
# What is shed from the end of a long word before packs are looked for that have a word with the same beginning.
ENDINGS = ("ings", "ing", "ies", "es", "s", "ed", "y")
SHORTEST_ROOT = 4
ALIKE = 0.75


def fold(text: str) -> str:
    """`text` in small letters without accents, as words with one space between them."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(TERM.findall(letters.translate(LETTERS)))


def terms(query: str) -> list[str]:
    """The words to look for: at most eight, each once; single letters only where there is nothing else."""
    found = list(dict.fromkeys(fold(query).split()))
    longer = [word for word in found if len(word) > 1]
    return (longer or found)[:MOST_TERMS]


def root(word: str) -> str:
    """The beginning that `word` shares with its plural and its other forms; short words stay as they are.

    Cautious, and the same for every language: what is found by a beginning needs no more than that.
    """
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of the `known` words that `word` was most likely meant to be, or None."""
    near = [other for other in known if abs(len(other) - len(word)) <= 2]
    return next(iter(difflib.get_close_matches(word, near, n=1, cutoff=ALIKE)), None)


def mended(query: str, known: set[str]) -> str | None:
    """`query` with each word that begins none of the `known` ones replaced by the nearest of them; None if nothing was."""
    found = terms(query)
    better = [word if _is_known(word, known) else nearest(word, known) or word for word in found]
    return " ".join(better) if better != found else None


def _is_known(word: str, known: set[str]) -> bool:
    beginning = root(word)
    return word in known or any(other.startswith(beginning) for other in known)
