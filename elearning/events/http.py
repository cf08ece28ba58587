"""Finds the event somebody may open, and what they are to it; to everybody else it does not exist."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from elearning.accounts.http import AuthenticatedRequest
from elearning.events import permissions
from elearning.events.models import Coming, LearningEvent
from elearning.programmes.models import Enrolment


@dataclass(frozen=True)
class Place:
    """An event and what the person is to it: their enrolment and answer, if they take part, and whether they lead it."""

    event: LearningEvent
    enrolment: Enrolment | None
    coming: Coming | None
    leads: bool

    @property
    def has_place(self) -> bool:
        """Whether they come."""
        return self.coming is not None and self.coming.state == Coming.State.COMING

    @property
    def is_inside(self) -> bool:
        """Whether they read what is for those who come: the link to join, names, shared takeaways."""
        return self.leads or self.has_place


def visible(request: AuthenticatedRequest, event_id: UUID) -> Place:
    """An event that the person may open. Raises Http404."""
    rows = LearningEvent.objects.visible_to(request.user).select_related("programme")
    event = get_object_or_404(rows, public_id=event_id)
    enrolment = Enrolment.objects.current(request.user, event.programme)
    coming = event.comings.filter(enrolment=enrolment).first() if enrolment else None
    return Place(event, enrolment, coming, permissions.leads(request.user, event))


def taking_part(request: AuthenticatedRequest, event_id: UUID) -> tuple[Place, Enrolment]:
    """An event of a programme in which the person takes part. Raises Http404."""
    place = visible(request, event_id)
    if place.enrolment is None:
        raise Http404
    return place, place.enrolment


def led(request: AuthenticatedRequest, event_id: UUID) -> LearningEvent:
    """An event that the person leads. Raises Http404."""
    rows = LearningEvent.objects.led_by(request.user).select_related("programme")
    return get_object_or_404(rows, public_id=event_id)
