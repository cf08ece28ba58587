"""The finished cohort answers the self-assessment again when its sets have met for the last time, and looks back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from actionsets.rehearsing.people import LONDON, Stage, chance
from actionsets.rehearsing.work import WITHOUT_QUESTIONNAIRE, inclinations, marks, steps
from elearning.profiles import rehearsing

NOT_LATER = {"F02", "F05", "F09", "F14", "F17", "F20", "F24"}  # let the last time pass
NOT_AGAIN = {"F05", "F14", "F20"}  # never got round to it
STRICTER = {"F08", "F13"}  # see themselves more strictly than at the start
HARDLY_CHANGED = {"F03", "F16"}
LOWEST, HIGHEST = 1, 5

Marks = Mapping[str, int | None]


def answer_again(stage: Stage) -> None:
    """Most people of the finished cohort answer within two weeks of the last meeting, through the same verbs as anybody."""
    page, cohort = steps(stage)["assessment_again"], stage.cohorts["finished"]
    for key, enrolment in stage.of("finished"):
        if key in NOT_AGAIN:
            continue
        liking, luck = inclinations(stage, key, enrolment), chance(f"again {key}")
        day = cohort.last_meeting_on + timedelta(days=luck.choice([0, 0, 0, 1, 3, 8, 13]))
        then = marks(stage, key, liking)
        rehearsing.rehearse(
            enrolment,
            page,
            marks_again(key, then, liking),
            {code: 5 - min(place // 2, 3) for place, code in enumerate(liking)},
            looks_back(key, then, liking),
            now=datetime.combine(day, time(15, luck.randrange(60)), tzinfo=LONDON),
        )


def answer_three_months_later(stage: Stage) -> None:
    """Fewer answer three months later; they are about where they were at the end."""
    page, cohort = steps(stage)["assessment_follow_up"], stage.cohorts["finished"]
    for key, enrolment in stage.of("finished"):
        if key in NOT_LATER:
            continue
        liking, luck = inclinations(stage, key, enrolment), chance(f"later {key}")
        at_end = marks_again(key, marks(stage, key, liking), liking)
        day = cohort.window("follow_up")[0] + timedelta(days=luck.choice([0, 0, 1, 4, 15]))
        rehearsing.rehearse(
            enrolment,
            page,
            {code: moved(value, luck.gauss(-0.1, 0.4)) for code, value in at_end.items()},
            {code: 5 - min(place // 2, 3) for place, code in enumerate(liking)},
            now=datetime.combine(day, time(15, luck.randrange(60)), tzinfo=LONDON),
        )


def marks_again(key: str, then: Marks, liking: Sequence[str]) -> Marks:
    """The answers after the sets: a step up most of all in what the person chose, for some a step down."""
    luck = chance(f"marks again {key}")
    return {code: moved(value, luck.gauss(shift(key, liking.index(code[:-1])), 0.6)) for code, value in then.items()}


def shift(key: str, place: int) -> float:
    """How far the answers about a subject move on average; `place` is its place among the person's wishes."""
    if key in STRICTER:
        return -0.6
    if key in HARDLY_CHANGED:
        return 0.0
    return 1.0 if place < 3 else 0.3


def moved(value: int | None, by: float) -> int | None:
    """A point of the scale moved and kept on it; those who had no chance have had one by now."""
    return max(LOWEST, min(HIGHEST, round((value or 2) + by)))


def looks_back(key: str, then: Marks, liking: Sequence[str]) -> Marks:
    """How the person sees the start today: often a little lower than they said then; now and then they cannot say."""
    luck = chance(f"back {key}")
    seen: dict[str, int | None] = {}
    for code in liking:
        given = [value for name, value in then.items() if name[:-1] == code and value is not None]
        cannot_say = luck.random() < (0.5 if key in WITHOUT_QUESTIONNAIRE else 0.08)
        seen[code] = None if cannot_say or not given else moved(round(sum(given) / len(given)), luck.gauss(-0.5, 0.5))
    return seen
