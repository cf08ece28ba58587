"""What holds of scoring for any answers on any scale of two to seven points."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from elearning.profiles.scoring import (
    Answer,
    Parameters,
    Profile,
    Scale,
    by_strength,
    need,
    on_ruler,
    recode,
    score,
    strengths,
    total_up,
    word_for,
)

WORDS = ["not_yet", "some", "usual", "almost_always"]
points = st.integers(2, 7)
importances = st.one_of(st.none(), st.integers(1, 5))


def answers(highest: int) -> st.SearchStrategy[Answer]:
    """Any answer to a statement with so many points: one of them, no chance, or blank; to a reversed one or not."""
    given_ones = st.builds(Answer, value=st.integers(1, highest), reverse=st.booleans())
    missing = st.builds(Answer, value=st.none(), no_chance=st.booleans(), reverse=st.booleans())
    return st.one_of(given_ones, given_ones, missing)


@st.composite
def questionnaires(draw: st.DrawFn) -> tuple[list[Scale], Parameters]:
    """A whole questionnaire as somebody answered it, and its rules."""
    rules = Parameters(highest=draw(points), need_method=draw(st.sampled_from(["borich", "headroom"])))
    sizes = draw(st.lists(st.integers(1, 6), min_size=1, max_size=12))
    scales = [
        Scale(
            f"S{number}",
            number,
            tuple(draw(st.lists(answers(rules.highest), min_size=k, max_size=k))),
            draw(importances),
        )
        for number, k in enumerate(sizes, start=1)
    ]
    return scales, rules


@given(points, st.data())
def test_recoding_is_its_own_inverse(highest: int, data: st.DataObject) -> None:
    rules, value = Parameters(highest=highest), data.draw(st.integers(1, highest))

    assert recode(recode(value, rules), rules) == value
    assert rules.lowest <= recode(value, rules) <= rules.highest


@given(questionnaires(), st.data())
def test_the_order_of_answers_and_of_subjects_never_matters(
    asked: tuple[list[Scale], Parameters], data: st.DataObject
) -> None:
    scales, rules = asked
    mixed = [
        replace(one, answers=tuple(data.draw(st.permutations(one.answers))))
        for one in data.draw(st.permutations(scales))
    ]

    one, other = score(scales, rules), score(mixed, rules)

    assert sorted(one.scales, key=lambda scored: scored.number) == sorted(
        other.scales, key=lambda scored: scored.number
    )
    assert without_scales(one) == without_scales(other)


def without_scales(profile: Profile) -> Profile:
    return replace(profile, scales=())


@given(questionnaires(), st.data())
def test_one_more_valid_answer_never_unscores(asked: tuple[list[Scale], Parameters], data: st.DataObject) -> None:
    scales, rules = asked
    scale = data.draw(st.sampled_from(scales))
    place = data.draw(st.integers(0, len(scale.answers) - 1))
    answer = Answer(value=data.draw(st.integers(1, rules.highest)), reverse=scale.answers[place].reverse)
    before = total_up(scale, rules)

    after = total_up(replace(scale, answers=(*scale.answers[:place], answer, *scale.answers[place + 1 :])), rules)

    assert after.is_scored or not before.is_scored
    assert after.answered >= before.answered


@given(questionnaires())
def test_a_score_lies_between_the_ends_of_its_scale(asked: tuple[list[Scale], Parameters]) -> None:
    scales, rules = asked

    for scored in score(scales, rules).scales:
        if scored.score is not None:
            assert rules.lowest <= scored.score <= rules.highest
            assert 1 <= on_ruler(scored.score, rules) <= 5


@given(questionnaires(), st.integers(1, 4))
def test_need_grows_with_importance(asked: tuple[list[Scale], Parameters], importance: int) -> None:
    scales, rules = asked
    scored = total_up(scales[0], rules)
    less, more = (need(replace(scored, importance=value), rules) for value in (importance, importance + 1))

    if less is None or more is None:
        assert scored.score is None
    else:
        assert 0 <= less <= more <= 20
        if scored.score is not None and rules.need_method == "borich" and on_ruler(scored.score, rules) < importance:
            assert less < more


@given(points, st.integers(1, 5), st.data())
def test_need_shrinks_with_the_score(highest: int, importance: int, data: st.DataObject) -> None:
    rules = Parameters(highest=highest)
    low, high = sorted(data.draw(st.lists(st.integers(1, highest), min_size=2, max_size=2)))
    needs = [
        need(total_up(Scale("A", 1, (Answer(value),) * 4, importance), rules), rules) or Fraction(0)
        for value in (low, high)
    ]

    assert needs[0] >= needs[1]


@given(questionnaires())
def test_suggestions_are_never_padded(asked: tuple[list[Scale], Parameters]) -> None:
    scales, rules = asked
    profile = score(scales, rules)
    eligible = {
        one.code: value
        for one in profile.scales
        if (value := need(one, rules)) and one.importance is not None and one.importance >= 3
    }
    listed = profile.suggested + profile.near

    assert len(profile.suggested) == min(3, len(eligible))
    assert len(listed) == len(set(listed)) <= 5
    assert set(listed) <= set(eligible)
    assert [eligible[code] for code in listed] == sorted((eligible[code] for code in listed), reverse=True)
    assert all(eligible[code] >= eligible[profile.suggested[-1]] - 2 for code in profile.near)
    assert all(eligible[code] <= eligible[profile.suggested[-1]] for code in set(eligible) - set(profile.suggested))


@given(questionnaires())
def test_strengths_are_three_at_most_and_each_reaches_four(asked: tuple[list[Scale], Parameters]) -> None:
    scales, rules = asked
    profile = score(scales, rules)
    levels = {one.code: on_ruler(one.score, rules) for one in profile.scales if one.score is not None}

    assert len(profile.strengths) <= 3
    assert all(levels[code] >= 4 for code in profile.strengths)
    assert (profile.strongest is not None) is (bool(levels) and not profile.strengths)
    assert profile.strongest is None or levels[profile.strongest] == max(levels.values())
    assert bool(profile.strengths) is any(level >= 4 for level in levels.values())
    assert strengths(by_strength(profile.scales, rules), rules) == (profile.strengths, profile.strongest)


@given(points, st.data())
def test_scales_of_any_length_are_read_by_the_same_words(highest: int, data: st.DataObject) -> None:
    rules = Parameters(highest=highest)
    low, high = sorted(data.draw(st.lists(st.fractions(1, highest), min_size=2, max_size=2)))

    assert (word_for(Fraction(1), rules), word_for(Fraction(highest), rules)) == ("not_yet", "almost_always")
    assert WORDS.index(word_for(low, rules)) <= WORDS.index(word_for(high, rules))
    assert word_for(low, rules) == word_for(on_ruler(low, rules), Parameters())


@given(points, st.data())
def test_the_middle_of_any_scale_is_the_middle_of_the_ruler(highest: int, data: st.DataObject) -> None:
    rules = Parameters(highest=highest)
    score_ = data.draw(st.fractions(1, highest))

    assert on_ruler(Fraction(1 + highest, 2), rules) == 3
    assert on_ruler(score_, rules) + on_ruler(1 + highest - score_, rules) == 6


@given(questionnaires())
def test_reversing_every_statement_and_every_answer_changes_nothing(asked: tuple[list[Scale], Parameters]) -> None:
    scales, rules = asked
    turned = [
        replace(
            one,
            answers=tuple(
                replace(a, value=a.value and recode(a.value, rules), reverse=not a.reverse) for a in one.answers
            ),
        )
        for one in scales
    ]

    assert score(turned, rules) == score(scales, rules)


@given(questionnaires())
def test_scoring_twice_gives_the_same(asked: tuple[list[Scale], Parameters]) -> None:
    scales, rules = asked

    assert score(scales, rules) == score(scales, rules)
