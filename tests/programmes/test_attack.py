"""Nobody is made out of a group of one to four: an attacker reads all that a cohort's reports ever say (issue of DOMAIN 4.5;
TRUST P07, P08), over random cohorts with late comers, late answers, changed answers and erased people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearning.programmes import counting, snapshots
from elearning.programmes.counting import pairs_of
from elearning.programmes.evidence import Evidence, Meetings, People, Practice, Score
from elearning.programmes.models import CohortSnapshot
from elearning.programmes.suppression import Count, Parts
from tests.programmes.attacker import Attacker, Release, mean_leaks

BEGAN = datetime(2026, 10, 1, tzinfo=UTC)
SUBJECTS = tuple((code, code.title()) for code in ("LEAD", "TRAK", "GRUP", "VISN", "PMOT"))
CHANCES = [0.0, 0.1, 0.5, 0.8, 0.95, 1.0]


def band(value: Fraction) -> str:
    return next(
        (name for name, least in (("almost_always", 4.5), ("usual", 3.5), ("some", 2.5)) if value >= least), "not_yet"
    )


def scores(luck: Random, likely: float, level: float) -> dict[str, Score]:
    values = {code: Fraction(min(20, max(4, round(luck.gauss(level, 0.8) * 4))), 4) for code, _title in SUBJECTS}
    return {code: Score(value, band(value)) for code, value in values.items() if luck.random() < max(0.3, likely)}


class World:
    """A cohort that goes its way: each stage adds to what is known."""

    def __init__(self, seed: int, size: int, organisations: int, likely: dict[str, float]) -> None:
        self.luck, self.likely = Random(seed), likely
        self.organisations = organisations
        self.evidence = Evidence(subjects=SUBJECTS)
        self.now = BEGAN
        self.come(size)

    def does(self, what: str) -> bool:
        return self.luck.random() < self.likely[what]

    def come(self, size: int, *, surely: bool = False) -> None:
        """More people are invited; some join, come, answer and choose. `surely` makes them all alike."""
        self.now += timedelta(hours=1)
        people, practice = self.evidence.people, self.evidence.practice
        new = range(len(people.invited), len(people.invited) + size)
        joined = {one: self.now for one in new if surely or self.does("join")}
        named = {one: f"Org {0 if surely else min(self.luck.randrange(9), self.organisations)}" for one in new}
        came = {one for one in joined if surely or self.does("come")}
        answered = {one: scores(self.luck, self.likely["score"], 3) for one in joined if surely or self.does("answer")}
        wanted = {one: self.choice() for one in joined if surely or self.does("choose")}
        self.evidence = replace(
            self.evidence,
            people=People(
                people.invited | set(new),
                {**people.joined, **joined},
                {**people.organisations, **named},
                people.workshop | came,
            ),
            practice=replace(
                practice,
                scores={**practice.scores, "pre": {**practice.scores.get("pre", {}), **answered}},
                chosen={**practice.chosen, **wanted},
            ),
        )

    def choice(self) -> frozenset[str]:
        """One to three subjects; where wishes do not spread, the first of all is among them."""
        wanted = frozenset(self.luck.sample([code for code, _title in SUBJECTS], k=self.luck.randint(1, 3)))
        return wanted if self.does("spread") else frozenset({SUBJECTS[0][0], *list(wanted)[:2]})

    def meet(self) -> None:
        """Sets meet."""
        placed = {one for one in self.evidence.people.joined if self.does("place")}
        attended = {one: Fraction(self.luck.randint(0, 5), 5) for one in placed}
        presented = frozenset(one for one in placed if self.does("present"))
        self.evidence = replace(
            self.evidence,
            meetings=Meetings(frozenset(placed), attended, max(1, len(placed) // 6), 10, 9, presented=presented),
        )

    def answer(self, wave: str) -> None:
        """Those who have not answered in `wave` may do so now."""
        practice = self.evidence.practice
        already = practice.scores.get(wave, {})
        new = {
            one: scores(self.luck, self.likely["score"], 3.4)
            for one in self.evidence.people.joined
            if one not in already and self.does(wave)
        }
        self.evidence = replace(
            self.evidence, practice=replace(practice, scores={**practice.scores, wave: {**already, **new}})
        )

    def erase(self, number: int) -> None:
        """Somebody has their data erased: every trace of them goes."""
        people, practice, meetings = self.evidence.people, self.evidence.practice, self.evidence.meetings
        gone = set(self.luck.sample(sorted(people.joined), k=min(number, len(people.joined))))

        def kept(rows: dict) -> dict:
            return {key: value for key, value in rows.items() if key not in gone}

        self.evidence = replace(
            self.evidence,
            people=People(
                people.invited - gone, kept(people.joined), kept(people.organisations), people.workshop - gone
            ),
            practice=Practice(
                {wave: kept(rows) for wave, rows in practice.scores.items()},
                kept(practice.looking_back),
                kept(practice.chosen),
            ),
            meetings=replace(
                meetings,
                placed=meetings.placed - gone,
                attended=kept(meetings.attended),
                presented=meetings.presented - gone,
            ),
        )


class Reader:
    """Whoever gets every release of one cohort."""

    def __init__(self, least: int) -> None:
        self.least, self.releases = least, []
        self.frozen: dict[str, CohortSnapshot] = {}

    def freeze(self, world: World, wave: str) -> bool:
        """Release `wave` as `snapshots` would, again if it may; tells whether there was a release."""
        world.now += timedelta(days=1)
        before = self.frozen.get(wave)
        earlier = {key: row for key, row in self.frozen.items() if key != wave}
        figures = snapshots.figures_of(world.evidence, wave, earlier, least=self.least)
        old = counting.Figures(before.cells, before.sizes) if before else None
        if old and not counting.may_release(old, figures, wave=wave, least=self.least):
            return False
        number = before.number + 1 if before else 1
        self.frozen[wave] = CohortSnapshot(
            occasion=wave, number=number, frozen_at=world.now, cells=figures.cells, sizes=figures.sizes
        )
        counted = (
            world.evidence if wave == "pre" else snapshots._joined_by(world.evidence, self.frozen["pre"].frozen_at)
        )
        matched = {one: two for one in counted.people.joined if (two := pairs_of(counted, one, wave))}
        self.releases.append(Release(wave, number, figures.cells, counted, matched))
        return True

    def leaks(self, *, nobody_left: bool) -> list[str]:
        """Everything that an attacker finds in all releases together."""
        attacker, read, found = Attacker(), [], []
        around: dict[str, str] = {}
        for release in self.releases:
            inside = {} if release.wave == "pre" else around
            names = attacker.read(release, inside)
            for earlier, known in read:
                if earlier.wave == release.wave:
                    attacker.compare(known, names, nobody_left=nobody_left)
                found += mean_leaks(earlier, release)
            read.append((release, names))
            around = {**around, **names}
        return found + attacker.found()


def told(
    seed: int, size: int, organisations: int, likely: dict[str, float], more: list[int], gone: int, least: int
) -> list[str]:
    """What an attacker finds in the reports of one random cohort."""
    world, reader = World(seed, size, organisations, likely), Reader(least)
    reader.freeze(world, "pre")
    for number in more:
        world.come(number, surely=number >= 5)
        reader.freeze(world, "pre")
    world.erase(gone)
    world.meet()
    for wave in ("post", "post", "post", "follow_up", "follow_up"):
        world.answer(wave)
        reader.freeze(world, wave)
    return reader.leaks(nobody_left=not gone)


likelihoods = st.fixed_dictionaries(
    {
        name: st.sampled_from(CHANCES)
        for name in ("join", "come", "answer", "choose", "spread", "score", "place", "present", "post", "follow_up")
    }
)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(0, 60),
    st.integers(0, 8),
    likelihoods,
    st.lists(st.sampled_from([1, 3, 5, 7, 12]), max_size=2),
    st.sampled_from([0, 0, 1, 3, 6]),
)
def test_no_group_of_a_few_can_be_worked_out(seed, size, organisations, likely, more, gone) -> None:
    assert told(seed, size, organisations, likely, more, gone, least=5) == []


USUAL = dict.fromkeys(["join", "come", "answer", "choose", "place", "present", "post", "follow_up"], 0.85) | {
    "spread": 0.5,
    "score": 0.9,
}


@pytest.mark.parametrize("seed", range(6))
def test_the_attacker_finds_groups_where_nothing_is_suppressed(seed: int) -> None:
    assert told(seed, 24, 5, USUAL, [1], 0, least=1) != []


@pytest.mark.parametrize("size", range(40))
def test_no_group_of_a_few_in_an_ordinary_cohort_of_any_size(size: int) -> None:
    assert told(size, size, 4, USUAL, [3, 5], 0, least=5) == []


def only_large(number: int, wholes: object = (), *, least: int = 5) -> Count:
    """A count whose complements nobody looks at."""
    return Count(number, number) if number >= least else Count(0, least - 1)


def without_complements(cells: dict[str, int], wholes: list[int], *, least: int = 5) -> Parts:
    """Parts of which only the small ones are pooled."""
    shown = {name: number for name, number in cells.items() if number >= least}
    return Parts(shown, tuple(name for name in cells if name not in shown), sum(cells.values()) - sum(shown.values()))


def without_nearly_all(
    cells: dict[str, int], wholes: object, *, least: int = 5
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Choices whose complements nobody looks at."""
    return {name: number for name, number in cells.items() if number >= least}, ()


@pytest.mark.parametrize(
    ("rule", "without"),
    [
        ("counting.counted", only_large),
        ("counting.parted", without_complements),
        ("suppression.parted", without_complements),
        ("counting.chosen", without_nearly_all),
        ("counting.may_release", lambda *args, **kwargs: True),
    ],
)
def test_every_rule_is_needed(monkeypatch: pytest.MonkeyPatch, rule: str, without: object) -> None:
    monkeypatch.setattr(f"elearning.programmes.{rule}", without)

    alike = {**USUAL, "spread": 0.1, "choose": 1.0}
    cohorts = [(24, 5, USUAL), (24, 2, USUAL), (24, 5, alike)]

    assert any(told(seed, *cohort, [1], 0, least=5) for seed in range(8) for cohort in cohorts)


def test_small_loss_is_rounded_to_a_zero_without_a_sign() -> None:
    assert str(counting.rounded(-0.004)) == "0.0"
    assert counting.rounded(-0.006) == -0.01
