"""What the finished cohort says and does after its last meeting: two questionnaires, better maps, and figures in their time."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from actionsets.rehearsing import waves
from actionsets.rehearsing.people import LONDON, Stage, chance
from actionsets.rehearsing.work import steps
from elearning.evaluations import storytelling, valuing
from elearning.evaluations.models import EvaluationPage
from elearning.evaluations.rehearsing import rehearse
from elearning.partnering import mapping
from elearning.partnering.models import MapEntry
from elearning.programmes import snapshots

SILENT_AT_END = {"F05", "F11", "F14", "F20", "F23"}
SILENT_LATER = {"F04", "F05", "F14", "F16", "F19", "F22"}
RATINGS = {"s1": 1, "s2": 2, "s3": 6, "s4": 13, "s5": 9}
ENOUGH_MEETINGS = {"few": 6, "right": 16, "many": 1}
WORTH_DOING_AGAIN = {"map": 0.6, "workshop": 0.55, "questionnaire": 0.4, "packs": 0.65, "set": 0.75}
CARRIED_OUT = {"none": 1, "some": 9, "most": 10, "all": 2}
DONE_TOGETHER = {"who": 0.6, "review": 0.45, "early": 0.5, "decide": 0.3, "other": 0.15}
HELPED = {"time": 0.1, "manager": 0.35, "partner": 0.55, "own": 0.15, "skill": 0.65}
HINDERED = {"time": 0.65, "manager": 0.1, "partner": 0.3, "own": 0.5, "skill": 0.1}


def look_back(stage: Stage) -> None:
    """From the last meeting to the end of the follow-up, each with the figures that are frozen on its day."""
    cohort = stage.cohorts["finished"]
    early = noon(cohort.workshop_on)
    valuing.keep(cohort, {**stage.words["outcome"], "cost": None}, by=stage.staff["commissioner"], now=early)
    agree_more(stage)
    waves.answer_again(stage)
    say_how_it_was(stage)
    snapshots.freeze(cohort.pk, noon(cohort.window("post")[1] + timedelta(days=1)))
    waves.answer_three_months_later(stage)
    say_what_came_of_it(stage)
    tell_stories(stage)
    valuing.keep(cohort, stage.words["outcome"] | {"cost": Decimal(stage.words["outcome"]["cost"])}, by=stage.manager)
    snapshots.freeze(cohort.pk, noon(cohort.window("follow_up")[1] + timedelta(days=1)))


def freeze_beginning(stage: Stage) -> None:
    """The figures of the day on which sets were formed."""
    cohort = stage.cohorts["finished"]
    snapshots.freeze(cohort.pk, noon(cohort.grouping_on))


def noon(day: date) -> datetime:
    """Midday where the cohort is."""
    return datetime.combine(day, time(12), tzinfo=LONDON)


def agree_more(stage: Stage) -> None:
    """Some write down an agreement during the sets, and set a date to review it."""
    for key, enrolment in stage.of("finished"):
        luck = chance(f"agreed {key}")
        for entry in MapEntry.objects.of(enrolment).on_the_map():
            if entry.agreement != MapEntry.Agreement.CURRENT and luck.random() < 0.35:
                facts = {"agreement": MapEntry.Agreement.CURRENT, "review": MapEntry.Review.DATE}
                mapping.change(entry, facts, seen=entry.revision)


def say_how_it_was(stage: Stage) -> None:
    """Most answer the questionnaire at the end."""
    page = steps(stage)["evaluation"]
    assert isinstance(page, EvaluationPage)  # noqa: S101 - by its kind
    last = stage.cohorts["finished"].last_meeting_on
    for key, enrolment in stage.of("finished"):
        if key in SILENT_AT_END:
            continue
        luck = chance(f"how it was {key}")
        chosen = {f"e{number}": [one_of(luck, RATINGS)] for number in range(1, 9)}
        chosen |= {"e9": [one_of(luck, ENOUGH_MEETINGS)], "e10": some_of(luck, WORTH_DOING_AGAIN, "none")}
        moment = noon(last + timedelta(days=luck.choice([0, 0, 1, 4, 9])))
        rehearse(enrolment, page, chosen, words_of(stage, key, "e"), now=moment)


def say_what_came_of_it(stage: Stage) -> None:
    """Most answer three months later."""
    page = steps(stage)["follow_up"]
    assert isinstance(page, EvaluationPage)  # noqa: S101 - by its kind
    first = stage.cohorts["finished"].window("follow_up")[0]
    for key, enrolment in stage.of("finished"):
        if key in SILENT_LATER:
            continue
        luck = chance(f"what came of it {key}")
        chosen = {
            "f1": [one_of(luck, CARRIED_OUT)],
            "f2": some_of(luck, DONE_TOGETHER, "none"),
            "f3": some_of(luck, HELPED, "skill"),
            "f4": some_of(luck, HINDERED, "time"),
            "f5": [one_of(luck, {"s1": 2, "s2": 5, "s3": 9, "s4": 6, "s5": 1})],
        }
        moment = noon(first + timedelta(days=luck.choice([0, 0, 1, 2, 6, 20])))
        rehearse(enrolment, page, chosen, words_of(stage, key, "f"), now=moment)


def tell_stories(stage: Stage) -> None:
    """A few are asked what made the difference: two approve their stories, one says no, one waits to be read."""
    cohort = stage.cohorts["finished"]
    asked_at = noon(cohort.window("follow_up")[0] + timedelta(days=3))
    for entry in stage.words["stories"]:
        person = stage.people[entry["person"]]
        story = storytelling.ask([person], cohort, by=stage.facilitator, now=asked_at)[0]
        story = storytelling.answer(story, yes="words" in entry)
        if "words" in entry:
            words = {**entry["words"], "visibility": entry["visibility"], "others_agree": True}
            story = storytelling.hand_in(story, words, seen=0)
        if entry["approved"]:
            story = storytelling.offer(story, {"title": entry["words"]["title"]}, seen=story.revision)
            storytelling.approve(story, seen=story.revision, now=asked_at + timedelta(days=9))


def words_of(stage: Stage, key: str, prefix: str) -> dict[str, str]:
    """What somebody has written, as the file has it."""
    mine = [one for one in stage.words["evaluations"] if one["person"] == key and one["question"].startswith(prefix)]
    return {one["question"]: one["text"] for one in mine}


def one_of(luck: Random, weights: dict[str, int]) -> str:
    """One answer, by chance."""
    return luck.choices(list(weights), list(weights.values()))[0]


def some_of(luck: Random, likely: dict[str, float], otherwise: str) -> list[str]:
    """Several answers, by chance; `otherwise` if none of them."""
    return [one for one, chance_ in likely.items() if luck.random() < chance_] or [otherwise]
