"""The process review: nobody reads it before three have answered, no row points to anybody, and it is read once."""

import pytest
from django.forms.models import model_to_dict

from actionsets import reviewing
from actionsets.models import ProcessReview, ReviewSlip, SetMembership
from actionsets.onscreen import spread, told
from actionsets.refusals import NotHere
from elearning.programmes.models import Enrolment
from tests.actionsets.rooms import AtHand
from tests.conftest import signed_in

WORDS = ("Thawing", "brisk", "Candid", "slow")


def answer(at_hand: AtHand, at: int, *, asked: int | None = 4, word: str = "") -> ReviewSlip:
    ratings = {"asked": asked, "listened": 5, "shared": None}
    return reviewing.answer(at_hand.places()[at], at_hand.meeting, ratings=ratings, word=word)


def answers(at_hand: AtHand, number: int) -> None:
    for at, word in enumerate(WORDS[:number]):
        answer(at_hand, at, asked=at + 1, word=word)


def test_nothing_is_read_before_three_have_answered(at_hand: AtHand) -> None:
    answers(at_hand, 2)

    with pytest.raises(reviewing.TooFew):
        reviewing.read(at_hand.meeting)
    at_hand.client().post(at_hand.door("review_read"))
    page = at_hand.client(2).get(at_hand.door("review")).content.decode()

    assert not ProcessReview.objects.exists()
    assert ("2 members have answered so far" in page, "Thawing" in page, "brisk" in page) == (True, False, False)


def test_three_are_read_by_the_set_and_its_facilitator(at_hand: AtHand) -> None:
    answers(at_hand, 3)
    at_hand.client().post(at_hand.door("review_read"))

    pages = [at_hand.client(3).get(at_hand.door("review")), signed_in(at_hand.twelve.fay).get(at_hand.lead("review"))]

    assert ["brisk, Candid, Thawing" in page.content.decode() for page in pages] == [True, True]


def test_before_it_is_read_the_facilitator_sees_a_number_alone(at_hand: AtHand) -> None:
    answers(at_hand, 4)

    page = signed_in(at_hand.twelve.fay).get(at_hand.lead("review")).content.decode()

    assert "4 members have answered so far" in page
    assert [word in page for word in WORDS] == [False] * 4


def test_nobody_else_ever_reads_it(at_hand: AtHand) -> None:
    answers(at_hand, 3)
    reviewing.read(at_hand.meeting)
    nosy = [at_hand.twelve.max, at_hand.sam, at_hand.stranger()]

    pages = [signed_in(user).get(address) for user in nosy for address in (at_hand.lead("review"), at_hand.lead())]
    theirs = signed_in(at_hand.stranger()).get(at_hand.twelve.step.door("airtime")).content.decode()

    assert {page.status_code for page in pages} == {404}
    assert "Thawing" not in theirs


def test_reading_deletes_every_slip_and_keeps_counts(at_hand: AtHand) -> None:
    answers(at_hand, 3)

    made = reviewing.read(at_hand.meeting)

    assert not ReviewSlip.objects.exists()
    assert (made.answered, made.counts["asked"], made.counts["shared"]) == (3, [1, 1, 1, 0, 0], [0, 0, 0, 0, 0])
    assert made.words == ["brisk", "Candid", "Thawing"]


def test_once_read_nobody_adds_to_it(at_hand: AtHand) -> None:
    answers(at_hand, 3)
    first = reviewing.read(at_hand.meeting)

    with pytest.raises(reviewing.AlreadyRead):
        answer(at_hand, 3, word="late")
    at_hand.client(3).post(at_hand.door("review"), {"asked": "1", "word": "late"})

    assert reviewing.read(at_hand.meeting) == first
    assert ProcessReview.objects.get().answered == 3


def test_a_member_changes_their_answer_until_then(at_hand: AtHand) -> None:
    client = at_hand.client()
    client.post(at_hand.door("review"), {"asked": "2", "word": "stiff"})
    client.post(at_hand.door("review"), {"asked": "5", "word": "loose"})

    (slip,) = ReviewSlip.objects.all()
    assert (slip.asked, slip.word) == (5, "loose")
    assert 'value="loose"' in client.get(at_hand.door("review")).content.decode()
    assert 'value="loose"' not in at_hand.client(1).get(at_hand.door("review")).content.decode()


