"""What the demonstration's people have drawn, answered, chosen and read so far."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.utils import timezone

from actionsets.rehearsing.people import INVITED, JOINED, Stage, Words, chance
from elearning.partnering import bringing, joining, mapping, questioning
from elearning.partnering.loading import question_key
from elearning.partnering.models import MapEntry, QuestionsTaskPage, WorkshopPage
from elearning.partnering.models.maps import Level
from elearning.profiles import choosing, rehearsing, sharing, weighing
from elearning.programmes import arranging
from elearning.programmes.models import Enrolment, StepPage, Subject
from elearning.workshops import rehearsing as workshops

AWAY = INVITED | JOINED | {"R17", "R30"}  # have not done anything yet
MISSED_WORKSHOP = AWAY | {"R14", "R24"}
HALF_WAY = {"R12": 22, "R33": 9}  # how many statements they have answered
NOT_STARTED = {"R14", "R21", "R26"}  # neither questionnaire nor priorities: late
WITHOUT_QUESTIONNAIRE = {"R09", "R22", "R29", "R36", "F11", "F17", "M04", "M07", "M09", "M10", "M11"}
SAID_NOTHING = {"R36"}  # went straight to the subjects without saying how much each will matter
ONLY_RESULTS = {"R05", "R20"}  # have their results and have not chosen yet
SHOWS_RESULTS = "F02"
FAVOURITES = {  # what weighs on each organisation's people, so that choices cluster as they do in life
    "calderwick-council": ["BARR", "LEAD", "TRAK"],
    "wenlow-valley-health": ["INTD", "LEAD", "TRAK"],
    "skerrow-homes": ["PMOT", "GRUP", "LEAD"],
    "many-hands": ["PMOT", "MOTV", "VISN"],
    "tarnholm-college": ["VISN", "LEAD", "MOTV"],
    "brackwell-water": ["INFL", "TRAK", "BARR"],
}


def steps(stage: Stage) -> dict[str, StepPage]:
    """The programme's step pages by kind."""
    return {page.kind: page for page in (step.specific for step in stage.programme.steps())}


def work(stage: Stage) -> None:
    """Let everybody do what they have got round to."""
    pages = steps(stage)
    for key, enrolment in stage.people.items():
        if key not in AWAY:
            draw(stage, key, enrolment, pages["map"])
            answer_questions(stage, key, enrolment, pages["questions"])
    for name in ("finished", "running"):  # what one workshop hands on stands on the board of the next
        present = [one for key, one in stage.of(name) if key not in MISSED_WORKSHOP]
        arranging.mark_attendance(stage.cohorts[name], present, by=stage.facilitator)
        hold(stage, name, present, pages["workshop"])
    for key, enrolment in stage.people.items():
        if key not in AWAY | NOT_STARTED:
            assess_and_choose(stage, key, enrolment, pages)


def hold(stage: Stage, name: str, present: list[Enrolment], page: StepPage) -> None:
    """The half day of a cohort, as its facilitator ran it."""
    assert isinstance(page, WorkshopPage)  # noqa: S101 - the programme's own
    words, luck = stage.words["workshops"][name], chance(f"workshop {name}")
    workshops.rehearse(stage.cohorts[name], page, present, words, by=stage.facilitator, luck=luck)


def draw(stage: Stage, key: str, enrolment: Enrolment, page: StepPage) -> None:
    """Their own map where the file has one; else a few partners such as colleagues named."""
    maps = {one["person"]: one["entries"] for one in stage.words["maps"]}
    luck = chance(f"map {key}")
    pool = [entry for entries in maps.values() for entry in entries if entry["name"] != enrolment.organisation.name]
    entries = maps.get(key) or luck.sample(pool, k=luck.randint(3, 5))
    for entry in entries:
        mapping.add(enrolment, page, entry_fields(entry), form_key=uuid4())
    join(enrolment, chance(f"links {key}"))
    if key in maps or key.startswith(("F", "M")) or luck.random() < 0.8:
        mapping.finish(enrolment, page)
        bring(enrolment, chance(f"brought {key}"))


