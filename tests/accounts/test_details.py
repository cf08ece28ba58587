"""One's own details: a name and a time zone that hold everywhere, taken from a list, and nobody else's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone

from elearning.accounts import clocks, http
from elearning.accounts.middleware import OwnClock
from elearning.accounts.models import User
from tests import factories
from tests.conftest import Cast, signed_in

HELSINKI = "Europe/Helsinki"
WINTER = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def sent(user: User, **changed: str) -> dict[str, str]:
    return {"first_name": "Ada", "last_name": "Byrne", "time_zone": HELSINKI, "made_for": http.mark_of(user), **changed}


def kept(user: User) -> tuple[str, str, str]:
    user.refresh_from_db()
    return user.first_name, user.last_name, user.time_zone


def test_details_keep_name_and_time_zone(cast: Cast) -> None:
    answer = signed_in(cast.ada.user).post(reverse("account_details"), sent(cast.ada.user))

    assert (answer.status_code, kept(cast.ada.user)) == (302, ("Ada", "Byrne", HELSINKI))


def test_details_may_leave_the_zone_to_the_programme(cast: Cast) -> None:
    User.objects.filter(pk=cast.ada.user.pk).update(time_zone=HELSINKI)

    signed_in(cast.ada.user).post(reverse("account_details"), sent(cast.ada.user, time_zone=""))

    assert kept(cast.ada.user)[2] == ""


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "Europe", "europe/london", "posix/Europe/London", "x" * 5000]
)
def test_details_refuse_a_zone_that_is_none_and_lose_nothing(cast: Cast, zone: str) -> None:
    before = kept(cast.ada.user)

    answer = signed_in(cast.ada.user).post(reverse("account_details"), sent(cast.ada.user, time_zone=zone))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["time_zone"])
    assert 'value="Byrne"' in answer.content.decode()
    assert kept(cast.ada.user) == before


@pytest.mark.parametrize("name", ["", "   ", "x" * 151, "nul\x00"])
def test_details_refuse_what_is_no_name(cast: Cast, name: str) -> None:
    answer = signed_in(cast.ada.user).post(reverse("account_details"), sent(cast.ada.user, first_name=name))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["first_name"])


def test_details_of_a_page_made_for_somebody_else_change_nobody(cast: Cast) -> None:
    before = kept(cast.ben.user)

    answer = signed_in(cast.ben.user).post(reverse("account_details"), sent(cast.ada.user))

    assert (answer.status_code, kept(cast.ben.user)) == (403, before)


def test_every_zone_that_is_offered_is_one_and_fits_its_column() -> None:
    offered = [name for _title, rows in clocks.choices() for name, _place in rows]

    assert len(offered) == len(set(offered)) > 300
    assert [name for name in offered if len(name) > 60 or ZoneInfo(name).key != name] == []


@pytest.mark.parametrize("stored", ["", "Atlantis/Capital", "../secret"])
def test_a_zone_that_is_unknown_gives_way_to_the_cohorts(db: None, stored: str) -> None:
    user = factories.user("Ada Example", time_zone=stored)

    assert clocks.zone_of(user, "Europe/Paris").key == "Europe/Paris"
    assert not clocks.is_elsewhere(user, WINTER, ZoneInfo("Europe/Paris"))


def at(user: User | None) -> HttpRequest:
    request = HttpRequest()
    request.user = user  # type: ignore[assignment]
    return request


def test_times_behind_locked_doors_are_told_on_ones_own_clock(db: None) -> None:
    user = factories.user("Ada Example", time_zone=HELSINKI)
    told: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        clock.process_view(request, answer, (), {})
        told.append(timezone.get_current_timezone_name())
        return HttpResponse()

    clock = OwnClock(answer)
    clock(at(user))

    assert (told, timezone.get_current_timezone_name()) == ([HELSINKI], "Europe/London")


@pytest.mark.parametrize(
    ("zone", "words"), [(HELSINKI, "for you Monday 11:00, Helsinki time"), ("Europe/Lisbon", ""), ("", "")]
)
def test_a_meeting_says_what_ones_own_clock_shows_where_it_differs(db: None, zone: str, words: str) -> None:
    context = Context(
        {"request": at(factories.user("Ada Example", time_zone=zone)), "at": WINTER, "zone": ZoneInfo("Europe/London")}
    )

    assert Template("{% load clocks %}{% for_me at zone %}").render(context) == words
