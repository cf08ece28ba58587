"""Who can come to a meeting: a member's word, given on the set's page or at an address that needs no sign-in.

The address is made of a signature and nothing else: it tells no set, no person and no date, and is the same in every mail
about the same date. It leads nowhere once the meeting has another time, is over or called off, or the member has left.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets.models import AnswerLink, DatePoll, MeetingAnswer, MeetingAttendance, SetMeeting, SetMembership
from actionsets.quorum import Outlook
from actionsets.refusals import Refusal

Answer = MeetingAnswer.Answer
YES, NO = Answer.YES.value, Answer.NO.value
Status = MeetingAttendance.Status
BYTES = 24
ON_THE_DAY = timedelta(hours=24)


class NotToCome(Refusal):
    """The meeting is over, called off or at another time, or the question has been decided."""

    def __init__(self) -> None:
        super().__init__(
            _("This date has passed, has changed or was called off, so there is nothing to answer any more.")
        )


# --- Addresses -------------------------------------------------------------------------------------------------------


def answering_link(place: SetMembership, meeting: SetMeeting) -> str:
    """The whole address at which the holder of `place` says, without signing in, whether they can come to `meeting`.

    The same address is given for the same time as often as it is asked for. Writes what it takes to find it again, so it is
    made where mails are made, never where a page is looked at.
    """
    key = _key(f"meeting|{place.pk}|{meeting.pk}|{int(meeting.starts_at.timestamp())}")
    AnswerLink.objects.update_or_create(
        membership=place, meeting=meeting, defaults={"starts_at": meeting.starts_at, "fingerprint": _fingerprint(key)}
    )
    return _address(key)


def polling_link(place: SetMembership, poll: DatePoll) -> str:
    """The whole address at which the holder of `place` answers, without signing in, which of the dates they can make."""
    key = _key(f"poll|{place.pk}|{poll.pk}|{int(poll.made_at.timestamp())}")
    AnswerLink.objects.update_or_create(membership=place, poll=poll, defaults={"fingerprint": _fingerprint(key)})
    return _address(key)


def find(key: str) -> AnswerLink | None:
    """What the address with this key is for; None for one that nobody was given, or that is for nothing any more."""
    live = SetMembership.objects.live().values("pk")
    theirs = AnswerLink.objects.filter(membership__in=live, membership__enrolment__user__is_active=True)
    rows = theirs.filter(fingerprint=_fingerprint(key))
    found = rows.select_related("membership", "meeting__learning_set__cohort", "poll__meeting__learning_set__cohort")
    link = found.first()
    return link if link and _leads_on(link) else None


def _leads_on(link: AnswerLink) -> bool:
    if link.meeting:
        return link.meeting.is_to_come and link.meeting.starts_at == link.starts_at
    return bool(link.poll and link.poll.is_open and link.poll.meeting.state != SetMeeting.State.HELD)


def _key(about: str) -> str:
    signature = salted_hmac("alongside.answering", about, algorithm="sha256").digest()
    return urlsafe_b64encode(signature[:BYTES]).decode()


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _address(key: str) -> str:
    return f"{settings.BASE_URL}{reverse('actionsets:answer', args=[key])}"


# --- A member's word --------------------------------------------------------------------------------------------------


@transaction.atomic
def say(place: SetMembership, meeting: SetMeeting, answer: str) -> MeetingAnswer:
    """Note whether the member can come to `meeting` at the time that it has in hand; the last word counts.

    Raises NotToCome when the meeting is over or called off, or has been moved since `meeting` was read.
    """
    held = SetMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not held.is_to_come or held.starts_at != meeting.starts_at or held.learning_set_id != place.learning_set_id:
        raise NotToCome
    made, _new = MeetingAnswer.objects.update_or_create(
        meeting=held, membership=place, defaults={"answer": answer, "starts_at": held.starts_at}
    )
    return made


def word_of(place: SetMembership, meeting: SetMeeting) -> str:
    """What the member has said to the meeting's present time; empty for nothing."""
    rows = MeetingAnswer.objects.filter(membership=place, meeting=meeting, starts_at=meeting.starts_at)
    return rows.values_list("answer", flat=True).first() or ""


def words_on(meeting: SetMeeting) -> dict[int, str]:
    """What was said to the meeting's present time, by membership."""
    rows = MeetingAnswer.objects.filter(meeting=meeting, starts_at=meeting.starts_at)
    return dict(rows.values_list("membership_id", "answer"))


def apologies(meeting: SetMeeting) -> dict[int, str]:
    """Those who have said that they cannot come, as attendance is noted: a word given beforehand is an apology."""
    return {pk: Status.APOLOGY for pk, word in words_on(meeting).items() if word == Answer.NO}


# --- How it stands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """One meeting to come with its answers in figures, and what is to be said about them."""

    meeting: SetMeeting
    outlook: Outlook
    warning: str
    advice: str
    can: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()


def standings(meetings: Iterable[SetMeeting], members: Iterable[SetMembership]) -> list[Standing]:
    """How each of the set's `meetings` that are to come stands, in figures; one query for any number. `members` are the live
    ones, with their people."""
    return [replace(one, can=(), cannot=()) for one in told(meetings, members)]


def told(meetings: Iterable[SetMeeting], members: Iterable[SetMembership]) -> list[Standing]:
    """As `standings`, with the names of those who answered: for those who tend the set, as attendance is (DOMAIN 1.6)."""
    coming = sorted((one for one in meetings if one.is_to_come), key=lambda one: one.starts_at)
    names = {one.pk: one.enrolment.user.name for one in members}
    rows = MeetingAnswer.objects.filter(meeting__in=coming, membership__in=names, starts_at=F("meeting__starts_at"))
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    for meeting, place, word in rows.values_list("meeting_id", "membership_id", "answer"):
        said[meeting, word].append(names[place])
    return [_standing(one, sorted(said[one.pk, YES]), sorted(said[one.pk, NO]), len(names)) for one in coming]


def _standing(meeting: SetMeeting, can: Sequence[str], cannot: Sequence[str], members: int) -> Standing:
    outlook = Outlook(members, len(can), len(cannot))
    warning = warn(meeting, outlook)
    return Standing(meeting, outlook, warning, advise(meeting) if warning else "", tuple(can), tuple(cannot))


def warn(meeting: SetMeeting, outlook: Outlook) -> str:
    """That too few can come, in words; empty while enough may (DOMAIN 1.2)."""
    if not outlook.is_short:
        return ""
    day = date_format(meeting.begins(), "l j F")
    if not outlook.most:
        return _("Nobody can come on %(day)s; %(needed)s are needed.") % {"day": day, "needed": outlook.needed}
    told = ngettext(
        "Only one can come on %(day)s; %(needed)s are needed.",
        "Only %(count)s can come on %(day)s; %(needed)s are needed.",
        outlook.most,
    )
    return told % {"count": outlook.most, "day": day, "needed": outlook.needed}


def advise(meeting: SetMeeting) -> str:
    """What can be done about it: before the day another date, on the day also a short meeting (DOMAIN 2.6)."""
    if meeting.starts_at - timezone.now() <= ON_THE_DAY:
        return _("You can hold a short meeting with those who come, or find another date.")
    return _("There is still time to find another date.")
