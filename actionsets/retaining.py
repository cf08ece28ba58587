"""How long what belongs to sets is kept, and what goes when (DOMAIN 1.6, 7.5); the one module that deletes it all.

A set ends two weeks after its cohort's last day of meetings, once nothing is planned any more, or when it is closed. What it
kept for its own work goes 30 days after that; whom people are kept apart from, and when they were free, 30 days after the last
set of the cohort ended; what people wrote for themselves 90 days after the cohort's close; who was in which set, its dates
and who came, two years after it. Each set is a step of its own that can be done again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from actionsets import reflecting
from actionsets.models import (
    AirtimeBid,
    AirtimeSlot,
    AnswerLink,
    CompositionReview,
    DatePoll,
    FacilitatorOffer,
    FormationRun,
    LearningSet,
    MeetingAnswer,
    MeetingChange,
    MeetingRoom,
    Message,
    PlaceMove,
    ProcessReview,
    ReviewSlip,
    SeparationRule,
    SetAgreement,
    SetAlternative,
    SetDecision,
    SetIncident,
    SetMeeting,
    SetMembership,
    SetPause,
    SetProposal,
    Substitution,
    SubstitutionAnswer,
)
from elearning.programmes import clock, enrolling
from elearning.programmes.models import Cohort, CohortSnapshot, Enrolment, Wave

AFTER_LAST_DAY = timedelta(days=14)
AFTER_END = timedelta(days=30)
AFTER_CLOSE = timedelta(days=90)
RECORD_AFTER_CLOSE = timedelta(days=730)
MOST_AT_ONCE = 300
AT_WORK = (LearningSet.State.CONFIRMED, LearningSet.State.RUNNING)
OVER = (LearningSet.State.CLOSED, LearningSet.State.DISSOLVED)


@dataclass(frozen=True)
class Heap:
    """Rows of one kind whose time is over."""

    name: Any
    rows: QuerySet[Any]


@dataclass(frozen=True)
class Kept:
    """Until when what belongs to one set is kept, for those in it; `work_until` is None while the set has not ended."""

    work_until: date | None
    notes_until: date
    record_until: date
    has_ended: bool
    is_cleared: bool


def closes_on(cohort: Cohort) -> date:
    """The day on which the cohort is closed by its calendar: 120 days after its last set meeting (DOMAIN 2.1)."""
    return cohort.window(Wave.FOLLOW_UP)[1]


def kept(one: LearningSet) -> Kept:
    """Until when what belongs to the set is kept; asks the database nothing where its cohort is at hand."""
    close = closes_on(one.cohort)
    until = one.cohort.day_of(one.ended_at + AFTER_END) if one.ended_at else None
    return Kept(until, close + AFTER_CLOSE, close + RECORD_AFTER_CLOSE, one.ended_at is not None, one.is_cleared)


# --- The end of a set -------------------------------------------------------------------------------------------------


def ended(now: datetime) -> QuerySet[LearningSet]:
    """The sets at work that have had their last meeting: nothing is planned, and two weeks have passed since the last day."""
    over = LearningSet.objects.filter(state__in=AT_WORK, cohort__last_meeting_on__lt=(now - AFTER_LAST_DAY).date())
    ahead = SetMeeting.objects.filter(state=SetMeeting.State.PLANNED, ends_at__gt=now - AFTER_LAST_DAY)
    return over.exclude(pk__in=ahead.values("learning_set"))


@transaction.atomic
def end(key: int, now: datetime) -> bool:
    """Note that the set has ended, with its last meeting; whether it was still at work."""
    one = LearningSet.objects.select_for_update(of=("self",)).get(pk=key)
    if not one.may_become(LearningSet.State.CLOSED):
        return False
    met = one.meetings.exclude(state=SetMeeting.State.CANCELLED).aggregate(last=Max("ends_at"))["last"]
    one.state, one.ended_at = LearningSet.State.CLOSED, min(met or now, now)
    one.save(update_fields=["state", "ended_at"])
    return True


# --- What goes --------------------------------------------------------------------------------------------------------


def of_sets(keys: Iterable[int]) -> list[Heap]:
    """What sets keep for their own work: 30 days after their end."""
    own, met = Q(learning_set__in=keys), Q(meeting__learning_set__in=keys)
    return [
        Heap(_("requests for time"), AirtimeBid.objects.filter(met)),
        Heap(_("clocks of meetings"), MeetingRoom.objects.filter(met)),
        Heap(_("answers to process reviews"), ReviewSlip.objects.filter(met)),
        Heap(_("process reviews"), ProcessReview.objects.filter(met)),
        Heap(_("addresses to answer at"), AnswerLink.objects.filter(membership__learning_set__in=keys)),
        Heap(_("questions about dates"), DatePoll.objects.filter(met)),
        Heap(_("answers to dates"), MeetingAnswer.objects.filter(met)),
        Heap(_("answers about facilitators"), SubstitutionAnswer.objects.filter(substitution__learning_set__in=keys)),
        Heap(_("facilitators not accepted"), Substitution.objects.exclude(state="accepted").filter(own)),
        Heap(_("questions to small sets"), SetDecision.objects.filter(own | Q(joins__in=keys))),
        Heap(_("messages to sets"), Message.objects.filter(own)),
        Heap(_("agreements of sets"), SetAgreement.objects.filter(own)),
    ]


def ledgers(now: datetime) -> Heap:
    """Who presented when: 30 days after a set's end, once the cohort's figures at the end have been frozen from it."""
    frozen = CohortSnapshot.objects.filter(occasion=Wave.POST).values("cohort")
    rows = AirtimeSlot.objects.filter(meeting__learning_set__in=_ended_before(now - AFTER_END))
    return Heap(_("turns that were noted"), rows.filter(meeting__learning_set__cohort__in=frozen))


def of_cohorts(keys: Sequence[int]) -> list[Heap]:
    """What sets were formed from: 30 days after the last set of the cohort ended."""
    here = Q(cohort__in=keys)
    return [
        Heap(_("people to be kept apart"), SeparationRule.objects.filter(here)),
        Heap(_("what facilitators could lead"), FacilitatorOffer.objects.filter(role__cohort__in=keys)),
        Heap(_("drafts aside"), SetAlternative.objects.filter(here)),
        Heap(_("runs of set formation"), FormationRun.objects.filter(here)),
        Heap(_("moves in proposals"), PlaceMove.objects.filter(proposal__cohort__in=keys)),
        Heap(_("pairs that were looked at"), CompositionReview.objects.filter(learning_set__cohort__in=keys)),
        Heap(_("places in drafts put away"), _drafts(keys)),
    ]


def _drafts(keys: Sequence[int]) -> QuerySet[LearningSet]:
    return LearningSet.objects.filter(cohort__in=keys, proposal__state=SetProposal.State.DISCARDED)


def records_of(keys: Sequence[int]) -> list[Heap]:
    """Who was in which set, when it met and who came: two years after the cohort's close. Cleared sentences stay."""
    own = Q(learning_set__cohort__in=keys)
    return [
        Heap(_("histories of dates"), MeetingChange.objects.filter(own)),
        Heap(_("things that happened"), SetIncident.objects.filter(own)),
        Heap(_("pauses"), SetPause.objects.filter(own)),
        Heap(_("facilitators for one another"), Substitution.objects.filter(own)),
        Heap(_("messages to cohorts"), Message.objects.filter(cohort__in=keys)),
        Heap(_("meetings"), SetMeeting.objects.filter(own)),
        Heap(_("places in sets"), SetMembership.objects.filter(own)),
    ]


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many rows of it; nothing is deleted."""
    formed = _formed(now)
    heaps = [
        Heap(_("sets that have ended, to be noted as such"), ended(now)),
        *of_sets(list(_to_clear(now).values_list("pk", flat=True))),
        ledgers(now),
        *of_cohorts(formed),
        Heap(_("people whose half days are noted"), _with_half_days(formed)),
        *records_of(_closed_before(now - RECORD_AFTER_CLOSE)),
    ]
    notes = (str(_("actions and reflections")), reflecting.written_by(_owners(now)))
    return [*((str(heap.name), heap.rows.count()) for heap in heaps), notes]


def tidy(now: datetime) -> int:
    """End what has ended and delete what is to go; returns how many rows went, with what hung on them. Safe to repeat.

    Not more than `MOST_AT_ONCE` sets at a time: what is left is done the next time.
    """
    for key in ended(now).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        end(key, now)
    gone = sum(_clear(key) for key in list(_to_clear(now).values_list("pk", flat=True)[:MOST_AT_ONCE]))
    gone += _delete([ledgers(now)])
    gone += sum(_forget_formation(key) for key in _formed(now)[:MOST_AT_ONCE])
    gone += reflecting.forget(_owners(now)) + reflecting.forget_removed(now - AFTER_CLOSE)
    gone += sum(_delete(records_of([key])) for key in _closed_before(now - RECORD_AFTER_CLOSE)[:MOST_AT_ONCE])
    return gone


@transaction.atomic
def _clear(key: int) -> int:
    one = LearningSet.objects.select_for_update(of=("self",)).get(pk=key)
    gone = _delete(of_sets([key]))
    one.is_cleared = True
    one.save(update_fields=["is_cleared"])
    return gone


@transaction.atomic
def _forget_formation(key: int) -> int:
    gone = _delete(of_cohorts([key]))
    SetProposal.objects.filter(cohort=key).update(settings={}, outcome={})
    return gone + enrolling.forget_half_days(key)


@transaction.atomic
def _delete(heaps: Iterable[Heap]) -> int:
    return sum(heap.rows.delete()[0] for heap in heaps)


# --- Whose time is over -----------------------------------------------------------------------------------------------


def _ended_before(moment: datetime) -> QuerySet[LearningSet]:
    return LearningSet.objects.filter(state=LearningSet.State.CLOSED, ended_at__lt=moment)


def _to_clear(now: datetime) -> QuerySet[LearningSet]:
    return _ended_before(now - AFTER_END).filter(is_cleared=False).order_by("pk")


def _formed(now: datetime) -> list[int]:
    """The cohorts whose last set ended 30 days ago, past their last day, and of which something is left."""
    at_work = LearningSet.objects.exclude(state__in=OVER).exclude(proposal__state=SetProposal.State.DISCARDED)
    lately = LearningSet.objects.filter(state=LearningSet.State.CLOSED, ended_at__gte=now - AFTER_END)
    rows = Cohort.objects.filter(learning_sets__is_cleared=True, last_meeting_on__lt=(now - AFTER_END).date())
    rows = rows.exclude(pk__in=at_work.values("cohort")).exclude(pk__in=lately.values("cohort"))
    keys = list(rows.distinct().values_list("pk", flat=True))
    left = {key for heap in of_cohorts(keys) for key in _cohorts_in(heap.rows)}
    return sorted(left | set(_with_half_days(keys).values_list("cohort", flat=True)))


def _with_half_days(keys: Sequence[int]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(cohort__in=keys).exclude(availability=[])


def _cohorts_in(rows: QuerySet[Any]) -> set[int]:
    fields = {field.name for field in rows.model._meta.fields}
    ways = {"cohort": "cohort", "role": "role__cohort", "proposal": "proposal__cohort"}
    way = next((way for name, way in ways.items() if name in fields), "learning_set__cohort")
    return set(rows.values_list(way, flat=True))


def _closed_before(moment: datetime) -> list[int]:
    """The cohorts that were closed by their calendar before this moment, and have places in sets left."""
    early = Cohort.objects.filter(last_meeting_on__lte=(moment - clock.FOLLOW_UP_CLOSES).date())
    placed = SetMembership.objects.filter(learning_set__cohort=OuterRef("pk"))
    return [one.pk for one in early.filter(Exists(placed)).order_by("pk") if closes_on(one) < one.day_of(moment)]


def last_closes() -> dict[int, date]:
    """Of everybody who has written something for themselves, the day on which the last of their cohorts is closed."""
    latest: dict[int, date] = {}
    for row in Enrolment.objects.filter(user__in=reflecting.owners()).select_related("cohort"):
        latest[row.user_id] = max(latest.get(row.user_id, date.min), closes_on(row.cohort))
    return latest


def _owners(now: datetime) -> list[int]:
    """The people all of whose cohorts were closed 90 days ago."""
    before = now.date() - AFTER_CLOSE - clock.FOLLOW_UP_CLOSES
    here = Enrolment.objects.filter(user__in=reflecting.owners())
    later = here.filter(cohort__last_meeting_on__gte=before).values("user")
    over = here.filter(cohort__last_meeting_on__lt=before).exclude(user__in=later)
    return sorted(set(over.values_list("user_id", flat=True)))
