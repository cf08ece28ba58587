"""Finding a time: which half days people named, and a question to the set at which of some dates a meeting could be.

Members see how many can, those who tend the set also who (logistics, as attendance is: DOMAIN 1.6). One press takes a date.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, coming, meeting, quorum
from actionsets.meeting import AFTERNOON, HALF_DAY, MORNING, ONLINE, WEEKDAYS, Sitting
from actionsets.models import (
    DateOption,
    DatePoll,
    FacilitatorOffer,
    LearningSet,
    MeetingAnswer,
    OptionAnswer,
    SetMeeting,
    SetMembership,
)
from actionsets.refusals import Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.programmes.models import Availability, Cohort

Answer = OptionAnswer.Answer
MOST_OPTIONS, WEEKS_AHEAD, HALF_DAYS_SHOWN = 12, 3, 4


class AskedAlready(Refusal):
    """The set is being asked about this meeting."""

    def __init__(self) -> None:
        super().__init__(
            _("The set is being asked about this meeting already. Decide or take back that question first.")
        )


class Decided(Refusal):
    """The question is closed."""

    def __init__(self) -> None:
        super().__init__(_("This has been decided already. Please look at the dates again."))


class NothingToAsk(Refusal):
    """No time was given that is still to come, or too many were."""

    def __init__(self) -> None:
        super().__init__(_("Choose one to twelve times that are still to come."))


# --- What people said when they joined --------------------------------------------------------------------------------


@dataclass(frozen=True)
class HalfDay:
    """One half day of the week: who of the set said that they can make it, who named others, and the facilitator."""

    slot: Availability
    members: int
    cannot: tuple[str, ...]
    leader_can: bool

    @property
    def can(self) -> int:
        """How many members can make it."""
        return self.members - len(self.cannot)

    @property
    def is_enough(self) -> bool:
        """Whether as many can as a meeting takes."""
        return quorum.is_met(self.can, self.members)


def half_days(learning_set: LearningSet, members: Sequence[SetMembership]) -> list[HalfDay]:
    """Every half day of the week, the one that suits most first. Whoever named none can make any."""
    free = {one.pk: one.enrolment.available_slots() for one in members}
    offer = FacilitatorOffer.objects.filter(
        role__cohort=learning_set.cohort, role__user=learning_set.facilitator_id
    ).first()
    leads = offer.half_days() if offer else []
    found = [
        HalfDay(
            slot,
            len(members),
            tuple(sorted(one.enrolment.user.name for one in members if free[one.pk] and slot not in free[one.pk])),
            not leads or slot in leads,
        )
        for slot in Availability
    ]
    return sorted(found, key=lambda row: (-row.can, not row.leader_can))


def candidates(learning_set: LearningSet, rows: Iterable[HalfDay], first: date) -> list[tuple[Sitting, HalfDay]]:
    """Dates worth asking about in the three weeks from `first` on, in order: those half days that suit most."""
    length = ONLINE if learning_set.cohort.mode == Cohort.Mode.VIRTUAL else HALF_DAY
    best = [row for row in rows if row.can][:HALF_DAYS_SHOWN]
    found = []
    for row in best:
        weekday, _dash, half = row.slot.value.partition("-")
        day = first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7)
        at = AFTERNOON if half == "PM" else MORNING
        found += [(Sitting(day + timedelta(weeks=week), at, length), row) for week in range(WEEKS_AHEAD)]
    return sorted(found, key=lambda one: (one[0].on, one[0].at))


# --- Asking -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(of: SetMeeting, sittings: Iterable[Sitting], *, by: User, weeks: int | None = None) -> DatePoll:
    """Ask the set at which of these times the meeting could be; everybody gets a mail with a link of their own. With `weeks`
    they are asked about the whole series: this meeting, and each that is planned after it, so many weeks apart.

    Raises NothingToAsk, AskedAlready, and Decided for a meeting that was held.
    """
    held = SetMeeting.objects.select_for_update().select_related("learning_set__cohort").get(pk=of.pk)
    if held.state == SetMeeting.State.HELD or not held.learning_set.has_workspace:
        raise Decided
    times = {one.moments(held.zone) for one in sittings}
    if not 0 < len(times) <= MOST_OPTIONS or min(times)[0] <= timezone.now():
        raise NothingToAsk
    if held.polls.filter(state=DatePoll.State.OPEN).exists():
        raise AskedAlready
    made = DatePoll.objects.create(meeting=held, made_by=by, weeks=weeks)
    DateOption.objects.bulk_create(
        [DateOption(poll=made, starts_at=start, ends_at=end) for start, end in sorted(times)]
    )
    for place in SetMembership.objects.live().filter(learning_set=held.learning_set).select_related("enrolment__user"):
        user = place.enrolment.user
        holds = [addressing.member(held.learning_set), addressing.asked_dates(made)]
        words = {"user": user, "link": coming.polling_link(place, made)}
        mail.send("dates_asked", user.email, words, only_while=holds)
    return made


@transaction.atomic
def answer(place: SetMembership, poll: DatePoll, answers: Mapping[int, str]) -> None:
    """Note what the member says to each of the times, by option; the last word counts. Raises Decided once it is closed."""
    held = _open(poll)
    if held.meeting.learning_set_id != place.learning_set_id:
        raise Decided
    for option in held.options.all():
        if option.pk in answers:
            OptionAnswer.objects.update_or_create(
                option=option, membership=place, defaults={"answer": answers[option.pk]}
            )


@transaction.atomic
def take(option: DateOption, *, seen: int, by: User) -> SetMeeting:
    """Move the meeting to this time, or the series to what begins with it, and close the question; what members said to it is
    what they say to the meeting, of a series to its first.

    Raises Decided when it is closed, and what `meeting.move` raises.
    """
    poll = _open(option.poll)
    of = SetMeeting.objects.select_related("learning_set__cohort__programme").get(pk=poll.meeting_id)
    begins = option.starts_at.astimezone(of.zone)
    sitting = Sitting(begins.date(), begins.time(), option.ends_at - option.starts_at)
    if poll.weeks:
        moved = _move_series(of, sitting, poll.weeks, seen=seen, by=by)
    else:
        moved = meeting.move(of, sitting, place=of.place, link=of.link, seen=seen, by=by)
    _close(poll, DatePoll.State.TAKEN)
    live = SetMembership.objects.live().filter(learning_set=moved.learning_set)
    for said in option.answers.filter(membership__in=live).select_related("membership"):
        word = MeetingAnswer.Answer.NO if said.answer == Answer.NO else MeetingAnswer.Answer.YES
        coming.say(said.membership, moved, word)
    return moved


def _move_series(of: SetMeeting, first: Sitting, weeks: int, *, seen: int, by: User) -> SetMeeting:
    """Lay `of` and all that are planned after it `weeks` apart from `first` on, at the set's usual place; one mail each."""
    one = (
        LearningSet.objects.select_for_update(of=("self",))
        .select_related("cohort__programme")
        .get(pk=of.learning_set_id)
    )
    rows = list(one.meetings.order_by("number"))
    if of.sequence != seen:
        raise meeting.ChangedMeanwhile
    if first.moments(of.zone)[0] <= timezone.now():
        raise meeting.TooLate(_("Give a time that is still to come."))
    sittings, on = [], first.on
    for row in rows:
        row.learning_set = one
        if row.number >= of.number and (row.is_to_come or row.pk == of.pk):
            sittings.append(Sitting(on, first.at, first.length, row.agenda))
            on += timedelta(weeks=weeks)
        else:
            sittings.append(Sitting(row.begins().date(), row.begins().time(), row.length, row.agenda))
    meeting.schedule(one, sittings, place=one.place, link=one.link, time_zone=of.time_zone, by=by)
    return SetMeeting.objects.select_related("learning_set__cohort__programme").get(pk=of.pk)


