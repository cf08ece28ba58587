"""Who may do what with an event, in short sentences; asked at the door."""

from elearning.accounts.models import User
from elearning.events.models import LearningEvent
from elearning.programmes.models import ProgrammePage


def leads(user: User, event: LearningEvent) -> bool:
    """Whether `user` prepares and runs the event: its hosts, and the managers of its programme."""
    return LearningEvent.objects.led_by(user).filter(pk=event.pk).exists()


def manages(user: User, event: LearningEvent) -> bool:
    """Whether `user` manages the event's programme, and so says who hosts it."""
    return event.programme.managers.filter(user=user).exists()


def programmes_of(user: User) -> "list[ProgrammePage]":
    """The programmes in which `user` can set up an event: those they manage."""
    return list(ProgrammePage.objects.filter(managers__user=user).order_by("title", "pk"))
