"""A real Redis as the cache: several processes count together, and nothing that matters is lost with it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import Cast, signed_in
from tests.objectstore import ports
from tests.tools import needs

LONGEST_START = 30.0


def lasting(address: str) -> dict[str, Any]:
    """What the settings make of CACHE_URL."""
    return {"BACKEND": "elearning.caches.Lasting", "LOCATION": address}


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis of its own: its address as CACHE_URL says it, and its process."""
    needs("redis-server")
    (port,) = ports(1)
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)  # noqa: S603, S607 - Debian's own
    last = time.monotonic() + LONGEST_START
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)) and time.monotonic() < last:
            time.sleep(0.05)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


def test_processes_share_what_they_count(redis: tuple[str, Any], settings: Any, tmp_path: Path) -> None:
    settings.CACHES = {"default": lasting(redis[0])}
    cache.set("tries", 4)
    command = "import django; django.setup(); from django.core.cache import cache; print(cache.incr('tries'))"
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "CACHE_URL": redis[0],
        "DJANGO_SETTINGS_MODULE": "elearning.settings",
    }

    told = subprocess.check_output([sys.executable, "-c", command], cwd=configured.BASE_DIR, env=environment, text=True)  # noqa: S603

    assert (told.strip(), cache.get("tries")) == ("5", 5)


def test_process_counts_for_itself_while_the_cache_is_away(redis: tuple[str, Any], settings: Any) -> None:
    settings.CACHES = {"default": lasting(redis[0])}
    cache.set("before", "kept there")
    redis[1].kill()
    redis[1].wait()

    cache.set("tries", 1, timeout=60)

    assert (cache.get("before"), cache.incr("tries"), cache.get("tries")) == (None, 2, 2)
    assert (cache.add("tries", 9), cache.get_many(["tries", "before"])) == (False, {"tries": 2})


@pytest.mark.django_db
def test_people_stay_signed_in_when_the_cache_is_lost(redis: tuple[str, Any], settings: Any, cast: Cast) -> None:
    settings.CACHES = {"default": lasting(redis[0])}
    reader: Client = signed_in(cast.ada.user)
    before = reader.get(reverse("programmes:mine"), follow=True)

    redis[1].kill()
    redis[1].wait()
    after = reader.get(reverse("programmes:mine"), follow=True)

    assert (before.status_code, after.status_code) == (200, 200)
    assert before.wsgi_request.user == after.wsgi_request.user == cast.ada.user
