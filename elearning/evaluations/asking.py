"""Asks people three months later, by a link that needs no sign-in, and knows a person again by such a link.

The address holds a signed random number and says nothing of the person, the programme or the set. It opens one page of
questions for one person until that page closes; opening it changes nothing.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts import clocks
from elearning.evaluations.models import Asking, EvaluationSheet, FollowUpEvaluationPage
from elearning.evaluations.replying import refusal
from elearning.programmes.models import Cohort, Enrolment

SATURDAY, FROM_HOUR, TO_HOUR = 5, 9, 17


class LinkGoneError(Exception):
    """The link opens nothing: it is not ours, or its time is over, or its owner has left."""

    def __str__(self) -> str:
        return _("This link does not open anything, or no longer does.")


def token_of(asking: Asking) -> str:
    """The signed part of the address."""
    plain = base64.urlsafe_b64encode(asking.public_id.bytes).decode().rstrip("=")
    return _signer().sign(plain)


def link_of(asking: Asking) -> str:
    """The whole address, for a mail."""
    return settings.BASE_URL + reverse("evaluations:by_link", args=[token_of(asking)])


def find(token: str, *, now: datetime | None = None) -> tuple[Enrolment, FollowUpEvaluationPage]:
    """Whom and what the link is for. Raises LinkGoneError."""
    try:
        plain = _signer().unsign(token)
        number = UUID(bytes=base64.urlsafe_b64decode(plain + "=="))
    except (BadSignature, binascii.Error, ValueError) as problem:
        raise LinkGoneError from problem
    asking = Asking.objects.filter(public_id=number).select_related("enrolment__cohort", "enrolment__user").first()
    page = FollowUpEvaluationPage.objects.live().filter(pk=asking.page_id).first() if asking else None
    if (
        asking is None
        or page is None
        or not asking.enrolment.user.is_active
        or refusal(asking.enrolment, page, now=now)
    ):
        raise LinkGoneError
    return asking.enrolment, page


def ask_due(now: datetime | None = None) -> list[Asking]:
    """Ask by mail whoever is to be asked by now and has not been; returns what was asked. Again asks nobody twice.

    Nobody gets mail at night or at weekends where they are (DOMAIN 2.4), nor after having answered.
    """
    moment = now or timezone.now()
    made = []
    for page, cohort in under_way(moment):
        for enrolment in _unasked(page, cohort):
            asking = ask(enrolment, page, now=moment) if _is_time(enrolment, cohort, moment) else None
            if asking:
                made.append(asking)
    return made


def _is_time(enrolment: Enrolment, cohort: Cohort, now: datetime) -> bool:
    """Whether people are written to at this hour where `enrolment`'s person is."""
    there = now.astimezone(clocks.zone_of(enrolment.user, cohort.time_zone))
    return there.weekday() < SATURDAY and FROM_HOUR <= there.hour < TO_HOUR


@transaction.atomic
def ask(enrolment: Enrolment, page: FollowUpEvaluationPage, *, now: datetime | None = None) -> Asking | None:
    """Make the person's link and send it, once; None if they have it already. The enrolment's row is locked meanwhile."""
    moment = now or timezone.now()
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort", "user").get(pk=enrolment.pk)
    asking, is_new = Asking.objects.get_or_create(enrolment=locked, page_id=page.pk, defaults={"sent_at": moment})
    if not is_new:
        return None
    context = {"person": locked.user, "link": link_of(asking), "last_day": page.window(locked.cohort)[1]}
    mail.send("follow_up", locked.user.email, context)
    return asking


def under_way(now: datetime) -> Iterator[tuple[FollowUpEvaluationPage, Cohort]]:
    """Each page and cohort that runs and in which it can be answered at `now`."""
    for page in FollowUpEvaluationPage.objects.live():
        begun = Cohort.objects.filter(programme=page.programme, state=Cohort.State.RUNNING)
        for cohort in begun.filter(last_meeting_on__lte=now.date() - timedelta(days=80)):
            first, last = page.window(cohort)
            if first <= cohort.day_of(now) <= last:
                yield page, cohort


def _unasked(page: FollowUpEvaluationPage, cohort: Cohort) -> list[Enrolment]:
    people = cohort.enrolments.taking_part().exclude(askings__page_id=page.pk)
    sent = EvaluationSheet.objects.sent().filter(cohort=cohort, page_id=page.pk).values("key")
    return list(people.exclude(evaluation_key__key__in=sent).select_related("user"))


def _signer() -> Signer:
    return Signer(salt="alongside.follow-up", sep=".")
