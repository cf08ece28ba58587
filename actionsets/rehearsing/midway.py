"""The cohort whose sets are half way: two meetings held, one running at this moment, and somebody who has left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from actionsets import (
    agreeing,
    bidding,
    chairing,
    coming,
    convening,
    leaving,
    meeting,
    messaging,
    presenting,
    proposing,
    reviewing,
    theming,
)
from actionsets.chairing import Act
from actionsets.meeting import HALF_DAY, MORNING, Sitting
from actionsets.messaging import Audience
from actionsets.models import (
    ActionLearningPage,
    LearningSet,
    MeetingAttendance,
    ProcessReview,
    SetMeeting,
    SetMembership,
)
from actionsets.rehearsing import sets, themes
from actionsets.rehearsing.people import LONDON, PLACES, Stage
from actionsets.rehearsing.work import steps
from elearning.programmes import arranging
from elearning.programmes.clock import working_days_after
from elearning.programmes.models import Enrolment

BETWEEN = timedelta(weeks=5)
HELD, MEETINGS = 2, 5
BEGUN_AGO, ASKED_FOR = timedelta(minutes=62), timedelta(minutes=4)
AWAY, LEAVES, PRESENTS = "M04", "M11", "M03"
QUARTER = timedelta(minutes=15)
ASKING = "open"  # the stage of somebody's turn at which the running meeting stands
Status = MeetingAttendance.Status


def meet(stage: Stage) -> None:
    """From the workshop to the third meeting: one set of six sits together now, one of four is to be kept an eye on."""
    cohort = stage.cohorts["midway"]
    arranging.mark_attendance(cohort, [one for _key, one in stage.of("midway")], by=stage.facilitator)
    page = steps(stage)["set"]
    assert isinstance(page, ActionLearningPage)  # noqa: S101 - by its kind
    large, small = confirmed(stage)
    for one in (large, small):
        sets.acknowledge(page, one)
        hold(stage, page, one)
    become_fewer(stage, page, small)
    for place in list(sets.members(large))[:-1]:
        say_who_comes(place, 4, "yes")
    write_things_down(stage)
    pass_on(stage, large)
    write_to_them(stage, large)
    sit_together(page, large, stage.people[PRESENTS])


def confirmed(stage: Stage) -> list[LearningSet]:
    """The two sets, the larger first: its third meeting began about an hour ago, that of the other is near."""
    proposal = proposing.propose(stage.cohorts["midway"], sets.SETTINGS, by=stage.facilitator)
    found = sorted(proposal.sets.all(), key=lambda one: -one.memberships.count())
    now = timezone.now().astimezone(LONDON)
    began = now - BEGUN_AGO
    began -= (began - began.replace(minute=0, second=0, microsecond=0)) % QUARTER
    soon = datetime.combine(working_days_after(now.date(), 3), MORNING, tzinfo=LONDON)
    for one, third in zip(found, (began, soon), strict=True):
        convening.assign(one, stage.facilitator)
        meeting.schedule(one, sittings(third), place=PLACES["midway"], link="")
    proposal = convening.send(proposal, revision=sets.latest(proposal), by=stage.facilitator)
    for place in convening.live_members(proposal):
        convening.accept(place)
    convening.confirm(proposal, revision=sets.latest(proposal))
    keys = [one.pk for one in found]
    return sorted(LearningSet.objects.filter(pk__in=keys), key=lambda one: keys.index(one.pk))


def sittings(third: datetime) -> list[Sitting]:
    """The five dates of a set whose third meeting begins at `third`."""
    days: list[date] = [third.date() + (number - HELD) * BETWEEN for number in range(MEETINGS)]
    return [Sitting(day, third.time(), HALF_DAY) for day in days]


def hold(stage: Stage, page: ActionLearningPage, one: LearningSet) -> None:
    """The meetings so far; in the smaller set somebody missed both."""
    people = list(sets.members(one))
    away = stage.people[AWAY].pk
    for held in one.meetings.filter(number__lte=HELD):
        here = [row for row in people if row.enrolment_id != away]
        noted = {row.pk: Status.PRESENT if row in here else Status.APOLOGY for row in people}
        meeting.attend(held, noted, as_short=True, by=stage.facilitator)
        sets.share_time(page, held, here)
        for place, word in zip(here, stage.words["midway"]["words"][held.number - 1], strict=False):
            ratings = {"asked": 2 + held.number, "listened": 4, "shared": 3 + place.pk % 2}
            reviewing.answer(place, held, ratings=ratings, word=word)
        if len(here) >= ProcessReview.FEWEST:
            reviewing.read(held)


def become_fewer(stage: Stage, page: ActionLearningPage, one: LearningSet) -> None:
    """Somebody leaves; all but one of the others have agreed with one another anew, and two cannot come next time."""
    gone = sets.members(one).get(enrolment=stage.people[LEAVES])
    leaving.leave_set(gone, by=gone.enrolment.user)
    places = list(sets.members(one))
    for place in places[:-1]:
        agreeing.acknowledge(place, page)
    for place, word in zip(places, ("yes", "no", "no"), strict=False):
        say_who_comes(place, 3, word)


def say_who_comes(place: SetMembership, number: int, word: str) -> None:
    """A member's word on a meeting to come."""
    coming.say(place, SetMeeting.objects.get(learning_set=place.learning_set, number=number), word)


