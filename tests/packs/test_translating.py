"""Translations: begun from the published words, flagged when the source changes, found by readers in their language."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from packs import editions, exporting, reading, translating
from packs.models import LearningPackPage, PackTranslation, PackVersion, PublisherPage, ResourceCode
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def begun(pack: LearningPackPage, language: str = "cy") -> PackTranslation:
    return translating.begin(pack, language=language, by=makers.editor(pack.publisher))


def translated(pack: LearningPackPage, title: str = "Arwain heb awdurdod") -> LearningPackPage:
    page = begun(pack).page
    page.title = title
    page.save_revision().publish()
    return LearningPackPage.objects.get(pk=page.pk)


def test_translation_begins_with_the_published_words(pack: LearningPackPage) -> None:
    row = begun(pack)

    page = LearningPackPage.objects.get(pk=row.page_id)
    assert (page.language, page.code, page.version, page.live) == ("cy", pack.code, "1.0", False)
    assert (page.translation_key, page.publisher) == (pack.translation_key, pack.publisher)
    assert (row.follows, row.is_behind) == (pack.versions.get(), False)
    assert [block.id for block in page.body] == [block.id for block in pack.body]
    assert [change["note"] for change in page.changes()] == ["Translated from version 1.0 (en-gb)."]


def test_language_is_translated_into_once(pack: LearningPackPage) -> None:
    begun(pack)

    for language in ("cy", "en-gb"):
        with pytest.raises(translating.AlreadyTranslatedError):
            begun(pack, language)


def test_published_translation_shares_the_code_and_has_numbers_of_its_own(pack: LearningPackPage) -> None:
    makers.next_version(pack)
    page = translated(LearningPackPage.objects.get(pk=pack.pk))

    assert ResourceCode.objects.get(code=pack.code).lineage == page.translation_key
    assert [version.label for version in pack.versions.order_by("number")] == ["1.0", "1.1"]
    assert [version.label for version in page.versions.all()] == ["1.0"]


def test_source_that_changes_is_flagged_until_the_translator_has_looked(pack: LearningPackPage) -> None:
    row, other = begun(pack), begun(makers.pack(pack.subject.framework, number=3))
    makers.next_version(pack)

    assert list(PackTranslation.objects.behind()) == [row]
    assert (row.is_behind, other.is_behind) == (True, False)

    translating.follow(row, version=2, by=makers.editor(pack.publisher))
    assert not PackTranslation.objects.behind().exists()
    makers.next_version(pack, version="1.2", title="Changed once more")
    assert list(PackTranslation.objects.behind()) == [row]


def test_only_versions_of_the_source_can_be_followed(pack: LearningPackPage) -> None:
    row = begun(pack)

    with pytest.raises(PackVersion.DoesNotExist):
        translating.follow(row, version=7, by=makers.editor(pack.publisher))


def test_loading_the_content_again_leaves_the_translation_alone(pack: LearningPackPage) -> None:
    page = translated(pack)

    again = makers.pack(pack.subject.framework, pack.publisher)

    assert again == pack
    assert LearningPackPage.objects.get(pk=page.pk).title == "Arwain heb awdurdod"


# Readers


def test_readers_find_the_other_languages(pack: LearningPackPage) -> None:
    page = translated(pack)

    english, welsh = (Client().get(one.url).content.decode() for one in (pack, page))

    assert f'href="{page.url}" lang="cy" hreflang="cy" rel="alternate">Cymraeg</a>' in english
    assert f'href="{pack.url}" lang="en-gb" hreflang="en-gb" rel="alternate">British English</a>' in welsh
    assert "Translated from version 1.0 in English." in welsh
    assert "That has changed since" not in welsh


def test_words_are_marked_by_their_language(pack: LearningPackPage) -> None:
    page = translated(pack)

    front = Client().get(page.url).content.decode()
    tool = Client().get(f"{page.url}tool-1/").content.decode()
    english = Client().get(f"{pack.url}tool-1/").content.decode()

    assert '<html lang="en-gb"' in front
    assert '<span lang="cy">Arwain heb awdurdod</span>' in front
    assert '<div lang="cy">' in tool
    assert 'lang="en-gb">How to use it' in tool
    assert english.count(" lang=") == 1


def test_paper_marks_our_words_among_those_of_the_pack(pack: LearningPackPage) -> None:
    english, welsh = (exporting.html_of(one) for one in (pack, translated(pack)))

    assert '<html lang="cy">' in welsh
    assert '<dt lang="en-gb">Time</dt>' in welsh
    assert english.count(" lang=") == 1


def test_files_of_two_languages_have_two_names(pack: LearningPackPage) -> None:
    names = [exporting.file_name(one, "-T") for one in (pack, translated(pack))]

    assert names == ["MPW-410-02-T-v1.0.pdf", "MPW-410-02-T-cy-v1.0.pdf"]


def test_draft_translation_is_not_offered(pack: LearningPackPage) -> None:
    begun(pack)

    assert 'hreflang="cy"' not in Client().get(pack.url).content.decode()


def test_reader_of_a_translation_is_told_quietly_that_its_source_has_changed(pack: LearningPackPage) -> None:
    page = translated(pack)
    makers.next_version(pack)

    assert "That has changed since" in Client().get(page.url).content.decode()
    assert "That has changed since" not in Client().get(pack.url).content.decode()


def test_shelf_shows_a_pack_once_in_the_language_of_the_programme(cast: Cast, pack: LearningPackPage) -> None:
    makers.choose(cast.ada, "LEAD")
    page = translated(pack)

    assert [pin.packs for pin in reading.pinned(cast.ada)] == [[pack]]
    cast.programme.locale = Locale.objects.get(language_code="cy")
    cast.programme.save()
    cast.ada.cohort.programme.refresh_from_db()
    assert [pin.packs for pin in reading.pinned(cast.ada)] == [[page]]


def test_shelf_keeps_what_was_taken_up_in_another_language(cast: Cast, pack: LearningPackPage) -> None:
    makers.choose(cast.ada, "LEAD")
    page = translated(pack)
    signed_in(cast.ada.user).post(f"{page.url}start/")

    assert {one.pk for pin in reading.pinned(cast.ada) for one in pin.packs} == {pack.pk, page.pk}
    assert not editions.has_earlier_notes(page.readings.get())


# The translators' screen


def test_translator_begins_and_brings_up_to_date(pack: LearningPackPage) -> None:
    client = signed_in(makers.author(pack.publisher, "Tegwen", as_editor=False))

    began = client.post(reverse("pack_translate", args=[pack.pk]), {"language": "cy"})
    row = PackTranslation.objects.get()
    makers.next_version(pack)
    behind = client.get(reverse("pack_translations")).content.decode()
    client.post(reverse("pack_follow", args=[row.pk]), {"version": "2"})
    after = client.get(reverse("pack_translations")).content.decode()

    assert began.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[row.page_id])
    assert client.get(began.headers["Location"]).status_code == 200
    assert "Source changed since" in behind
    assert f"{pack.url}versions/?old=1&amp;new=2" in behind
    assert "Source changed since" not in after


@pytest.mark.parametrize("language", ["", "de", "en-gb"])
def test_languages_that_cannot_be_are_refused(pack: LearningPackPage, language: str) -> None:
    client = signed_in(makers.author(pack.publisher, "Tegwen"))

    answer = client.post(reverse("pack_translate", args=[pack.pk]), {"language": language})

    assert answer.headers["Location"] == reverse("pack_translations")
    assert not PackTranslation.objects.exists()


@pytest.mark.parametrize("version", ["", "7", "x", "99999999999"])
def test_versions_that_are_not_there_are_not_followed(pack: LearningPackPage, version: str) -> None:
    row = begun(pack)
    makers.next_version(pack)
    client = signed_in(makers.author(pack.publisher, "Tegwen"))

    assert client.post(reverse("pack_follow", args=[row.pk]), {"version": version}).status_code == 404
    assert PackTranslation.objects.behind().exists()


def test_other_publishers_neither_see_nor_change_anything(pack: LearningPackPage) -> None:
    row = begun(pack)
    client = signed_in(makers.author(makers.publisher("Salt", "SCC"), "Sam Salt"))

    seen = client.get(reverse("pack_translations")).content.decode()
    tried = [
        client.post(reverse("pack_translate", args=[pack.pk]), {"language": "fr"}),
        client.post(reverse("pack_follow", args=[row.pk]), {"version": "1"}),
    ]

    assert pack.title not in seen
    assert [answer.status_code for answer in tried] == [404, 404]
    assert PackTranslation.objects.count() == 1


def test_participants_and_visitors_have_no_such_screen(cast: Cast) -> None:
    assert signed_in(cast.ada.user).get(reverse("pack_translations")).status_code in {302, 403}
    assert Client().get(reverse("pack_translations")).status_code == 302


def count(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("pack_translations"))
    return len(queries)


def test_screen_asks_the_same_questions_however_many_translations(pack: LearningPackPage) -> None:
    publisher: PublisherPage = pack.publisher
    client = signed_in(makers.author(publisher, "Tegwen"))
    begun(pack)
    makers.next_version(pack)
    count(client)
    once = count(client)
    for number in (3, 4):
        other = makers.pack(pack.subject.framework, publisher, number=number)
        begun(other)
        makers.next_version(other)

    assert count(client) == once <= 25
