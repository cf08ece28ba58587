"""Events to begin with."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from elearning.events import arranging
from elearning.events.models import LearningEvent
from tests.conftest import Cast

SECRET_LINK = "https://meet.example.org/behind-the-door"


def words(**other: Any) -> dict[str, Any]:
    """What a host would write, for a day in three weeks."""
    starts_at = (timezone.now() + timedelta(days=21)).replace(hour=10, minute=0, second=0, microsecond=0)
    plain = {
        "title": "Sharing one worker",
        "purpose": "Two houses, one desk.",
        "for_whom": "Everybody who shares staff",
    }
    hours = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=5), "time_zone": "Europe/London"}
    return {**plain, **hours, "place": "The Mill, upper floor", "link": SECRET_LINK, "places": None, **other}


def event(cast: Cast, state: str = "open", **other: Any) -> LearningEvent:
    """An event of the cast's programme, set up by Max."""
    made = arranging.set_up(cast.programme, words(**other), key=uuid4(), by=cast.max)
    if state in {"open", "planning"}:
        arranging.announce(made, to=state)
    made.refresh_from_db()
    return made


def part(of: LearningEvent, title: str = "Welcome", minutes: int = 20, **other: Any) -> Any:
    """A part of the day."""
    return arranging.add_part(of, {"kind": "session", "title": title, "minutes": minutes, **other}, key=uuid4())


def over(one: LearningEvent, *, days: int = 1) -> LearningEvent:
    """The event, as it stands some days after it ended."""
    ended = timezone.now() - timedelta(days=days)
    LearningEvent.objects.filter(pk=one.pk).update(starts_at=ended - timedelta(hours=5), ends_at=ended)
    one.refresh_from_db()
    return one
