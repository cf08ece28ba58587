"""Says whose agreement is to be looked at again: a fortnight before each review date, and a week after if it was not noted."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.agreements.models import PartnershipAgreement, ReviewDate
from elearning.post.reminding import Due

BEFORE, AFTER, STOPS = timedelta(days=14), timedelta(days=7), timedelta(days=35)


def due_reviews(now: datetime) -> Iterator[Due]:
    """Everybody who is to be told at `now` of a review of one of their agreements, none of which is for practice."""
    today = timezone.localdate(now)
    open_ones = ReviewDate.objects.filter(
        held_on=None, on__gte=today - STOPS, on__lte=today + BEFORE, agreement__is_practice=False
    ).exclude(agreement__state=PartnershipAgreement.State.ENDED)
    for one in open_ones.select_related("agreement").prefetch_related("agreement__parties__user"):
        if today <= one.on:
            yield from _dues(one, "before", _("A partnership agreement is to be reviewed on %(day)s."), one.on)
        elif today >= one.on + AFTER:
            sentence = _(
                "A partnership agreement was to be reviewed on %(day)s. Note what you decided, or find a new day."
            )
            yield from _dues(one, "after", sentence, one.on + STOPS)


def _dues(one: ReviewDate, when: str, sentence: str, until: date) -> Iterator[Due]:
    path = reverse("agreements:agreement", args=[one.agreement.public_id])
    ends = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    for party in one.agreement.parties.all():
        if party.user:
            words = sentence % {"day": date_format(one.on, "j F Y")}
            yield Due(party.user, f"review-{one.pk}-{when}", words, path, ends)
