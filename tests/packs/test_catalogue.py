"""The catalogue: what visitors find, and how they narrow it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from elearning.programmes.models import SubjectFramework
from packs.models import LearningPackPage
from tests import factories
from tests.packs import makers

MOST_QUERIES = 12


@pytest.fixture
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def titles(**query: str) -> list[str]:
    response = Client().get(reverse("packs:catalogue"), query)
    assert response.status_code == 200
    return [pack.title for pack in response.context["packs"]]


def test_catalogue_is_open_to_visitors(framework: SubjectFramework) -> None:
    makers.pack(framework, title="Open to all")

    assert titles() == ["Open to all"]


def test_catalogue_hides_drafts(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Published")
    draft = makers.pack(framework, number=3, title="Withdrawn")
    draft.unpublish()

    assert titles() == ["Published"]


def test_catalogue_hides_what_only_some_may_see(framework: SubjectFramework) -> None:
    page = makers.pack(framework)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert titles() == []
    assert Client().get(page.url + "reading/").status_code == 302
    assert Client().get(page.url + "pdf/").status_code == 302


def test_filter_by_subject(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Lead", subject="LEAD")
    makers.pack(framework, number=7, title="Track", subject="TRAK")

    assert titles(subject="TRAK") == ["Track"]


def test_filter_by_publisher(framework: SubjectFramework) -> None:
    alder, salt = makers.publisher("Alder", "MPW"), makers.publisher("Salt", "SCC")
    makers.pack(framework, alder, title="Ours")
    makers.pack(framework, salt, title="Theirs")

    assert titles(publisher=salt.slug) == ["Theirs"]


def test_filter_by_time(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Short", minutes=40)
    makers.pack(framework, number=3, title="Long", minutes=55)

    assert titles(time="45") == ["Short"]
    assert titles(time="60") == ["Short", "Long"]


def test_filter_by_language(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="English")
    french = makers.pack(framework, number=3, title="Français")
    LearningPackPage.objects.filter(pk=french.pk).update(locale=Locale.objects.create(language_code="fr"))

    assert titles(language="fr") == ["Français"]


def test_filter_by_words_needs_all_of_them_somewhere(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Receptionists and rotas", summary="Who waits.")
    makers.pack(framework, number=3, title="Receptionists", summary="Who leads.")

    assert titles(q="rotas WAITS") == ["Receptionists and rotas"]


def test_filters_in_use_can_be_taken_away(framework: SubjectFramework) -> None:
    makers.pack(framework)

    response = Client().get(reverse("packs:catalogue"), {"subject": "LEAD", "time": "60", "page": "1"})

    assert response.context["tags"] == [
        {"words": "Title of LEAD", "href": "?time=60"},
        {"words": "Up to 60 minutes", "href": "?subject=LEAD"},
    ]


@pytest.mark.parametrize("query", [{"q": "a\x00b"}, {"q": "x" * 5000}, {"subject": "nope"}, {"publisher": "nope"}])
def test_nonsense_gives_a_message_and_no_packs(framework: SubjectFramework, query: dict[str, str]) -> None:
    makers.pack(framework)

    response = Client().get(reverse("packs:catalogue"), query)

    assert (response.status_code, response.context["packs"]) == (200, [])
    assert "There is a problem" in response.content.decode()


def test_page_that_does_not_exist_shows_the_last(framework: SubjectFramework) -> None:
    makers.pack(framework)

    assert len(titles(page="99")) == len(titles(page="x")) == 1


def test_catalogue_shows_24_a_page(framework: SubjectFramework) -> None:
    for number in range(10, 36):
        makers.pack(framework, number=number)

    assert (len(titles()), len(titles(page="2"))) == (24, 2)


def queries(url: str, client: Client | None = None) -> int:
    (client or Client()).get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert (client or Client()).get(url).status_code == 200
    return len(found)


def test_queries_stay_the_same_with_more_packs(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2)
    one = queries(reverse("packs:catalogue"))
    makers.pack(framework, number=3, subject="BARR")
    makers.pack(framework, makers.publisher("Salt", "SCC"), subject="INFL")

    assert queries(reverse("packs:catalogue")) == one
    assert one <= MOST_QUERIES


def test_publisher_page_shows_its_packs(framework: SubjectFramework) -> None:
    alder, salt = makers.publisher("Alder", "MPW"), makers.publisher("Salt", "SCC")
    makers.pack(framework, alder, title="Ours")
    makers.pack(framework, salt, title="Theirs")

    page = Client().get(alder.url).content.decode()

    assert "Ours" in page
    assert "Theirs" not in page


def test_publisher_page_queries_stay_the_same(framework: SubjectFramework) -> None:
    alder = makers.publisher()
    makers.pack(framework, alder, number=2)
    one = queries(alder.url)
    makers.pack(framework, alder, number=3)
    makers.pack(framework, alder, number=4)

    assert queries(alder.url) == one
    assert one <= MOST_QUERIES
