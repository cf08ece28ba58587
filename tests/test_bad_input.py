"""What no page of ours would send: refused in words at every door that takes answers, and nothing changed (TRUST D09)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from elearning.assessments import answering
from elearning.assessments.answering import Sheet
from elearning.partnering import questioning
from tests.assessments.makers import begun, keys
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers as partnering
from tests.partnering.test_questioning import keys as question_keys
from tests.profiles import makers

FORM = "application/x-www-form-urlencoded"
ROOMS = ("assessments", "partnering", "profiles", "programmes")
MEGABYTE = "x" * 1_000_000
NOT_OFFERED = {
    "zero": "0",
    "too-high": "6",
    "far-too-high": "99",
    "minus": "-1",
    "letter": "x",
    "arabic-digit": "١",
    "decimal": "2.0",
    "space": " 2",
    "nul": "2\x00",
    "megabyte": MEGABYTE,
}
# A lone surrogate as its three bytes, and as other encodings would smuggle it in.
SURROGATE = b"%ED%A0%80"
WITH_WORDS = {"order": 400}  # a page of its own; the others show the form again, with words beside the question


@dataclass
class Place:
    """A door that takes answers: its address, the name of one answer, and a whole good page."""

    address: str
    name: str
    page: dict[str, str]


@dataclass
class Doors:
    """Ada's doors, with something in each that could be lost; and Ben's, whose answers she must never reach."""

    ada: Client
    places: dict[str, Place]
    foreign: dict[str, str]


@laid
def doors(cast: Cast) -> Doors:
    steps, ada = makers.steps(cast), signed_in(cast.ada.user)
    mine = begun(ada, steps.assessment, cast.ada)
    lead, barr = keys(mine, "LEAD"), keys(mine, "BARR")
    answering.record(mine, Sheet(given={lead[0]: "2"}), Sheet(given={"LEAD": "4"}))
    asked, mapped = partnering.questions_page(cast.programme), partnering.map_page(cast.programme)
    question = question_keys(asked)[0]
    questioning.answer(cast.ada, asked, question, text="Ours", shared=False, seen=0)
    entry = partnering.entry(cast.ada, mapped)
    bens = partnering.entry(cast.ben, mapped, name="Ben’s partner")
    ada.post(steps.priorities.door("choose"), {"subjects": ["LEAD"]})
    places = {
        "subject": Place(steps.assessment.door("subject", 1), f"a-{lead[0]}", {f"s-{lead[0]}": "2", "form_id": "f"}),
        "importance": Place(steps.assessment.door("importance"), "a-LEAD", {"s-LEAD": "4", "form_id": "f"}),
        "choose": Place(steps.priorities.door("choose"), "subjects", {}),
        "order": Place(steps.priorities.door("order"), "codes", {"confirm": "1"}),
        "question": Place(asked.door("question", question), "text", {"version": "9"}),
        "entry": Place(mapped.door("entry", entry.pk), "name", partnering.typed(version="9")),
        "add": Place(mapped.door("add"), "name", partnering.typed()),
    }
    foreign = {
        "subject that is not there": steps.assessment.door("subject", 10**30),
        "question of another programme": asked.door("question", str(uuid4())),
        "Ben’s partner": mapped.door("entry", bens.pk),
        "a partner beyond all numbers": mapped.door("entry", 10**30),
        "another page": barr[0],
    }
    return Doors(ada, places, foreign)


def everything() -> list[Any]:
    """Every row of every room."""
    models = sorted((m for room in ROOMS for m in apps.get_app_config(room).get_models()), key=lambda m: m.__name__)
    return [(model.__name__, *row) for model in models for row in model._default_manager.order_by("pk").values_list()]


def send(doors: Doors, place: Place, body: bytes, kind: str = FORM) -> HttpResponse:
    return doors.ada.generic("POST", place.address, body, content_type=kind)


def refused(doors: Doors, post: Callable[[], HttpResponse]) -> tuple[int, bool]:
    """The status of an answer and whether it is a page with words, provided that nothing has changed."""
    before, draft = everything(), dict(doors.ada.session)
    answer = post()
    assert (everything(), dict(doors.ada.session)) == (before, draft)
    words = answer.content.decode()
    return answer.status_code, "<h1" in words and ("Error:" in words or answer.status_code in {400, 404, 413})


@pytest.mark.parametrize("value", NOT_OFFERED.values(), ids=NOT_OFFERED)
@pytest.mark.parametrize("where", ["subject", "importance", "choose", "order"])
def test_choice_that_is_not_offered_is_refused(doors: Doors, where: str, value: str) -> None:
    place = doors.places[where]
    body = urlencode({**place.page, place.name: value}).encode()

    assert refused(doors, lambda: send(doors, place, body)) == (WITH_WORDS.get(where, 422), True)


@pytest.mark.parametrize("where", ["subject", "importance", "choose", "order"])
def test_half_a_character_for_a_choice_is_refused(doors: Doors, where: str) -> None:
    place = doors.places[where]
    body = urlencode(place.page).encode() + b"&" + place.name.encode() + b"=" + SURROGATE

    assert refused(doors, lambda: send(doors, place, body)) == (WITH_WORDS.get(where, 422), True)


@pytest.mark.parametrize("where", ["question", "entry", "add"])
@pytest.mark.parametrize("text", [MEGABYTE, "Ours\x00alone"], ids=["megabyte", "nul"])
def test_text_that_cannot_be_kept_is_refused(doors: Doors, where: str, text: str) -> None:
    place = doors.places[where]
    body = urlencode({**place.page, place.name: text}).encode()

    assert refused(doors, lambda: send(doors, place, body)) == (422, True)


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16", "latin-1", "rot13"])
@pytest.mark.parametrize("where", ["subject", "choose", "question", "entry", "add"])
def test_other_encoding_is_refused(doors: Doors, where: str, charset: str) -> None:
    place, line = doors.places[where], "edge"
    parts = [*place.page.items(), (place.name, r"half \ud800 and +2AA-")]
    body = "".join(
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts
    )
    kind = f"multipart/form-data; boundary={line}; charset={charset}"

    assert refused(doors, lambda: send(doors, place, f"{body}--{line}--\r\n".encode(), kind)) == (400, True)


@pytest.mark.parametrize("where", ["subject", "importance", "choose", "order", "question", "entry", "add"])
def test_more_fields_or_bytes_than_any_page_has_are_refused(doors: Doors, where: str) -> None:
    place = doors.places[where]
    bodies = [urlencode({f"x{n}": "" for n in range(10_001)}).encode(), f"{place.name}={MEGABYTE * 3}".encode()]

    assert [refused(doors, lambda body=body: send(doors, place, body)) for body in bodies] == [
        (400, True),
        (413, True),
    ]


@pytest.mark.parametrize("where", ["subject", "importance"])
def test_questions_of_another_page_or_version_are_refused(doors: Doors, where: str) -> None:
    place = doors.places[where]
    others = [doors.foreign["another page"], str(uuid4()), "TRAK-", "\x00", "x" * 5000]

    answers = [
        refused(doors, lambda page=page: send(doors, place, urlencode(page).encode()))
        for page in [{**place.page, place.name: "3", f"a-{key}": "3"} for key in others]
    ]

    assert answers == [(422, True)] * len(others)


@pytest.mark.parametrize("where", ["subject", "importance"])
def test_two_answers_to_one_question_are_refused(doors: Doors, where: str) -> None:
    place = doors.places[where]
    body = urlencode([*place.page.items(), (place.name, "3"), (place.name, "5")]).encode()

    assert refused(doors, lambda: send(doors, place, body)) == (422, True)


@pytest.mark.parametrize("form", ["\x00", "x" * 5000], ids=["nul", "long"])
@pytest.mark.parametrize("where", ["subject", "importance"])
def test_name_of_a_page_that_we_never_gave_is_refused(doors: Doors, where: str, form: str) -> None:
    place = doors.places[where]
    body = urlencode({**place.page, place.name: "3", "form_id": form}).encode()

    assert refused(doors, lambda: send(doors, place, body)) == (422, True)


@pytest.mark.parametrize("version", ["", "x", "-1", "\x00", "9" * 5000], ids=["none", "word", "minus", "nul", "long"])
@pytest.mark.parametrize("where", ["question", "entry"])
def test_version_that_is_no_number_is_refused(doors: Doors, where: str, version: str) -> None:
    place = doors.places[where]
    body = urlencode({**place.page, place.name: "Words", "version": version}).encode()

    assert refused(doors, lambda: send(doors, place, body)) == (422, True)


@pytest.mark.parametrize(
    "where",
    ["subject that is not there", "question of another programme", "Ben’s partner", "a partner beyond all numbers"],
)
def test_what_is_not_ones_own_is_not_found(doors: Doors, where: str) -> None:
    page = urlencode(partnering.typed(text="Mine now", version="1")).encode()
    place = Place(doors.foreign[where], "", {})

    assert refused(doors, lambda: send(doors, place, page)) == (404, True)


@pytest.mark.parametrize("ending", ["%00/", "subjects/%00/", "%ED%A0%80/", "questions/%00/", "x" * 3000 + "/"])
def test_address_that_cannot_be_is_not_found(doors: Doors, ending: str) -> None:
    start = doors.places["subject"].address.partition("subjects/")[0]
    answers = [doors.ada.get(f"{start}{ending}"), doors.ada.get(f"/{ending}")]

    assert [answer.status_code for answer in answers] == [404, 404]
