"""An event as a file for one's own calendar: the same entry for ever, so that a later file moves it or takes it out."""

from elearning import icalendars
from elearning.accounts import clocks
from elearning.accounts.models import User
from elearning.events.coming import link_to
from elearning.events.models import LearningEvent
from elearning.icalendars import Entry


def file_of(event: LearningEvent, *, reader: User) -> bytes:
    """The event as a calendar file, on the clock that `reader` has chosen, else on its own.

    The link to join is not in it: calendars are often open to colleagues.
    """
    zone = clocks.zone_of(reader, event.time_zone)
    entry = Entry(
        uid=f"event-{event.public_id}@alongside",
        sequence=event.sequence,
        starts_at=event.starts_at.astimezone(zone),
        ends_at=event.ends_at.astimezone(zone),
        changed_at=event.changed_at,
        summary=event.title,
        url=link_to(event),
        location=event.place,
        is_cancelled=event.state == LearningEvent.State.CANCELLED,
    )
    return icalendars.subscription([entry], title=event.title)
