"""Puts meetings into people's own calendars: by mail, by a file, and by a private address to subscribe to.

Who holds the address reads the dates of its owner's sets, so it can be renewed or given up at any time; then the old one
leads nowhere.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets.models import CalendarFeed, LearningSet, SetMeeting, SetMembership, Substitution
from elearning import icalendars
from elearning.accounts import clocks
from elearning.accounts.models import User
from elearning.icalendars import Entry, Person
from elearning.mail import File

KEPT = timedelta(days=200)
"""How long a meeting that is over stays in the calendar that people subscribe to."""


def _fingerprint(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def renew(user: User) -> str:
    """Give `user` an address of their own; an earlier one leads nowhere from now on. Returns the key, which is not kept."""
    key = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"fingerprint": _fingerprint(key), "made_at": timezone.now()}
    )
    return key


@transaction.atomic
def give_up(user: User) -> None:
    """Take the address away; without one nothing happens."""
    CalendarFeed.objects.filter(user=user).delete()


def owner_of(key: str) -> User | None:
    """Whose address it is; None for one that is nobody's, has been renewed, or whose owner cannot sign in any more."""
    feeds = CalendarFeed.objects.filter(fingerprint=_fingerprint(key), user__is_active=True)
    feed = feeds.select_related("user").first()
    return feed.user if feed else None


def meetings_of(user: User) -> QuerySet[SetMeeting]:
    """The meetings of the confirmed sets in which `user` has a place, or which they lead, themselves or for somebody; not
    those long over, nor those that somebody else leads for them."""
    mine = SetMembership.objects.live().filter(enrolment__user=user).values("learning_set")
    accepted = Substitution.objects.accepted().filter(meeting__isnull=False)
    leads = Q(learning_set__facilitator=user, learning_set__cohort__roles__user=user)
    leads &= ~Q(pk__in=accepted.values("meeting"))
    stands_in = Q(pk__in=accepted.filter(facilitator=user).values("meeting"), learning_set__cohort__roles__user=user)
    rows = SetMeeting.objects.filter(Q(learning_set__in=mine) | leads | stands_in, ends_at__gte=timezone.now() - KEPT)
    rows = rows.filter(learning_set__state__in=LearningSet.WITH_WORKSPACE).distinct()
    return rows.select_related("learning_set__cohort__programme").order_by("starts_at", "pk")


def calendar_of(user: User) -> bytes:
    """What the owner of an address finds there."""
    entries = [entry(one, path="/", with_place=True, reader=user) for one in meetings_of(user)]
    return icalendars.subscription(entries, title=_("Group meetings"))


def file_of(meeting: SetMeeting, *, path: str, reader: User) -> bytes:
    """One meeting as a file to open in one's calendar."""
    return icalendars.subscription(
        [entry(meeting, path=path, with_place=True, reader=reader)], title=_("Group meetings")
    )


def entry(
    meeting: SetMeeting, *, path: str, with_place: bool, reader: User | None = None, is_cancelled: bool = False
) -> Entry:
    """The meeting as it stands in a calendar, on the clock that `reader` has chosen, else on the meeting's own; its place
    only where no mail carries it, since it can name a partner."""
    zone = clocks.zone_of(reader, str(meeting.zone)) if reader else meeting.zone
    return Entry(
        uid=f"{meeting.uid}@alongside",
        sequence=meeting.sequence,
        starts_at=meeting.starts_at.astimezone(zone),
        ends_at=meeting.ends_at.astimezone(zone),
        changed_at=meeting.changed_at,
        summary=_("Group meeting"),
        url=f"{settings.BASE_URL}{path}",
        location=meeting.place if with_place else "",
        is_cancelled=is_cancelled or meeting.state == SetMeeting.State.CANCELLED,
    )


def invitations(
    meetings: Iterable[SetMeeting], user: User, *, path: str, taken_away: Iterable[SetMeeting] = ()
) -> list[File]:
    """Files to send with a mail to `user`: a file a meeting, since calendars take in one meeting from each.

    `path` is where the dates are read, behind the sign-in. `taken_away` are meetings that there were, as they stood; their
    sequence has to be one more than it was.
    """
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    by, to = Person(name or "Alongside", email), Person(user.name, user.email)
    planned = [(one, False) for one in meetings] + [(one, True) for one in taken_away]
    made = []
    for one, is_cancelled in planned:
        what = entry(one, path=path, with_place=False, reader=user, is_cancelled=is_cancelled)
        method = "CANCEL" if what.is_cancelled else "REQUEST"
        content = icalendars.invitation(what, by=by, to=to)
        made.append(File(f"meeting-{one.number}.ics", content, f"text/calendar; method={method}"))
    return made
