"""Two web servers and two workers on one PostgreSQL, started without Docker and restarted in turn while people work: no request
fails, nothing acknowledged is lost (TRUST R14, in short; `make survive ONLY=R14` is the long way)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from actionsets.models.private import Reflection
from actionsets.rehearsing.people import Stage
from tests.stories.test_at_once import database_url
from tests.survive.processes import Installation
from tests.survive.r14_rolling import rolled

PEOPLE = 3
REST = 0.1


@pytest.fixture
def place(stage: Stage, tmp_path: Path) -> Iterator[Installation]:
    """An installation before the database of the tests."""
    if connection.vendor != "postgresql":
        pytest.skip("Several machines share PostgreSQL; SQLite is for one.")
    one = Installation(tmp_path, database_url(), connection.vendor, told={"SECRET_KEY": settings.SECRET_KEY})
    yield one
    one.close()


def test_no_request_fails_while_servers_and_workers_are_restarted(place: Installation) -> None:
    ledger, balancer, house = rolled(place, people=PEOPLE, rest=REST)
    lost = ledger.lost()
    Reflection.objects.filter(key__in=list(ledger.sent)).delete()

    assert ledger.failures == []
    assert (lost, set(house.codes), balancer.broken) == (0, {0}, 0)
    assert min(server.served for server in balancer.servers) > 0
    assert ledger.saves > 10
