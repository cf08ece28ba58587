"""The register of resource codes: reserve, use, retire, and never twice; each publisher's editors see their own."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import Locale

from elearning.accounts.models import User
from elearning.programmes.models import SubjectFramework
from packs import publishing, registering
from packs.models import LearningPackPage, PublisherPage, ResourceCode
from packs.wagtail_hooks import packs_in_the_menu
from tests import factories
from tests.conftest import signed_in
from tests.laying import laid
from tests.packs import makers
from tests.packs.test_publishing import draft_below


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


@laid
def alder(framework: SubjectFramework) -> PublisherPage:
    return makers.publisher("Alder", "MPW")


def next_code(publisher: PublisherPage, category: str = "410") -> str:
    return registering.reserve_next(publisher, category=category).code


def test_first_number_is_kept_for_the_guide(alder: PublisherPage) -> None:
    assert [next_code(alder), next_code(alder), next_code(alder, "500")] == ["MPW:410-02", "MPW:410-03", "MPW:500-02"]


def test_numbers_in_use_and_in_drafts_are_passed_over(framework: SubjectFramework, alder: PublisherPage) -> None:
    makers.pack(framework, alder, number=4)
    draft_below(alder, framework, code="MPW:410-07")

    assert next_code(alder) == "MPW:410-08"


def test_number_of_a_deleted_draft_or_retired_code_is_not_given_again(alder: PublisherPage) -> None:
    row = registering.reserve_next(alder, category="410")

    registering.retire(row, by=makers.author(alder))

    assert next_code(alder) == "MPW:410-03"


def test_category_ends(alder: PublisherPage) -> None:
    ResourceCode.objects.create(code="MPW:410-99", state="reserved")

    with pytest.raises(registering.CategoryFullError):
        next_code(alder)


def test_publication_uses_the_reserved_code(framework: SubjectFramework, alder: PublisherPage) -> None:
    code = next_code(alder)

    pack = makers.pack(framework, alder, number=2)

    row = ResourceCode.objects.get()
    assert (row.code, row.state, row.lineage) == (code, "used", pack.translation_key)


def test_retired_code_publishes_nothing(framework: SubjectFramework, alder: PublisherPage) -> None:
    row = registering.reserve_next(alder, category="410")
    registering.retire(row, by=makers.author(alder))
    pack = draft_below(alder, framework, code=row.code)

    with pytest.raises(registering.CodeTakenError):
        publishing.record(pack)
    with pytest.raises(ValidationError, match="retired"):
        pack.check_code(row.code, publisher=alder)


def test_code_that_is_retired_while_a_check_is_waiting_stops_the_publication(
    framework: SubjectFramework, alder: PublisherPage
) -> None:
    row = registering.reserve_next(alder, category="410")
    pack = makers.pack(framework, makers.publisher("Salt", "SCC"), number=9)
    pack.code, pack.publisher = row.code, alder
    assert "retired" not in " ".join(pack.lacking())

    registering.retire(row, by=makers.author(alder))

    assert "This code is retired. A code is never used again." in pack.lacking()


def test_code_of_a_published_pack_is_not_retired(framework: SubjectFramework, alder: PublisherPage) -> None:
    pack = makers.pack(framework, alder)
    row, editor = ResourceCode.objects.get(code=pack.code), makers.author(alder)

    with pytest.raises(registering.StillPublishedError):
        registering.retire(row, by=editor)
    pack.unpublish()

    assert registering.retire(row, by=editor).is_retired


def test_translation_shares_the_code(framework: SubjectFramework, alder: PublisherPage) -> None:
    pack = makers.pack(framework, alder)
    other = draft_below(alder, framework, code=pack.code)
    LearningPackPage.objects.filter(pk=other.pk).update(
        translation_key=pack.translation_key, locale=Locale.objects.create(language_code="cy")
    )

    row = registering.use(LearningPackPage.objects.get(pk=other.pk))

    assert row.lineage == pack.translation_key
    assert ResourceCode.objects.count() == 1


# The screen


def test_editor_reserves_and_retires(alder: PublisherPage) -> None:
    client = signed_in(makers.author(alder))

    client.post(reverse("pack_codes"), {"publisher": "MPW", "category": "410", "meant_for": "A glossary"})
    page = client.get(reverse("pack_codes")).content.decode()
    client.post(reverse("pack_code_retire", args=[ResourceCode.objects.get().pk]))

    assert "MPW:410-02" in page
    assert "A glossary" in page
    assert ResourceCode.objects.get().is_retired


def test_register_says_what_carries_each_code(framework: SubjectFramework, alder: PublisherPage) -> None:
    pack = makers.pack(framework, alder)
    reserved = registering.reserve_next(alder, category="410", meant_for="A glossary")

    lines = registering.register(alder)

    assert [(line.row.code, line.title, line.can_be_retired) for line in lines] == [
        (pack.code, pack.title, False),
        (reserved.code, "", True),
    ]


def test_retiring_asks_first(alder: PublisherPage) -> None:
    row = registering.reserve_next(alder, category="410", meant_for="A glossary")

    page = signed_in(makers.author(alder)).get(reverse("pack_code_retire", args=[row.pk])).content.decode()

    assert "This cannot be undone." in page
    assert not ResourceCode.objects.get().is_retired


@pytest.mark.parametrize("category", ["", "41", "4100", "abc"])
def test_category_must_have_three_digits(alder: PublisherPage, category: str) -> None:
    page = signed_in(makers.author(alder)).post(reverse("pack_codes"), {"publisher": "MPW", "category": category})

    assert page.status_code == 200
    assert ResourceCode.objects.count() == 0


def test_editors_of_another_publisher_see_and_change_nothing(alder: PublisherPage) -> None:
    row = registering.reserve_next(alder, category="410", meant_for="A secret plan")
    client = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))

    seen = client.get(reverse("pack_codes")).content.decode()
    tried = [
        client.post(reverse("pack_codes"), {"publisher": "MPW", "category": "410"}),
        client.post(reverse("pack_code_retire", args=[row.pk])),
    ]

    assert "A secret plan" not in seen
    assert "MPW" not in seen
    assert [answer.status_code for answer in tried] == [404, 404]
    assert ResourceCode.objects.get().state == "reserved"


def test_authors_and_visitors_keep_no_register(alder: PublisherPage) -> None:
    author = signed_in(makers.author(alder, as_editor=False))

    assert author.get(reverse("pack_codes")).status_code == 404
    assert Client().get(reverse("pack_codes")).status_code == 302


def test_menu_shows_each_their_own_screens(alder: PublisherPage) -> None:
    stranger = factories.user("Max Manager", is_superuser=False)
    editor, author = makers.author(alder), makers.author(alder, "Ama Author", as_editor=False)

    def offered(user: User) -> set[str]:
        request = RequestFactory().get("/admin/")
        request.user = user
        return {item.url.rpartition("/packs/")[2] for item in packs_in_the_menu().menu.menu_items_for_request(request)}

    assert offered(stranger) == set()
    assert {"codes/", "tending/", "links/", "translations/", "voices/"} <= offered(editor)
    assert offered(author) == {"translations/", "voices/"}
