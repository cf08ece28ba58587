"""When sets meet: their dates, what becomes of each, who came, and the end of a set.

Whoever changes a date says which one they have seen (`seen`, its sequence), so that of two people who change it at once the
second is told. Every change of a set at work is kept (`MeetingChange`), and told to calendars by one more sequence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, coming, diarising, gathering, quorum
from actionsets.models import LearningSet, MeetingAttendance, MeetingChange, SetMeeting, SetMembership, Substitution
from actionsets.refusals import Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting, progress
from elearning.programmes.clock import calendar
from elearning.programmes.models import Cohort

HALF_DAY = timedelta(minutes=210)
ONLINE = timedelta(minutes=120)
MORNING, AFTERNOON = time(9, 30), time(13, 30)
LAST_CHANGES = 30
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")


Kind = MeetingChange.Kind


class TooLate(Refusal):
    """The meeting has been held."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed the dates since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this in the meantime, so nothing was done. Please look at the dates again.")
        )


class TooFew(Refusal):
    """Fewer were there than a meeting takes, and nobody has said yet what it was."""

    def __init__(self, present: int, needed: int) -> None:
        told = {"present": present, "needed": needed}
        super().__init__(
            _("%(present)s were there; a meeting takes %(needed)s. Say below whether it was held, or did not happen.")
            % told
        )


