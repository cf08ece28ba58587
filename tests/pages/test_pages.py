"""The front door and the plain pages, for everybody."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page, get_page_models

from elearning.pages import loading
from elearning.pages.models import HomePage, PlainPage
from tests import factories
from tests.laying import laid

CONTENT = Path(settings.BASE_DIR) / "actionsets" / "content" / "making-partnering-work"


@laid
def front(db: None) -> HomePage:
    return loading.load(CONTENT)


def test_home_shows_a_visitor_what_happens_in_a_programme(client: Client, front: HomePage) -> None:
    body = client.get("/").content.decode()

    assert front.headline in body.replace("&#x27;", "’")
    assert body.count('"pd-timeline__what"') == 5
    assert body.count('"pd-card__title"') == 3


def test_home_asks_nobody_to_sign_in_who_has(client: Client, front: HomePage) -> None:
    asked = client.get("/").content.decode()
    client.force_login(factories.user("Ada Okafor"))

    body = client.get("/").content.decode()

    assert (asked.count("Sign in to write"), body.count("Sign in to write")) == (1, 0)
    assert body.count("If your organisation publishes") == 1


def test_front_of_an_empty_installation_says_what_is_to_be_done(client: Client, db: None) -> None:
    response = client.get("/")
    body = response.content.decode()

    assert response.status_code == 200
    assert body.count("<h1") == body.count("Nothing is here yet</h1>") == 1
    assert "<code>manage.py load_programme</code> lays out this page" in body
    assert "Wagtail" not in body


def test_no_page_that_somebody_makes_looks_like_an_empty_installation() -> None:
    ours = [kind for kind in get_page_models() if kind is not Page]

    assert [kind for kind in ours if kind.template == Page.template] == []


@pytest.mark.parametrize("slug", ["help", "privacy", "accessibility"])
def test_plain_pages_have_addresses_that_do_not_move(client: Client, front: HomePage, slug: str) -> None:
    PlainPage.objects.get(slug=slug).move(PlainPage.objects.get(slug="about-the-self-assessment"), pos="last-child")

    response = client.get(f"/{slug}/")

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_plain_page_that_nobody_has_written_is_not_found(client: Client, db: None) -> None:
    assert client.get("/help/").status_code == 404


def test_plain_page_that_is_withdrawn_is_not_found(client: Client, front: HomePage) -> None:
    PlainPage.objects.get(slug="help").unpublish()

    assert client.get("/help/").status_code == 404


def test_load_twice_changes_nothing(front: HomePage) -> None:
    before = [
        (page.pk, page.latest_revision_id, page.body.get_prep_value()) for page in PlainPage.objects.order_by("pk")
    ]

    again = loading.load(CONTENT)

    after = [
        (page.pk, page.latest_revision_id, page.body.get_prep_value()) for page in PlainPage.objects.order_by("pk")
    ]
    assert (again.pk, after) == (front.pk, before)


def test_load_takes_up_changed_words(front: HomePage, tmp_path: Path) -> None:
    text = (CONTENT / "pages.yaml").read_text(encoding="utf-8")
    (tmp_path / "pages.yaml").write_text(text.replace('title: "Help"', 'title: "Help and answers"'), encoding="utf-8")

    loading.load(tmp_path)

    assert PlainPage.objects.get(slug="help").title == "Help and answers"
