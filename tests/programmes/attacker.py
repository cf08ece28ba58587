"""Somebody who reads every release of a cohort's figures and works out, from all of them together, what is not in them.

The attacker knows which groups are parts of which, puts everything published into linear equations and inequalities, and
asks for the least and the greatest number that each group can have. Where both are the same and lie between one and four,
a group of few people is found. Whoever writes the test knows the truth, so only groups that are few need to be tried.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linprog

from elearning.programmes.counting import BANDS, CHANGES, by_kind, pairs_of
from elearning.programmes.evidence import Evidence

FEW = range(1, 5)
WHOLE_OF = {  # every part, and the groups it is known to lie in
    "joined": ["invited"],
    "workshop": ["joined"],
    "answered_pre": ["joined"],
    "lists": ["joined"],
    "placed": ["joined"],
    "presented": ["joined", "placed"],
    "completed": ["joined", "placed", "workshop", "lists"],
    "answered_post": ["joined"],
    "answered_follow_up": ["joined"],
    "matched_post": ["joined", "answered_pre", "answered_post", "lists"],
    "matched_follow_up": ["joined", "answered_pre", "answered_follow_up", "lists"],
}
Terms = Mapping[str, int]


@dataclass
class Release:
    """What one release says, and the people it was made of, whom the attacker does not see."""

    wave: str
    number: int
    cells: dict[str, Any]
    evidence: Evidence
    matched: dict[int, Any] = field(default_factory=dict)

    def truth(self) -> dict[str, int]:
        """How many people each group really has."""
        known = self.evidence
        everybody = set(known.people.joined)
        answered = known.answered("pre") & everybody
        sizes = {
            "invited": len(set(known.people.invited) | everybody),
            "joined": len(everybody),
            "workshop": len(known.people.workshop & everybody),
            "answered_pre": len(answered),
            "lists": len(set(known.practice.chosen) & everybody),
            "placed": len(known.meetings.placed & everybody),
            "presented": len(known.meetings.presented & known.meetings.placed & everybody),
            "completed": len(known.completed() & everybody),
            "answered_post": len(known.answered("post") & everybody),
            "answered_follow_up": len(known.answered("follow_up") & everybody),
        }
        for one in everybody:
            name = f"org {known.people.organisations[one]}"
            sizes[name] = sizes.get(name, 0) + 1
        for code, title in known.subjects:
            sizes[f"chosen {title}"] = sum(code in known.practice.chosen.get(one, ()) for one in everybody)
            mine = [known.practice.scores["pre"][one] for one in answered]
            found = [scores[code].band for scores in mine if code in scores]
            sizes[f"scored {title}"] = len(found)
            sizes |= {f"band {title} {band}": found.count(band) for band in BANDS}
        for wave in ("post", "follow_up"):
            pairs = [two for one in sorted(everybody) if (two := pairs_of(known, one, wave))]
            sizes[f"matched_{wave}"] = len(pairs)
            for place, row in enumerate(("chosen", "others")):
                kinds = by_kind(two[place].change for two in pairs)
                sizes |= {f"{wave} {row} {kind}": size for kind, size in zip(CHANGES, kinds, strict=True)}
        return sizes


MEMBERS = {
    "pre": ("invited", "joined", "workshop", "answered_pre", "lists", "org ", "chosen ", "scored ", "band "),
    "post": ("placed", "presented", "completed", "answered_post", "matched_post", "post "),
    "follow_up": ("answered_follow_up", "matched_follow_up", "follow_up "),
}


class Attacker:
    """Collects what is published as linear constraints over the sizes of groups."""

    def __init__(self) -> None:
        self.truth: dict[str, int] = {}
        self.rules: list[tuple[dict[str, int], float, float]] = []
        self.targets: list[dict[str, int]] = []

    def say(self, terms: Terms, low: float, high: float = np.inf) -> None:
        """From now on it is known that the sum of `terms` lies between `low` and `high`."""
        self.rules.append((dict(terms), low, high))

    def wonder(self, terms: Terms) -> None:
        """Try to find out the sum of `terms`, if it is really a few."""
        if abs(self.value(terms)) in FEW:
            self.targets.append(dict(terms))

    def value(self, terms: Terms) -> int:
        """The true sum of `terms`."""
        return sum(self.truth[name] * times for name, times in terms.items())

    def read(self, release: Release, around: Mapping[str, str]) -> dict[str, str]:
        """Take in a release; `around` names the groups of earlier occasions. Returns the names of this one's groups."""
        truth = release.truth()
        names = {
            name: f"{release.wave}{release.number}: {name}"
            for name in truth
            if name.startswith(MEMBERS[release.wave]) and not (release.wave != "pre" and name in MEMBERS["pre"])
        }
        self.truth |= {full: truth[name] for name, full in names.items()}
        for full in names.values():
            self.wonder({full: 1})
        scope = {**around, **names}
        for part, wholes in WHOLE_OF.items():
            for whole in wholes:
                if part in names and whole in scope:
                    self.part(scope[part], scope[whole])
        {"pre": self.read_first, "post": self.read_later, "follow_up": self.read_later}[release.wave](release, scope)
        return names

    def part(self, part: str, whole: str) -> None:
        """`part` lies in `whole`: what is left of it may be a few."""
        self.say({whole: 1, part: -1}, 0)
        self.wonder({whole: 1, part: -1})

    def counts(self, cells: Iterable[Mapping[str, Any]], scope: Mapping[str, str], prefix: str = "") -> None:
        """Numbers or ranges of people."""
        for cell in cells:
            self.say({scope[prefix + cell["name"]]: 1}, cell["low"], cell["high"])

    def read_first(self, release: Release, scope: Mapping[str, str]) -> None:
        """The sections of the first occasion."""
        cells = release.cells
        organisations = [name for name in scope if name.startswith("org ")]
        self.same([scope[name] for name in organisations], scope["joined"])
        for name in organisations:
            self.part(scope[name], scope["joined"])
        self.read_subjects(release, scope)
        if cells.get("too_few"):
            self.say({scope["joined"]: 1}, 0, 4)
            return
        self.counts(cells["reach"], scope)
        if cells["organisations"]:
            self.counts(cells["organisations"]["shown"], scope, "org ")
            shown = {f"org {cell['name']}" for cell in cells["organisations"]["shown"]}
            hidden = [scope[name] for name in organisations if name not in shown]
            self.same(hidden, None, cells["organisations"]["rest"])
            self.wonder(dict.fromkeys(hidden, 1))
            for one in hidden:
                self.say({one: 1}, 1)

    def same(self, parts: Iterable[str], whole: str | None, number: int = 0) -> None:
        """`parts` together are `whole`, or `number`."""
        terms = dict.fromkeys(parts, 1)
        self.say({**terms, whole: -1} if whole else terms, number, number)

    def read_subjects(self, release: Release, scope: Mapping[str, str]) -> None:
        """Choices and bands, subject by subject."""
        for _code, title in release.evidence.subjects:
            scored, bands = scope[f"scored {title}"], [scope[f"band {title} {band}"] for band in BANDS]
            self.same(bands, scored)
            self.part(scored, scope["answered_pre"])
            self.wonder({scope["joined"]: 1, scored: -1})
            self.part(scope[f"chosen {title}"], scope["lists"])
            self.wonder({scope["joined"]: 1, scope[f"chosen {title}"]: -1})
            for band in bands:
                self.wonder({scored: 1, band: -1})
        chosen = {scope[f"chosen {title}"]: 1 for _code, title in release.evidence.subjects}
        self.say({**chosen, scope["lists"]: -1}, 0)
        self.say({**dict.fromkeys(chosen, -1), scope["lists"]: 3}, 0)
        found = release.cells.get("chosen") or {"nearly_all": [], "shown": [], "few": []}
        self.counts(found["shown"], scope, "chosen ")
        for title in found["nearly_all"]:
            self.say({scope["lists"]: 1, scope[f"chosen {title}"]: -1}, 0, 4)
        for title in found["few"]:
            self.say({scope[f"chosen {title}"]: 1}, 0, 4)
        for row in release.cells.get("bands", []):
            self.spread(row, {band: scope[f"band {row['name']} {band}"] for band in BANDS}, scope["joined"])

    def spread(self, row: Mapping[str, Any], names: Mapping[str, str], *wholes: str) -> None:
        """Groups of categories with their numbers, or the one that holds most."""
        for group in row.get("groups", []):
            terms = {names[one]: 1 for one in group["of"]}
            self.wonder(terms)
            self.say(terms, group["number"], group["number"])
            for whole in wholes:
                self.wonder({whole: 1, **dict.fromkeys(terms, -1)})
        if row.get("most"):
            self.say({name: 1 for one, name in names.items() if one != row["most"]}, 0, 4)

    def read_later(self, release: Release, scope: Mapping[str, str]) -> None:
        """The sections of a later occasion."""
        wave, cells = release.wave, release.cells
        matched = scope[f"matched_{wave}"]
        for row in ("chosen", "others"):
            names = {kind: scope[f"{wave} {row} {kind}"] for kind in CHANGES}
            self.same(names.values(), matched)
            if cells.get("learning"):
                self.spread(cells["learning"][row], names, matched, scope["joined"], scope["lists"])
        if cells.get("too_few"):
            return
        self.counts(cells["reach"], scope)
        if cells["learning"]:
            self.counts([cells["learning"]["number"]], scope)
        if "presented" in cells.get("delivery", {}):
            self.counts([cells["delivery"]["presented"]], scope)
            self.say({scope["presented"]: 1}, 1)

    def compare(self, before: Mapping[str, str], after: Mapping[str, str], *, nobody_left: bool) -> None:
        """Two releases of one occasion: who is new in each group, and who of the new ones is not in it."""
        both = [name for name in before if name in after]
        base = next(name for name in ("joined", "placed", "answered_follow_up") if name in before)
        for name in both:
            if nobody_left:
                self.say({after[name]: 1, before[name]: -1}, 0)
            self.wonder({after[name]: 1, before[name]: -1})
            if name != base:
                self.wonder({after[base]: 1, before[base]: -1, after[name]: -1, before[name]: 1})

    def found(self) -> list[str]:
        """The groups of few people that can be worked out."""
        names = {name: place for place, name in enumerate(self.truth)}
        for terms, low, high in self.rules:
            assert low <= self.value(terms) <= high, f"The attacker is wrong about {terms}."
        rows, most = [], []
        for terms, low, high in self.rules:
            line = np.zeros(len(names))
            for name, times in terms.items():
                line[names[name]] = times
            rows += [line, -line] if np.isfinite(high) else [-line]
            most += [high, -low] if np.isfinite(high) else [-low]
        leaks = []
        for terms in self.targets:
            goal = np.zeros(len(names))
            for name, times in terms.items():
                goal[names[name]] = times
            truth = self.value(terms)
            if all(_bound(sign * goal, rows, most, sign * truth) for sign in (-1, 1)):
                leaks.append(f"{terms}: {truth}")
        return leaks


def _bound(goal: np.ndarray, rows: list[np.ndarray], most: list[float], truth: int) -> bool:
    """Whether no smaller whole number than `truth` is possible for `goal`."""
    answer = linprog(goal, A_ub=np.array(rows), b_ub=np.array(most), bounds=(0, 200), method="highs")
    assert answer.status == 0, answer.message
    return bool(answer.fun > truth - 1 + 1e-6)


def mean_leaks(before: Release, after: Release) -> list[str]:
    """Means of two releases that can be told apart although only a few people's values differ."""
    if not before.cells.get("learning") or not after.cells.get("learning"):
        return []
    one, other = before.cells["learning"], after.cells["learning"]
    differ = {
        key for key in before.matched.keys() | after.matched.keys() if before.matched.get(key) != after.matched.get(key)
    }
    is_told = before.wave == after.wave and any(one[row] != other[row] for row in ("chosen", "others"))
    leaks = [f"{len(differ)} people’s mean"] if is_told and len(differ) in FEW else []
    later = [row for row in ("chosen", "others") if before.wave != after.wave and {"then", "now"} & set(other[row])]
    return leaks + [f"levels told again: {row}" for row in later]
