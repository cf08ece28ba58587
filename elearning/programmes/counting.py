"""Turns what rooms know of a cohort's people into the cells of a report, all of them through `suppression` (DOMAIN 4.5, 6.3).

Pure: it is given who joined, answered, chose and met, by enrolment, and gives counts, ranges, shares and means; no person
is in what it gives. `sizes` of what it gives are the true numbers behind the cells: they decide whether a later release
may follow an earlier one, and are never shown.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean, stdev
from typing import Any

import scipy  # its parts load themselves when they are first used: what serves pages needs none of them

from elearning.programmes import evaluating
from elearning.programmes.evidence import Cells, Evaluation, Evidence, Figures, Score
from elearning.programmes.suppression import (
    FOR_DISTRIBUTIONS,
    LEAST,
    Count,
    beyond,
    chosen,
    counted,
    is_alike,
    may_follow,
    parted,
)
from elearning.programmes.suppression import spread as spread_over

BANDS = ("not_yet", "some", "usual", "almost_always")
CHANGES = ("clear_up", "some_up", "same", "some_down", "clear_down")
SIDES = ("up", "up", "same", "down", "down")
CLEAR, SOME = Fraction(1), Fraction(1, 2)
NEAREST_PERCENT = 5

Known = Mapping[str, int]
"""The numbers that earlier releases of a cohort show exactly, by name."""

# What each number is a part of: close to one of these, it is shown as a range.
PARTS_OF: Mapping[str, tuple[str, ...]] = {
    "workshop": ("joined",),
    "answered_pre": ("joined",),
    "lists": ("joined",),
    "placed": ("joined",),
    "presented": ("joined", "placed"),
    "completed": ("joined", "workshop", "lists", "placed"),
    "answered_post": ("joined",),
    "answered_follow_up": ("joined",),
    "matched_post": ("joined", "answered_pre", "answered_post", "lists"),
    "matched_follow_up": ("joined", "answered_pre", "answered_follow_up", "lists", "matched_post"),
}


class Tally:
    """Collects counts, each beside those that are known exactly already."""

    def __init__(self, known: Known, least: int) -> None:
        self.known, self.least = dict(known), least
        self.sizes: dict[str, int] = {}

    def count(self, name: str, number: int) -> dict[str, Any]:
        """The cell of `number`, called `name`; from now on it is known if it is exact."""
        shown = counted(number, self.wholes(name), least=self.least)
        self.sizes[name] = number
        if shown.is_exact:
            self.known[name] = number
        return cell(name, shown)

    def wholes(self, name: str) -> list[int]:
        """The exactly known numbers of which the one called `name` is a part."""
        return [self.known[whole] for whole in PARTS_OF.get(name, ()) if whole in self.known]


def cell(name: str, shown: Count) -> dict[str, Any]:
    """A count as it is stored."""
    return {"name": name, "low": shown.low, "high": shown.high}


def at_first(evidence: Evidence, *, least: int = LEAST) -> Figures:
    """The cells after the first questionnaire: reach, organisations, chosen subjects, and where the cohort stands."""
    everybody, answered = frozenset(evidence.people.joined), evidence.answered("pre")
    tally = Tally({}, least)
    if len(everybody) < least:
        return Figures({"too_few": True}, {"joined": len(everybody), "answered_pre": len(answered & everybody)})
    joined = tally.count("joined", len(everybody))
    invited = beyond(len(evidence.people.invited | everybody), len(everybody), least=least)
    lists = {one: codes for one, codes in evidence.practice.chosen.items() if one in everybody}
    reach = [
        cell("invited", invited),
        joined,
        tally.count("workshop", len(evidence.people.workshop & everybody)),
        tally.count("answered_pre", len(answered & everybody)),
        tally.count("lists", len(lists)),
    ]
    cells = {
        "reach": reach,
        "organisations": organisations(evidence, everybody, tally),
        "chosen": choices(evidence, list(lists.values()), tally),
        "bands": bands(evidence, everybody, tally),
        "partnerships": maps(evidence, everybody, tally),
    }
    tally.sizes["invited"] = len(evidence.people.invited | everybody)
    return Figures(cells, tally.sizes)


def organisations(evidence: Evidence, everybody: frozenset[int], tally: Tally) -> Cells:
    """How many joined from each organisation; small ones together (T10)."""
    numbers: dict[str, int] = {}
    for one in everybody:
        name = evidence.people.organisations.get(one, "")
        numbers[name] = numbers.get(name, 0) + 1
    in_order = dict(sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0])))
    parts = parted(in_order, [len(everybody)], least=tally.least)
    if not parts.shown:
        return {}
    tally.sizes |= {f"organisation {name}": number for name, number in parts.shown.items()}
    shown = [cell(name, Count(number, number)) for name, number in parts.shown.items()]
    return {"shown": shown, "others": len(parts.pooled), "rest": parts.rest}


def choices(evidence: Evidence, lists: Sequence[frozenset[str]], tally: Tally) -> Cells:
    """How often each subject was chosen, if there are enough lists at all."""
    if len(lists) < tally.least:
        return {}
    numbers = {code: sum(code in one for one in lists) for code, _title in evidence.subjects}
    wholes = [len(lists), *tally.wholes("lists")]
    shown, nearly_all = chosen(numbers, wholes, least=tally.least)
    tally.sizes |= {f"chosen {code}": number for code, number in shown.items()}
    in_order = sorted(shown, key=lambda code: (-shown[code], list(numbers).index(code)))
    titles = dict(evidence.subjects)
    return {
        "nearly_all": [titles[code] for code in nearly_all],
        "shown": [cell(titles[code], Count(shown[code], shown[code])) for code in in_order],
        "few": [title for code, title in evidence.subjects if code not in shown and code not in nearly_all],
    }


def bands(evidence: Evidence, everybody: frozenset[int], tally: Tally) -> list[Cells]:
    """Where the cohort's own answers lie, subject by subject, in bands of words."""
    answers = [scores for one, scores in evidence.practice.scores.get("pre", {}).items() if one in everybody]
    wholes = [tally.known[name] for name in ("joined", "answered_pre") if name in tally.known]
    rows = []
    for code, title in evidence.subjects:
        found = [scores[code].band for scores in answers if code in scores]
        numbers = [found.count(band) for band in BANDS]
        rows.append({"name": title, **as_cells(numbers, BANDS, wholes, tally, f"bands {code}")})
    return rows if any(row["groups"] or row["most"] for row in rows) else []


