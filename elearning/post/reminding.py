"""Reminds people of what is due: once a day, on working days, in the morning where they are, and no more once it is done.

A room registers a source in its `chores.py`: a function that says what is due *now*. It is asked again and again and tells
only of what is not yet done, by people who still take part, so that a reminder stops at once (DOMAIN 2.4). What it tells of
is sent once: the database refuses a second row for the same reminder, person and occasion. At most three a step is kept by
the source, by naming no more than three occasions; after that a person rings.

    remind("meeting", due_meetings, kind="meetings")

    def due_meetings(now: datetime) -> Iterator[Due]:
        yield Due(user, occasion="meeting-12-2", sentence=_("Your group meets on …"), path=step.url, until=starts_at)
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from elearning.jobs.telling import tell
from elearning.post import hours, posting
from elearning.post.models import Letter, Reminder, StoppedKind

if TYPE_CHECKING:
    from elearning.accounts.models import User

# A mail of reminders that could not be sent for so long is taken back, and written anew from what is still due.
FRESH = timedelta(minutes=15)


@dataclass(frozen=True)
class Link:
    """A further way in a reminder, such as an answer by one click; `address` is a whole one."""

    label: str
    address: str


def no_links() -> Sequence[Link]:
    """What most reminders have."""
    return ()


@dataclass(frozen=True)
class Due:
    """One thing that `user` is to be reminded of now.

    `occasion` is a code word that stays the same from tick to tick: there is one reminder an occasion. `sentence` is plain
    text and neutral: no score, subject, set, issue or partner name. `path` leads behind the sign-in. After `until` it is
    not said any more. `zone` is where the person is, if they have not said so themselves: their cohort's time zone.
    `links` is asked for further ways only when the mail is really written. `only_while`: code words of `recalling`, asked
    once more when the mail is sent; where one does not hold any more, the mail is written anew from what is still due.
    """

    user: "User"
    occasion: str
    sentence: str
    path: str
    until: datetime
    zone: str = ""
    links: Callable[[], Sequence[Link]] = no_links
    only_while: Sequence[str] = ()

    @property
    def where(self) -> ZoneInfo:
        """The time zone of its receiver."""
        return hours.zone_called(self.user.time_zone, self.zone)


Source = Callable[[datetime], Iterable[Due]]


@dataclass(frozen=True)
class Reminding:
    """A reminder that a room has registered."""

    name: str
    source: Source
    kind: str
    at_once: bool
    mail: str


@dataclass(frozen=True)
class Said:
    """One thing that is due, and by which reminder."""

    by: Reminding
    due: Due

    @property
    def key(self) -> tuple[str, int, str]:
        """What it is told by from all others."""
        return (self.by.name, self.due.user.pk, self.due.occasion)


REMINDERS: dict[str, Reminding] = {}


def remind(name: str, source: Source, *, kind: str, at_once: bool = False, mail: str = "reminder") -> None:
    """From now on, people are reminded of what `source` says is due at the moment it is given.

    `kind` is a kind of mail (`post.kinds`), which people can turn off. Reminders go in the day's one mail; `at_once`: in a
    mail of their own (of the templates `mail`), at any waking hour of a working day.
    """
    REMINDERS[name] = Reminding(name, source, kind, at_once, mail)


def remind_all(now: datetime) -> int:
    """Send what is due at `now` and has not been said; a chore. Returns the number of mails written.

    Safe to call at any time, and twice at once. A source that fails is heard of at the end, when all others have been served.
    """
    release(now)
    everything, problems = _ask_all(now)
    fresh = _fresh(everything, now)
    written = sum(_send_alone(said, now) for said in fresh if said.by.at_once and hours.is_awake(now, said.due.where))
    by_person = defaultdict(list)
    for said in fresh:
        if not said.by.at_once and hours.is_time_for_digest(now, said.due.where):
            by_person[said.due.user.pk].append(said)
    have_had = set(
        Letter.objects.filter(once__in=[_once(what, now) for what in by_person.values()]).values_list("once", flat=True)
    )
    waiting = [what for what in by_person.values() if _once(what, now) not in have_had]
    written += sum(_send_digest(what, now) for what in waiting)
    if problems:
        raise problems[0]
    return written


def _ask_all(now: datetime) -> tuple[list[Said], list[Exception]]:
    """What all sources say is due, and how those failed that did: one of them keeps none of the others from being heard."""
    said: list[Said] = []
    problems: list[Exception] = []
    for one in REMINDERS.values():
        try:
            with transaction.atomic():
                said += [Said(one, due) for due in one.source(now)]
        except Exception as problem:
            tell(f"The reminder {one.name}", problem)
            problems.append(problem)
    return said, problems


@transaction.atomic
def release(now: datetime) -> int:
    """Take back what was to be said in letters that were not needed any more or came too late, so that it can be said."""
    unsaid = Letter.objects.filter(state=Letter.State.DROPPED).exclude(reminders=None, once=None)
    count = Reminder.objects.filter(letter__in=unsaid).delete()[0]
    unsaid.update(once=None)
    return count


def reminded_of(name: str, occasions: Collection[str]) -> set[str]:
    """Those of `occasions` that somebody has been reminded of by the reminder `name`; one query."""
    rows = Reminder.objects.filter(name=name, occasion__in=occasions)
    return set(rows.values_list("occasion", flat=True))


def times_reminded(user: "User", name: str, occasions: Sequence[str]) -> int:
    """How often `user` has been reminded of any of `occasions`."""
    return Reminder.objects.filter(user=user, name=name, occasion__in=occasions).count()


def _fresh(everything: Sequence[Said], now: datetime) -> list[Said]:
    """Of `everything` what can still be said, has not been said, and is wanted; two queries."""
    people = {said.due.user.pk for said in everything}
    known = set(Reminder.objects.filter(user__in=people).values_list("name", "user", "occasion"))
    stopped = set(StoppedKind.objects.filter(user__in=people).values_list("user", "kind"))
    return [
        said
        for said in {one.key: one for one in everything}.values()
        if said.key not in known
        and (said.due.user.pk, said.by.kind) not in stopped
        and said.due.user.is_active
        and said.due.until > now
    ]


def _send_alone(said: Said, now: datetime) -> int:
    return _send(said.by.mail, [said], now, once=None, expires_at=min(said.due.until, now + FRESH))


def _send_digest(what: Sequence[Said], now: datetime) -> int:
    """One mail a person and day, with all that is due."""
    return _send("digest", what, now, once=_once(what, now), expires_at=now + FRESH)


def _once(what: Sequence[Said], now: datetime) -> str:
    """The name of the day's one mail to a person: there is no second."""
    due = what[0].due
    return f"digest-{due.user.pk}-{now.astimezone(due.where).date()}"


def _send(name: str, what: Sequence[Said], now: datetime, *, once: str | None, expires_at: datetime) -> int:
    """Write one mail and note what it reminds of, both or neither; 0 when somebody else has just done so."""
    try:
        with transaction.atomic():
            letter = posting.send(
                name,
                what[0].due.user.email,
                {"user": what[0].due.user, "items": [_item(said.due) for said in what]},
                kinds=sorted({said.by.kind for said in what}),
                once=once,
                expires_at=expires_at,
                only_while={word for said in what for word in said.due.only_while},
            )
            rows = [
                Reminder(name=said.by.name, user=said.due.user, occasion=said.due.occasion, letter=letter, at=now)
                for said in what
            ]
            Reminder.objects.bulk_create(rows)
    except IntegrityError:
        return 0
    return 1


def _item(due: Due) -> dict[str, Any]:
    """What the templates say of it."""
    links = [{"label": link.label, "link": link.address} for link in due.links()]
    return {"sentence": due.sentence, "link": settings.BASE_URL + due.path, "links": links}