def join(enrolment: Enrolment, luck: Random) -> None:
    """One or two of the partners work with each other."""
    numbers = list(MapEntry.objects.of(enrolment).on_the_map().values_list("pk", flat=True))
    for _ in range(min(2, len(numbers) // 2)):
        one, two = luck.sample(numbers, k=2)
        facts = {"level": luck.choice(list(Level)[1:]), "strength": luck.randint(1, 4), "health": "good"}
        joining.join(enrolment, one, two, facts)


def bring(enrolment: Enrolment, luck: Random) -> None:
    """Most who have finished their map bring some of it to the workshop."""
    numbers = list(MapEntry.objects.of(enrolment).on_the_map().values_list("pk", flat=True))
    if luck.random() < 0.7:
        bringing.bring(enrolment, numbers[:4], with_health=luck.random() < 0.5, now=timezone.now())


def entry_fields(entry: Words) -> dict[str, Any]:
    """The fields of one partner; its review date counts from today."""
    fields = {name: value for name, value in entry.items() if name not in {"review_in_days"} and value is not None}
    days = entry.get("review_in_days")
    if days is not None:
        fields["review_date"] = timezone.localdate() + timedelta(days=days)
    return fields


def answer_questions(stage: Stage, key: str, enrolment: Enrolment, page: StepPage) -> None:
    """Their own answers where the file has some; else two that colleagues gave, or none."""
    assert isinstance(page, QuestionsTaskPage)  # noqa: S101 - by its kind
    own = {one["person"]: one["answers"] for one in stage.words["answers"]}
    luck = chance(f"questions {key}")
    given = own.get(key) or (luck.choice(list(own.values()))[:2] if luck.random() < 0.55 or key.startswith("F") else [])
    if given:
        for number, one in enumerate(given):
            name = question_key(stage.programme, page.slug, one["question"])
            shared = key in own and number == 0
            questioning.answer(enrolment, page, name, text=one["text"], shared=shared, seen=number)
        questioning.submit(enrolment, page)


def assess_and_choose(stage: Stage, key: str, enrolment: Enrolment, pages: dict[str, StepPage]) -> None:
    """Answer the self-assessment, as far as they came, and choose priorities."""
    liking = inclinations(stage, key, enrolment)
    if key not in WITHOUT_QUESTIONNAIRE:
        half_way = key in HALF_WAY
        rehearsing.rehearse(
            enrolment,
            pages["assessment"],
            dict(list(marks(stage, key, liking).items())[: HALF_WAY.get(key)]),
            {} if half_way else weights(liking),
            submit=not half_way,
            now=days_after(enrolment.cohort.workshop_ends_at, chance(f"day {key}").randint(1, 9)),
        )
    if key not in HALF_WAY and key not in ONLY_RESULTS:
        subjects = {one.code: one for one in stage.programme.framework.subjects.all()}
        if key in WITHOUT_QUESTIONNAIRE - SAID_NOTHING:
            weighing.state(enrolment, list(subjects.values()), say_what_matters(liking))
        choose(stage, key, enrolment, [subjects[code] for code in liking])


def days_after(moment: datetime, days: int) -> datetime:
    """So many days after `moment`, but never in the future."""
    return min(moment + timedelta(days=days), timezone.now())


def inclinations(stage: Stage, key: str, enrolment: Enrolment) -> list[str]:
    """All subjects, from what the person most wants to work on to what they least want to."""
    codes = [one.code for one in stage.programme.framework.subjects.all()]
    luck = chance(f"liking {key}")
    likes = FAVOURITES.get(enrolment.organisation.slug) or luck.sample(["LEAD", "TRAK", "GRUP", "VISN", "PMOT"], k=3)
    weight = {code: luck.random() + (0.9 - 0.2 * likes.index(code) if code in likes else 0) for code in codes}
    return sorted(codes, key=lambda code: (-weight[code], code))


def marks(stage: Stage, key: str, liking: Sequence[str]) -> dict[str, int | None]:
    """An answer to each of the four statements of each subject, in the order they are asked: low where the person wants
    to learn, now and then “no chance to do this”."""
    luck = chance(f"marks {key}")
    codes = [subject.code for subject in stage.programme.framework.subjects.all()]
    return {f"{code}{number}": mark(luck, liking.index(code)) for code in codes for number in range(1, 5)}


def mark(luck: Random, place: int) -> int | None:
    """One answer, 1 to 5 or None for no chance; the further down the list of wishes, the better practised."""
    if luck.random() < 0.04:
        return None
    return max(1, min(5, round(luck.gauss(2.2 + 0.28 * place, 0.8))))


def weights(liking: Sequence[str]) -> dict[str, int | None]:
    """How much each subject matters to the person, 5 to 2."""
    return {code: 5 - min(place // 2, 3) for place, code in enumerate(liking)}


def say_what_matters(liking: Sequence[str]) -> dict[str, str]:
    """The same as somebody says it who chooses without the questionnaire; of the last subject they know nothing."""
    return {**{code: str(value) for code, value in weights(liking).items()}, liking[-1]: weighing.UNKNOWN}


def choose(stage: Stage, key: str, enrolment: Enrolment, subjects: list[Subject]) -> None:
    """Confirm one to three priorities in order; those who noted reasons had chosen the first one alone before."""
    luck = chance(f"choice {key}")
    ranked = subjects[: luck.choice([2, 3, 3, 3, 3, 1])]
    texts: list[str] = next((one["texts"] for one in stage.words["reasons"] if one["person"] == key), [])
    reasons = {subject.code: text for subject, text in zip(ranked, texts, strict=False)}
    if reasons and len(ranked) > 1:
        choosing.confirm(enrolment, ranked[:1], by=enrolment.user)
    choosing.confirm(enrolment, ranked, by=enrolment.user, reasons=reasons)


def show_results(stage: Stage) -> None:
    """Somebody who has been through it all shows their results to the facilitator, who looks at them once."""
    owner = stage.people[SHOWS_RESULTS]
    shared = sharing.share(owner, stage.facilitator.email, with_numbers=False, by=owner.user)
    sharing.look(shared, by=stage.facilitator)
