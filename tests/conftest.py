"""The cast: Ada and Ben share a set, Cal is in another, Fay facilitates, Max manages the programme, Olu coordinates an
organisation, Pia publishes packs, Zoe is a stranger."""

import gc
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.template.backends.django import Template
from django.test import Client
from django.utils.safestring import SafeString
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker

from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammeManager, ProgrammePage
from tests import factories, laying, printed
from tests.laying import GROUND, laid

# A slow moment of the machine is no failure. Where `CI=true` the same examples are tried every time.
settings.register_profile("suite", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("suite")
LONGEST = {"test_rights", "test_pages", "test_journey", "test_publisher", "test_whole_set"}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Stories come last: they fill the database with a whole site, which no test may meet that empties tables behind itself
    (pytest-django puts those behind the others, so this is said after it). Each file goes to one process (`--dist
    loadfile`), and the longest go first, then those with most tests, so that no process waits for another at the end.

    A test that asks for no database, itself or through any fixture, is marked: it cannot reach one (pytest-django refuses),
    so that it says the same whichever is behind it, and need not be run once for each.

    A story told with scripts and without is one story to the database: the same people do the same acts at the same doors. The
    telling without is marked as a test that need not be run on each (`one_database`); every door is opened, and every form
    sent, on both (`tests/stories/test_rights.py`).
    """
    mark_second_tellings(items)
    for item in items:
        if "stories" in item.path.parts:
            item.add_marker(pytest.mark.django_db)
        if "django_db_setup" not in item.fixturenames and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.no_database)
    yield
    told = Counter(item.path for item in items if "stories" in item.path.parts)
    items.sort(key=lambda item: (item.path in told, item.path.stem not in LONGEST, -told[item.path]))


def mark_second_tellings(items: list[pytest.Item]) -> None:
    """Mark each test without scripts that is there with scripts too."""
    ways: dict[tuple[Path, str], set[bool]] = defaultdict(set)
    told = [item for item in items if isinstance(item, pytest.Function) and "scripts" in params_of(item)]
    for item in told:
        ways[item.path, item.originalname].add(params_of(item)["scripts"])
    for item in told:
        if ways[item.path, item.originalname] == {True, False} and not params_of(item)["scripts"]:
            item.add_marker(pytest.mark.one_database("told with scripts as well"))


def params_of(item: pytest.Function) -> dict[str, Any]:
    """What a test is told with, of the ways it can be told in."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def pytest_collection_finish() -> None:
    """What is printed once is not printed again; and what is loaded by now stays: the collector need not look through it
    again and again (a tenth of the time)."""
    printed.remember()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


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
    for one in caches.all():
        one.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> bool | None:
    """Fixtures that are laid are found again (`tests/laying.py`)."""
    return laying.set_up(fixturedef, request)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    """All that was laid is there; what comes now is the test's own."""
    GROUND.stand()


@pytest.fixture(scope="module")
def _ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What the tests of one file lay is taken back after the last of them."""
    yield
    with django_db_blocker.unblock():
        GROUND.clear()


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest, _ground: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """In place of pytest-django's: a test's own writes stand behind a savepoint, on what is laid."""
    with django_db_blocker.unblock():
        GROUND.begin(request.node)
        yield
        GROUND.end()


@laid
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
    """A client that has just signed in as `user`, and so has shown who it is (`accounts.proving`)."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["proved_to_be"] = {"user": user.pk, "at": time.time()}
    session.save()
    return client


@contextmanager
def unwritten() -> Iterator[None]:
    """Inside, pages are found and not written out, where nothing but the status or the deed counts: most of the time goes into
    words."""

    def nothing(template: Template, *given: Any, **named: Any) -> SafeString:
        return SafeString("")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", nothing)
        yield
