"""Says who is to hear of an event: that it was announced, that its day is near, and that something waits for its hosts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.events.models import Coming, Contribution, EventHost, LearningEvent, Takeaway
from elearning.post.reminding import Due
from elearning.programmes.models import Cohort, Enrolment

FRESH, NEAR, AFTER = timedelta(days=14), timedelta(days=3), timedelta(days=7)
State = LearningEvent.State


def due_announcements(now: datetime) -> Iterator[Due]:
    """Everybody who takes part in a running cohort and has said nothing yet to an event announced in the last fortnight."""
    announced = LearningEvent.objects.ahead(now).filter(state__in=(State.PLANNING, State.OPEN))
    for event in announced.filter(announced_at__gt=now - FRESH):
        people = Enrolment.objects.taking_part().filter(
            cohort__programme=event.programme_id, cohort__state=Cohort.State.RUNNING
        )
        said = event.comings.values("enrolment")
        sentence = (
            _("A learning event in your programme is open: say whether you come.")
            if event.state == State.OPEN
            else _("A learning event in your programme is being planned: read what it is for, and bring something.")
        )
        for one in people.exclude(pk__in=said).select_related("user", "cohort"):
            occasion = f"event-{event.pk}-{event.state}"
            yield Due(one.user, occasion, sentence, _path(event), event.starts_at, one.cohort.time_zone)


def due_days(now: datetime) -> Iterator[Due]:
    """Everybody who comes to an event in the next three days."""
    near = Coming.objects.coming().filter(
        event__state=State.OPEN, event__starts_at__gt=now, event__starts_at__lte=now + NEAR
    )
    for one in near.select_related("event", "enrolment__user", "enrolment__cohort"):
        event, person = one.event, one.enrolment.user
        day = date_format(event.starts_at.astimezone(event.zone), "l j F, H:i")
        sentence = _("A learning event that you come to begins on %(day)s.") % {"day": day}
        occasion = f"event-{event.pk}-near-{event.sequence}"
        yield Due(person, occasion, sentence, _path(event), event.starts_at, one.enrolment.cohort.time_zone)


def due_takeaways(now: datetime) -> Iterator[Due]:
    """Everybody who came to an event in the last week and has noted nothing of it."""
    came = Coming.objects.coming().filter(
        event__state=State.OPEN, event__ends_at__lte=now, event__ends_at__gt=now - AFTER
    )
    noted = Takeaway.objects.filter(event=OuterRef("event"), enrolment=OuterRef("enrolment"))
    for one in came.exclude(Exists(noted)).select_related("event", "enrolment__user", "enrolment__cohort"):
        sentence = _("What do you take away from the learning event? Two lines are enough; they are yours alone.")
        path = reverse("events:takeaways", args=[one.event.public_id])
        until = one.event.ends_at + AFTER
        yield Due(
            one.enrolment.user, f"event-{one.event_id}-takeaway", sentence, path, until, one.enrolment.cohort.time_zone
        )


def due_brought(now: datetime) -> Iterator[Due]:
    """The hosts of every event to come for which something was brought that nobody has read; anew with each thing."""
    waiting = Contribution.objects.waiting().filter(event__ends_at__gt=now).order_by("pk").select_related("event")
    latest = {one.event_id: one for one in waiting}
    hosts = EventHost.objects.filter(event__in=latest).select_related("user", "event__programme")
    for host in hosts:
        if not LearningEvent.objects.led_by(host.user).filter(pk=host.event_id).exists():
            continue
        path = reverse("events:desk", args=[host.event.public_id])
        sentence = _("Something was brought to a learning event that you host. Read it, and show it or answer.")
        occasion = f"event-{host.event_id}-brought-{latest[host.event_id].pk}"
        yield Due(host.user, occasion, sentence, path, host.event.ends_at, host.event.time_zone)


def _path(event: LearningEvent) -> str:
    return reverse("events:one", args=[event.public_id])
