"""The process review: how did we work? Each member may answer; nobody reads anything until three have, and no names are kept.

The set reads it once, together: then all slips are counted, put into `ProcessReview` and deleted, so that nobody can be made
out by what comes later (DOMAIN 1.5, 1.6). What could be found out before that is said at `ReviewSlip`.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from actionsets import presenting
from actionsets.models import LearningSet, ProcessReview, ReviewSlip, SetMeeting, SetMembership
from actionsets.presenting import NotBegun
from actionsets.refusals import NotHere, Refusal

QUESTIONS = tuple(ProcessReview.QUESTIONS)


class AlreadyRead(Refusal):
    """The set has read the review of this meeting."""

    def __init__(self) -> None:
        super().__init__(_("Your set has read this review, so nothing can be added to it."))


class TooFew(Refusal):
    """Fewer than three have answered."""

    def __init__(self) -> None:
        super().__init__(_("It can be read once three members have answered."))


def _key(place: SetMembership, meeting: SetMeeting) -> str:
    """The mark of a member's slip, which only this site can make (see `ReviewSlip`)."""
    return salted_hmac("actionsets.process_review", f"{meeting.uid}/{place.pk}", algorithm="sha256").hexdigest()


def slip_of(place: SetMembership, meeting: SetMeeting) -> ReviewSlip | None:
    """What the member answered so far, for their own eyes; None without, or once it was read."""
    return ReviewSlip.objects.filter(meeting=meeting, key=_key(place, meeting)).first()


def read_of(meeting: SetMeeting) -> ProcessReview | None:
    """What the set has read of `meeting`; None before."""
    return ProcessReview.objects.filter(meeting=meeting).first()


def answered(meeting: SetMeeting) -> int:
    """How many have answered and not been read yet."""
    return ReviewSlip.objects.filter(meeting=meeting).count()


@transaction.atomic
def answer(place: SetMembership, meeting: SetMeeting, *, ratings: Mapping[str, int | None], word: str) -> ReviewSlip:
    """Keep a member's answers, 1 to 5 or None by question, and one word; answering again changes them.

    Raises NotHere for a member of another set, NotBegun, and AlreadyRead.
    """
    held = SetMeeting.objects.select_for_update().get(pk=meeting.pk)
    if place.learning_set_id != held.learning_set_id:
        raise NotHere
    if not presenting.has_begun(held, timezone.now()):
        raise NotBegun
    if read_of(held):
        raise AlreadyRead
    given = {name: ratings.get(name) for name in QUESTIONS}
    made, _new = ReviewSlip.objects.update_or_create(
        meeting=held, key=_key(place, held), defaults={**given, "word": word.strip()}
    )
    return made


@transaction.atomic
def read(meeting: SetMeeting) -> ProcessReview:
    """Open the review to the set: count all slips and delete them. Reading it again gives what was read. Raises TooFew."""
    held = SetMeeting.objects.select_for_update().get(pk=meeting.pk)
    found = read_of(held)
    if found:
        return found
    slips = list(ReviewSlip.objects.filter(meeting=held))
    if len(slips) < ProcessReview.FEWEST:
        raise TooFew
    made = ProcessReview.objects.create(
        meeting=held,
        answered=len(slips),
        counts={name: _counts(getattr(slip, name) for slip in slips) for name in QUESTIONS},
        words=sorted((slip.word for slip in slips if slip.word), key=str.casefold),
    )
    ReviewSlip.objects.filter(meeting=held).delete()
    return made


def _counts(values: Iterable[int | None]) -> list[int]:
    given = list(values)
    return [given.count(rating) for rating in range(ReviewSlip.LEAST, ReviewSlip.MOST + 1)]


def trend(learning_set: LearningSet) -> list[ProcessReview]:
    """What the set has read of its meetings, in their order; one query."""
    rows = ProcessReview.objects.filter(meeting__learning_set=learning_set).select_related("meeting")
    return list(rows.order_by("meeting__number"))
