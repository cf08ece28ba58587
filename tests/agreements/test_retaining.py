"""An agreement goes when the programmes of its parties are long over, but one in force not before it has ended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from elearning.agreements import commenting, retaining, signing
from elearning.agreements.models import PartnershipAgreement
from elearning.programmes.models import Cohort, Enrolment
from tests.agreements import makers
from tests.conftest import Cast, signed_in
from tests.laying import laid

MET = date(2026, 1, 15)
OVER = MET + timedelta(days=210)  # what its parties wrote in their cohort is kept no longer after that
ENDS = date(2027, 11, 30)


@laid
def draft(cast: Cast) -> PartnershipAgreement:
    made = makers.between(cast)
    commenting.share(made, days=7, for_whom="", by=cast.ada.user)
    Cohort.objects.update(last_meeting_on=MET)
    return made


@laid
def agreed(cast: Cast, draft: PartnershipAgreement) -> PartnershipAgreement:
    makers.agreed(cast, draft)
    return draft


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def is_there(agreement: PartnershipAgreement, day: date) -> bool:
    """Whether it is there once the clock has done its work on that day."""
    retaining.tidy(noon(day))
    return PartnershipAgreement.objects.filter(pk=agreement.pk).exists()


def test_draft_goes_after_the_close_of_the_last_cohort(draft: PartnershipAgreement) -> None:
    assert [is_there(draft, OVER + timedelta(days=late)) for late in (0, 1)] == [True, False]


def test_agreement_in_force_goes_after_its_end(agreed: PartnershipAgreement) -> None:
    assert [is_there(agreed, ENDS + timedelta(days=late)) for late in (0, 90, 91)] == [True, True, False]


def test_review_after_its_end_counts(agreed: PartnershipAgreement) -> None:
    agreed.reviews.create(on=ENDS + timedelta(days=10))

    assert [is_there(agreed, ENDS + timedelta(days=late)) for late in (91, 100, 101)] == [True, True, False]


def test_practice_is_in_force_for_nobody(cast: Cast, agreed: PartnershipAgreement) -> None:
    PartnershipAgreement.objects.update(is_practice=True)

    assert not is_there(agreed, OVER + timedelta(days=1))


def test_ended_agreement_is_kept_for_ninety_days(cast: Cast, agreed: PartnershipAgreement) -> None:
    signing.end(agreed, by=cast.ada.user)
    PartnershipAgreement.objects.update(ended_at=noon(OVER))

    assert [is_there(agreed, OVER + timedelta(days=late)) for late in (1, 90, 91)] == [True, True, False]


def test_parties_without_a_cohort_keep_it_for_a_year(draft: PartnershipAgreement) -> None:
    Enrolment.objects.all().delete()
    PartnershipAgreement.objects.update(begun_at=noon(MET))

    assert [is_there(draft, MET + timedelta(days=late)) for late in (365, 366)] == [True, False]


@pytest.mark.parametrize(("days", "told"), [(-15, 0), (-14, 2), (0, 2), (1, 0)])
def test_both_are_told_two_weeks_before(draft: PartnershipAgreement, days: int, told: int) -> None:
    assert len(list(retaining.before_forgetting(noon(OVER + timedelta(days=days))))) == told


def test_page_says_until_when(cast: Cast, draft: PartnershipAgreement) -> None:
    page = signed_in(cast.ada.user).get(f"/agreements/{draft.public_id}/").content.decode()

    assert "Kept until 13 August 2026 and then deleted." in page
