"""Takes what people bring to an event; a host shows it to the programme, or answers that it is not taken up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from elearning import mail
from elearning.events.coming import EventError, link_to, locked
from elearning.events.models import Contribution, LearningEvent
from elearning.programmes.models import Enrolment
from elearning.stories.models import Audience, Story

MOST = 10
State = Contribution.State


def own_stories(enrolment: Enrolment) -> "list[Story]":
    """The practice stories that `enrolment` tells and the whole programme may read: those can be brought as they are."""
    told = Story.objects.filter(voices__enrolment=enrolment, voices__joined_at__isnull=False)
    return list(told.filter(audience__gte=Audience.PROGRAMME).distinct())


@transaction.atomic
def bring(event: LearningEvent, enrolment: Enrolment, words: Mapping[str, Any], *, key: UUID) -> Contribution:
    """Hand something to the hosts; sent again with the same `key`, what is there. Raises EventError once it is over."""
    now = locked(event)
    there = Contribution.objects.filter(public_id=key).first()
    if there:
        if (there.event_id, there.enrolment_id) != (now.pk, enrolment.pk):
            raise EventError(_("Open the page anew and send it again."))
        return there
    if not now.takes_contributions:
        raise EventError(_("Nothing more can be brought to it: it is cancelled, or it is over."))
    if now.contributions.filter(enrolment=enrolment).count() >= MOST:
        raise EventError(_("You have brought ten things. Take one back first."))
    return Contribution.objects.create(event=now, enrolment=enrolment, public_id=key, **words)


@transaction.atomic
def take_back(event: LearningEvent, enrolment: Enrolment, key: UUID) -> None:
    """Delete what somebody brought, at any time, whether it is shown or not; again does nothing."""
    Contribution.objects.filter(event=event, enrolment=enrolment, public_id=key).delete()


@transaction.atomic
def decide(one: Contribution, *, shown: bool, reply: str) -> Contribution:
    """Show it to the programme, or do not take it up; the one who brought it gets a mail that there is an answer.

    The same answer again tells nobody. Raises EventError where it was taken back meanwhile.
    """
    locked(one.event)
    now = Contribution.objects.select_related("enrolment__user", "event").filter(pk=one.pk).first()
    if now is None:
        raise EventError(_("It has been taken back by the person who brought it."))
    state = State.SHOWN if shown else State.DECLINED
    if (now.state, now.reply) == (state, reply):
        return now
    now.state, now.reply = state, reply
    now.save(update_fields=["state", "reply"])
    person = now.enrolment.user
    mail.send("event_answered", person.email, {"person": person, "link": f"{link_to(now.event)}bring/"})
    return now
