"""Bids for airtime: who would like time at a meeting, and how much; the set decides by talking (DOMAIN 1.5, 1.6).

A bid may be written for oneself first, such as from a preparation card; the set reads it when its owner shows it.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actionsets.models import AirtimeBid, LearningSet, SetMeeting, SetMembership
from actionsets.refusals import Refusal
from elearning.programmes.models import Cohort
from packs import reading
from packs.models import LearningPackPage

TURN = {Cohort.Mode.VIRTUAL.value: 35}
USUAL_TURN = 40


class MeetingOver(Refusal):
    """The meeting was held, cancelled, or its time has passed."""

    def __init__(self) -> None:
        super().__init__(_("This meeting is over, so nobody can ask for time in it any more."))


class EmptyCard(Refusal):
    """Nothing is written on the card that was to be copied."""

    def __init__(self) -> None:
        super().__init__(_("Your preparation card is still empty, so there is nothing to copy."))


def next_meeting(place: SetMembership) -> SetMeeting | None:
    """The next meeting of the set at which its member can ask for time; None when there is none to come."""
    rows = SetMeeting.objects.filter(learning_set=place.learning_set, state=SetMeeting.State.PLANNED)
    rows = rows.filter(ends_at__gt=timezone.now()).order_by("starts_at", "number")
    return rows.select_related("learning_set__cohort").first()


def is_open(meeting: SetMeeting) -> bool:
    """Whether time can still be asked for in `meeting`."""
    return meeting.state == SetMeeting.State.PLANNED and not meeting.is_over


def usual_minutes(meeting: SetMeeting) -> int:
    """How long one person's turn usually is there, in minutes (DOMAIN 1.5)."""
    return TURN.get(meeting.learning_set.cohort.mode, USUAL_TURN)


def bid_of(place: SetMembership, meeting: SetMeeting) -> AirtimeBid | None:
    """The member's own bid for `meeting`, shown or not."""
    return AirtimeBid.objects.filter(membership=place, meeting=meeting).select_related("pack").first()


def shown_in(learning_set: LearningSet) -> QuerySet[AirtimeBid]:
    """What the set's facilitator reads: every bid that is shown, by meeting."""
    rows = AirtimeBid.objects.shown().filter(meeting__learning_set=learning_set)
    return rows.select_related("membership__enrolment__user", "meeting").order_by("meeting__number", "shown_at", "pk")


@transaction.atomic
def ask(place: SetMembership, meeting: SetMeeting, *, title: str, minutes: int, show: bool) -> AirtimeBid:
    """Write the member's bid for `meeting`, for themselves or (`show`) for the set to read; there is one a meeting.

    Raises MeetingOver once nothing can be asked for there.
    """
    made = _own(place, meeting)
    made.title, made.minutes = title.strip(), minutes
    made.shown_at = (made.shown_at or timezone.now()) if show else None
    made.save()
    return made


@transaction.atomic
def take_back(place: SetMembership, meeting: SetMeeting) -> None:
    """Hide the member's bid, if there is one, from the set; its owner keeps it. Raises MeetingOver."""
    made = _own(place, meeting)
    if made.is_shown:
        made.shown_at = None
        made.save(update_fields=["shown_at", "changed_at"])


@transaction.atomic
def copy_card(place: SetMembership, meeting: SetMeeting, pack: LearningPackPage) -> AirtimeBid:
    """Begin a bid for `meeting` with the member's preparation card of `pack`: their issue in one sentence is its title.

    The set reads nothing of it until it is shown; the title of a bid that is shown, or that has one, stays. Raises
    MeetingOver, and EmptyCard for somebody who has written nothing on a card of that pack.
    """
    card = reading.card_of(place.enrolment, pack)
    if not card.lines:
        raise EmptyCard
    made = _own(place, meeting)
    made.pack = pack
    if not made.is_shown:
        made.title = made.title or Truncator(card.issue).chars(AirtimeBid.LONGEST_TITLE)
    made.save()
    return made


def _own(place: SetMembership, meeting: SetMeeting) -> AirtimeBid:
    """The member's bid, or a new one that is not kept yet; the meeting's row is held, so that two presses make one bid."""
    held = SetMeeting.objects.select_for_update().select_related("learning_set__cohort").get(pk=meeting.pk)
    if not is_open(held) or held.learning_set_id != place.learning_set_id:
        raise MeetingOver
    found = AirtimeBid.objects.filter(membership=place, meeting=held).first()
    return found or AirtimeBid(membership=place, meeting=held, minutes=usual_minutes(held))
