"""Versions of a pack: the number that a change asks for, staying, moving on, and notes that are never lost."""

from typing import Any

import pytest
from django.test import Client

from elearning.programmes.models import SubjectFramework
from packs.loading import PackWriter
from packs.models import LearningPackPage, PackNote, PackReading
from packs.numbering import Weight, changed_parts, is_enough, next_label, parts_of, weight
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

CODE = "MPW:410-02"


def frozen(**changes: Any) -> dict[str, Any]:
    data = makers.words(**changes)
    return {"version": data["version"], "title": data["title"], "body": PackWriter(CODE).body(data)}


def with_tool(**changes: Any) -> list[dict[str, Any]]:
    tools = makers.words()["tools"]
    tools[0] |= changes
    return tools


# The number


def test_number_alone_is_no_change() -> None:
    assert weight(frozen(), frozen(version="1.7")) == Weight.NOTHING


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Called something else"},
        {"reading": "word " * 700},
        {"tools": with_tool(when_not="Not on a Friday, and not when somebody has just been told to leave.")},
        {"tools": with_tool(name=makers.words()["tools"][0]["name"].upper() + "!")},
    ],
    ids=["title", "reading", "advice about a tool", "marks and capitals"],
)
def test_correction_asks_for_a_minor_number(changes: dict[str, Any]) -> None:
    assert weight(frozen(), frozen(**changes)) == Weight.MINOR


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"outcomes": makers.words()["outcomes"][:2]}, "outcomes"),
        ({"tools": makers.words()["tools"][:2]}, "tools"),
        ({"tools": with_tool(steps=["One", "Two", "Three", "Four", "Five"])}, "tools"),
        ({"self_questionnaire": makers.words()["self_questionnaire"] | {"labels": ["yes", "no"]}}, "questionnaire"),
    ],
)
def test_other_outcomes_tools_or_questions_ask_for_a_major_number(changes: dict[str, Any], part: str) -> None:
    assert changed_parts(frozen(), frozen(**changes)) == [part]
    assert weight(frozen(), frozen(**changes)) == Weight.MAJOR


def test_numbers_are_counted_not_spelled() -> None:
    assert parts_of("2.10") > parts_of("2.9")
    assert (next_label("1.9", Weight.MINOR), next_label("1.9", Weight.MAJOR)) == ("1.10", "2.0")
    assert [is_enough(label, after="1.9", change=Weight.MAJOR) for label in ("1.10", "2.0", "3.0")] == [
        False,
        True,
        True,
    ]


def errors(pack: LearningPackPage, **changes: Any) -> list[str]:
    """What the editor's form says about the number when the pack is published in these words."""
    form = makers.form_for(pack, **changes)
    form._ask_for_a_number(form.cleaned_data)
    return [str(words) for words in form.errors.get("version", [])]


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def log(version: str) -> list[dict[str, Any]]:
    return [{"version": version, "date": "2026-10-01", "note": "Put right."}]


def test_editor_may_publish_the_same_words_again(framework: SubjectFramework) -> None:
    assert errors(makers.pack(framework)) == []


def test_editor_is_refused_the_same_number_for_other_words(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)

    assert errors(pack, summary="In other words.") == [
        "The words have changed since version 1.0 was published. Call this 1.1 or higher, as a correction."
    ]


def test_editor_is_told_that_tools_ask_for_a_major_number(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)
    body = PackWriter(CODE).body(makers.words(tools=makers.words()["tools"][:2], change_log=log("1.1")))

    assert errors(pack, version="1.1", body=body) == [
        "Since version 1.0 these have changed: tools. Readers’ work hangs on them, so call this 2.0 or higher."
    ]


def test_editor_must_say_what_is_new(framework: SubjectFramework) -> None:
    pack = makers.pack(framework)
    logged = PackWriter(CODE).body(makers.words(change_log=log("1.1")))

    assert errors(pack, version="1.1", summary="In other words.") == [
        "The change log has no line for version 1.1 yet. Say there what is new."
    ]
    assert errors(pack, version="1.1", summary="In other words.", body=logged) == []


# Readers


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def reflect(client: Client, pack: LearningPackPage, *texts: str) -> None:
    """Answers the first of the reflective questions, as many as there are texts."""
    asks = next(p for p in pack.sections(with_trainer_notes=False) if p.slug == "reflect").asks
    given = {ask.key: text for ask, text in zip(asks, texts, strict=False)}
    client.post(f"{pack.url}reflect/", given | {"version": 0})


def test_notes_that_fit_come_along_and_the_others_stay(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    reflect(client, pack, "Still asked", "No longer asked")
    makers.next_version(pack)

    said = client.post(f"{pack.url}newest/", follow=True).content.decode()
    now, earlier = (client.get(f"{pack.url}{door}/").content.decode() for door in ("reflect", "earlier"))

    assert "1 note has come with you. 1 note has no question here any more" in said
    assert "Still asked" in now
    assert "No longer asked" not in now
    assert "No longer asked" in earlier
    assert "Written in version 1.0" in earlier


def test_changing_a_note_leaves_the_one_of_the_earlier_version(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    reflect(client, pack, "As I saw it then")
    makers.next_version(pack)
    client.post(f"{pack.url}newest/")

    key = next(p for p in pack.sections(with_trainer_notes=False) if p.slug == "reflect").asks[0].key
    client.post(f"{pack.url}reflect/", {key: "As I see it now", "version": 1})

    texts = PackNote.objects.order_by("version__number").values_list("version__number", "text")
    assert list(texts) == [(1, "As I saw it then"), (2, "As I see it now")]


def test_answer_that_can_no_longer_be_chosen_stays_behind(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    ask = next(p for p in pack.sections(with_trainer_notes=False) if p.slug == "questionnaire").asks[0]
    client.post(f"{pack.url}questionnaire/", {ask.key: ask.choices[0][0], "version": 0})
    asked = makers.words()["self_questionnaire"] | {"labels": ["agreed", "not yet"]}
    makers.next_version(pack, "2.0", self_questionnaire=asked)

    client.post(f"{pack.url}newest/")

    reading = PackReading.objects.get()
    assert reading.notes_now.count() == 0
    assert reading.notes.get().text == ask.choices[0][0]


def test_parts_that_are_the_same_stay_done(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}reading/", {"version": 0})
    reflect(client, pack, "Done too")
    makers.next_version(pack)

    client.post(f"{pack.url}newest/")

    assert PackReading.objects.get().finished == ["reading"]


def test_reader_is_told_what_changed_and_keeps_their_purpose(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    makers.next_version(pack, purpose="For somebody else altogether.")

    page = client.get(pack.url).content.decode()

    assert "A better second question." in page
    assert "For somebody else altogether." not in page.partition("<main")[2]
    assert "For somebody else altogether." in Client().get(pack.url).content.decode()


def test_earlier_notes_are_seen_by_nobody_else(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    reflect(client, pack, "Mine", "Mine alone")
    makers.next_version(pack)
    client.post(f"{pack.url}newest/")

    others = [signed_in(user).get(f"{pack.url}earlier/") for user in (cast.ben.user, cast.fay, cast.max, cast.zoe)]

    assert not any("Mine alone" in answer.content.decode() for answer in others)
    assert Client().get(f"{pack.url}earlier/").status_code == 302


def test_moving_twice_changes_nothing_more(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    reflect(client, pack, "Once")
    makers.next_version(pack)

    for _ in range(2):
        client.post(f"{pack.url}newest/")

    assert PackNote.objects.count() == 2
