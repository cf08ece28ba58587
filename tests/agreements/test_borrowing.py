"""What is carried into a section by a press: one's own values and chosen words, below what stands there."""

import pytest
from django.urls import reverse

from elearning.agreements import borrowing
from elearning.agreements.models import PartnershipAgreement
from elearning.values import valuing
from tests.agreements import makers
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers as partnering

VALUES, RISKS = 3, 12


@laid
def agreement(cast: Cast) -> PartnershipAgreement:
    """Ada and Ben write; both have done the values exercise."""
    partnering.workshop_page(cast.programme)
    valuing.keep(cast.ada, {"proud": "The flood night"}, [("Candour", "Bad news early", "")], seen=0)
    valuing.keep(cast.ben, {}, [("Thrift", "", "")], seen=0)
    return makers.between(cast)


def send(cast: Cast, one: PartnershipAgreement, number: int, **sent: object) -> int:
    """What the page sends when the button is pressed; the answer's status."""
    now = one.sections.get(number=number).revision
    address = reverse("agreements:section", args=[one.public_id, number])
    return signed_in(cast.ada.user).post(address, {"version": now, "carry": "1", **sent}).status_code


def test_own_values_stand_below_what_was_written(cast: Cast, agreement: PartnershipAgreement) -> None:
    assert send(cast, agreement, VALUES, text="We share\r\nthese.") == 302

    text = agreement.sections.get(number=VALUES).text
    assert text == "We share\nthese.\n\nCandour\nWe would see: Bad news early"


def test_pressed_twice_they_stand_there_once(cast: Cast, agreement: PartnershipAgreement) -> None:
    send(cast, agreement, VALUES, text="")
    send(cast, agreement, VALUES, text=agreement.sections.get(number=VALUES).text.replace("\n", "\r\n"))

    assert agreement.sections.get(number=VALUES).text == "Candour\nWe would see: Bad news early"


def test_chosen_words_bring_their_questions(cast: Cast, agreement: PartnershipAgreement) -> None:
    words = borrowing.words_for(cast.ada.user)
    send(cast, agreement, RISKS, text="", word=[words[0].word, words[2].word, "Nonsense"])

    assert agreement.sections.get(number=RISKS).text == f"{words[0].text}\n{words[2].text}"


@pytest.mark.parametrize("number", [2, RISKS])
def test_nothing_chosen_changes_nothing(cast: Cast, agreement: PartnershipAgreement, number: int) -> None:
    send(cast, agreement, number, text="As it was.")

    assert agreement.sections.get(number=number).text == "As it was."


def test_what_does_not_fit_is_shown_again_and_not_kept(cast: Cast, agreement: PartnershipAgreement) -> None:
    assert send(cast, agreement, VALUES, text="x" * 6000) == 422

    assert agreement.sections.get(number=VALUES).text == ""


def test_values_are_offered_to_their_owner_alone(cast: Cast, agreement: PartnershipAgreement) -> None:
    address = reverse("agreements:section", args=[agreement.public_id, VALUES])
    pages = {one: signed_in(one.user).get(address).content.decode() for one in (cast.ada, cast.ben)}

    assert [("Candour" in page, "Thrift" in page) for page in pages.values()] == [(True, False), (False, True)]