@dataclass(frozen=True)
class Sitting:
    """The date, time and length of one meeting, on the set's own clock; `agenda` is the code of one of the page's agendas,
    or empty for the usual one."""

    on: date
    at: time
    length: timedelta
    agenda: str = ""

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it starts and ends where clocks show `zone`. Its length is real time: a change of clocks takes nothing away."""
        starts_at = datetime.combine(self.on, self.at, tzinfo=zone).astimezone(UTC)
        return starts_at, starts_at + self.length

    def exists(self, zone: ZoneInfo) -> bool:
        """Whether clocks there show that time on that day: not in the hour that is left out in spring."""
        return self.moments(zone)[0].astimezone(zone).time() == self.at


def usual(
    learning_set: LearningSet, *, first: date | None = None, count: int = 5, weeks: int = 5, at: time | None = None
) -> list[Sitting]:
    """`count` sittings `weeks` weeks apart on the set's half day, or at `at`, from `first` or the date that the cohort's
    calendar gives."""
    cohort = learning_set.cohort
    day = first or calendar(cohort.workshop_starts_at.date()).first_meeting_on
    weekday, _dash, half = learning_set.slot.partition("-")
    if first is None and weekday in WEEKDAYS:
        day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    length = ONLINE if cohort.mode == Cohort.Mode.VIRTUAL else HALF_DAY
    at = at or (AFTERNOON if half == "PM" else MORNING)
    return [Sitting(day + index * timedelta(weeks=weeks), at, length) for index in range(count)]


def mark_of(meetings: Iterable[SetMeeting]) -> str:
    """What stands for all dates of a set as they are: another mark, and one of them has changed."""
    return ",".join(f"{one.number}.{one.sequence}.{one.state}" for one in meetings)


@transaction.atomic
def schedule(
    learning_set: LearningSet,
    sittings: Sequence[Sitting],
    *,
    place: str,
    link: str,
    time_zone: str = "",
    seen: str | None = None,
    by: User | None = None,
) -> list[SetMeeting]:
    """Give the set its dates, its place and its link; meetings that were held or called off stay as they are.

    Members of a confirmed set are told by a neutral mail when something changed. `time_zone` is empty for the cohort's;
    `seen` is the mark (`mark_of`) of the dates as they were read. Raises ChangedMeanwhile when they are others, and TooLate
    when fewer dates are given than meetings were held.
    """
    LearningSet.objects.select_for_update().get(pk=learning_set.pk)
    before = {one.number: one for one in learning_set.meetings.all()}
    if seen is not None and seen != mark_of(before.values()):
        raise ChangedMeanwhile
    kept = {number for number, one in before.items() if one.state != SetMeeting.State.PLANNED}
    if len(sittings) < max((number for number in kept if before[number].state == SetMeeting.State.HELD), default=0):
        raise TooLate(_("Meetings that were held cannot be taken away."))
    learning_set.place, learning_set.link = place, link
    learning_set.save(update_fields=["place", "link"])
    own_zone = "" if time_zone == learning_set.cohort.time_zone else time_zone
    changed = [
        meeting
        for number, sitting in enumerate(sittings, start=1)
        if number not in kept
        for meeting in [_plan(learning_set, before.get(number), number, sitting, own_zone, by)]
        if meeting
    ]
    gone = [_taken_away(learning_set, one, by) for number, one in before.items() if number > len(sittings)]
    if learning_set.has_workspace:
        _tell_substitutes([], gone)
    learning_set.meetings.filter(number__gt=len(sittings)).delete()
    record_first(learning_set)
    if learning_set.has_workspace and (changed or gone):
        _tell_dates(learning_set, changed, gone)
    return list(learning_set.meetings.all())


def _plan(
    learning_set: LearningSet,
    before: SetMeeting | None,
    number: int,
    sitting: Sitting,
    time_zone: str,
    by: User | None,
) -> SetMeeting | None:
    """The meeting as it is planned now, if calendars have to hear of it; None where nothing has changed for them."""
    starts_at, ends_at = sitting.moments(ZoneInfo(time_zone or learning_set.cohort.time_zone))
    wanted = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": learning_set.place,
        "link": learning_set.link,
        "time_zone": time_zone,
    }
    if before is None:
        made = SetMeeting.objects.create(learning_set=learning_set, number=number, agenda=sitting.agenda, **wanted)
        _keep_change(made, Kind.PLANNED, by, learning_set=learning_set, after=starts_at)
        return made
    if before.agenda != sitting.agenda:
        before.agenda = sitting.agenda
        before.save(update_fields=["agenda"])
    if all(getattr(before, name) == value for name, value in wanted.items()):
        return None
    return _change(before, wanted, by, learning_set=learning_set)


def _change(
    meeting: SetMeeting, wanted: Mapping[str, Any], by: User | None, *, learning_set: LearningSet, reason: str = ""
) -> SetMeeting:
    """Give the meeting what is `wanted` of it, and keep what that was."""
    before, was_off = meeting.starts_at, meeting.state == SetMeeting.State.CANCELLED
    moved = (before, meeting.ends_at) != (wanted["starts_at"], wanted["ends_at"])
    for name, value in wanted.items():
        setattr(meeting, name, value)
    _note_change(meeting)
    meeting.save()
    kind = Kind.AGAIN if was_off else Kind.MOVED if moved else Kind.PLACE
    _keep_change(meeting, kind, by, learning_set=learning_set, before=before, after=meeting.starts_at, reason=reason)
    return meeting


def _keep_change(
    meeting: SetMeeting, kind: str, by: User | None, *, learning_set: LearningSet | None = None, **told: Any
) -> None:
    """Note what became of a meeting, where the set is at work: before, dates are only being tried."""
    learning_set = learning_set or meeting.learning_set
    if learning_set.has_workspace:
        MeetingChange.objects.create(learning_set=learning_set, number=meeting.number, kind=kind, by=by, **told)


def changes_of(learning_set: LearningSet) -> QuerySet[MeetingChange]:
    """What has become of the set's meetings, the latest first; for the set and those who tend it."""
    rows = MeetingChange.objects.filter(learning_set=learning_set)
    return rows.select_related("by", "learning_set__cohort")[:LAST_CHANGES]


# --- One meeting ------------------------------------------------------------------------------------------------------


