"""Comparing two published versions: what was added, what was taken out, and what stands only for facilitators."""

from typing import Any

import pytest
from django.test import Client

from packs import differing
from packs.differing import Passage, Piece, Sign, passages, pieces
from packs.models import LearningPackPage, PackVersion
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def versions(pack: LearningPackPage) -> list[PackVersion]:
    return list(pack.versions.order_by("number"))


def found(pack: LearningPackPage, *, with_trainer_notes: bool = False) -> list[differing.Difference]:
    old, new = versions(pack)[-2:]
    return differing.differences(old, new, with_trainer_notes=with_trainer_notes)


def test_changed_words_stand_between_those_that_stayed() -> None:
    assert pieces("Agree who does what.", "Agree who does what by when.") == [
        Piece(Sign.SAME, "Agree who does"),
        Piece(Sign.REMOVED, "what."),
        Piece(Sign.ADDED, "what by when."),
    ]


def test_same_paragraphs_are_counted() -> None:
    assert passages(["a", "b", "c"], ["a", "b", "d", "e"]) == [
        Passage([], same=2),
        Passage([Piece(Sign.REMOVED, "c")]),
        Passage([Piece(Sign.ADDED, "d")]),
        Passage([Piece(Sign.ADDED, "e")]),
    ]


def test_paragraphs_are_read_without_markup_and_ids() -> None:
    raw = {"id": "x", "type": "item", "value": "<p>One &amp; <b>two</b></p><p>three</p>", "drawing": "force_field"}

    assert list(differing.paragraphs(raw)) == ["One & two", "three", "Force field"]


def test_only_changed_parts_are_shown(pack: LearningPackPage) -> None:
    makers.next_version(pack)

    (one,) = found(pack)

    assert str(one.title) == "Questions to think about"
    assert [piece.text for passage in one.passages for piece in passage.pieces if piece.sign == Sign.ADDED] != []


def test_left_out_and_new_parts_are_named(pack: LearningPackPage) -> None:
    words = makers.words()
    makers.next_version(pack, reflective_questions=words["reflective_questions"], tools=words["tools"][:2])

    (one,) = found(pack)

    assert (str(one.title), one.sign) == (words["tools"][2]["name"], Sign.REMOVED)


def test_change_of_form_alone_is_said(pack: LearningPackPage) -> None:
    makers.next_version(pack, reflective_questions=makers.words()["reflective_questions"], minutes=55)

    (one,) = found(pack)

    assert (str(one.title), one.passages) == ("What it is", [])


def changed_notes() -> dict[str, Any]:
    return makers.words()["trainer_notes"] | {"traps": "Somebody will tell a secret about the boss."}


def test_trainers_notes_are_compared_for_facilitators_alone(cast: Cast, pack: LearningPackPage) -> None:
    makers.next_version(
        pack, reflective_questions=makers.words()["reflective_questions"], trainer_notes=changed_notes()
    )
    address = f"{pack.url}versions/"

    assert found(pack) == []
    assert "tell a secret" not in Client().get(address).content.decode()
    assert "tell a secret" not in signed_in(cast.ada.user).get(address).content.decode()
    assert "tell a secret" in signed_in(cast.fay).get(address).content.decode()


def test_page_compares_the_latest_two(pack: LearningPackPage) -> None:
    makers.next_version(pack)
    makers.next_version(pack, version="1.2", reading="word " * 700)

    page = Client().get(f"{pack.url}versions/").content.decode()

    assert "From version 1.1 to 1.2" in page
    assert "<ins>" in page


def test_reader_compares_with_the_version_they_read(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    makers.next_version(pack)
    makers.next_version(pack, version="1.2", reading="word " * 700)

    assert "From version 1.0 to 1.2" in client.get(f"{pack.url}versions/").content.decode()


def test_any_two_are_compared_earlier_one_first(pack: LearningPackPage) -> None:
    makers.next_version(pack)
    makers.next_version(pack, version="1.2", reading="word " * 700)

    page = Client().get(f"{pack.url}versions/", {"old": "2", "new": "1"}).content.decode()

    assert "From version 1.0 to 1.1" in page


@pytest.mark.parametrize("asked", [{"old": "1", "new": "7"}, {"old": "x", "new": "1"}, {"old": "1"}])
def test_versions_that_are_not_there_are_refused_in_words(pack: LearningPackPage, asked: dict[str, str]) -> None:
    makers.next_version(pack)

    page = Client().get(f"{pack.url}versions/", asked)

    assert page.status_code == 200
    assert "From version" not in page.content.decode()
    assert "There is a problem" in page.content.decode()


def test_one_version_alone_is_said(pack: LearningPackPage) -> None:
    assert "Only one version has been published" in Client().get(f"{pack.url}versions/").content.decode()
