"""Messages to a set or a cohort, from drafts with neutral subjects that can be edited first (DOMAIN 6.1.5).

Everybody gets a mail of their own; nobody who has left gets one. A message that names a subject, a set or an issue is refused,
since mails are read on screens that others see (DOMAIN 2.4). Only bids that the writer may read are compared with: a refusal
must not tell what is somebody's own.
"""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionsets import addressing
from actionsets.models import AirtimeBid, LearningSet, Message, SetMeeting, SetMembership
from actionsets.permissions import reads_what_members_show, tended
from actionsets.refusals import Refusal
from elearning import mail
from elearning.accounts.models import User
from elearning.post import posting
from elearning.programmes.models import Cohort, Enrolment, Subject

# Titles of bids shorter than this are words that anybody writes.
SHORTEST_TITLE = 5


class NobodyThere(Refusal):
    """The message would reach nobody."""

    def __init__(self) -> None:
        super().__init__(_("Nobody would get this message: nobody takes part there."))


class PageUsed(Refusal):
    """Another message was sent from this page."""

    def __init__(self) -> None:
        super().__init__(_("Another message was sent from this page. Please begin anew."))


class NamesTold(Refusal):
    """The message names what no mail names; `words` says which."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        said = ", ".join(f"“{word}”" for word in words)
        super().__init__(
            ngettext(
                "A mail names no subject, set or issue. Please leave this out: %(said)s.",
                "A mail names no subject, set or issue. Please leave these out: %(said)s.",
                len(words),
            )
            % {"said": said}
        )


@dataclass(frozen=True)
class Draft:
    """Words to begin with."""

    code: str
    title: str
    subject: str
    text: str


@dataclass(frozen=True)
class Audience:
    """To whom a message goes: all of a cohort, or one of its sets."""

    cohort: Cohort
    learning_set: LearningSet | None = None

    @property
    def code(self) -> str:
        """What it is called in a form."""
        return str(self.learning_set.number) if self.learning_set else "all"

    def __str__(self) -> str:
        return str(self.learning_set) if self.learning_set else _("Everybody who takes part")

    def people(self) -> list[User]:
        """Who gets it: those who take part, and hold a place in the set, at this moment."""
        taking_part = Enrolment.objects.filter(cohort=self.cohort, state__in=Enrolment.TAKING_PART)
        if self.learning_set:
            places = SetMembership.objects.live().filter(learning_set=self.learning_set)
            taking_part = taking_part.filter(pk__in=places.values("enrolment"))
        rows = taking_part.filter(user__is_active=True).select_related("user")
        return [one.user for one in rows.order_by("user__last_name", "user__first_name", "pk")]


def audiences(user: User, cohort: Cohort) -> list[Audience]:
    """To whom `user`, who runs the cohort, may write: everybody in it, and each set at work that they tend."""
    sets = LearningSet.objects.filter(cohort=cohort, state__in=["confirmed", "running"]).select_related("focus")
    return [Audience(cohort), *(Audience(cohort, one) for one in tended(user, cohort, sets))]


def drafts(audience: Audience) -> list[Draft]:
    """What there is to begin with; words of one's own come last."""
    return [*(_for_a_set(audience.learning_set) if audience.learning_set else _for_a_cohort(audience.cohort)), _own()]


def _for_a_set(one: LearningSet) -> Iterator[Draft]:
    coming = one.meetings.filter(state=SetMeeting.State.PLANNED, starts_at__gt=timezone.now()).first()
    if coming:
        coming.learning_set = one
        begins = coming.begins()
        words = {"date": date_format(begins, "l j F"), "time": time_format(begins.time(), "H:i")}
        yield Draft(
            "before",
            _("Before the next meeting"),
            _("Before we meet"),
            _(
                "We meet on %(date)s at %(time)s. If you would like time for something of yours, please say so in the programme"
                " beforehand. If you cannot come, please say that there, too."
            )
            % words,
        )
    yield Draft(
        "after",
        _("After a meeting"),
        _("After our meeting"),
        _(
            "Thank you for the meeting. What you mean to do, and what you take from it, you can write down in the programme;"
            " only you can see it."
        ),
    )
    yield Draft(
        "date",
        _("A question about a date"),
        _("A question about our dates"),
        _("Can we look at our dates once more? Please open the programme and say which would suit you."),
    )


