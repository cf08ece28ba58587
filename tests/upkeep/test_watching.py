"""What programs ask that look after an installation, and what the log, the figures and Sentry are told: doors, not people."""

import json
import logging
import sys
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sentry_sdk
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from sentry_sdk.transport import Transport

from elearning import logs
from elearning.jobs.models import Chore
from elearning.upkeep import alarming, lateness
from tests.conftest import Cast, signed_in

TOKEN = "a-token-that-only-prometheus-has"
SECRET = "Rosalind Quartermaine wrote this"
CLUSTER = {"HTTP_HOST": "10.0.3.7:8000"}  # what Kubernetes asks for: no name of ours, no https


def struck(ago: timedelta) -> None:
    Chore.objects.create(name="reap", due_at=timezone.now(), began_at=timezone.now() - ago)


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A disk of 100 bytes, half full, whatever this machine's is: what is used of it is the list's only entry."""
    taken = [50]
    told = namedtuple("told", ("total", "used", "free"))  # as shutil's own
    monkeypatch.setattr("shutil.disk_usage", lambda place: told(100, taken[0], 100 - taken[0]))
    return taken


def failing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise OperationalError("the database is away")


def test_alive_asks_no_database(client: Client) -> None:
    answer = client.get("/health/live", **CLUSTER)

    assert (answer.status_code, answer.content, answer.headers["Cache-Control"]) == (200, b"alive\n", "no-store")


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_has_every_table(client: Client) -> None:
    struck(timedelta(seconds=20))
    answer = client.get("/health/ready", **CLUSTER)

    assert answer.status_code == 200
    assert (answer.json()["ready"], answer.json()["queue_seconds"], answer.json()["late"]) == (True, None, [])
    assert 20 <= answer.json()["tick_seconds"] < 60


@pytest.mark.django_db
def test_not_ready_when_the_database_is_away(client: Client) -> None:
    with connection.execute_wrapper(failing):
        answer = client.get("/health/ready/", **CLUSTER)

    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "why": "The database does not answer."},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "status"), [(timedelta(minutes=1), 200), (timedelta(minutes=6), 503)], ids=str)
def test_work_is_late_when_the_clock_stands_still(client: Client, ago: timedelta, status: int) -> None:
    struck(ago)

    assert client.get("/health/work").status_code == status


@pytest.mark.django_db
def test_clock_that_never_struck_is_late(client: Client) -> None:
    assert client.get("/health/work").json()["late"] == ["clock"]
    assert lateness.PATIENCE["clock"] == timedelta(minutes=5)


@pytest.mark.django_db
@pytest.mark.parametrize(("taken", "status"), [(84, 200), (85, 503), (100, 503)])
def test_disk_that_is_nearly_full_calls_for_somebody(client: Client, room: list[int], taken: int, status: int) -> None:
    room[0] = taken
    struck(timedelta(minutes=1))
    answer = client.get("/health/work")

    assert (answer.status_code, answer.json()["disks"]["var"]) == (status, taken / 100)
    assert ("var" in answer.json()["nearly_full"]) == (status == 503)
    assert client.get("/health/ready").status_code == 200


def test_only_looking_is_answered(client: Client) -> None:
    assert client.post("/health/live").status_code == 405


@pytest.fixture
def _figures(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


@pytest.mark.django_db
def test_figures_are_for_whoever_brings_the_token(client: Client, settings: Any) -> None:
    brought = {"headers": {"authorization": f"Bearer {TOKEN}"}}
    assert client.get("/metrics", **brought).status_code == 404
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics", **brought).status_code == 200
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics").status_code == 404


@pytest.mark.usefixtures("_figures")
def test_figures_name_doors_and_nobody(cast: Cast) -> None:
    struck(timedelta(seconds=20))
    client = signed_in(cast.ada.user)
    client.get(f"/join/{'s3cret' * 8}/")
    client.get("/nowhere/at/all/")
    told = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()

    assert 'alongside_requests_total{door="programmes:join",method="GET"' in told
    assert 'alongside_lag_seconds{what="clock"}' in told
    assert "alongside_failing_chores 0.0" in told
    assert 'alongside_disk_used_ratio{where="var"} 0.5' in told
    assert [word for word in ("s3cret", "nowhere", cast.ada.user.email) if word in told] == []


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the log would say, in JSON."""
    said: list[str] = []
    handler = logging.Handler()
    handler.addFilter(logs.DoorsOnly())
    handler.setFormatter(logs.Json("%(levelname)s %(name)s %(message)s"))
    handler.emit = lambda record: said.append(handler.format(record))  # type: ignore[method-assign]
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