@transaction.atomic
def move(
    meeting: SetMeeting,
    sitting: Sitting,
    *,
    place: str,
    link: str,
    seen: int,
    reason: str = "",
    by: User | None = None,
) -> SetMeeting:
    """Give one meeting another time or place; one that was called off is planned again by this. Its set is told by a
    neutral mail that updates calendars; the reason is not mailed.

    Raises ChangedMeanwhile when its sequence is not `seen`, and TooLate for one that was held or a time that has passed.
    """
    _hold(meeting, seen)
    if meeting.state == SetMeeting.State.HELD:
        raise TooLate(_("This meeting was held, so its date cannot be changed."))
    starts_at, ends_at = sitting.moments(meeting.zone)
    if starts_at <= timezone.now():
        raise TooLate(_("Give a time that is still to come."))
    wanted = {"starts_at": starts_at, "ends_at": ends_at, "place": place, "link": link}
    is_same = all(getattr(meeting, name) == value for name, value in wanted.items())
    if is_same and meeting.state == SetMeeting.State.PLANNED:
        return meeting
    wanted["state"] = SetMeeting.State.PLANNED
    _change(meeting, wanted, by, learning_set=meeting.learning_set, reason=reason)
    record_first(meeting.learning_set)
    if meeting.learning_set.has_workspace:
        _tell_dates(meeting.learning_set, [meeting], [])
    return meeting


@transaction.atomic
def cancel(meeting: SetMeeting, *, seen: int | None = None, reason: str = "", by: User | None = None) -> SetMeeting:
    """Call a planned meeting off or, once its time has begun, note that it did not happen. It can be planned again.

    While it is still to come, its set is told by a neutral mail that takes it out of calendars; later nobody is mailed.
    Raises TooLate for one that was held or is called off, and ChangedMeanwhile when its sequence is not `seen`.
    """
    _hold(meeting, seen)
    if meeting.state != SetMeeting.State.PLANNED:
        raise TooLate(_("This meeting was held or called off already."))
    is_ahead = meeting.starts_at > timezone.now()
    meeting.state = SetMeeting.State.CANCELLED
    _note_change(meeting)
    meeting.save(update_fields=["state", "sequence", "changed_at"])
    kind = Kind.CANCELLED if is_ahead else Kind.NOT_HELD
    _keep_change(meeting, kind, by, before=meeting.starts_at, reason=reason)
    record_first(meeting.learning_set)
    if is_ahead and meeting.learning_set.has_workspace:
        _tell_dates(meeting.learning_set, [meeting], [])
    return meeting


@transaction.atomic
def put_right(meeting: SetMeeting, *, seen: int | None = None, reason: str = "", by: User | None = None) -> SetMeeting:
    """Note that a meeting which was noted as held did not happen: who was there is taken back, and it counts for nobody.

    Until what the set kept for its own work is deleted (DOMAIN 7.5). Nobody is mailed; calendars that are subscribed to hear
    of it. Raises TooLate for one that was not held, or later, and ChangedMeanwhile when its sequence is not `seen`.
    """
    _hold(meeting, seen)
    if meeting.state != SetMeeting.State.HELD:
        raise TooLate(_("This meeting is not noted as held."))
    if meeting.learning_set.is_cleared:
        raise TooLate(_("The set ended more than thirty days ago, so this stays as it is."))
    meeting.attendance.all().delete()
    meeting.state = SetMeeting.State.CANCELLED
    _note_change(meeting)
    meeting.save(update_fields=["state", "sequence", "changed_at"])
    _keep_change(meeting, Kind.NOT_AFTER_ALL, by, before=meeting.starts_at, reason=reason)
    record_first(meeting.learning_set)
    return meeting


def _hold(meeting: SetMeeting, seen: int | None = None) -> None:
    """Hold the meeting's row and read it again, so that two people cannot decide about it at once."""
    row = SetMeeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if row is None or (seen is not None and row.sequence != seen):
        raise ChangedMeanwhile
    meeting.refresh_from_db(fields=[field.name for field in SetMeeting._meta.fields if field.name != "learning_set"])


def _note_change(meeting: SetMeeting) -> None:
    """Calendars have to hear of what has changed in the meeting."""
    meeting.sequence += 1
    meeting.changed_at = timezone.now()


def _taken_away(learning_set: LearningSet, meeting: SetMeeting, by: User | None) -> SetMeeting:
    _note_change(meeting)
    _keep_change(meeting, Kind.DROPPED, by, learning_set=learning_set, before=meeting.starts_at)
    return meeting


