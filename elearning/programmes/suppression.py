"""Decides what may be said of a group so that nobody in it can be made out (DOMAIN 4.5); knows no framework.

A number is shown only if it counts at least `least` people and if what is left of every larger group that is known
exactly is nobody or at least `least` people. Where that cannot be, a range, a pool or nothing is shown: never a number
that, taken from another, leaves a few. `least` is five, and may be raised.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

LEAST = 5
FOR_DISTRIBUTIONS = 10
FEWEST_GROUPS = 2


@dataclass(frozen=True)
class Count:
    """How many people, exactly (`low` = `high`) or as a range that says no more than it may."""

    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether the number itself is shown."""
        return self.low == self.high


@dataclass(frozen=True)
class Parts:
    """The parts of a group that are shown, those that are pooled, and how many people the pool and the rest hold."""

    shown: dict[str, int]
    pooled: tuple[str, ...]
    rest: int


def is_safe_gap(gap: int, least: int) -> bool:
    """Whether two groups that differ by `gap` people can both be known: they differ by nobody or by enough."""
    return gap == 0 or abs(gap) >= least


def counted(number: int, wholes: Iterable[int] = (), *, least: int = LEAST) -> Count:
    """`number` as it may be shown beside the exactly known `wholes` of which it is a part.

    Fewer than `least` is a range from none. Close to a whole, also equal to it, is a range up to that whole: whether
    nobody or a few are missing is not told.
    """
    few = least - 1
    if number < least:
        return Count(0, few)
    near = [whole for whole in wholes if abs(whole - number) < least]
    if not near:
        return Count(number, number)
    return Count(max(0, min(near) - few), max(near) if max(near) >= number else min(near) + few)


def beyond(number: int, part: int, *, least: int = LEAST) -> Count:
    """`number` of a group around an exactly known `part`: exact, or from the part to a few more."""
    return Count(number, number) if number - part >= least else Count(part, part + least - 1)


def parted(cells: Mapping[str, int], wholes: Iterable[int], *, least: int = LEAST) -> Parts:
    """`cells` that hold different people of each of `wholes`: the small ones are pooled, then the next smallest, until
    nothing or at least `least` people are left of every whole (T10)."""
    shown = {name: number for name, number in cells.items() if number >= least}
    totals = [whole for whole in wholes if whole >= sum(shown.values())]
    while shown and any(not is_safe_gap(whole - sum(shown.values()), least) for whole in totals):
        del shown[min(shown, key=lambda name: (shown[name], list(cells).index(name)))]
    pooled = tuple(name for name, number in cells.items() if number and name not in shown)
    return Parts(shown, pooled, min(totals, default=sum(shown.values())) - sum(shown.values()))


def chosen(
    cells: Mapping[str, int], wholes: Iterable[int], *, least: int = LEAST
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Of things of which each person may choose several: those with a number, and those that nearly everybody chose.

    The others were chosen by fewer than `least` people or by nobody: they are named together, without a number, since
    a total of choices would give away what a single one among them holds.
    """
    totals = list(wholes)
    nearly_all = tuple(name for name, number in cells.items() if any(whole - number < least for whole in totals))
    shown = {name: number for name, number in cells.items() if number >= least and name not in nearly_all}
    return shown, nearly_all


Group = tuple[int, ...]


def merged(counts: Sequence[int], *, least: int = LEAST, sides: Sequence[str] = "") -> list[Group]:
    """Neighbouring categories put together until each holds at least `least` people; empty ones are left out.

    Returns the positions of each group's categories. A small category joins one of its own side if there is one
    (`sides` names each category's), otherwise its smaller neighbour (T7).
    """
    groups: list[Group] = [(place,) for place, number in enumerate(counts) if number]

    def size(group: Group) -> int:
        return sum(counts[place] for place in group)

    def is_kin(one: Group, other: Group) -> bool:
        return bool(sides) and {sides[place] for place in one} == {sides[place] for place in other}

    while len(groups) > 1 and (small := min(groups, key=size)) and size(small) < least:
        place = groups.index(small)
        beside = [groups[near] for near in (place - 1, place + 1) if 0 <= near < len(groups)]
        mate = min(beside, key=lambda group: (not is_kin(small, group), size(group)))
        first, second = sorted((small, mate))
        groups[groups.index(first) : groups.index(first) + 2] = [first + second]
    return groups


@dataclass(frozen=True)
class Spread:
    """How people spread over ordered categories: the groups that may be shown, or the one category that holds most."""

    groups: tuple[tuple[Group, int], ...] = ()
    most: int | None = None


def spread(
    counts: Sequence[int], wholes: Iterable[int] = (), *, least: int = LEAST, sides: Sequence[str] = ""
) -> Spread:
    """How the people of `counts` spread over its categories, beside the exactly known `wholes` that hold them all.

    Nothing below ten people. Where all, or all but a few, are in one category, that is "most" and no number.
    """
    total = sum(counts)
    if total < max(FOR_DISTRIBUTIONS, least):
        return Spread()
    top = max(range(len(counts)), key=counts.__getitem__)
    if total - counts[top] < least:
        return Spread(most=top)
    groups = merged(counts, least=least, sides=sides)
    if len(groups) == 1:
        return Spread()
    names = {str(place): group for place, group in enumerate(groups)}
    sizes = {name: sum(counts[place] for place in group) for name, group in names.items()}
    shown = parted(sizes, [*wholes, total], least=least).shown
    return Spread(tuple((names[name], number) for name, number in shown.items()))


def is_alike(values: Sequence[object]) -> bool:
    """Whether all of `values` are the same, so that their mean is everybody's own."""
    return len(set(values)) < 2


def may_follow(before: Mapping[str, int], after: Mapping[str, int], *, of: str, least: int = LEAST) -> bool:
    """Whether the counts `after` may be released where those of `before` are known (T11).

    At least `least` new respondents (the count called `of`), and every count has grown by nobody or by `least`, also
    compared with every other: then taking one release from the other leaves no few, nor their few counterparts.
    """
    if set(before) != set(after) or after[of] - before[of] < least:
        return False
    grown = {name: after[name] - before[name] for name in before}
    enough = all(number == 0 or number >= least for number in grown.values())
    return enough and all(is_safe_gap(one - other, least) for one, other in combinations(grown.values(), 2))


def pooled(passed_on: Iterable[tuple[int, str, str]], told: Collection[str]) -> list[tuple[str, str]]:
    """What groups have passed on, as (subject, sentence), without the group it came from (DOMAIN 1.9).

    `passed_on` holds the group, subject and sentence; `told` are sentences that earlier releases show. Nothing is said
    until what is new comes from two groups at least, so that no release tells what one group said; the order is that of
    the words.
    """
    new = [(group, subject, text) for group, subject, text in passed_on if text not in told]
    if len({group for group, _subject, _text in new}) < FEWEST_GROUPS:
        return []
    return sorted({(subject, text) for _group, subject, text in new})
