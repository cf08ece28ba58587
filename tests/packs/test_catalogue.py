"""The catalogue: what visitors find, and how they narrow it."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from elearning.programmes.models import SubjectFramework
from packs.models import LearningPackPage
from tests import factories
from tests.laying import laid
from tests.packs import makers

MOST_QUERIES = 12


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def shown(**query: str) -> Any:
    response = Client().get(reverse("packs:catalogue"), query)
    assert response.status_code == 200
    return response.context


def titles(**query: str) -> list[str]:
    return [pack.title for pack in shown(**query)["packs"]]


def offered(name: str, **query: str) -> dict[str, int]:
    """The choices of a filter with what each leaves."""
    found = [facet for facet in shown(**query)["filters"].facets() if facet.name == name]
    return {option.words: option.number for facet in found for option in facet.options}


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
    makers.pack(framework, number=2, title="Zebras and quilts", summary="Who waits.")
    makers.pack(framework, number=3, title="Zebras", summary="Who leads.")

    assert titles(q="quilts ZEBRA") == ["Zebras and quilts"]


def test_words_and_filters_narrow_together(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Rotas that lead", subject="LEAD")
    makers.pack(framework, number=3, title="Rotas on track", subject="TRAK")

    assert titles(q="rotas", subject="TRAK") == ["Rotas on track"]


def test_words_that_only_drafts_and_hidden_packs_have_find_nothing(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="Zebra crossing").unpublish()
    hidden = makers.pack(framework, number=3, title="Zebra stripes")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    assert titles(q="zebra") == []


def test_best_match_comes_first_unless_another_order_is_asked_for(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, title="A first thing", summary="About quilts.")
    newer = makers.pack(framework, number=3, title="Quilts")
    LearningPackPage.objects.filter(pk=newer.pk).update(published_on=date(2030, 1, 1))

    assert titles(q="quilts") == titles(sort="newest") == ["Quilts", "A first thing"]
    assert titles(q="quilts", sort="title") == titles() == ["A first thing", "Quilts"]


def test_search_is_cut_into_pages(framework: SubjectFramework) -> None:
    for number in range(10, 36):
        makers.pack(framework, number=number, title=f"Rotas {number}")

    assert (len(titles(q="rotas")), len(titles(q="rotas", page="2"))) == (24, 2)
    assert titles(q="rotas", page="2") == titles(q="rotas", page="9")


def test_mistyped_word_is_mended_by_a_link(framework: SubjectFramework) -> None:
    makers.pack(framework, title="Receptionists and rotas")

    context = shown(q="receptoinists", time="60")

    assert list(context["packs"]) == []
    assert context["meant"] == {"words": "receptionists", "href": "?q=receptionists&time=60"}


def test_words_of_which_only_some_are_found_say_so(framework: SubjectFramework) -> None:
    makers.pack(framework, title="Receptionists and rotas")

    page = Client().get(reverse("packs:catalogue"), {"q": "rotas zeppelin"})

    assert [pack.title for pack in page.context["packs"]] == ["Receptionists and rotas"]
    assert "No publication has all of these words" in page.content.decode()


# What each choice would leave


def test_choices_say_how_many_they_leave(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, subject="LEAD", minutes=40)
    makers.pack(framework, number=3, subject="LEAD", minutes=60)
    makers.pack(framework, number=4, subject="TRAK", minutes=60)

    assert offered("subject") == {"Title of LEAD": 2, "Title of TRAK": 1}
    assert offered("time") == {"Up to 45 minutes": 1, "Up to 60 minutes": 3}


def test_choices_count_beside_the_other_filters(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, subject="LEAD", minutes=40)
    makers.pack(framework, number=3, subject="LEAD", minutes=60)
    makers.pack(framework, number=4, subject="TRAK", minutes=40)

    assert offered("subject", time="45") == {"Title of LEAD": 1, "Title of TRAK": 1}
    assert offered("subject", subject="LEAD") == {"Title of LEAD": 2, "Title of TRAK": 1}
    assert offered("subject", q="xylophone") == {}


def test_filter_that_would_change_nothing_is_not_offered(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2)
    makers.pack(framework, number=3)

    assert [facet.name for facet in shown()["filters"].facets()] == []


def test_every_choice_leads_to_as_many_packs_as_it_says(framework: SubjectFramework) -> None:
    salt = makers.publisher("Salt", "SCC")
    makers.pack(framework, makers.publisher("Alder", "MPW"), number=2, subject="LEAD", minutes=30, level="New to it")
    makers.pack(framework, salt, number=3, subject="TRAK", minutes=45, level="Old hands")
    makers.pack(framework, salt, number=4, subject="TRAK", minutes=70, level="Old hands")
    addresses = [reverse("packs:catalogue")]
    followed = 0
    for start in ["", "?subject=TRAK", "?q=partner&time=60"]:
        context = Client().get(addresses[0] + start).context
        for facet in context["filters"].facets():
            for option in facet.options:
                found = Client().get(addresses[0] + option.href).context
                followed += 1
                if not option.chosen:
                    assert (option.words, len(found["packs"])) == (option.words, option.number)
                assert found["page"].paginator.count == len(found["packs"])
    assert followed > 15


def test_chosen_choice_leads_back(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2, subject="LEAD")
    makers.pack(framework, number=3, subject="TRAK")

    (facet,) = shown(subject="LEAD", page="1")["filters"].facets()

    assert [(option.href, option.chosen) for option in facet.options] == [("?", True), ("?subject=TRAK", False)]


def test_filters_in_use_travel_with_the_words(framework: SubjectFramework) -> None:
    makers.pack(framework)

    page = Client().get(reverse("packs:catalogue"), {"subject": "LEAD", "time": "60"}).content.decode()

    assert '<input type="hidden" name="subject" value="LEAD">' in page
    assert '<input type="hidden" name="time" value="60">' in page


def test_list_says_packs_or_resources(framework: SubjectFramework) -> None:
    makers.pack(framework, number=2)
    makers.resource(framework)

    assert offered("format") == {"Learning pack": 1, "Resource": 1}
    assert len(titles(format="resource")) == 1


def test_filters_in_use_can_be_taken_away(framework: SubjectFramework) -> None:
    makers.pack(framework)

    response = Client().get(reverse("packs:catalogue"), {"subject": "LEAD", "time": "60", "page": "1"})

    assert response.context["tags"] == [
        {"words": "Title of LEAD", "href": "?time=60"},
        {"words": "Up to 60 minutes", "href": "?subject=LEAD"},
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"q": "word " * 1000},
        {"subject": "nope"},
        {"publisher": "nope"},
        {"time": "31"},
        {"sort": "code"},
        {"level": "y\x00"},
    ],
)
def test_nonsense_gives_a_message_and_no_packs(framework: SubjectFramework, query: dict[str, str]) -> None:
    makers.pack(framework)

    response = Client().get(reverse("packs:catalogue"), query)

    assert (response.status_code, response.context["packs"]) == (200, [])
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize(
    "words",
    ['"', "'", '"unclosed', "a AND", "NOT", "OR OR", "title:x", "{body} : y", "*", "a*b", "(", "))", "^x", "-", "+", "%", "_",
     "\\", "'; DROP TABLE x; --", "a:*", "!a", "a & | b", "<->", "NEAR(a b)", "🦓", "\u202e", "ﬁn", "ß", " ", "½"],
)  # fmt: skip
def test_what_the_search_engines_take_for_commands_is_read_as_words(framework: SubjectFramework, words: str) -> None:
    makers.pack(framework)

    assert Client().get(reverse("packs:catalogue"), {"q": words}).status_code == 200


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


def test_a_thousand_packs_are_listed_with_few_queries(framework: SubjectFramework) -> None:
    makers.many(framework, 1000, lambda number: f"Quilts {number}", lambda number: "Receptionists wait.")
    door = reverse("packs:catalogue")

    for address in (door, f"{door}?subject=LEAD&time=45", f"{door}?q=quilt", f"{door}?q=receptionist&page=7"):
        assert queries(address) <= MOST_QUERIES
        found = Client().get(address).context
        assert len(found["packs"]) == 24
    assert shown()["page"].paginator.count == shown(q="quilts")["page"].paginator.count + 1 == 1001
    assert queries(f"{door}?q=receptoinists") <= MOST_QUERIES


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
