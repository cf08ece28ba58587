"""Lists ask the database as often for many rows as for few."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elearning.accounts.models import User
from elearning.programmes.models import CohortRole
from tests import factories
from tests.conftest import Cast, signed_in

MOST = 25


def cohorts(cast: Cast) -> None:
    factories.cohort(cast.programme)


def people(cast: Cast) -> None:
    factories.enrolment(cast.cohort, organisation=cast.organisation)
    factories.enrolment(cast.cohort, organisation=cast.organisation, state="invited")


def helpers(cast: Cast) -> None:
    CohortRole.objects.create(cohort=cast.cohort, user=factories.user(), kind=CohortRole.Kind.FACILITATOR)


def programmes(cast: Cast) -> None:
    factories.enrolment(factories.cohort(factories.programme()), cast.ada.user)


def queries(user: User, address: str, sent: dict[str, Any] | None) -> int:
    client = signed_in(user)
    ask = (lambda: client.post(address, sent)) if sent else (lambda: client.get(address))
    ask()
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("who", "door", "more"),
    [
        ("max", "/cohorts/", cohorts),
        ("max", "/my/", cohorts),
        ("ada", "/my/", programmes),
        ("fay", "/cohorts/{}/attendance/", people),
        ("fay", "/cohorts/{}/board.csv", people),
        ("olu", "/cohorts/{}/our-people/", people),
        ("max", "/cohorts/{}/helpers/", helpers),
    ],
)
def test_list_asks_as_often_for_many_as_for_few(cast: Cast, who: str, door: str, more: Callable[[Cast], None]) -> None:
    person, address = getattr(cast, who), door.format(cast.cohort.public_id)
    user = getattr(person, "user", person)
    more(cast)
    few = queries(user, address, None)
    for _again in range(3):
        more(cast)

    many = queries(user, address, None)

    assert few == many
    assert many <= MOST


def test_preview_asks_as_often_for_many_as_for_few(cast: Cast) -> None:
    address = f"/cohorts/{cast.cohort.public_id}/invite/"
    lists = ["\n".join(f"P,p{n}@example.org,Org {n}" for n in range(size)) for size in (1, 30)]

    few, many = (queries(cast.fay, address, {"pasted": text}) for text in lists)

    assert few == many
    assert many <= MOST
