"""How long agreements are kept, and which go when (DOMAIN 7.4, 7.5).

What its parties write together goes 90 days after the last of their cohorts is closed by its calendar. An agreement that is
in force outlives the programme: it goes 90 days after the day on which it ends or is renewed, or its last review, whichever
is later; one that was ended, 90 days after that, if their cohorts are over by then. Parties none of whom ever took part in a
cohort keep theirs for a year after it was begun.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.agreements.models import AgreementVersion, PartnershipAgreement
from elearning.agreements.sections import WHEN
from elearning.post.reminding import Due
from elearning.programmes import closing
from elearning.programmes.closing import AFTER_CLOSE

WITHOUT_COHORT = timedelta(days=365)
LAST_WORD = timedelta(days=14)


def last_day(agreement: PartnershipAgreement) -> date:
    """The last day on which its parties find `agreement`; four queries, and its parties and reviews are at hand then."""
    return _last_days([agreement])[agreement.pk]


def over(now: datetime) -> list[int]:
    """The agreements whose last day has passed."""
    return [key for key, last in _last_days(list(PartnershipAgreement.objects.all())).items() if last < now.date()]


def due(now: datetime) -> list[tuple[str, int]]:
    """What is to go at `now` and how many of it; nothing is deleted."""
    return [(_("agreements"), len(over(now)))]


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what is to go; returns how many rows went, with what hung on them. Safe to repeat."""
    return PartnershipAgreement.objects.filter(pk__in=over(now)).delete()[0]


def before_forgetting(now: datetime) -> Iterator[Due]:
    """The parties of an agreement that goes within two weeks: they can keep a file of it."""
    today, every = now.date(), list(PartnershipAgreement.objects.prefetch_related("parties__user"))
    lasts = _last_days(every)
    for one in every:
        last = lasts[one.pk]
        if not today <= last <= today + LAST_WORD:
            continue
        for party in one.parties.all():
            if party.user:
                yield Due(
                    party.user,
                    occasion=f"kept-agreement-{one.pk}-{last}",
                    sentence=_("A partnership agreement is kept until %(date)s. You can keep a file of it before.")
                    % {"date": date_format(last, "l j F Y")},
                    path=reverse("agreements:agreement", args=[one.public_id]),
                    until=datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC),
                )


def _last_days(agreements: Sequence[PartnershipAgreement]) -> dict[int, date]:
    agreed = Prefetch(
        "versions", AgreementVersion.objects.exclude(agreed_at=None).order_by("-number"), to_attr="agreed"
    )
    prefetch_related_objects(agreements, "parties", "reviews", agreed)
    found = {one.pk: one for one in agreements}
    days = closing.last_days({party.user_id for one in found.values() for party in one.parties.all() if party.user_id})
    return {key: max(_of_programme(one, days), _of_itself(one)) for key, one in found.items()}


def _of_programme(one: PartnershipAgreement, days: dict[int, date]) -> date:
    known = [days[party.user_id] for party in one.parties.all() if party.user_id in days]
    return max(known, default=one.begun_at.date() + WITHOUT_COHORT)


def _of_itself(one: PartnershipAgreement) -> date:
    """The last day by what it says of itself, where it binds anybody; the first of all days where it does not."""
    if one.ended_at:
        return one.ended_at.date() + AFTER_CLOSE
    agreed: list[AgreementVersion] = one.agreed  # type: ignore[attr-defined]
    if not agreed or one.is_practice:
        return date.min
    rows = next(section["rows"] for section in agreed[0].content["sections"] if section["number"] == WHEN)
    ends = [date.fromisoformat(row["ends"]) for row in rows if row.get("ends")]
    return max([*ends, *(review.on for review in one.reviews.all())]) + AFTER_CLOSE
