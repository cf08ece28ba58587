"""Whether a letter that waits is still its receiver's to read, asked at the moment of sending (TRUST A07, A12).

Somebody can have left, and a date can have changed, between the writing of a letter and its going. A room says in its
`chores.py` how that is found out, and puts a code word such as `member:12` into the letters that depend on it.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elearning.accounts.models import User

Check = Callable[[str, "User"], bool]

CHECKS: dict[str, Check] = {}


def while_true(name: str, check: Check) -> None:
    """From now on a letter with the code word `name:more` goes only if `check(more, receiver)` holds when it is sent."""
    CHECKS[name] = check


def holds(words: Collection[str], receiver: "User | None") -> bool:
    """Whether all that the code words ask for is still so. One that no room knows (any more) holds for nobody."""
    return all(_holds(word, receiver) for word in words)


def _holds(word: str, receiver: "User | None") -> bool:
    name, _colon, more = word.partition(":")
    check = CHECKS.get(name)
    return receiver is not None and check is not None and check(more, receiver)