@transaction.atomic
def drop(poll: DatePoll) -> None:
    """Take the question back; the meeting stays as it is. Raises Decided when it is closed."""
    _close(_open(poll), DatePoll.State.DROPPED)


def _open(poll: DatePoll) -> DatePoll:
    """The question, its row held."""
    held = DatePoll.objects.select_for_update().select_related("meeting").get(pk=poll.pk)
    if not held.is_open:
        raise Decided
    return held


def _close(poll: DatePoll, state: str) -> None:
    poll.state, poll.closed_at = state, timezone.now()
    poll.save(update_fields=["state", "closed_at"])


# --- How it stands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """One of the times, and who of the `members` said what to it."""

    option: DateOption
    members: int
    yes: tuple[str, ...]
    if_need_be: tuple[str, ...]
    no: tuple[str, ...]

    @property
    def can(self) -> int:
        """How many can, gladly or if need be."""
        return len(self.yes) + len(self.if_need_be)

    @property
    def silent(self) -> int:
        """How many have not answered."""
        return self.members - self.can - len(self.no)

    @property
    def is_enough(self) -> bool:
        """Whether as many can as a meeting takes (DOMAIN 1.2)."""
        return quorum.is_met(self.can, self.members)

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.option.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.option.ends_at


def tallies(poll: DatePoll, members: Iterable[SetMembership]) -> list[Tally]:
    """The times asked about in order, with what live members said to each; two queries for any number."""
    names = {one.pk: one.enrolment.user.name for one in members}
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    rows = OptionAnswer.objects.filter(option__poll=poll, membership__in=names)
    for option, place, word in rows.values_list("option_id", "membership_id", "answer"):
        said[option, word].append(names[place])
    return [
        Tally(option, len(names), *(tuple(sorted(said[option.pk, word.value])) for word in Answer))
        for option in poll.options.all()
    ]


def best(rows: Sequence[Tally]) -> Tally | None:
    """The time that most can make, with the fewest who only can if need be; None where nobody can make any."""
    found = max(rows, key=lambda row: (row.can, len(row.yes), -row.starts_at.timestamp()), default=None)
    return found if found and found.can else None


def open_in(learning_set: LearningSet) -> list[DatePoll]:
    """The questions that the set can answer now."""
    rows = DatePoll.objects.filter(meeting__learning_set=learning_set, state=DatePoll.State.OPEN)
    rows = rows.exclude(meeting__state=SetMeeting.State.HELD)
    return list(rows.select_related("meeting__learning_set__cohort").order_by("meeting__number"))


def said_by(place: SetMembership, poll: DatePoll) -> dict[int, str]:
    """What the member has said, by option."""
    rows = OptionAnswer.objects.filter(option__poll=poll, membership=place)
    return dict(rows.values_list("option_id", "answer"))
