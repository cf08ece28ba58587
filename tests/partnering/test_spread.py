"""Reading checklists of several people: exactly the rules of DOMAIN 3.3, with its test T12."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from elearning.partnering import spread
from elearning.partnering.spread import Reading

CODES = [f"H{number}" for number in range(1, 17)]
T12 = ["not_yet", "partly", "partly", "dont_know", "fully"]


def read(**answers: list[str]) -> Reading:
    """The reading of what several people said, statement by statement; "" is left out."""
    people = max(map(len, answers.values()), default=0)
    sheets = [{code: said[n] for code, said in answers.items() if n < len(said) and said[n]} for n in range(people)]
    return spread.read(CODES, sheets)


def codes(found: tuple[spread.Spread, ...]) -> list[str]:
    return [one.code for one in found]


def test_t12_attention_share_leaves_out_who_does_not_know() -> None:
    h16 = read(H16=T12).spreads[15]

    assert (h16.attention, h16.range, h16.is_worth_talking_about) == (Fraction(3, 4), 3, True)


def test_t12_two_of_five_who_do_not_know_are_to_find_out() -> None:
    found = read(H9=["not_yet", "not_yet", "not_yet", "dont_know", "dont_know"])

    assert (codes(found.find_out), codes(found.start_here)) == (["H9"], [])


def test_one_of_five_who_does_not_know_is_no_finding_out() -> None:
    assert codes(read(H16=T12).find_out) == []


def test_start_here_are_the_three_highest_shares() -> None:
    found = read(
        H2=["partly", "mostly", "mostly", "mostly"],
        H5=["not_yet", "partly", "partly", "mostly"],
        H7=["partly", "partly", "mostly", "mostly"],
        H8=["partly", "partly", "partly", "partly"],
    )

    assert codes(found.start_here) == ["H8", "H5", "H7"]


def test_equal_shares_are_ordered_by_range_and_then_by_number() -> None:
    narrow, wide = ["partly", "mostly"], ["not_yet", "fully"]

    assert codes(read(H1=narrow, H2=wide, H3=narrow, H4=wide).start_here) == ["H2", "H4", "H1"]


def test_what_nobody_doubts_is_no_place_to_start() -> None:
    assert codes(read(H1=["fully", "mostly"]).start_here) == []


def test_one_step_apart_is_not_worth_talking_about() -> None:
    assert codes(read(H1=["partly", "mostly"], H2=["partly", "fully"]).worth_talking_about) == ["H2"]


def test_nobody_answered() -> None:
    found = read()

    assert (found.start_here, found.find_out, found.worth_talking_about) == ((), (), ())
    assert {(one.attention, one.range, one.answered) for one in found.spreads} == {(None, 0, 0)}


def test_all_who_answer_do_not_know() -> None:
    h1 = read(H1=["dont_know"]).spreads[0]

    assert (h1.attention, h1.is_to_find_out) == (None, True)


@given(st.lists(st.dictionaries(st.sampled_from(CODES), st.sampled_from([*spread.VALUES, "rubbish"])), max_size=12))
def test_a_reading_says_the_same_in_any_order_of_people(sheets: list[dict[str, str]]) -> None:
    reading = spread.read(CODES, sheets)

    assert spread.read(CODES, sheets[::-1]) == reading
    assert len(reading.start_here) <= 3
    assert set(codes(reading.start_here)) & set(codes(reading.find_out)) == set()
    assert all(one.answered == sum(sheet.get(one.code) in spread.VALUES for sheet in sheets) for one in reading.spreads)


def kinds(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    return {one.code: one.kind for one in spread.side_by_side(CODES, first, second) if one.kind != spread.NOT_BOTH}


def test_side_by_side_says_how_two_answers_lie() -> None:
    first = {"H1": "fully", "H2": "not_yet", "H3": "mostly", "H4": "not_yet", "H5": "dont_know", "H6": "dont_know"}
    second = {
        "H1": "fully",
        "H2": "partly",
        "H3": "fully",
        "H4": "mostly",
        "H5": "fully",
        "H6": "dont_know",
        "H7": "fully",
    }

    assert kinds(first, second) == {
        "H1": "alike_well",
        "H2": "alike_to_do",
        "H3": "near",
        "H4": "apart",
        "H5": "one_knows",
        "H6": "nobody_knows",
    }


def test_partly_and_mostly_are_near() -> None:
    assert kinds({"H1": "partly"}, {"H1": "mostly"}) == {"H1": "near"}


def test_talk_first_takes_the_furthest_apart_and_then_what_both_see() -> None:
    first = {"H1": "not_yet", "H2": "not_yet", "H3": "partly", "H4": "fully", "H9": "partly"}
    second = {"H1": "partly", "H2": "mostly", "H3": "fully", "H4": "not_yet", "H9": "partly"}
    pairs = spread.side_by_side(CODES, first, second)

    assert [one.code for one in spread.talk_first(pairs)] == ["H4", "H2", "H3"]
    assert [one.code for one in spread.talk_first([one for one in pairs if one.code not in {"H2", "H3"}])] == [
        "H4",
        "H1",
        "H9",
    ]
