"""The values exercise: its owner's alone, shown as they choose, on screen and on paper, and ready for an agreement."""

import io
from typing import Any

import pypdf
import pytest
from django.urls import reverse

from elearning.programmes.models import Enrolment
from elearning.values import valuing
from elearning.values.models import BoardValue, ValuesBoard
from elearning.values.valuing import BoardError
from tests.conftest import Cast, signed_in

SECRET, VALUE = "The flood night", "Candour"
pytestmark = pytest.mark.django_db


def kept(enrolment: Enrolment, **words: Any) -> ValuesBoard:
    values = [(VALUE, "Bad news the same day", "Surprises"), ("Care with time", "", "")]
    return valuing.keep(enrolment, {"proud": SECRET, **words}, values, seen=valuing.board_of(enrolment).revision)


def sent(**other: str) -> dict[str, str]:
    return {"done_with": "alone", "proud": SECRET, "name_1": VALUE, "version": "0", **other}


@pytest.mark.parametrize("page", ["exercise", "sheet"])
def test_it_is_its_owners_alone(cast: Cast, page: str) -> None:
    kept(cast.ada, to_set=True, to_facilitators=True)
    address = reverse(f"values:{page}", args=[cast.ada.public_id])
    others = [cast.ben.user, cast.fay, cast.max, cast.olu, cast.zoe]

    assert [signed_in(user).get(address).status_code for user in others] == [404] * 5
    assert signed_in(cast.ada.user).get(address).status_code == 200


def test_facilitators_read_what_is_shown_to_them_and_only_the_values(cast: Cast) -> None:
    address = reverse("values:shown", args=[cast.cohort.public_id])
    kept(cast.ada)
    assert VALUE not in signed_in(cast.fay).get(address).content.decode()

    kept(cast.ada, to_facilitators=True)

    shown = signed_in(cast.fay).get(address).content.decode()
    assert (VALUE in shown, SECRET in shown) == (True, False)
    others = [cast.max, cast.ada.user, cast.olu, cast.zoe]
    assert [signed_in(user).get(address).status_code for user in others] == [404] * 4


def test_whoever_left_shows_nothing_any_more(cast: Cast) -> None:
    kept(cast.ada, to_facilitators=True)
    Enrolment.objects.filter(pk=cast.ada.pk).update(state="withdrawn")

    assert list(ValuesBoard.objects.shown_to_facilitators(cast.cohort)) == []


def test_a_set_reads_what_its_members_show(cast: Cast) -> None:
    mine, theirs = (Enrolment.objects.filter(pk=one.pk) for one in (cast.ada, cast.ben))
    kept(cast.ada)
    assert list(ValuesBoard.objects.shown_to_set_of(mine)) == []

    board = kept(cast.ada, to_set=True)

    assert list(ValuesBoard.objects.shown_to_set_of(mine)) == [board]
    assert list(ValuesBoard.objects.shown_to_set_of(theirs)) == []


def test_it_is_kept_and_shown_to_nobody_unless_ticked(cast: Cast) -> None:
    address = reverse("values:exercise", args=[cast.ada.public_id])

    assert signed_in(cast.ada.user).post(address, sent(name_3="Thanks")).status_code == 302

    board = ValuesBoard.objects.get()
    assert (board.proud, board.to_set, board.to_facilitators) == (SECRET, False, False)
    assert list(board.values.values_list("position", "name")) == [(1, VALUE), (2, "Thanks")]


def test_a_value_needs_a_name_and_nothing_is_lost(cast: Cast) -> None:
    address = reverse("values:exercise", args=[cast.ada.public_id])

    answer = signed_in(cast.ada.user).post(address, sent(seen_2="They ring back"))

    assert (answer.status_code, "They ring back" in answer.content.decode()) == (422, True)
    assert ValuesBoard.objects.count() == 0


def test_two_windows_lose_nothing(cast: Cast) -> None:
    kept(cast.ada)
    address = reverse("values:exercise", args=[cast.ada.public_id])

    answer = signed_in(cast.ada.user).post(address, sent(proud="From an old window"))

    assert (answer.status_code, "From an old window" in answer.content.decode()) == (422, True)
    with pytest.raises(BoardError):
        valuing.keep(cast.ada, {}, [], seen=0)
    assert BoardValue.objects.count() == 2


def test_it_is_deleted_for_good(cast: Cast) -> None:
    kept(cast.ada)
    client, address = signed_in(cast.ada.user), reverse("values:exercise", args=[cast.ada.public_id])

    assert [client.post(address, {"forget": "1"}).status_code for _again in range(2)] == [302, 302]
    assert (ValuesBoard.objects.count(), BoardValue.objects.count()) == (0, 0)


def test_an_agreement_is_handed_the_values_and_nothing_else(cast: Cast) -> None:
    kept(cast.ada)

    assert valuing.for_agreement(cast.ada) == (
        "Candour\nWe would see: Bad news the same day\nWe would not see: Surprises\n\nCare with time"
    )
    assert valuing.for_agreement(cast.ben) == ""


@pytest.mark.parametrize(("asked", "is_there"), [("", True), ("?empty=1", False)])
def test_the_sheet_is_printed_filled_in_or_empty(cast: Cast, asked: str, is_there: bool) -> None:
    kept(cast.ada, i_bring="<script>x</script>" + "w" * 500)
    address = reverse("values:sheet", args=[cast.ada.public_id])

    answer = signed_in(cast.ada.user).get(address + asked)

    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert (SECRET in text, VALUE in text) == (is_there, is_there)