def write_things_down(stage: Stage) -> None:
    """What people note for themselves, and what they would like time for."""
    words = stage.words["midway"]
    for kind in ("reflections", "actions"):
        for number, entry in enumerate(words[kind]):
            sets.remember(stage, entry, uuid5(NAMESPACE_URL, f"alongside/midway/{kind}/{number}"))
    for entry in words["bids"]:
        place = SetMembership.objects.live().get(enrolment=stage.people[entry["person"]])
        held = place.learning_set.meetings.select_related("learning_set__cohort").get(number=entry["meeting"])
        bidding.ask(place, held, title=entry["title"], minutes=entry["minutes"], show=entry["show"])


def pass_on(stage: Stage, one: LearningSet) -> None:
    """Three sentences that half of the set have read so far."""
    subjects = {subject.code: subject for subject in stage.programme.framework.subjects.all()}
    rows = [(entry["text"], subjects[entry["subject"]]) for entry in stage.words["midway"]["themes"]]
    note = theming.ask(theming.draft(one, rows, by=stage.facilitator), by=stage.facilitator)
    keys = list(note.sentences.values_list("pk", flat=True))
    for place in themes.members(one)[:3]:
        theming.answer(place, note, dict.fromkeys(keys, True))


def write_to_them(stage: Stage, one: LearningSet) -> None:
    """One mail to the set and one to the cohort."""
    words: dict[str, Any] = stage.words["midway"]
    cohort = stage.cohorts["midway"]
    for name, audience in (("message", Audience(cohort, one)), ("to_cohort", Audience(cohort))):
        key = uuid5(NAMESPACE_URL, f"alongside/midway/{name}")
        messaging.send(audience, words[name]["subject"], words[name]["text"], key=key, by=stage.facilitator)


def sit_together(page: ActionLearningPage, one: LearningSet, presenter: Enrolment) -> None:
    """The third meeting, as far as the questions of the first turn."""
    held = SetMeeting.objects.select_related("learning_set__cohort").get(learning_set=one, number=HELD + 1)
    at = held.starts_at + timedelta(minutes=2)
    room = chairing.begin(held, page, now=at).room
    before = wanted(room.stops)
    for place, stop in enumerate(before, start=1):
        at = at + stop.time if place < len(before) else max(at, timezone.now() - ASKED_FOR)
        room = chairing.press(held, Act.NEXT, seen=room.revision, now=at).room
    presenting.take_turn(sets.members(one).get(enrolment=presenter), held, 1)


def wanted(stops: Sequence[Any]) -> list[Any]:
    """The stops that are over by now."""
    asked = next(place for place, stop in enumerate(stops) if stop.code == ASKING)
    return list(stops[:asked])
