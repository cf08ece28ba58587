"""A real site with the real content, in a real browser, for the stories.

The site is loaded once for each test process and put away at its end; every story brings people and a cohort of its own.
Stories run last (see `tests/conftest.py`), so no other test meets their rows.
"""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from actionsets.management.commands.load_demo import FOLDER, rehearse
from actionsets.rehearsing.people import Stage
from elearning.post.models import Letter
from tests.stories.checks import Seen, check
from tests.stories.people import People, gather, undone

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 30_000  # milliseconds: nothing waits longer than what it waits for, and a busy machine is no failure
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]
Look = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; without one, stories are skipped, but fail where `CI=true`."""
    if not CHROMIUM:
        message = "No Chromium was found: install it (Debian: apt-get install chromium) or name it in CHROMIUM."
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The demonstration, loaded as `make demo` loads it; everything is put away afterwards, but in `.ci/run`, whose databases
    are thrown away."""
    with django_db_blocker.unblock():
        if os.environ.get("CI") == "true":
            yield rehearse(FOLDER)
            return
        before = connection.creation.serialize_db_to_string()
        yield rehearse(FOLDER)
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(before)


@pytest.fixture(scope="module")
def people(stage: Stage) -> Iterator[People]:
    """Everybody who may knock at a door; what was added to the demonstration for them is taken back."""
    with undone():
        yield gather(stage)


@pytest.fixture(scope="session")
def site(stage: Stage) -> Iterator[str]:
    """The address of a running site with the demonstration in it."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture(params=[pytest.param(True, id="js"), pytest.param(False, id="no-js")])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs JavaScript: every story must end well either way."""
    return bool(request.param)


@pytest.fixture
def visit(chromium: Browser, site: str, scripts: bool) -> Iterator[Visit]:
    """Opens a fresh browser window, signed out, for one person of the story: `visit(width=360)`."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_window(*, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=options.pop("base_url", site),
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "response", lambda answer: errors.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        )
        page.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def look(request: pytest.FixtureRequest, scripts: bool) -> Iterator[Look]:
    """Looks at a page as axe and UX 7 do, and says at the end what was wrong with any of them; axe needs scripts, so
    without them only the story itself is told. Once in a run of `.ci/run` does for both databases (`Seen`)."""
    faults: list[str] = []
    seen = Seen(request.node.nodeid)
    yield lambda page, name: faults.extend(check(page, name)) if scripts and seen.is_due() else None
    assert faults == []
    seen.remember()


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """In place of pytest-django's transaction a test: stories share one database, put away when the last has been told."""
    with django_db_blocker.unblock():
        yield
        _calm_the_post(request.node.nodeid)


def _calm_the_post(story: str) -> None:
    """No story's mail waits because another's was in trouble (`carrying.soon`); whoever left such trouble is named."""
    if connection.needs_rollback:
        return
    troubled = Letter.objects.unsent().exclude(error="")
    left = [f"{one.name}: {one.state}, {one.error}" for one in troubled]
    if left:
        warnings.warn(f"{story} left mail in trouble: {'; '.join(left)}", stacklevel=1)
        troubled.delete()
