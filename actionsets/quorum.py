"""How many members it takes for a meeting to be one, and how the answers stand to that; knows no framework.

A meeting needs three members besides the facilitator, and at least half of the set (DOMAIN 1.2).
"""

from dataclasses import dataclass

LEAST = 3


def needed(members: int) -> int:
    """How many members of a set of `members` have to be there."""
    return max(LEAST, (members + 1) // 2)


def is_met(present: int, members: int) -> bool:
    """Whether `present` members are enough of a set of `members`."""
    return present >= needed(members)


@dataclass(frozen=True)
class Outlook:
    """How many `members` there are, and how many of them said that they can or cannot come."""

    members: int
    can: int
    cannot: int

    @property
    def silent(self) -> int:
        """How many have not said anything."""
        return self.members - self.can - self.cannot

    @property
    def needed(self) -> int:
        """How many have to come."""
        return needed(self.members)

    @property
    def most(self) -> int:
        """How many come if all do who have not answered yet."""
        return self.members - self.cannot

    @property
    def is_safe(self) -> bool:
        """Whether enough have said that they come."""
        return self.can >= self.needed

    @property
    def is_short(self) -> bool:
        """Whether too few come, whatever those say who have not answered."""
        return self.most < self.needed