def test_log_names_the_door_and_not_the_address(cast: Cast, lines: list[str]) -> None:
    client = signed_in(cast.ada.user)
    answer = client.get(f"/join/{'s3cret' * 8}/", headers={"x-request-id": "proxy-4711"})
    client.get("/s3cret/nowhere/")
    told = [json.loads(line) for line in lines]

    mine = next(one for one in told if one.get("request_id") == "proxy-4711")
    assert (mine["door"], mine["method"], mine["status"]) == ("programmes:join", "GET", answer.status_code)
    assert answer.headers["X-Request-ID"] == "proxy-4711"
    assert [line for line in lines if "s3cret" in line or cast.ada.user.email in line] == []
    assert len([one for one in told if one["name"] == "django.request"]) >= 1


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "two words here", "tab\tbed-long-enough"], ids=len)
@pytest.mark.django_db
def test_name_of_a_request_is_made_here_if_none_good_is_given(client: Client, given: str) -> None:
    assert len(client.get("/sign-in/", headers={"x-request-id": given}).headers["X-Request-ID"]) == 16


def quoting() -> tuple[Any, Any, Any]:
    """An error that quotes what somebody wrote, and came from another that does."""
    try:
        try:
            int(SECRET)
        except ValueError as first:
            raise KeyError(SECRET) from first
    except KeyError:
        return sys.exc_info()


@pytest.mark.parametrize("formatter", [logs.Plain("%(message)s"), logs.Json("%(message)s")], ids=["plain", "json"])
def test_error_is_told_without_what_it_quotes(formatter: logging.Formatter) -> None:
    record = logging.LogRecord("elearning", logging.ERROR, __file__, 1, "It failed", None, quoting())
    said = formatter.format(record)

    assert SECRET not in said
    assert [kind in said for kind in ("KeyError", "ValueError", "in quoting")] == [True, True, True]


class Post(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__({})
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        self.sent.append(envelope.serialize().decode())


def test_sentry_is_told_kinds_and_places_only() -> None:
    post = Post()
    alarming.begin("https://public@127.0.0.1/1", transport=post)
    try:
        with sentry_sdk.new_scope() as scope:
            scope.set_user({"email": "rosalind@example.org"})
            scope.set_extra("words", SECRET)
            sentry_sdk.add_breadcrumb(message=SECRET)
            sentry_sdk.capture_exception(quoting()[1])
        sentry_sdk.flush()
    finally:
        sentry_sdk.init()

    (sent,) = post.sent
    assert SECRET not in sent
    assert "rosalind" not in sent
    assert [word in sent for word in ("KeyError", "ValueError", "quoting")] == [True, True, True]


def test_sentry_is_told_nothing_of_a_request_that_failed_nor_of_a_line_in_the_log(cast: Cast) -> None:
    def broken(*given: Any) -> Any:
        raise RuntimeError(SECRET)

    post, client = Post(), signed_in(cast.ada.user)
    client.raise_request_exception = False
    alarming.begin("https://public@127.0.0.1/1", transport=post)
    try:
        with connection.execute_wrapper(broken):
            answer = client.post(f"/join/{SECRET}/?q={SECRET}", {"text": SECRET}, headers={"X-Secret": SECRET})
        logging.getLogger("elearning").error("Nobody should read %s", SECRET, extra={"words": SECRET})
        sentry_sdk.flush()
    finally:
        sentry_sdk.init()

    told = "\n".join(post.sent)
    assert (answer.status_code, "RuntimeError" in told) == (500, True)
    cookies = [cookie.value for cookie in client.cookies.values()]
    assert [word for word in (SECRET, SECRET.split()[0], cast.ada.user.email, *cookies) if word in told] == []
