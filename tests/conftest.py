"""The cast: Ada and Ben share a set, Cal is in another, Fay facilitates, Max manages the programme, Olu coordinates an
organisation, Pia publishes packs, Zoe is a stranger."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammeManager, ProgrammePage
from tests import factories

LONGEST = {"test_rights", "test_journey", "test_publisher"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories come last, each file of them in one process: they fill the database with a whole site. The longest go first,
    so that no process waits for another at the end."""
    for item in items:
        if "stories" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: ("stories" in item.path.parts, item.path.stem not in LONGEST))


@dataclass
class Cast:
    """Everybody, and the cohort they meet in. `organisation` sends Ada; `other` sends Ben and Cal."""

    organisation: Organisation
    other: Organisation
    programme: ProgrammePage
    cohort: Cohort
    ada: Enrolment
    ben: Enrolment
    cal: Enrolment
    fay: User
    max: User
    olu: User
    pia: User
    zoe: User


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test sees what another has cached."""
    cache.clear()


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in one running cohort of one programme."""
    organisation, other = factories.organisation("Riverside Council"), factories.organisation("Harbour Trust")
    programme = factories.programme(slug="making-partnering-work")
    cohort = factories.cohort(programme, name="Autumn cohort")
    fay, max_, olu, pia, zoe = (factories.user(f"{name} Example") for name in ("Fay", "Max", "Olu", "Pia", "Zoe"))
    CohortRole.objects.create(cohort=cohort, user=fay, kind=CohortRole.Kind.FACILITATOR)
    CohortRole.objects.create(cohort=cohort, user=olu, kind=CohortRole.Kind.COORDINATOR, organisation=organisation)
    ProgrammeManager.objects.create(programme=programme, user=max_)
    return Cast(
        organisation=organisation,
        other=other,
        programme=programme,
        cohort=cohort,
        ada=factories.enrolment(cohort, factories.user("Ada Example"), organisation=organisation),
        ben=factories.enrolment(cohort, factories.user("Ben Example"), organisation=other),
        cal=factories.enrolment(cohort, factories.user("Cal Example"), organisation=other),
        fay=fay,
        max=max_,
        olu=olu,
        pia=pia,
        zoe=zoe,
    )


def signed_in(user: User) -> Client:
    """A client that is signed in as `user`."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
