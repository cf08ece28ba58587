"""Reads checklists that several people filled in about one partnership: no total and no verdict (DOMAIN 3.3).

Pure. An answer is one of the codes of `VALUES`; a missing one was left out and counts nowhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

VALUES: Mapping[str, int | None] = {"not_yet": 0, "partly": 1, "mostly": 2, "fully": 3, "dont_know": None}
DONT_KNOW = "dont_know"
MOST_STARTS = 3
FIND_OUT = Fraction(2, 5)
FAR_APART = 2

Sheet = Mapping[str, str]


@dataclass(frozen=True)
class Spread:
    """How the answers to one statement lie. `counts` has every code; `number` is its place in the checklist, from 1."""

    code: str
    number: int
    counts: Mapping[str, int]

    @property
    def answered(self) -> int:
        """How many answered, “don’t know” included."""
        return sum(self.counts.values())

    @property
    def values(self) -> list[int]:
        """The answers other than “don’t know”, as 0 to 3, in rising order."""
        pairs = [(VALUES[code], many) for code, many in self.counts.items()]
        return sorted(value for value, many in pairs if value is not None for _each in range(many))

    @property
    def attention(self) -> Fraction | None:
        """The share of “not yet” and “partly” among answers other than “don’t know”; None where there are none."""
        known = self.values
        return Fraction(sum(value <= 1 for value in known), len(known)) if known else None

    @property
    def range(self) -> int:
        """How far the highest answer lies from the lowest; 0 where nobody or one person says."""
        known = self.values
        return known[-1] - known[0] if known else 0

    @property
    def is_to_find_out(self) -> bool:
        """Whether two in five or more of those who answered do not know."""
        return bool(self.answered) and Fraction(self.counts[DONT_KNOW], self.answered) >= FIND_OUT

    @property
    def is_worth_talking_about(self) -> bool:
        """Whether answers lie two steps or more apart."""
        return self.range >= FAR_APART


@dataclass(frozen=True)
class Reading:
    """What a group's answers say: every statement in order, and those to begin with, to find out and to talk about."""

    spreads: tuple[Spread, ...]
    start_here: tuple[Spread, ...]
    find_out: tuple[Spread, ...]
    worth_talking_about: tuple[Spread, ...]


def read(statements: Sequence[str], sheets: Sequence[Sheet]) -> Reading:
    """The reading of `sheets`, each the answers of one person by the code of the statement.

    Start here: the three highest shares of attention; equal ones by the larger range, then by the lower number. A statement
    that nobody answered with “not yet” or “partly” is none to start with; one that many do not know is one to find out.
    """
    spreads = tuple(_spread(code, number, sheets) for number, code in enumerate(statements, start=1))
    find_out = tuple(one for one in spreads if one.is_to_find_out)
    starts = sorted((one for one in spreads if one.attention and not one.is_to_find_out), key=_first)
    talk = tuple(one for one in spreads if one.is_worth_talking_about)
    return Reading(spreads, tuple(starts[:MOST_STARTS]), find_out, talk)


def _spread(code: str, number: int, sheets: Sequence[Sheet]) -> Spread:
    found = Counter(sheet[code] for sheet in sheets if sheet.get(code) in VALUES)
    return Spread(code, number, {said: found[said] for said in VALUES})


def _first(one: Spread) -> tuple[Fraction, int, int]:
    return (-(one.attention or Fraction(0)), -one.range, one.number)


ALIKE_WELL, ALIKE_TO_DO, NEAR, APART = "alike_well", "alike_to_do", "near", "apart"
ONE_KNOWS, NOBODY_KNOWS, NOT_BOTH = "one_knows", "nobody_knows", "not_both"


@dataclass(frozen=True)
class Pair:
    """What two sides say to one statement, and how that compares: a code, never a verdict on either."""

    code: str
    number: int
    first: str
    second: str
    kind: str
    apart: int = 0


def side_by_side(statements: Sequence[str], first: Sheet, second: Sheet) -> list[Pair]:
    """Each statement with what both sides say, in order."""
    return [
        _pair(code, number, first.get(code, ""), second.get(code, ""))
        for number, code in enumerate(statements, start=1)
    ]


def talk_first(pairs: Sequence[Pair]) -> list[Pair]:
    """Three at most: where both see things differently, the furthest apart first; then where both see work to do."""
    differ = sorted((one for one in pairs if one.kind == APART), key=lambda one: (-one.apart, one.number))
    return [*differ, *(one for one in pairs if one.kind == ALIKE_TO_DO)][:MOST_STARTS]


def _pair(code: str, number: int, first: str, second: str) -> Pair:
    if not (first in VALUES and second in VALUES):
        return Pair(code, number, first, second, NOT_BOTH)
    one, other = VALUES[first], VALUES[second]
    if one is None or other is None:
        return Pair(code, number, first, second, NOBODY_KNOWS if one == other else ONE_KNOWS)
    if abs(one - other) >= FAR_APART:
        return Pair(code, number, first, second, APART, abs(one - other))
    if max(one, other) <= 1:
        return Pair(code, number, first, second, ALIKE_TO_DO, abs(one - other))
    return Pair(code, number, first, second, NEAR if one != other else ALIKE_WELL, abs(one - other))
