"""The kinds of mail, in the words of those who get them: what we write about, and what can be turned off.

A room names its kinds, and says which of its mails are of which kind, in its `chores.py`. A mail nobody has said anything
about is necessary: it cannot be turned off, and it is sent again when nobody can tell whether it arrived.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

NECESSARY = "necessary"
DAYS_KEPT = timedelta(days=3)


@dataclass(frozen=True)
class Kind:
    """One kind of mail. `title` and `about` are read by its receivers; `why_not` says why it cannot be turned off, if so.

    `lasts`: how long we try to send such a mail; `is_urgent`: it overtakes all others, since somebody sits and waits for it.
    What can be turned off is never sent twice: when a server or a process dies at the one moment in which nobody can tell
    whether the mail went, it is let go. What people need is sent once more then, under the same Message-ID.
    """

    key: str
    title: Any
    about: Any
    why_not: Any = ""
    lasts: timedelta = DAYS_KEPT
    is_urgent: bool = False

    @property
    def can_stop(self) -> bool:
        """Whether its receivers can turn it off."""
        return not self.why_not


KINDS: dict[str, Kind] = {}
KIND_OF: dict[str, str] = {}


def kind(
    key: str, title: Any, about: Any, *, why_not: Any = "", lasts: timedelta = DAYS_KEPT, is_urgent: bool = False
) -> Kind:
    """From now on there is this kind of mail, listed under “What we write to you about” after those named before."""
    KINDS[key] = Kind(key, title, about, why_not, lasts, is_urgent)
    return KINDS[key]


def mails(key: str, *names: str) -> None:
    """From now on the mails called `names` (their templates) are of the kind `key`."""
    KIND_OF.update(dict.fromkeys(names, key))


def kind_of(name: str) -> Kind:
    """The kind of the mail `name`."""
    return known(KIND_OF.get(name, NECESSARY))


def known(key: str) -> Kind:
    """The kind called `key`; one that no room has named (any more) counts as necessary."""
    return KINDS.get(key) or KINDS.get(NECESSARY) or Kind(key, "", "", why_not=NECESSARY)
