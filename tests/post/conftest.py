"""A mail server that misbehaves on request, and what tests with several processes need."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from elearning.post import kinds
from tests.jobs.conftest import apart, queue
from tests.jobs.test_processes import start, traces
from tests.post.smtpd import Smtpd

__all__ = ["apart", "queue", "start", "traces"]


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> kinds.Kind:
    """A kind of mail that can be turned off, forgotten after the test."""
    made = kinds.Kind("trying", "Trials", "What is tried.")
    monkeypatch.setitem(kinds.KINDS, made.key, made)
    monkeypatch.setitem(kinds.KIND_OF, "set_changed", made.key)
    return made


@pytest.fixture
def smtpd(settings: Settings) -> Iterator[Callable[..., Smtpd]]:
    """Starts a mail server that does what it is told, and has mail sent there."""
    started: list[Smtpd] = []

    def begin(*does: str) -> Smtpd:
        server = Smtpd(*does)
        started.append(server)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
        return server

    yield begin
    for server in started:
        server.close()