def as_cells(
    numbers: Sequence[int],
    names: Sequence[str],
    wholes: Iterable[int],
    tally: Tally,
    key: str,
    sides: Sequence[str] = "",
) -> Cells:
    """A spread over the categories `names`, as it is stored."""
    found = spread_over(numbers, wholes, least=tally.least, sides=sides)
    tally.sizes[key] = sum(numbers)
    tally.sizes |= {f"{key} {group}": number for group, number in found.groups}
    groups = [{"of": [names[place] for place in group], "number": number} for group, number in found.groups]
    return {"groups": groups, "most": None if found.most is None else names[found.most]}


def at_end(evidence: Evidence, known: Known, *, least: int = LEAST) -> Figures:
    """The cells at the end of the sets: reach, delivery, and what has changed. `known` is what earlier releases show.

    `evidence` holds only people who are counted in those releases.
    """
    everybody = frozenset(evidence.people.joined)
    tally = Tally(known, least)
    if "joined" not in known:
        return Figures({"too_few": True}, {"answered_post": len(evidence.answered("post") & everybody)})
    reach = [
        tally.count("placed", len(evidence.meetings.placed & everybody)),
        tally.count("completed", len(evidence.completed() & everybody)),
        tally.count("answered_post", len(evidence.answered("post") & everybody)),
    ]
    cells = {
        "reach": reach,
        "delivery": delivery(evidence, everybody, tally),
        "learning": learning(evidence, everybody, tally, "post"),
        **said_and_mapped(evidence, everybody, tally, "post"),
        "leaving": evaluating.leaving(evidence.people.reasons, tally.known.get("joined"), least=tally.least),
    }
    return Figures(cells, tally.sizes)


