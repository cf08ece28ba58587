"""The mails of this room, what people are reminded of, and what it does by the clock."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.events import coming, lasting, reminding
from elearning.jobs.ticking import chore
from elearning.post.kinds import kind, mails
from elearning.post.reminding import remind
from elearning.records.clearing import clears

kind(
    "events",
    _("Learning events"),
    _("That one was announced, that its day is near, that you host one, and that a host answered you."),
)
kind(
    "event_changes",
    _("Changes of learning events you come to"),
    _("That the time or the place is another, that one is cancelled, or that a place has become free for you."),
)
mails("events", "event_host", "event_answered")
mails("event_changes", "event_changed", "event_cancelled", "event_place")
remind("event_announced", reminding.due_announcements, kind="events")
remind("event_near", reminding.due_days, kind="events")
remind("event_takeaways", reminding.due_takeaways, kind="events")
remind("event_brought", reminding.due_brought, kind="events")
chore("event_places_given", coming.fill_all, every=timedelta(hours=1))
clears("events_tidied", lasting.due, lasting.tidy)