def test_a_slip_points_to_nobody(at_hand: AtHand) -> None:
    slip = answer(at_hand, 0, word="calm")
    place = at_hand.places()[0]
    known = {place.pk, place.enrolment_id, place.enrolment.user_id, str(place.enrolment.public_id)}

    stored = model_to_dict(slip, exclude=["meeting"]) | {"id": slip.pk}

    assert known & {value for name, value in stored.items() if name not in {"asked", "listened", "shared"}} == set()
    assert [field.name for field in ReviewSlip._meta.get_fields() if field.is_relation] == ["meeting"]
    assert [field.name for field in ProcessReview._meta.get_fields() if field.is_relation] == ["meeting"]


def test_a_key_cannot_be_made_without_the_sites_secret(at_hand: AtHand, settings: object) -> None:
    before = answer(at_hand, 0).key
    settings.SECRET_KEY = "another secret of more than thirty-two letters"  # type: ignore[attr-defined]

    assert reviewing.slip_of(at_hand.places()[0], at_hand.meeting) is None
    assert answer(at_hand, 0).key != before


def test_keys_of_one_member_differ_between_meetings(at_hand: AtHand) -> None:
    first = at_hand.one.meetings.select_related("learning_set").get(number=1)
    ratings = {"asked": 3, "listened": 3, "shared": 3}
    keys = {
        reviewing.answer(at_hand.places()[0], one, ratings=ratings, word="").key for one in (first, at_hand.meeting)
    }

    assert len(keys) == 2


def test_a_facilitator_and_a_member_of_another_set_do_not_answer(at_hand: AtHand) -> None:
    other = SetMembership.objects.live().exclude(learning_set=at_hand.one)[0]
    with pytest.raises(NotHere):
        reviewing.answer(other, at_hand.meeting, ratings={"asked": 1}, word="")

    answer = signed_in(at_hand.twelve.fay).post(at_hand.lead("review"), {"asked": "1"})

    assert (answer.status_code, ReviewSlip.objects.count()) == (405, 0)


@pytest.mark.parametrize(
    "sent", [{}, {"asked": "6"}, {"asked": "0"}, {"word": "two words"}, {"word": "x" * 31}, {"asked": "9" * 40}]
)
def test_a_slip_that_is_wrong_is_not_kept(at_hand: AtHand, sent: dict[str, str]) -> None:
    answer = at_hand.client().post(at_hand.door("review"), sent)

    assert (answer.status_code, ReviewSlip.objects.count()) == (422, 0)


def test_a_review_is_of_a_meeting_that_has_begun(at_hand: AtHand) -> None:
    at_hand.client().post(at_hand.door("review", 3), {"asked": "4"})

    assert not ReviewSlip.objects.exists()


def test_answers_of_somebody_who_left_stay_unnamed_and_count(at_hand: AtHand) -> None:
    answers(at_hand, 3)
    Enrolment.objects.filter(pk=at_hand.places()[1].enrolment_id).update(state=Enrolment.State.WITHDRAWN)

    assert reviewing.read(at_hand.meeting).answered == 3


def test_the_trend_is_shown_meeting_by_meeting(at_hand: AtHand) -> None:
    answers(at_hand, 3)
    reviewing.read(at_hand.meeting)

    page = at_hand.client().get(at_hand.twelve.step.door("airtime")).content.decode()

    assert ("We asked more than we told" in page, "A little" in page, "Thawing" in page) == (True, True, True)


def test_a_question_that_fewer_than_three_answered_is_not_told() -> None:
    assert (spread([1, 1, 0, 0, 0]).middle, spread([1, 1, 0, 0, 1]).middle) == ("", "A little")


def test_answers_are_told_question_by_question(at_hand: AtHand) -> None:
    answers(at_hand, 3)

    row = told(reviewing.read(at_hand.meeting))

    assert [one.middle for _label, one in row.spreads] == ["A little", "Entirely", ""]


def test_no_moment_stands_beside_a_slip() -> None:
    columns = {field.column for field in ReviewSlip._meta.get_fields() if hasattr(field, "column")}

    assert columns == {"id", "meeting_id", "key", "asked", "listened", "shared", "word"}