def at_follow_up(evidence: Evidence, known: Known, *, least: int = LEAST) -> Figures:
    """The cells three months later: only how far people are from where they began, since levels told once more could be
    taken from those told at the end."""
    everybody = frozenset(evidence.people.joined)
    tally = Tally(known, least)
    if "joined" not in known:
        return Figures({"too_few": True}, {"answered_follow_up": len(evidence.answered("follow_up") & everybody)})
    cells = {
        "reach": [tally.count("answered_follow_up", len(evidence.answered("follow_up") & everybody))],
        "learning": learning(evidence, everybody, tally, "follow_up"),
        **said_and_mapped(evidence, everybody, tally, "follow_up"),
    }
    return Figures(cells, tally.sizes)


def maps(evidence: Evidence, everybody: frozenset[int], tally: Tally) -> Cells:
    """How many agreements and dates of review there are on the maps."""
    return evaluating.partnerships(evidence.partnerships, everybody, least=tally.least)


def said_and_mapped(evidence: Evidence, everybody: frozenset[int], tally: Tally, wave: str) -> Cells:
    """What was said about the programme in `wave`, and what the maps count by then."""
    said = evidence.evaluations.by_wave.get(wave, Evaluation())
    return {
        "evaluation": evaluating.evaluation(said, everybody, tally.known.get("joined"), least=tally.least),
        "partnerships": maps(evidence, everybody, tally),
    }


def delivery(evidence: Evidence, everybody: frozenset[int], tally: Tally) -> Cells:
    """Sets and meetings, where there are at least two sets: the figures of one would be figures by set."""
    meetings = evidence.meetings
    shares = [share for one, share in meetings.attended.items() if one in everybody]
    if meetings.sets < 2 or len(shares) < tally.least:
        return {}
    cells: Cells = {
        "sets": meetings.sets,
        "planned": meetings.planned,
        "held": meetings.held,
        "attendance": rounded_percent(Fraction(sum(shares), len(shares))),
    }
    presented = meetings.presented & meetings.placed & everybody
    if presented:  # where nobody is noted, nothing was: that is not told as unevenness
        cells["presented"] = tally.count("presented", len(presented))
    return cells


def rounded_percent(share: Fraction) -> int:
    """A share as a percentage to the nearest five, never above 95 nor below 5: a single absence does not show."""
    percent = NEAREST_PERCENT * round(100 * share / NEAREST_PERCENT)
    return max(NEAREST_PERCENT, min(100 - NEAREST_PERCENT, percent))


@dataclass(frozen=True)
class Pair:
    """One person's means before and now, over the subjects they chose or over the others; and how they look back."""

    then: Fraction
    now: Fraction
    back: Fraction | None = None

    @property
    def change(self) -> Fraction:
        """How much has changed."""
        return self.now - self.then


def learning(evidence: Evidence, everybody: frozenset[int], tally: Tally, wave: str) -> Cells:
    """Change on chosen beside unchosen subjects, of the same people in both rows (DOMAIN 2.7).

    Only those who answered before and in `wave`, and have a score both times in a chosen and in another subject.
    """
    both = [pairs for one in sorted(everybody) if (pairs := pairs_of(evidence, one, wave))]
    name = f"matched_{wave}"
    number = tally.count(name, len(both))
    if len(both) < tally.least:
        return {}
    wholes = [whole for whole in tally.wholes(name) if whole >= len(both)]
    with_levels = wave == "post"
    rows = {
        key: row(list(pairs), tally, wholes, f"{name} {key}", with_levels=with_levels)
        for key, pairs in zip(("chosen", "others"), zip(*both, strict=True), strict=True)
    }
    if any(sum(group["number"] for group in one.get("groups", [])) == len(both) for one in rows.values()):
        number = cell(name, Count(len(both), len(both)))  # whoever adds up the groups knows it
        tally.known[name] = len(both)
    return {"number": number, **rows}


