"""The shared values board: the cohort's own, without names, and nobody's work undone by somebody else's."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elearning.programmes.models import Enrolment
from elearning.values import pooling, retaining, valuing
from elearning.values.models import MOST_VALUES, BoardCard, SharedBoard
from elearning.values.pooling import ChangedError, Move, SharedBoardError
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid

CARD = "Bad news comes early"
pytestmark = pytest.mark.django_db


@laid
def board(cast: Cast) -> SharedBoard:
    return pooling.open_board(cast.cohort, key=uuid4(), title="The joint front door", by=cast.ada.user)


def lay(board: SharedBoard, text: str = CARD) -> BoardCard:
    return pooling.add_card(board, key=uuid4(), part="why", text=text)


def do(client: Client, board: SharedBoard, what: str, **words: Any) -> Any:
    return client.post(reverse("values:board", args=[board.public_id]), {"do": what, **words})


def test_it_is_the_cohorts_and_nobody_elses(cast: Cast, board: SharedBoard) -> None:
    lay(board)
    elsewhere = factories.enrolment(factories.cohort(cast.programme, name="Elsewhere"))
    gone = factories.enrolment(cast.cohort, state=Enrolment.State.WITHDRAWN)
    out = [cast.max, cast.olu, cast.pia, cast.zoe, elsewhere.user, gone.user]
    for address in (
        reverse("values:board", args=[board.public_id]),
        reverse("values:boards", args=[cast.cohort.public_id]),
    ):
        assert [signed_in(user).get(address).status_code for user in out] == [404] * 6
        assert [signed_in(user).get(address).status_code for user in (cast.ben.user, cast.fay)] == [200, 200]
    assert [do(signed_in(user), board, "card", **{"card-text": "x"}).status_code for user in out] == [404] * 6
    assert board.cards.count() == 1


def test_a_form_sent_twice_opens_one_board(cast: Cast) -> None:
    address, sent = reverse("values:boards", args=[cast.cohort.public_id]), {"title": "Front door", "key": str(uuid4())}
    client = signed_in(cast.ben.user)

    assert [client.post(address, sent).status_code for _again in range(2)] == [302, 302]
    assert list(SharedBoard.objects.values_list("title", "opened_by")) == [("Front door", cast.ben.user.pk)]


def test_key_of_another_cohorts_board_opens_nothing(cast: Cast, board: SharedBoard) -> None:
    other = factories.enrolment(factories.cohort(cast.programme, name="Elsewhere"))
    address = reverse("values:boards", args=[other.cohort.public_id])
    sent = {"title": "Mine", "key": str(board.public_id)}

    assert signed_in(other.user).post(address, sent).status_code == 422
    assert SharedBoard.objects.count() == 1


def test_card_is_laid_once_and_bears_no_name(cast: Cast, board: SharedBoard) -> None:
    sent = {"card-part": "why", "card-text": CARD, "card-key": str(uuid4())}
    client = signed_in(cast.ben.user)

    assert [do(client, board, "card", **sent).status_code for _again in range(2)] == [302, 302]
    assert list(board.cards.values_list("text", flat=True)) == [CARD]
    people = {field.name for field in BoardCard._meta.get_fields() if "user" in str(field.related_model).lower()}
    assert people == set()
    page = signed_in(cast.cal.user).get(reverse("values:board", args=[board.public_id])).content.decode()
    assert (CARD in page, cast.ben.user.name in page) == (True, False)


def test_card_without_words_is_asked_for_and_nothing_is_lost(cast: Cast, board: SharedBoard) -> None:
    answer = do(
        signed_in(cast.ben.user), board, "card", **{"card-part": "alive", "card-text": " ", "card-key": str(uuid4())}
    )

    assert answer.status_code == 422
    assert "Write a few words on the card." in answer.content.decode()
    assert 'value="alive"' in answer.content.decode()


def test_cards_are_put_on_heaps_and_taken_out(cast: Cast, board: SharedBoard) -> None:
    first, second, value = lay(board), lay(board, "Twice the same"), pooling.name_value(board, "Candour")
    words = {
        f"put-to_{first.pk}": value.pk,
        f"put-was_{first.pk}": 0,
        f"put-to_{second.pk}": "out",
        f"put-was_{second.pk}": 0,
    }

    assert do(signed_in(cast.ben.user), board, "together", **words).status_code == 302
    assert list(board.cards.values_list("text", "value")) == [(CARD, value.pk)]


def test_card_that_somebody_else_has_moved_stays_there(board: SharedBoard) -> None:
    card, mine, theirs = lay(board), pooling.name_value(board, "Candour"), pooling.name_value(board, "Care")
    pooling.put_together(board, [Move(card.pk, 0, theirs.pk)])

    assert pooling.put_together(board, [Move(card.pk, 0, mine.pk)]) == 0
    assert board.cards.get().value == theirs


def test_card_cannot_be_put_on_another_boards_heap(cast: Cast, board: SharedBoard) -> None:
    card = lay(board)
    other = pooling.open_board(cast.cohort, key=uuid4(), title="Another", by=cast.ben.user)

    assert pooling.put_together(board, [Move(card.pk, 0, pooling.name_value(other, "Candour").pk)]) == 0
    assert pooling.put_together(other, [Move(card.pk, 0, 0, is_out=True)]) == 0
    assert board.cards.get().value is None


def test_six_values_are_enough(board: SharedBoard) -> None:
    for number in range(MOST_VALUES):
        pooling.name_value(board, f"Value {number}")

    assert pooling.name_value(board, "value 1").name == "Value 1"
    with pytest.raises(SharedBoardError, match="Six values are enough"):
        pooling.name_value(board, "One more")


def test_board_holds_so_many_cards(board: SharedBoard) -> None:
    BoardCard.objects.bulk_create(
        BoardCard(board=board, part="why", text="x") for _one in range(BoardCard.MOST_A_BOARD)
    )
    with pytest.raises(SharedBoardError, match="The board is full"):
        lay(board)


def test_two_who_describe_one_value_lose_nothing(cast: Cast, board: SharedBoard) -> None:
    value = pooling.name_value(board, "Candour")
    pooling.describe(value, name="Candour", seen="Bad news the same day", not_seen="", revision=0)
    form = f"value-{value.pk}"
    words = {f"{form}-name": "Candour", f"{form}-seen": "We say it first", f"{form}-revision": 0}
    client = signed_in(cast.ben.user)

    answer = do(client, board, f"describe:{value.pk}", **words)
    page = answer.content.decode()
    assert (answer.status_code, "Bad news the same day" in page, "We say it first" in page) == (422, True, True)
    assert f'name="{form}-revision" value="1"' in page
    value.refresh_from_db()
    assert value.seen == "Bad news the same day"

    assert do(client, board, f"describe:{value.pk}", **{**words, f"{form}-revision": 1}).status_code == 302
    value.refresh_from_db()
    assert (value.seen, value.revision) == ("We say it first", 2)


def test_two_heaps_cannot_have_one_name(board: SharedBoard) -> None:
    value = pooling.name_value(board, "Candour")
    pooling.name_value(board, "Care")
    with pytest.raises(SharedBoardError, match="Another heap has that name already"):
        pooling.describe(value, name="care", seen="", not_seen="", revision=0)
    with pytest.raises(ChangedError):
        pooling.describe(value, name="Kindness", seen="", not_seen="", revision=7)


def test_heap_that_is_taken_apart_leaves_its_cards(cast: Cast, board: SharedBoard) -> None:
    value, card = pooling.name_value(board, "Candour"), lay(board)
    pooling.put_together(board, [Move(card.pk, 0, value.pk)])

    assert do(signed_in(cast.ben.user), board, f"apart:{value.pk}").status_code == 302
    assert do(signed_in(cast.ben.user), board, f"apart:{value.pk}").status_code == 404
    assert list(board.cards.values_list("value", flat=True)) == [None]


def test_values_are_taken_into_ones_own_exercise_and_none_is_written_over(cast: Cast, board: SharedBoard) -> None:
    valuing.keep(cast.ben, {}, [("candour", "My own words", "")], seen=0)
    for name in ("Candour", "Care"):
        pooling.name_value(board, name)

    assert do(signed_in(cast.ben.user), board, "take_over").status_code == 302
    own = valuing.board_of(cast.ben).values.values_list("name", "seen")
    assert list(own) == [("candour", "My own words"), ("Care", "")]
    assert valuing.take_over(cast.ben, board) == 0
    assert do(signed_in(cast.fay), board, "take_over").status_code == 404


def test_whoever_opened_it_or_facilitates_may_delete_it(cast: Cast, board: SharedBoard) -> None:
    assert do(signed_in(cast.ben.user), board, "clear").status_code == 404
    assert SharedBoard.objects.count() == 1

    assert do(signed_in(cast.fay), board, "clear").status_code == 302
    assert SharedBoard.objects.count() == 0


def test_date_to_look_again_is_kept(cast: Cast, board: SharedBoard) -> None:
    dated = {"again-on_day": "6", "again-on_month": "10", "again-on_year": "2027"}
    assert do(signed_in(cast.ben.user), board, "again", **dated).status_code == 302
    board.refresh_from_db()
    assert f"{board.look_again_on}" == "2027-10-06"

    assert (
        do(
            signed_in(cast.ben.user), board, "again", **{**dated, "again-on_day": "31", "again-on_month": "2"}
        ).status_code
        == 422
    )


def test_page_asks_the_same_however_much_lies_there(cast: Cast, board: SharedBoard) -> None:
    client, address = signed_in(cast.ben.user), reverse("values:board", args=[board.public_id])
    counts = []
    for _round in range(2):
        value = pooling.name_value(board, f"Value {_round}")
        pooling.put_together(board, [Move(lay(board, f"card {_round}").pk, 0, value.pk)])
        lay(board)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def test_board_goes_with_what_else_was_written(cast: Cast, board: SharedBoard) -> None:
    board.cohort.last_meeting_on = timezone.localdate().replace(year=2020)
    board.cohort.save()

    assert dict(retaining.due(timezone.now()))["shared values boards"] == 1
    retaining.tidy(timezone.now())
    assert SharedBoard.objects.count() == 0
