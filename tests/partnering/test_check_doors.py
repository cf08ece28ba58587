"""The doors of the checklist: its owner's alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elearning.partnering import checking
from elearning.partnering.checking import Given
from elearning.partnering.models import HealthCheck, WorkshopPage
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

STRANGERS = ["ben", "cal", "fay", "max", "olu", "pia", "zoe"]


@laid
def step(cast: Cast) -> WorkshopPage:
    return makers.workshop_page(cast.programme)


@laid
def check(cast: Cast, step: WorkshopPage) -> HealthCheck:
    made = checking.begin(cast.ada, step, partnership="Health board")
    return checking.answer(made, {"H1": Given("partly", "Nobody wrote it down"), "H6": Given("dont_know")}, seen=0)


def address(check: HealthCheck, name: str = "check") -> str:
    args = [check.public_id, 1] if name == "check_part" else [check.public_id]
    return reverse(f"partnering:{name}", args=args)


def user(cast: Cast, who: str):  # type: ignore[no-untyped-def]
    found = getattr(cast, who)
    return getattr(found, "user", found)


def typed(**given: str) -> dict[str, str]:
    return {"version": "1", **given}


@pytest.mark.parametrize("name", ["check", "check_part", "remove_check"])
@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_else_finds_it(cast: Cast, check: HealthCheck, name: str, who: str) -> None:
    client = signed_in(user(cast, who))

    assert (client.get(address(check, name)).status_code, client.post(address(check, name)).status_code) == (404, 404)
    assert HealthCheck.objects.count() == 1


@pytest.mark.parametrize("who", STRANGERS)
def test_list_of_somebody_else_does_not_name_it(cast: Cast, check: HealthCheck, who: str) -> None:
    page = signed_in(user(cast, who)).get(reverse("partnering:checks")).content.decode()

    assert "Health board" not in page


def test_choosing_a_partner_leads_to_the_statements(cast: Cast, step: WorkshopPage) -> None:
    partner = makers.entry(cast.ada, makers.map_page(cast.programme), name="The schools")

    answer = signed_in(cast.ada.user).post(step.door("check"), {"which": str(partner.pk)})

    made = HealthCheck.objects.get(owner=cast.ada.user, partnership="The schools")
    assert answer.headers["Location"] == address(made, "check_part")


def test_partner_on_somebody_elses_map_is_no_choice(cast: Cast, step: WorkshopPage) -> None:
    partner = makers.entry(cast.ben, makers.map_page(cast.programme), name="The schools")

    answer = signed_in(cast.ada.user).post(step.door("check"), {"which": str(partner.pk)})

    assert (answer.status_code, HealthCheck.objects.count()) == (422, 0)


@pytest.mark.parametrize("given", [{}, {"which": "other"}, {"which": "9" * 40}, {"which": "other", "name": "x" * 121}])
def test_choice_that_is_none_is_asked_again(cast: Cast, step: WorkshopPage, given: dict[str, str]) -> None:
    answer = signed_in(cast.ada.user).post(step.door("check"), given)

    assert (answer.status_code, HealthCheck.objects.count()) == (422, 0)


def test_saving_leads_to_the_next_group(cast: Cast, check: HealthCheck) -> None:
    answer = signed_in(cast.ada.user).post(
        address(check, "check_part"), typed(**{"s-H1": "partly", "r-H1": "Nobody wrote it down", "s-H2": "fully"})
    )

    assert answer.headers["Location"] == reverse("partnering:check_part", args=[check.public_id, 2])
    assert check.said() == {"H1": "partly", "H2": "fully", "H6": "dont_know"}


def test_page_saves_itself(cast: Cast, check: HealthCheck) -> None:
    sent = typed(**{"s-H1": "partly", "r-H1": "Nobody wrote it down", "s-H3": "mostly"})
    answer = signed_in(cast.ada.user).post(address(check, "check_part"), sent, headers={"x-autosave": "1"})

    assert (answer.status_code, answer.headers["X-Version"]) == (204, "2")


def test_stale_window_shows_both(cast: Cast, check: HealthCheck) -> None:
    answer = signed_in(cast.ada.user).post(address(check, "check_part"), {"version": "0", "s-H1": "fully"})

    page = answer.content.decode()
    assert (answer.status_code, "Nobody wrote it down" in page, 'value="fully"' in page) == (409, True, True)
    assert check.said()["H1"] == "partly"


def test_fault_keeps_what_is_right(cast: Cast, check: HealthCheck) -> None:
    sent = typed(**{"s-H1": "partly", "r-H1": "x" * 301, "s-H2": "fully", "s-H3": "rubbish"})
    answer = signed_in(cast.ada.user).post(address(check, "check_part"), sent)

    assert (answer.status_code, "x" * 301 in answer.content.decode()) == (422, True)
    assert check.said() == {"H1": "partly", "H2": "fully", "H6": "dont_know"}


@pytest.mark.parametrize("part", [0, 5, 99999999999999999999])
def test_there_are_four_groups(cast: Cast, check: HealthCheck, part: int) -> None:
    door = f"/checklists/{check.public_id}/{part}/"

    assert signed_in(cast.ada.user).get(door).status_code == 404


def test_own_answers_are_read_without_a_total(cast: Cast, check: HealthCheck) -> None:
    page = signed_in(cast.ada.user).get(address(check)).content.decode()

    start, find = page.index("Start here"), page.index("Find out")
    assert start < page.index("Nobody wrote it down") < find < page.index("We talk openly about differences")


def test_removing_asks_and_removes(cast: Cast, check: HealthCheck) -> None:
    client = signed_in(cast.ada.user)

    assert client.get(address(check, "remove_check")).status_code == 200
    assert client.post(address(check, "remove_check")).headers["Location"] == reverse("partnering:checks")
    assert HealthCheck.objects.count() == 0


@pytest.mark.parametrize("many", [1, 3])
def test_list_asks_the_same_of_the_database_for_one_and_three(cast: Cast, step: WorkshopPage, many: int) -> None:
    for number in range(many):
        made = checking.begin(cast.ada, step, partnership=f"Partner {number}")
        checking.answer(made, {"H1": Given("partly")}, seen=0)
    client = signed_in(cast.ada.user)

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("partnering:checks"))

    assert len(queries) == 5
