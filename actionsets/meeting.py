"""When sets meet: their dates, who came, and the end of a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import diarising, gathering
from actionsets.models import LearningSet, MeetingAttendance, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from elearning import mail
from elearning.programmes import progress
from elearning.programmes.clock import calendar, meeting_dates
from elearning.programmes.models import Cohort

HALF_DAY = timedelta(minutes=210)
ONLINE = timedelta(minutes=120)
MORNING, AFTERNOON = time(9, 30), time(13, 30)
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")


class TooLate(Refusal):
    """The meeting has been held."""


@dataclass(frozen=True)
class Sitting:
    """The date, time and length of one meeting, on the cohort's own clock."""

    on: date
    at: time
    length: timedelta


def usual(learning_set: LearningSet, *, first: date | None = None, count: int = 5) -> list[Sitting]:
    """Five sittings five weeks apart on the set's half day, from `first` or the date the cohort's calendar gives."""
    cohort = learning_set.cohort
    day = first or calendar(cohort.workshop_starts_at.date()).first_meeting_on
    weekday, _dash, half = learning_set.slot.partition("-")
    if first is None and weekday in WEEKDAYS:
        day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    length = ONLINE if cohort.mode == Cohort.Mode.VIRTUAL else HALF_DAY
    at = AFTERNOON if half == "PM" else MORNING
    return [Sitting(on, at, length) for on in meeting_dates(day, count)]


@transaction.atomic
def schedule(learning_set: LearningSet, sittings: Sequence[Sitting], *, place: str, link: str) -> list[SetMeeting]:
    """Give the set its dates, its place and its link; meetings that were held stay as they are.

    Members of a confirmed set are told by a neutral mail when something changed. Raises TooLate when fewer dates are
    given than meetings were held.
    """
    held = list(learning_set.meetings.filter(state=SetMeeting.State.HELD))
    if len(sittings) < max((meeting.number for meeting in held), default=0):
        raise TooLate(_("Meetings that were held cannot be taken away."))
    before = {one.number: one for one in learning_set.meetings.all()}
    learning_set.place, learning_set.link = place, link
    learning_set.save(update_fields=["place", "link"])
    zone = ZoneInfo(learning_set.cohort.time_zone)
    kept = {meeting.number for meeting in held}
    changed = [
        meeting
        for number, sitting in enumerate(sittings, start=1)
        if number not in kept
        for meeting in [_plan(learning_set, before.get(number), number, sitting, zone)]
        if meeting
    ]
    gone = [_taken_away(one) for number, one in before.items() if number > len(sittings)]
    learning_set.meetings.filter(number__gt=len(sittings)).delete()
    record_first(learning_set)
    if learning_set.has_workspace and (changed or gone):
        _tell_dates(learning_set, changed, gone)
    return list(learning_set.meetings.all())


def _plan(
    learning_set: LearningSet, before: SetMeeting | None, number: int, sitting: Sitting, zone: ZoneInfo
) -> SetMeeting | None:
    """The meeting as it is planned now, if that is new; None where nothing has changed."""
    starts_at = datetime.combine(sitting.on, sitting.at, tzinfo=zone)
    wanted = {
        "starts_at": starts_at,
        "ends_at": starts_at + sitting.length,
        "place": learning_set.place,
        "link": learning_set.link,
        "state": SetMeeting.State.PLANNED,
    }
    if before is None:
        return SetMeeting.objects.create(learning_set=learning_set, number=number, **wanted)
    if all(getattr(before, name) == value for name, value in wanted.items()):
        return None
    for name, value in wanted.items():
        setattr(before, name, value)
    _note_change(before)
    before.save()
    return before


def _note_change(meeting: SetMeeting) -> None:
    """Calendars have to hear of what has changed in the meeting."""
    meeting.sequence += 1
    meeting.changed_at = timezone.now()


def _taken_away(meeting: SetMeeting) -> SetMeeting:
    _note_change(meeting)
    return meeting


def _tell_dates(learning_set: LearningSet, changed: Sequence[SetMeeting], gone: Sequence[SetMeeting]) -> None:
    """A neutral mail to each member, with what has changed for their calendar."""
    step = gathering.step_of(learning_set.cohort)
    for meeting in (*changed, *gone):
        meeting.learning_set = learning_set
    for place in SetMembership.objects.live().filter(learning_set=learning_set).select_related("enrolment__user"):
        if step:
            user = place.enrolment.user
            files = diarising.invitations(changed, user, path=step.url, taken_away=gone)
            mail.send("set_dates", user.email, {"user": user, "path": step.url}, files=files)


@transaction.atomic
def attend(meeting: SetMeeting, statuses: Mapping[int, str]) -> SetMeeting:
    """Note who was there, `statuses` by membership: the meeting was held. Only members of its set are noted.

    Raises TooLate while the meeting has not begun.
    """
    if meeting.begins() > datetime.now(tz=meeting.begins().tzinfo):
        raise TooLate(_("Attendance can be noted once the meeting has begun."))
    members = SetMembership.objects.live().filter(learning_set=meeting.learning_set, pk__in=statuses)
    for membership in members:
        MeetingAttendance.objects.update_or_create(
            meeting=meeting, membership=membership, defaults={"status": statuses[membership.pk]}
        )
    if meeting.may_become(SetMeeting.State.HELD):
        meeting.state = SetMeeting.State.HELD
        meeting.save(update_fields=["state"])
        record_first(meeting.learning_set)
    _go_on(meeting.learning_set)
    return meeting


@transaction.atomic
def cancel(meeting: SetMeeting) -> SetMeeting:
    """Note that a planned meeting did not happen."""
    if not meeting.may_become(SetMeeting.State.CANCELLED):
        raise TooLate(_("This meeting was held."))
    meeting.state = SetMeeting.State.CANCELLED
    _note_change(meeting)
    meeting.save(update_fields=["state", "sequence", "changed_at"])
    record_first(meeting.learning_set)
    return meeting


def record_first(learning_set: LearningSet) -> None:
    """Record downward when a confirmed set first meets: from then on its members stay in it (DOMAIN 2.6)."""
    if not learning_set.has_workspace:
        return
    planned = learning_set.meetings.exclude(state=SetMeeting.State.CANCELLED).order_by("starts_at")
    first = planned.values_list("starts_at", flat=True).first()
    members = SetMembership.objects.live().filter(learning_set=learning_set).select_related("enrolment")
    progress.will_meet([place.enrolment for place in members], first)


def _go_on(learning_set: LearningSet) -> None:
    """A set is running from its first meeting on."""
    if learning_set.may_become(LearningSet.State.RUNNING):
        learning_set.state = LearningSet.State.RUNNING
        learning_set.save(update_fields=["state"])


@transaction.atomic
def close(learning_set: LearningSet) -> LearningSet:
    """End a set; its members keep what is their own. Raises TooLate when it was never confirmed, or is closed."""
    if not learning_set.may_become(LearningSet.State.CLOSED):
        raise TooLate(_("Only a set that was confirmed can be closed."))
    learning_set.state = LearningSet.State.CLOSED
    learning_set.save(update_fields=["state"])
    return learning_set