def _tell_dates(learning_set: LearningSet, changed: Sequence[SetMeeting], gone: Sequence[SetMeeting]) -> None:
    """A neutral mail to each member, with what has changed for their calendar."""
    step = gathering.step_of(learning_set.cohort)
    asks = len(changed) == 1 and not gone and changed[0].is_to_come  # one new date: who can come is asked along with it
    for meeting in (*changed, *gone):
        meeting.learning_set = learning_set
    for place in SetMembership.objects.live().filter(learning_set=learning_set).select_related("enrolment__user"):
        if step:
            user = place.enrolment.user
            files = diarising.invitations(changed, user, path=step.url, taken_away=gone)
            link = coming.answering_link(place, changed[0]) if asks else ""
            holds = [addressing.member(learning_set), *([addressing.date_as_told(changed[0])] if asks else [])]
            words = {"user": user, "path": step.url, "link": link}
            mail.send("set_dates", user.email, words, files=files, only_while=holds)
    _tell_substitutes(changed, [])


def _tell_substitutes(changed: Sequence[SetMeeting], gone: Sequence[SetMeeting]) -> None:
    """The same for whoever was to lead one of these meetings in the facilitator's place."""
    rows = Substitution.objects.accepted().filter(meeting__in=[row.pk for row in (*changed, *gone)])
    for one in rows.select_related("facilitator"):
        mine = [[row for row in group if row.pk == one.meeting_id] for group in (changed, gone)]
        files = diarising.invitations(mine[0], one.facilitator, path="/", taken_away=mine[1])
        words = {"user": one.facilitator, "path": "/"}
        holds = [addressing.stands_in(one)] if mine[0] else []
        mail.send("set_dates", one.facilitator.email, words, files=files, only_while=holds)


@transaction.atomic
def attend(
    meeting: SetMeeting, statuses: Mapping[int, str], *, as_short: bool = False, by: User | None = None
) -> SetMeeting:
    """Note who was there, `statuses` by membership: the meeting was held. Only members of its set are noted.

    Raises TooLate while the meeting has not begun. Raises TooFew when it was not noted as held before, something is said of
    every member, and fewer were there than a meeting takes (DOMAIN 1.2), unless it is to count `as_short`.
    """
    _hold(meeting)
    if meeting.begins() > timezone.now():
        raise TooLate(_("Attendance can be noted once the meeting has begun."))
    live = SetMembership.objects.live().filter(learning_set=meeting.learning_set).select_related("enrolment")
    members = [one for one in live if one.pk in statuses]
    becomes_held = meeting.may_become(SetMeeting.State.HELD)
    present = sum(statuses[one.pk] == MeetingAttendance.Status.PRESENT for one in members)
    is_short = len(members) == len(live) and not quorum.is_met(present, len(members))
    if becomes_held and is_short and not as_short:
        raise TooFew(present, quorum.needed(len(members)))
    told = dict(MeetingAttendance.objects.filter(meeting=meeting).values_list("membership_id", "status"))
    other = [one.enrolment for one in members if told.get(one.pk) != statuses[one.pk]]
    noting.changed(Thing.ATTENDANCE, other, by=by, cohort=meeting.learning_set.cohort)
    for one in members:
        said = {"status": statuses[one.pk]}
        MeetingAttendance.objects.update_or_create(meeting=meeting, membership=one, defaults=said)
    if becomes_held:
        _now_held(meeting, is_short, by)
    _go_on(meeting.learning_set)
    return meeting


def _now_held(meeting: SetMeeting, is_short: bool, by: User | None) -> None:
    was_off = meeting.state == SetMeeting.State.CANCELLED
    meeting.state = SetMeeting.State.HELD
    if was_off:  # calendars were told that it was off
        _note_change(meeting)
        _keep_change(meeting, Kind.HELD_AFTER_ALL, by, before=meeting.starts_at)
    meeting.save(update_fields=["state", "sequence", "changed_at"])
    if is_short:
        _keep_change(meeting, Kind.HELD_SHORT, by, before=meeting.starts_at)
    record_first(meeting.learning_set)


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
    learning_set.state, learning_set.ended_at = LearningSet.State.CLOSED, timezone.now()
    learning_set.save(update_fields=["state", "ended_at"])
    return learning_set
