"""Finding pages by their whole address: the same as Wagtail finds, whatever has happened to pages since the last time."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from elearning.pages.loading import home
from elearning.pages.models import PlainPage
from elearning.programmes.models import StepPage
from tests import factories
from tests.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db


def plain(parent: Page, slug: str, **fields: bool) -> PlainPage:
    page = PlainPage(title=slug.title(), slug=slug, **fields)
    parent.add_child(instance=page)
    return page


def status(address: str) -> int:
    return Client().get(address).status_code


def test_page_is_found_at_its_new_address_alone() -> None:
    above, below = plain(home(), "above"), plain(home(), "below")
    page = plain(above, "moving")
    first = status("/above/moving/")
    page.move(below, pos="last-child")

    assert (first, status("/above/moving/"), status("/below/moving/")) == (200, 404, 200)


def test_draft_is_not_there_and_what_lies_below_it_is() -> None:
    above = plain(home(), "above")
    plain(above, "beneath")
    above.unpublish()

    assert (status("/above/"), status("/above/beneath/"), status("/above/nothing/")) == (404, 200, 404)


def test_programme_in_the_place_of_another_is_found() -> None:
    first = factories.programme(slug="the-programme")
    found = [status("/the-programme/"), status("/the-programme/")]
    first.delete()
    gone = status("/the-programme/")
    factories.programme(slug="the-programme", title="Another")

    assert (found, gone) == ([200, 200], 404)
    assert "Another" in Client().get("/the-programme/").content.decode()


def test_step_costs_as_much_the_second_time_and_less(cast: Cast) -> None:
    step = StepPage(title="Bare", slug="bare")
    cast.programme.add_child(instance=step)
    client, asked = signed_in(cast.ada.user), []
    for _time in range(3):
        with CaptureQueriesContext(connection) as captured:
            client.get(step.url)
        asked.append(len(captured))

    assert asked[2] == asked[1] <= asked[0]


def test_step_is_gone_with_its_page(cast: Cast) -> None:
    step = StepPage(title="Bare", slug="bare")
    cast.programme.add_child(instance=step)
    client = signed_in(cast.ada.user)
    there = [client.get(step.url).status_code for _time in range(2)]
    step.unpublish()

    assert (there, client.get(step.url).status_code) == ([200, 200], 404)
