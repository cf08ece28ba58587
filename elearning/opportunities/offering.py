"""Puts offers and requests up, changes, renews and closes them; carries words about them; lets a manager take one down.

Mails say that there is something to read, never what, and no page shows an e-mail address.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.opportunities.models import Opportunity, OpportunityMessage, OpportunityReport
from elearning.programmes import noting
from elearning.programmes.models import Enrolment
from elearning.revising import reword

MOST_OPEN, MOST_WORDS = 20, 200
State = Opportunity.State


class OpportunityError(Exception):
    """This cannot be done with the opportunity now; its words say why."""


@transaction.atomic
def offer(enrolment: Enrolment, words: Mapping[str, Any], *, key: UUID) -> Opportunity:
    """Put one up; sent again with the same `key`, the one that is there. Raises OpportunityError."""
    there = Opportunity.objects.filter(public_id=key).first()
    if there and there.enrolment_id == enrolment.pk:
        return there
    if there or enrolment.opportunities.filter(state=State.OPEN).count() >= MOST_OPEN:
        raise OpportunityError(_("You have twenty open ones. Close one first, or open this page anew."))
    return Opportunity.objects.create(enrolment=enrolment, public_id=key, **words)


@transaction.atomic
def change(one: Opportunity, words: Mapping[str, Any], *, seen: int) -> Opportunity:
    """Keep other words; a later last day renews it. Raises OpportunityError where it was taken down, or was changed since."""
    now = _locked(one)
    if now.state == State.TAKEN_DOWN:
        raise OpportunityError(_("The programme manager has taken it down. Put up a new one if that helps."))
    if now.revision != seen:
        raise OpportunityError(_("It was changed in another window. Your words are kept in the boxes below."))
    reword(now, words)
    return now


@transaction.atomic
def close(one: Opportunity) -> None:
    """Take it out of the lists; again does nothing."""
    Opportunity.objects.filter(pk=one.pk, state=State.OPEN).update(state=State.CLOSED)


@transaction.atomic
def renew(one: Opportunity, *, until: date) -> None:
    """Put it back into the lists until `until`. Raises OpportunityError where it was taken down, or its owner has left."""
    now = _locked(one)
    if not now.enrolment.is_taking_part:
        raise OpportunityError(_("You have left this programme, so nothing of yours stands in its list."))
    if now.state == State.TAKEN_DOWN:
        raise OpportunityError(_("The programme manager has taken it down. Put up a new one if that helps."))
    now.state, now.ends_on = State.OPEN, until
    now.save(update_fields=["state", "ends_on"])


@transaction.atomic
def write(one: Opportunity, asker: User, text: str, *, by: User, key: UUID) -> OpportunityMessage:
    """A word between `asker` and the owner, by either; sent again with the same `key`, the one that is there.

    The other is told by mail that there is something to read. Raises OpportunityError: a conversation begins while the
    opportunity is listed; one that has begun goes on.
    """
    now = _locked(one)
    there = OpportunityMessage.objects.filter(key=key).first()
    if there:
        return there
    owner = now.enrolment.user
    if not now.enrolment.is_taking_part:
        raise OpportunityError(_("Whoever put it up has left the programme, and would not read this."))
    before = now.messages.filter(asker=asker).count()
    if not before and (by == owner or not now.is_listed):
        raise OpportunityError(_("It is not in the list any more, so it can no longer be answered."))
    if before >= MOST_WORDS:
        raise OpportunityError(_("You have written a great deal to each other here. Go on elsewhere."))
    sent = OpportunityMessage.objects.create(
        opportunity=now, asker=asker, is_from_owner=by == owner, text=text, key=key
    )
    to = asker if by == owner else owner
    link = settings.BASE_URL + reverse("opportunities:talk", args=[now.public_id, asker.pk])
    mail.send("opportunity_answered", to.email, {"person": to, "by": by, "link": link})
    return sent


@transaction.atomic
def report(one: Opportunity, why: str, *, by: User) -> OpportunityReport:
    """Tell the programme's managers that something is wrong with it; each person once until it is settled."""
    there = OpportunityReport.objects.filter(opportunity=one, reported_by=by, settled_at=None).first()
    if there:
        return there
    made = OpportunityReport.objects.create(opportunity=one, reported_by=by, why=why)
    for manager in one.enrolment.cohort.programme.managers.select_related("user"):
        mail.send("opportunity_reported", manager.user.email, {"person": manager.user})
    return made


@transaction.atomic
def settle(one: Opportunity, *, reason: str, by: User | None = None) -> None:
    """Take it down and tell its owner why, where a `reason` is given; else leave it. All reports on it are settled."""
    now = _locked(one)
    now.reports.filter(settled_at=None).update(settled_at=timezone.now())
    if reason and now.state != State.TAKEN_DOWN:
        now.state, now.reason = State.TAKEN_DOWN, reason
        now.save(update_fields=["state", "reason"])
        noting.decided(Thing.OFFER, [now.enrolment], by=by, cohort=now.enrolment.cohort)
        mail.send("opportunity_taken_down", now.enrolment.user.email, {"person": now.enrolment.user})


def _locked(one: Opportunity) -> Opportunity:
    rows = Opportunity.objects.select_for_update(of=("self",))
    return rows.select_related("enrolment__user", "enrolment__cohort__programme").get(pk=one.pk)