def pairs_of(evidence: Evidence, one: int, wave: str) -> tuple[Pair, Pair] | None:
    """A person's pair over chosen and over other subjects; None unless there are both."""
    practice = evidence.practice
    before, after = practice.scores.get("pre", {}).get(one, {}), practice.scores.get(wave, {}).get(one, {})
    wanted, back = practice.chosen.get(one, frozenset()), practice.looking_back.get(one, {})
    matched = [code for code in before if code in after]
    found = [
        pair(before, after, back, [c for c in matched if (c in wanted) is is_wanted]) for is_wanted in (True, False)
    ]
    return (found[0], found[1]) if found[0] and found[1] else None


def pair(
    before: Mapping[str, Score], after: Mapping[str, Score], back: Mapping[str, Fraction], codes: Sequence[str]
) -> Pair | None:
    """The means over `codes`; None without any."""
    if not codes:
        return None
    looked = [back[code] for code in codes if code in back]
    return Pair(
        Fraction(sum(before[code].value for code in codes), len(codes)),
        Fraction(sum(after[code].value for code in codes), len(codes)),
        Fraction(sum(looked), len(looked)) if len(looked) == len(codes) else None,
    )


def row(pairs: Sequence[Pair], tally: Tally, wholes: Sequence[int], key: str, *, with_levels: bool) -> Cells:
    """The figures of one row: means, the interval and the categories from ten pairs on (T7)."""
    changes = [one.change for one in pairs]
    if is_alike(changes):
        return {}
    cells: Cells = {"change": rounded(float(mean(changes))), **interval(changes)}
    cells |= as_cells(by_kind(changes), CHANGES, wholes, tally, key, SIDES)
    if with_levels:
        cells |= levels(pairs, tally.least)
    return cells


def levels(pairs: Sequence[Pair], least: int) -> Cells:
    """The means then and now; looking back only where at least `least` did, unless all said the same."""
    looked = [one.back for one in pairs if one.back is not None]
    columns = {"then": [one.then for one in pairs], "now": [one.now for one in pairs], "back": looked}
    return {
        name: round(float(mean(values)), 1)
        for name, values in columns.items()
        if len(values) >= least and not is_alike(values)
    }


def interval(changes: Sequence[Fraction]) -> Cells:
    """The 95 % interval of the mean change (Student's t), from ten pairs on."""
    number = len(changes)
    if number < FOR_DISTRIBUTIONS:
        return {}
    values = [float(change) for change in changes]
    half = float(scipy.special.stdtrit(number - 1, 0.975)) * stdev(values) / math.sqrt(number)
    return {"from": rounded(mean(values) - half), "to": rounded(mean(values) + half)}


def rounded(change: float) -> float:
    """To two places, and never to a zero with a minus before it."""
    return round(change, 2) + 0.0


def by_kind(changes: Iterable[Fraction]) -> list[int]:
    """How many changed clearly or somewhat, up or down, or stayed about the same (DOMAIN 4.3)."""
    numbers = dict.fromkeys(CHANGES, 0)
    for change in changes:
        size = "clear" if abs(change) >= CLEAR else "some"
        numbers["same" if abs(change) < SOME else f"{size}_{'up' if change > 0 else 'down'}"] += 1
    return list(numbers.values())


def exact(cells: Cells) -> dict[str, int]:
    """The numbers of people in `cells` that are shown exactly and that later ones may be a part of."""
    found = [*cells.get("reach", [])]
    if cells.get("learning"):
        found.append(cells["learning"]["number"])
    return {one["name"]: one["low"] for one in found if one["low"] == one["high"]}


def may_release(before: Figures, after: Figures, *, wave: str, least: int = LEAST) -> bool:
    """Whether `after` may be released where `before` is known, both of one occasion (T11).

    Where nothing was shown for want of people, new respondents are enough. Otherwise every count has to keep its place and
    to have grown by nobody or by enough, and means of the same number of people have to be the same means.
    """
    respondents = f"answered_{wave}"
    if before.cells.get("too_few"):
        return after.sizes[respondents] - before.sizes[respondents] >= least
    if after.cells.get("too_few") or not may_follow(before.sizes, after.sizes, of=respondents, least=least):
        return False
    matched = f"matched_{wave}"
    is_same_group = before.sizes.get(matched) == after.sizes.get(matched)
    return not is_same_group or before.cells.get("learning") == after.cells.get("learning")
