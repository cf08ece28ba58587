"""A workshop of today, and the room in it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import CohortRole
from tests import factories
from tests.conftest import Cast
from tests.laying import laid
from tests.partnering import makers


@laid
def step(cast: Cast) -> WorkshopPage:
    return makers.workshop_page(cast.programme)


@laid
def today(cast: Cast, step: WorkshopPage) -> Cast:
    """The cast, whose workshop is at this hour; Max commissions another cohort of the programme that Zoe facilitates."""
    now = timezone.now()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    starts_at: datetime = min(noon, now)
    cast.cohort.workshop_starts_at, cast.cohort.workshop_ends_at = starts_at, starts_at + timedelta(hours=4)
    cast.cohort.time_zone = "UTC"
    cast.cohort.save()
    elsewhere = factories.cohort(cast.programme, name="Elsewhere", workshop_starts_at=starts_at)
    CohortRole.objects.create(cohort=elsewhere, user=cast.zoe, kind=CohortRole.Kind.FACILITATOR)
    CohortRole.objects.create(cohort=cast.cohort, user=cast.pia, kind=CohortRole.Kind.COMMISSIONER)
    factories.enrolment(elsewhere, factories.user("Eli Elsewhere"))
    return cast


@pytest.fixture
def now() -> datetime:
    return timezone.now()
