"""One page of answers as it was posted, and what of it is to be written over what is stored; knows no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BLANK = ("", "")


@dataclass(frozen=True)
class Sheet:
    """One page of answers as it was posted.

    `given` holds what stands in the form, `shown` what stood in it when the page was made (a choice each, "" for blank),
    `form` names that one opened page. With all three, a page that lay open in another tab takes nothing back, and an
    answer that was changed in both is not written over. `turn` counts how often the page has been sent: an older copy
    that arrives late (a slow network, a retry) takes nothing back either.
    """

    given: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    turn: int = 0

    @property
    def mark(self) -> str:
        """What is kept beside an answer: the page that wrote it, and in which turn."""
        return f"{self.form}:{self.turn}" if self.form else ""

    def changes(self, stored: Mapping[str, tuple[str, str]]) -> dict[str, str]:
        """What is to be written over `stored` (key → choice, mark of the sheet that wrote it).

        An answer that differs is written if this form wrote the stored one before, or if the person changed it in this
        form alone; otherwise the difference comes from another tab or a later turn, and stays.
        """
        clashing = self.clashes(stored)
        return {
            key: choice
            for key, choice in self.given.items()
            if choice != stored.get(key, BLANK)[0]
            and (self._wrote(key, stored) or choice != self.shown.get(key, ""))
            and not self._is_overtaken(key, stored)
            and key not in clashing
        }

    def clashes(self, stored: Mapping[str, tuple[str, str]]) -> dict[str, str]:
        """The stored choices that another form has written since this page was made, where this one says something new too.

        A blank is no answer that could be lost, and a sheet that never was a page (nothing shown) cannot be out of date.
        """
        return {
            key: stored[key][0]
            for key, choice in self.given.items()
            if key in stored
            and key in self.shown
            and stored[key][0] not in {choice, self.shown[key]}
            and choice != self.shown[key]
            and not self._wrote(key, stored)
        }

    def _wrote(self, key: str, stored: Mapping[str, tuple[str, str]]) -> bool:
        return bool(self.form) and stored.get(key, BLANK)[1].rpartition(":")[0] == self.form

    def _is_overtaken(self, key: str, stored: Mapping[str, tuple[str, str]]) -> bool:
        return self._wrote(key, stored) and int(stored[key][1].rpartition(":")[2]) > self.turn