def _for_a_cohort(cohort: Cohort) -> Iterator[Draft]:
    if cohort.workshop_starts_at > timezone.now():
        begins = cohort.workshop_starts_at.astimezone(cohort.zone)
        words = {"date": date_format(begins, "l j F"), "time": time_format(begins.time(), "H:i")}
        yield Draft(
            "workshop",
            _("Before the workshop"),
            _("Our workshop"),
            _(
                "Our workshop is on %(date)s at %(time)s. Where it is, and what helps to prepare, stands in the programme."
            )
            % words,
        )
    yield Draft(
        "step",
        _("What comes next"),
        _("What comes next in your programme"),
        _("The next step is open. It stands at the top of your programme when you sign in."),
    )


def _own() -> Draft:
    return Draft("own", _("Words of my own"), _("A word about your programme"), "")


def told_names(audience: Audience, words: str, *, by: User) -> list[str]:
    """The names in `words` that no mail may tell, as they stand there, each once."""
    left, found = " ".join(words.split()), []
    for name in _names(audience, by):
        match = _pattern(name).search(left)
        if match:
            found.append(match[0])
            left = _pattern(name).sub("…", left)
    return found


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(' '.join(name.split()))}(?!\w)", re.IGNORECASE)


def _names(audience: Audience, by: User) -> Iterator[str]:
    """Subjects, sets, and the issues that `by` may read, the longest first."""
    cohort = audience.cohort
    subjects = Subject.objects.filter(framework=cohort.programme.framework_id).values_list("title", "short")
    sets = list(LearningSet.objects.filter(cohort=cohort))
    found = {name for pair in subjects for name in pair} | {str(one) for one in sets}
    for one in sets:
        one.cohort = cohort
    mine = [one for one in sets if one.facilitator_id == by.pk and reads_what_members_show(by, one)]
    titles = AirtimeBid.objects.shown().filter(meeting__learning_set__in=mine).values_list("title", flat=True)
    found |= {title for title in titles if len(title) >= SHORTEST_TITLE}
    yield from sorted(filter(None, found), key=lambda name: (-len(name), name))


def preview(audience: Audience, subject: str, text: str, *, by: User) -> tuple[str, str]:
    """Subject and text as the first receiver gets them. Raises NobodyThere, NamesTold."""
    people = _checked(audience, subject, text, by=by)
    return posting.drawn("message", people[0], _words(people[0], subject, text, by))


@transaction.atomic
def send(audience: Audience, subject: str, text: str, *, key: uuid.UUID, by: User) -> Message:
    """Write to everybody of `audience`, each in a mail of their own; answers reach `by`. The same `key` sends once.

    Raises NobodyThere, NamesTold, PageUsed.
    """
    people = _checked(audience, subject, text, by=by)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                cohort=audience.cohort,
                learning_set=audience.learning_set,
                key=key,
                subject=subject,
                text=text,
                receivers=len(people),
                sent_by=by,
            )
    except IntegrityError as problem:
        before = Message.objects.filter(key=key, cohort=audience.cohort, sent_by=by).first()
        if before is None:
            raise PageUsed from problem
        return before
    group = audience.learning_set
    holds = [addressing.member(group) if group else addressing.partaker(audience.cohort)]
    for user in people:
        mail.send("message", user.email, _words(user, subject, text, by), reply_to=by.email, only_while=holds)
    return message


def _checked(audience: Audience, subject: str, text: str, *, by: User) -> list[User]:
    told = told_names(audience, f"{subject}\n{text}", by=by)
    if told:
        raise NamesTold(told)
    people = audience.people()
    if not people:
        raise NobodyThere
    return people


def _words(user: User, subject: str, text: str, by: User) -> dict[str, object]:
    return {"user": user, "subject": subject, "text": text, "by": by}
