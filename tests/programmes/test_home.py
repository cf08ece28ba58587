"""Home: the one next thing, the list of steps, and nobody else's."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from elearning.programmes import progress
from elearning.programmes.models import StepPage
from elearning.programmes.reports.home import how_long
from tests import factories
from tests.conftest import Cast, signed_in


def a_step(cast: Cast, slug: str, **fields: object) -> StepPage:
    step = StepPage(title=slug.title(), slug=slug, **fields)
    cast.programme.add_child(instance=step)
    return step


def test_home_shows_a_visitor_the_public_page_without_a_person(client: Client, cast: Cast) -> None:
    response = client.get(cast.programme.url)

    assert response.status_code == 200
    assert response.templates[0].name == "programmes/programme_public.html"
    assert "Ada" not in response.content.decode()


@pytest.mark.parametrize("name", ["zoe", "fay", "max", "olu"])
def test_home_shows_somebody_not_enrolled_the_public_page(cast: Cast, name: str) -> None:
    response = signed_in(getattr(cast, name)).get(cast.programme.url)

    assert response.templates[0].name == "programmes/programme_public.html"


def test_home_shows_the_enrolled_what_comes_next(cast: Cast) -> None:
    step = a_step(cast, "first", minutes=25)
    progress.start(cast.ada, step, answered=3, of=8)

    response = signed_in(cast.ada.user).get(cast.programme.url)

    assert response.context["home"].next.text == "3 of 8 answered"
    assert response.context["home"].next.action == "Carry on"
    assert response.context["home"].stages[0].items[0]["status"] == "In progress"


def test_home_without_steps_says_so(cast: Cast) -> None:
    response = signed_in(cast.ada.user).get(cast.programme.url)

    assert "The steps are being prepared" in response.content.decode()


def test_home_sends_whoever_has_not_read_the_notice_there_first(cast: Cast) -> None:
    cast.programme.privacy_version = "2"
    cast.programme.save()

    response = signed_in(cast.ada.user).get(cast.programme.url)

    assert response.headers["Location"] == f"/my/{cast.ada.public_id}/who-sees-what/"


def test_home_asks_the_database_as_often_with_seven_steps_as_with_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    ada = signed_in(cast.ada.user)
    a_step(cast, "step-0")
    ada.get(cast.programme.url)
    counts = []
    for number in (0, 6):
        for index in range(number):
            progress.start(cast.ada, a_step(cast, f"more-{index}"))
        with django_assert_max_num_queries(25) as captured:
            ada.get(cast.programme.url)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_mine_leads_a_participant_straight_home(cast: Cast) -> None:
    response = signed_in(cast.ada.user).get("/my/")

    assert response.headers["Location"] == cast.programme.url


def test_mine_lists_several_programmes(cast: Cast) -> None:
    factories.enrolment(factories.cohort(factories.programme(title="Another")), cast.ada.user)

    response = signed_in(cast.ada.user).get("/my/")

    assert len(response.context["enrolments"]) == 2


def test_mine_tells_a_stranger_kindly_that_there_is_nothing(cast: Cast) -> None:
    assert "You are in no programme yet" in signed_in(cast.zoe).get("/my/").content.decode()


def test_mine_leads_whoever_publishes_to_their_desk(cast: Cast) -> None:
    cast.pia.user_permissions.add(Permission.objects.get(codename="access_admin"))

    page = signed_in(cast.pia).get("/my/").content.decode()

    assert 'href="/admin/">The editors’ desk' in page
    assert "You are in no programme yet" not in page
    assert "The editors’ desk" not in signed_in(cast.zoe).get("/my/").content.decode()


def test_mine_asks_a_visitor_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/my/").headers["Location"] == "/sign-in/?next=/my/"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (1, "about 1 minute"),
        (50, "about 50 minutes"),
        (90, "about 1½ hours"),
        (210, "about 3½ hours"),
        (240, "about 4 hours"),
    ],
)
def test_how_long_speaks_of_hours_where_people_do(minutes: int | None, words: str) -> None:
    assert how_long(minutes) == words
