"""The finished cohort's sets: proposed, confirmed, met five times, with notes that only their owners read."""

from collections import Counter
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import QuerySet

from actionsets import agreeing, convening, meeting, presenting, proposing, reflecting, reviewing, separating
from actionsets.models import ActionLearningPage, LearningSet, MeetingAttendance, SetMeeting, SetMembership, SetProposal
from actionsets.rehearsing import afterwards, themes
from actionsets.rehearsing.people import Stage, Words, chance
from actionsets.rehearsing.work import steps
from elearning.programmes import arranging
from packs import reading, rehearsing
from packs.models import LearningPackPage
from packs.sections import sections

SETTINGS = {
    "smallest": 5,
    "largest": 7,
    "most_per_organisation": 2,
    "may_stretch": True,
    "place_undecided": True,
}
PLACE = "Pellworth University, Garden Room"
Status = MeetingAttendance.Status
WORDS = (  # what members call a meeting in one word, by its number
    ("grateful", "moved", "braver", "settled", "open"),
    ("careful", "polite", "hopeful", "stiff", "curious"),
    ("warmer", "useful", "busy", "frank", "hopeful"),
    ("honest", "slow", "useful", "deep", "surprising"),
    ("frank", "calm", "sharp", "useful", "close"),
)


def meet(stage: Stage) -> None:
    """Keep apart who asked for it; form, confirm and run the sets of the finished cohort; ask again; close it."""
    for entry in stage.words["keep_apart"]:
        separating.declare(stage.people[entry["declared_by"]], stage.people[entry["other"]].user.name)
    proposal = confirmed(stage)
    page = steps(stage)["set"]
    assert isinstance(page, ActionLearningPage)  # noqa: S101 - by its kind
    afterwards.freeze_beginning(stage)
    for one in proposal.sets.all():
        acknowledge(page, one)
        hold(page, one)
    keep_notes(stage)
    themes.pass_on(stage)
    afterwards.look_back(stage)
    arranging.close_cohort(stage.cohorts["finished"], by=stage.manager)


def confirmed(stage: Stage) -> SetProposal:
    """The finished cohort's sets, from the proposal to the confirmation."""
    cohort = stage.cohorts["finished"]
    proposal = proposing.propose(cohort, SETTINGS, by=stage.facilitator)
    for one in proposal.sets.all():
        convening.assign(one, stage.facilitator)
        meeting.schedule(one, meeting.usual(one), place=PLACE, link="")
    proposal = convening.send(proposal, revision=latest(proposal), by=stage.facilitator)
    for place in convening.live_members(proposal):
        convening.accept(place)
    return convening.confirm(proposal, revision=latest(proposal))


def latest(proposal: SetProposal) -> int:
    """The revision that the table holds."""
    return SetProposal.objects.values_list("revision", flat=True).get(pk=proposal.pk)


def members(one: LearningSet) -> QuerySet[SetMembership]:
    """Who is in the set."""
    rows = SetMembership.objects.live().filter(learning_set=one)
    return rows.select_related("enrolment__user", "enrolment__cohort__programme", "learning_set__proposal").order_by(
        "pk"
    )


def acknowledge(page: ActionLearningPage, one: LearningSet) -> None:
    """Everybody acknowledges the agreement."""
    for membership in members(one):
        agreeing.acknowledge(membership, page)


def hold(page: ActionLearningPage, one: LearningSet) -> None:
    """Hold every meeting; now and then somebody sends an apology."""
    people = list(members(one))
    for held in one.meetings.all():
        luck = chance(f"meeting {one.number} {held.number}")
        away = {people[luck.randrange(len(people))].pk} if luck.random() < 0.5 else set()
        meeting.attend(held, {row.pk: Status.APOLOGY if row.pk in away else Status.PRESENT for row in people})
        share_time(page, held, [row for row in people if row.pk not in away])
        look_back(held, [row for row in people if row.pk not in away])


def share_time(page: ActionLearningPage, held: SetMeeting, here: list[SetMembership]) -> None:
    """The turns of a meeting go round among those who were there."""
    before = max(0, 3 * held.number - 5)  # the turns of the meetings so far: one in the first, three in each after it
    turns = presenting.turns_of(held, page)
    presenting.note(held, {turn: here[(before + turn) % len(here)] for turn in turns})


def look_back(held: SetMeeting, here: list[SetMembership]) -> None:
    """All but one say how they found it: at first much advice, later more questions; then they read it together."""
    luck = chance(f"review {held.learning_set.number} {held.number}")
    words = WORDS[held.number % len(WORDS)]
    for place, word in zip(here[1:], words, strict=False):
        middle = {"asked": 1.6 + 0.6 * held.number, "listened": 3.0 + 0.3 * held.number, "shared": 3.8}
        ratings = {name: max(1, min(5, round(luck.gauss(value, 0.6)))) for name, value in middle.items()}
        reviewing.answer(place, held, ratings=ratings, word=word)
    reviewing.read(held)


def keep_notes(stage: Stage) -> None:
    """The pack notes, reflections and actions of those who wrote some down."""
    for entry in stage.words["pack_notes"]:
        note(stage, entry)
    for entry in stage.words["read"]:
        rehearsing.be_read(entry, [stage.people[key] for key in entry["people"]])
    counted: Counter[str] = Counter()
    for kind in ("reflections", "actions"):
        for entry in stage.words[kind]:
            counted[kind] += 1
            remember(stage, entry, uuid5(NAMESPACE_URL, f"alongside/{kind}/{counted[kind]}"))


def note(stage: Stage, entry: Words) -> None:
    """One private note on a pack's reflective question."""
    enrolment = stage.people[entry["person"]]
    pack = LearningPackPage.objects.live().get(code=entry["pack"])
    part = next(one for one in sections(pack.body, with_trainer_notes=False) if one.kind == "reflective_questions")
    ask = part.asks[int(entry["question"].removeprefix("r")) - 1]
    reading.write(reading.take_up(enrolment, pack), {ask.key: entry["text"]}, version=0, section=part, finish=True)


def remember(stage: Stage, entry: Words, key: UUID) -> None:
    """One reflection or one action, at the meeting it was written at."""
    enrolment = stage.people[entry["person"]]
    place = SetMembership.objects.live().get(enrolment=enrolment)
    held = place.learning_set.meetings.get(number=entry["meeting"])
    if "due_in_days" not in entry:
        reflecting.write(enrolment.user, key, text=entry["text"], meeting=held)
        return
    due_on = held.starts_at.date() + timedelta(days=entry["due_in_days"])
    text = f"{entry['text']}\n\n{entry['first_step']}"
    reflecting.commit(enrolment.user, key, text=text, due_on=due_on, meeting=held)
    became = {"done": "done", "partly": "carried", "dropped": "let_go", "open": "open"}
    reflecting.report(enrolment.user, key, became[entry["status"]])
    if entry["shared"]:
        reflecting.share(enrolment.user, key, place)
