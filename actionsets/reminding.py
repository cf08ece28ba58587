"""Says who is to be reminded of a set: a place that waits for an answer, the next meeting, and the word after it.

Every sentence is neutral: no name of a set, a subject, an issue or a partner, and no place, since a place can name a partner
(DOMAIN 2.4). Only people who hold a place and still take part are reminded.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets import addressing, coming, gathering, reflecting, retaining
from actionsets.models import (
    ActionLearningPage,
    LearningSet,
    MeetingAnswer,
    MeetingAttendance,
    SetMeeting,
    SetMembership,
    SetPause,
)
from elearning.accounts import clocks
from elearning.accounts.models import User
from elearning.post.hours import on_or_before
from elearning.post.reminding import Due, Link
from elearning.programmes.models import Cohort

# Days before the last day of an answer, and before a meeting; the first word about a meeting asks what one brings.
ANSWER_DAYS = (2, 0)
MEETING_DAYS = (7, 2)
# The word after a meeting comes an hour after its end, or on the next working morning; later than that it says nothing any more.
AFTER_MEETING = timedelta(hours=1)
WORTH_SAYING = timedelta(days=4)
AT_WORK = (LearningSet.State.CONFIRMED, LearningSet.State.RUNNING)
# Days after the day by which somebody wanted to have done something, as long as it is still to do: three words at most.
ACTION_DAYS = (0, 7, 21)
# The second word that what somebody wrote will be deleted comes so long before that day.
LAST_WORD = timedelta(days=14)


def answers(now: datetime) -> Iterator[Due]:
    """Whoever has not said whether a place suits them, when the time for it is nearly over."""
    waiting = SetMembership.objects.shown_to_member().filter(
        consent=SetMembership.Consent.AWAITING, respond_by__isnull=False, enrolment__cohort__state=Cohort.State.RUNNING
    )
    pages = Pages()
    for place in waiting.select_related("enrolment__user", "enrolment__cohort__programme"):
        cohort, last = place.enrolment.cohort, place.respond_by
        step = pages.of(cohort)
        if last is None or step is None:
            continue
        number = sum(on_or_before(last - timedelta(days=days)) <= cohort.day_of(now) for days in ANSWER_DAYS)
        if number:
            yield Due(
                place.enrolment.user,
                occasion=f"place-{place.pk}-{last}-{number}",
                sentence=_("A place is offered to you. Please say by %(date)s whether it suits you.")
                % {"date": date_format(last, "l j F")},
                path=step.url,
                until=datetime.combine(last + timedelta(days=1), time(), tzinfo=cohort.zone),
                zone=cohort.time_zone,
                only_while=[addressing.offered(place)],
            )


def meetings(now: datetime) -> Iterator[Due]:
    """The members of a set that meets in a week, and once more two days before it does; not who has said they cannot come."""
    soon = SetMeeting.objects.filter(
        state=SetMeeting.State.PLANNED,
        starts_at__gt=now,
        starts_at__lte=now + timedelta(days=max(MEETING_DAYS) + 3),
    )
    declined = _declined(soon)
    for meeting, place, step in _with_members(soon, AT_WORK):
        if (meeting.pk, place.pk) in declined:
            continue
        cohort = meeting.learning_set.cohort
        on = cohort.day_of(meeting.starts_at)
        number = sum(on_or_before(on - timedelta(days=days)) <= cohort.day_of(now) for days in MEETING_DAYS)
        if number:
            yield Due(
                place.enrolment.user,
                occasion=f"meeting-{meeting.pk}-{on}-{number}",
                sentence=_meeting_words(meeting, number, place.enrolment.user),
                path=step.door("meeting", number=meeting.number),
                until=meeting.starts_at,
                zone=cohort.time_zone,
                links=partial(ways_to_answer, place, meeting),
                only_while=[addressing.member(meeting.learning_set), addressing.to_come(meeting)],
            )


def ways_to_answer(place: SetMembership, meeting: SetMeeting) -> list[Link]:
    """The further links that a reminder of `meeting` has for the holder of `place`: an answer without signing in."""
    return [Link(_("Say whether you can come"), coming.answering_link(place, meeting))]


def ends_with(cohort: Cohort, now: datetime) -> Iterator[str]:
    """What whoever closes `cohort` at `now` should know of its sets: meetings that nobody is reminded of any more."""
    to_come = SetMeeting.objects.filter(
        learning_set__cohort=cohort,
        learning_set__state__in=AT_WORK,
        state=SetMeeting.State.PLANNED,
        starts_at__gt=now,
    )
    meetings, sets = to_come.count(), to_come.values("learning_set").distinct().count()
    if meetings:
        words = ngettext(
            "%(meetings)d set meeting still to come, of %(sets)d set at work: its members are not reminded of it any more.",
            "%(meetings)d set meetings still to come (sets at work: %(sets)d): members are not reminded of them any more.",
            meetings,
        )
        yield words % {"meetings": meetings, "sets": sets}


def wrap_up(now: datetime) -> Iterator[Due]:
    """The members of a set whose meeting ended an hour ago, the last one of a set that has ended too; not who was not there,
    had said that they could not come, or has joined since."""
    over = SetMeeting.objects.filter(
        state__in=[SetMeeting.State.PLANNED, SetMeeting.State.HELD],
        ends_at__lte=now - AFTER_MEETING,
        ends_at__gt=now - WORTH_SAYING,
    )
    away = _away(over)
    for meeting, place, step in _with_members(over, (*AT_WORK, LearningSet.State.CLOSED)):
        if (meeting.pk, place.pk) in away or (place.joined_at and place.joined_at > meeting.ends_at):
            continue
        yield Due(
            place.enrolment.user,
            occasion=f"after-{meeting.pk}",
            sentence=_("Your group has met. Write your action and your reflection; only you can see them."),
            path=step.door("meeting", number=meeting.number),
            until=meeting.ends_at + WORTH_SAYING,
            zone=meeting.learning_set.cohort.time_zone,
            only_while=[addressing.member(meeting.learning_set), addressing.happened(meeting)],
        )


def _declined(meetings: QuerySet[SetMeeting]) -> set[tuple[int, int]]:
    """Who has said that they cannot come, by meeting and place."""
    rows = MeetingAnswer.objects.filter(
        meeting__in=meetings, starts_at=F("meeting__starts_at"), answer=MeetingAnswer.Answer.NO
    )
    return set(rows.values_list("meeting", "membership"))


def _away(meetings: QuerySet[SetMeeting]) -> set[tuple[int, int]]:
    """Who was noted as not there or, where nothing is noted of them, had said so before; by meeting and place."""
    rows = MeetingAttendance.objects.filter(meeting__in=meetings).values_list("meeting", "membership", "status")
    noted = {(meeting, place): status for meeting, place, status in rows}
    absent = {one for one, status in noted.items() if status != MeetingAttendance.Status.PRESENT}
    return absent | (_declined(meetings) - set(noted))


def _meeting_words(meeting: SetMeeting, number: int, user: User) -> str:
    """When the group meets, on the clock of `user`; a week before also what to think of."""
    zone = clocks.zone_of(user, str(meeting.zone))
    begins = meeting.starts_at.astimezone(zone)
    words = {
        "date": date_format(begins, "l j F"),
        "time": time_format(begins.time(), "H:i"),
        "zone": clocks.words(zone),
    }
    if clocks.is_elsewhere(user, meeting.starts_at, meeting.zone):
        said = _("Your group meets on %(date)s at %(time)s, %(zone)s.") % words
    else:
        said = _("Your group meets on %(date)s at %(time)s.") % words
    return said + " " + _("What would you like to bring?") if number == 1 else said


def own_actions(now: datetime) -> Iterator[Due]:
    """Whoever wanted to have done something by today, a week ago or three weeks ago, and has it still to do.

    Of the action nothing is said but the day; what is done or let go, or has no date, is not spoken of.
    """
    days_of = reflecting.due_days((now + timedelta(days=1)).date())
    pages = Pages()
    places = SetMembership.objects.shown_to_member().filter(
        enrolment__user__in=days_of,
        enrolment__cohort__state=Cohort.State.RUNNING,
        learning_set__state__in=LearningSet.WITH_WORKSPACE,
    )
    for place in places.select_related("enrolment__user", "enrolment__cohort__programme"):
        cohort = place.enrolment.cohort
        step, today = pages.of(cohort), cohort.day_of(now)
        if step is None:
            continue
        meant = days_of[place.enrolment.user_id]
        said = {on_or_before(day + timedelta(days=later)) for day in meant for later in ACTION_DAYS}
        for day in sorted(day for day in said if day <= today < day + WORTH_SAYING):
            yield Due(
                place.enrolment.user,
                occasion=f"actions-{day}",
                sentence=_("Something you noted for yourself has its day. Say what became of it, or let it go."),
                path=step.door("actions"),
                until=datetime.combine(day + WORTH_SAYING, time(), tzinfo=cohort.zone),
                zone=cohort.time_zone,
                only_while=[addressing.partaker(cohort)],
            )


def before_forgetting(now: datetime) -> Iterator[Due]:
    """Whoever has written something for themselves, when their cohort is closed and two weeks before it is deleted: they can
    keep a copy (DOMAIN 7.5)."""
    today = now.date()
    closes = {key: close for key, close in retaining.last_closes().items() if close <= today}
    for user in User.objects.filter(pk__in=closes):
        last = closes[user.pk] + retaining.AFTER_CLOSE
        number = sum(day <= today for day in (closes[user.pk], last - LAST_WORD))
        if today <= last:
            yield Due(
                user,
                occasion=f"kept-{user.pk}-{last}-{number}",
                sentence=_("What you wrote for yourself is kept until %(date)s. You can download all of it before.")
                % {"date": date_format(last, "l j F Y")},
                path=reverse("records:mine"),
                until=datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC),
            )


def _with_members(
    rows: QuerySet[SetMeeting], states: Collection[str]
) -> Iterator[tuple[SetMeeting, SetMembership, ActionLearningPage]]:
    """Each of the meetings of sets in these states that do not pause with each of its members, and the page of their
    programme."""
    pausing = SetPause.objects.filter(ended_at__isnull=True)
    at_work = rows.filter(learning_set__state__in=states, learning_set__cohort__state=Cohort.State.RUNNING).exclude(
        learning_set__in=pausing.values("learning_set")
    )
    found = list(at_work.select_related("learning_set__cohort__programme"))
    sets = {meeting.learning_set_id for meeting in found}
    members: dict[int, list[SetMembership]] = {}
    live = SetMembership.objects.live().filter(learning_set__in=sets, consent=SetMembership.Consent.ACCEPTED)
    for place in live.select_related("enrolment__user"):
        members.setdefault(place.learning_set_id, []).append(place)
    pages = Pages()
    for meeting in found:
        step = pages.of(meeting.learning_set.cohort)
        if step:
            yield from ((meeting, place, step) for place in members.get(meeting.learning_set_id, []))


class Pages:
    """The page about sets of each programme, fetched once."""

    def __init__(self) -> None:
        self.found: dict[int, ActionLearningPage | None] = {}

    def of(self, cohort: Cohort) -> ActionLearningPage | None:
        """The page of the cohort's programme; None if it has none."""
        if cohort.programme_id not in self.found:
            self.found[cohort.programme_id] = gathering.step_of(cohort)
        return self.found[cohort.programme_id]
