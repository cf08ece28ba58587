"""“Make our version”: a draft in one's own branch that keeps attribution and licence, for those who write for a publisher."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from packs import adapting, describing
from packs.models import LearningPackPage, PublisherPage, ResourceCode
from packs.models.licences import MAY_BECOME, Licence
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


@pytest.fixture
def salt() -> PublisherPage:
    return makers.publisher("Salt Company", "SCC")


def version_of(pack: LearningPackPage, publisher: PublisherPage) -> LearningPackPage:
    return adapting.make_our_version(pack, publisher=publisher, by=makers.editor(publisher))


def published(draft: LearningPackPage, how: str = "Examples from factories.") -> LearningPackPage:
    draft.adapted_how = how
    draft.save_revision().publish()
    return LearningPackPage.objects.get(pk=draft.pk)


def errors(draft: LearningPackPage, **changes: Any) -> dict[str, list[str]]:
    """What the editor says about the source at publishing."""
    form = makers.form_for(draft, **changes)
    form._ask_about_the_source(form.cleaned_data)
    return {name: [str(words) for words in said] for name, said in form.errors.items()}


def test_draft_takes_over_the_words_and_nothing_is_published(pack: LearningPackPage, salt: PublisherPage) -> None:
    draft = version_of(pack, salt)

    assert (draft.get_parent().specific, draft.live, draft.version) == (salt, False, "1.0")
    assert [block.get_prep_value() for block in draft.body if block.block_type != "change_log"] == [
        block.get_prep_value() for block in pack.body if block.block_type != "change_log"
    ]
    assert [change["note"] for change in draft.changes()] == ["Our version of MPW:410-02, version 1.0."]
    assert (draft.based_on, draft.licence, draft.authors) == (pack.versions.get(), pack.licence, salt.title)
    assert LearningPackPage.objects.published().get() == pack


def test_draft_gets_the_next_code_of_its_own_publisher(pack: LearningPackPage, salt: PublisherPage) -> None:
    codes = [version_of(pack, salt).code for _ in range(2)]

    assert codes == ["SCC:410-02", "SCC:410-03"]
    assert set(ResourceCode.objects.filter(state="reserved").values_list("code", flat=True)) == set(codes)


def test_two_versions_have_two_addresses(pack: LearningPackPage, salt: PublisherPage) -> None:
    slugs = [version_of(pack, salt).slug for _ in range(3)]

    assert slugs == [pack.slug, f"{pack.slug}-2", f"{pack.slug}-3"]


def test_published_words_are_taken_not_those_of_a_draft(pack: LearningPackPage, salt: PublisherPage) -> None:
    pack.title = "A title that nobody has published"
    pack.save_revision()

    assert version_of(LearningPackPage.objects.get(pk=pack.pk), salt).title != pack.title


def test_readers_find_the_source_its_licence_and_what_was_changed(pack: LearningPackPage, salt: PublisherPage) -> None:
    ours = published(version_of(pack, salt))

    page = " ".join(Client().get(f"{ours.url}credits/").content.decode().split())

    assert f"Adapted from “{pack.title}” (MPW:410-02, version 1.0) by {pack.authors}, published by" in page
    assert pack.web_address in page
    assert "Creative Commons Attribution 4.0" in page
    assert "What was changed: Examples from factories." in page


def test_source_stays_as_it_was_when_its_pack_goes_on(pack: LearningPackPage, salt: PublisherPage) -> None:
    ours = published(version_of(pack, salt))
    makers.next_version(pack, version="2.0", title="Another title by now")

    assert "(MPW:410-02, version 1.0)" in Client().get(f"{ours.url}credits/").content.decode()


def test_version_of_a_version_names_both(pack: LearningPackPage, salt: PublisherPage) -> None:
    ours = published(version_of(pack, salt))
    third = makers.publisher("Third House", "THI")

    theirs = adapting.make_our_version(ours, publisher=third, by=makers.author(third, "Tia Third"))

    assert (theirs.source, theirs.based_on) == (ours, ours.versions.get())
    assert theirs.adapted_from == f"“{pack.title}” (MPW:410-02, version 1.0), {pack.publisher.title}, CC-BY-4.0"


def test_what_was_changed_must_be_said(pack: LearningPackPage, salt: PublisherPage) -> None:
    draft = version_of(pack, salt)

    assert list(errors(draft)) == ["adapted_how"]
    assert errors(draft, adapted_how="Our own cases.") == {}


def test_whoever_passes_the_last_check_is_told_what_is_owed(pack: LearningPackPage, salt: PublisherPage) -> None:
    draft = version_of(pack, salt)
    draft.licence = "CC0-1.0"

    assert [words[:30] for words in draft.lacking()] == [
        "Say what you changed in the pa",
        "The pack that yours is made fr",
    ]


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("CC-BY-4.0", {"CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0"}),
        ("CC-BY-SA-4.0", {"CC-BY-SA-4.0"}),
        ("CC-BY-NC-4.0", {"CC-BY-NC-4.0"}),
        ("CC0-1.0", set(Licence.values)),
    ],
)
def test_licence_follows_that_of_the_source(cast: Cast, salt: PublisherPage, source: str, allowed: set[str]) -> None:
    draft = version_of(makers.pack(cast.programme.framework, makers.publisher(), licence=source), salt)

    kept = {licence for licence in Licence.values if not errors(draft, adapted_how="Some.", licence=licence)}

    assert draft.licence == source
    assert kept == allowed


def test_every_licence_says_what_may_become_of_it() -> None:
    assert set(MAY_BECOME) == set(Licence)


def test_licence_that_forbids_versions_is_refused(pack: LearningPackPage, salt: PublisherPage) -> None:
    LearningPackPage.objects.filter(pk=pack.pk).update(licence="CC-BY-ND-4.0")
    author = makers.author(salt, "Sam Salt")

    with pytest.raises(adapting.NotAdaptableError):
        adapting.make_our_version(LearningPackPage.objects.get(pk=pack.pk), publisher=salt, by=author)

    assert not LearningPackPage.objects.child_of(salt).exists()


# The door


def test_author_of_another_publisher_begins_a_draft(pack: LearningPackPage, salt: PublisherPage) -> None:
    client = signed_in(makers.author(salt, "Sam Salt", as_editor=False))

    front = client.get(pack.url).content.decode()
    asked = client.get(f"{pack.url}adapt/")
    made = client.post(f"{pack.url}adapt/", {"publisher": salt.pk})

    draft = LearningPackPage.objects.child_of(salt).get()
    assert "Make our version of this pack" in front
    assert asked.status_code == 200
    assert made.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert client.get(made.headers["Location"]).status_code == 200


def test_nobody_else_finds_the_door(cast: Cast, pack: LearningPackPage, salt: PublisherPage) -> None:
    own = signed_in(makers.author(pack.publisher, "Eli Editor"))
    for client in (Client(), signed_in(cast.ada.user), signed_in(cast.max), own):
        assert "Make our version" not in client.get(pack.url).content.decode()
        assert client.get(f"{pack.url}adapt/").status_code == 404
        assert client.post(f"{pack.url}adapt/", {"publisher": salt.pk}).status_code == 404
    assert not LearningPackPage.objects.child_of(salt).exists()


def test_version_is_made_for_ones_own_publishers_alone(pack: LearningPackPage, salt: PublisherPage) -> None:
    third = makers.publisher("Third House", "THI")
    client = signed_in(makers.author(third, "Tia Third"))

    answer = client.post(f"{pack.url}adapt/", {"publisher": salt.pk})

    assert answer.status_code == 200
    assert not LearningPackPage.objects.child_of(salt).exists()


def test_search_engines_are_told_of_the_source(pack: LearningPackPage, salt: PublisherPage) -> None:
    source = describing.learning_resource(published(version_of(pack, salt)))["isBasedOn"]

    assert (source["identifier"], source["version"], source["name"]) == (pack.code, "1.0", pack.title)
    assert source["url"] == pack.web_address
