"""What this room tells a person of themselves: events they host, come to and bring something to, and what they took away."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.events.models import Coming, Contribution, EventHost, Takeaway
from elearning.records.telling import Table, table, tells


def tell(person: User) -> Iterator[Table]:
    """What they said about coming, brought, noted, and which events they host."""
    yield table(
        "comings",
        _("Learning events you said something about"),
        Coming.objects.filter(enrolment__user=person),
        ("event", _("Event"), "event__title"),
        ("starts_at", _("It starts at"), "event__starts_at"),
        ("state", _("What you said"), "state"),
        ("needs", _("What you need"), "needs"),
        ("is_named", _("Others may read your name"), "is_named"),
        ("said_at", _("Said on"), "said_at"),
    )
    yield table(
        "contributions",
        _("What you brought to learning events"),
        Contribution.objects.filter(enrolment__user=person),
        ("event", _("Event"), "event__title"),
        ("kind", _("Kind"), "kind"),
        ("title", _("In one line"), "title"),
        ("text", _("More about it"), "text"),
        ("link", _("Link"), "link"),
        ("story", _("Your practice story"), "story__title"),
        ("with_name", _("With your name"), "with_name"),
        ("state", _("State"), "state"),
        ("reply", _("What the hosts answered"), "reply"),
        ("brought_at", _("Brought on"), "brought_at"),
    )
    yield table(
        "takeaways",
        _("What you took away from learning events"),
        Takeaway.objects.filter(enrolment__user=person),
        ("event", _("Event"), "event__title"),
        ("text", _("What you take away"), "text"),
        ("is_shared", _("Shared with those who came"), "is_shared"),
        ("with_name", _("With your name"), "with_name"),
        ("is_taken_off", _("Taken off the shared list by a host"), "is_taken_off"),
        ("noted_at", _("Noted on"), "noted_at"),
    )
    yield table(
        "hosted",
        _("Learning events you host"),
        EventHost.objects.filter(user=person),
        ("event", _("Event"), "event__title"),
    )


tells("events", _("Learning events"), tell, rank=58, covers=(Coming, Contribution, Takeaway, EventHost))
