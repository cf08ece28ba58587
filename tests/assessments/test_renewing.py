"""Questions that change while people answer: who keeps which, what moves, and what is kept (TRUST D08)."""

from typing import Any

import pytest

from elearning.assessments import answering, renewing
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.models import InstrumentVersion, ResponseSet, SelfAssessmentPage
from tests.assessments.makers import keys, stored
from tests.conftest import Cast
from tests.laying import laid
from tests.profiles import makers


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


def publish(page: SelfAssessmentPage, **fields: Any) -> InstrumentVersion:
    """Publish `page` with other words; `first` is the text of the first statement, which goes on asking the same."""
    page.refresh_from_db()
    if "first" in fields:
        raw = page.scales.get_prep_value()
        raw[0]["value"]["statements"][0]["value"]["text"] = fields["first"]
        page.wording_only = {raw[0]["value"]["statements"][0]["id"]: fields.pop("first")}
        page.scales = page._meta.get_field("scales").to_python(raw)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return InstrumentVersion.objects.filter(page=page).order_by("-number")[0]


def answer(cast: Cast, steps: makers.Steps) -> tuple[ResponseSet, list[str]]:
    """Ada in progress: the statements about LEAD and how much it matters."""
    mine = answering.open_set(cast.ada, steps.assessment)
    lead = keys(mine, "LEAD")
    answering.record(mine, Sheet(given=dict(zip(lead, "1234", strict=True))), Sheet(given={"LEAD": "5", "BARR": "2"}))
    return mine, lead


def test_answers_stay_with_the_version_they_were_given_to(cast: Cast, steps: makers.Steps) -> None:
    mine, lead = answer(cast, steps)

    publish(steps.assessment, first="Reworded while Ada answers.")

    going_on = renewing.resume(cast.ada, steps.assessment)
    assert (going_on.pk, going_on.version.number) == (mine.pk, 1)
    assert going_on.version.instrument.statements[0].text != "Reworded while Ada answers."
    answering.record(going_on, Sheet(given={lead[0]: "5"}))
    assert stored(going_on, lead) == ["5", "2", "3", "4"]


def test_nothing_is_offered_while_the_questions_are_the_same(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)

    assert renewing.offer_for(cast.ada, steps.assessment, mine) is None


def test_the_offer_says_what_moves_and_what_does_not(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)
    text = mine.version.instrument.statements[0].text

    newest = publish(steps.assessment, first="Reworded.")

    offer = renewing.offer_for(cast.ada, steps.assessment, mine)
    assert offer == renewing.Offer(newest, is_newer=True, given=6, moving=5, left_out=(text,))


def test_other_answers_to_choose_from_move_no_statement_but_what_matters(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)

    publish(steps.assessment, no_chance_label="Had no occasion")

    offer = renewing.offer_for(cast.ada, steps.assessment, mine)
    assert offer
    assert (offer.moving, len(offer.left_out)) == (2, 4)


def test_another_question_about_what_matters_moves_the_statements_only(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)

    publish(steps.assessment, importance_question="How much does it matter now?")

    offer = renewing.offer_for(cast.ada, steps.assessment, mine)
    assert offer
    assert (offer.moving, offer.left_out) == (4, ())


def test_a_statement_that_is_keyed_the_other_way_round_does_not_move(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)
    raw = steps.assessment.scales.get_prep_value()
    raw[0]["value"]["statements"][1]["value"]["reverse"] = True

    publish(steps.assessment, scales=steps.assessment._meta.get_field("scales").to_python(raw))

    offer = renewing.offer_for(cast.ada, steps.assessment, mine)
    assert offer
    assert offer.left_out == (mine.version.instrument.statements[1].text,)


def test_taking_over_moves_what_fits_and_keeps_the_rest(cast: Cast, steps: makers.Steps) -> None:
    mine, lead = answer(cast, steps)
    newest = publish(steps.assessment, first="Reworded.")

    made = renewing.take_over(cast.ada, steps.assessment, version=newest.pk)

    mine.refresh_from_db()
    assert (made.version, made.started_at, stored(made, lead)) == (newest, mine.started_at, ["", "2", "3", "4"])
    assert answering.ratings_of(made) == {"LEAD": "5", "BARR": "2"}
    assert (mine.state, stored(mine, lead)) == (ResponseSet.State.LEFT, ["1", "2", "3", "4"])
    assert answering.current(cast.ada, steps.assessment) == made


def test_an_old_page_that_is_saved_after_moving_is_told_so(cast: Cast, steps: makers.Steps) -> None:
    mine, lead = answer(cast, steps)
    newest = publish(steps.assessment, first="Reworded.")
    renewing.take_over(cast.ada, steps.assessment, version=newest.pk)

    with pytest.raises(AnsweringError, match="moved to other questions"):
        answering.record(mine, Sheet(given={lead[0]: "5"}))


def test_going_back_finds_everything_and_brings_what_fits(cast: Cast, steps: makers.Steps) -> None:
    _mine, lead = answer(cast, steps)
    newest = publish(steps.assessment, first="Reworded.")
    made = renewing.take_over(cast.ada, steps.assessment, version=newest.pk)
    answering.record(made, Sheet(given={lead[0]: "5", lead[1]: "1"}))

    back = renewing.go_back(cast.ada, steps.assessment)

    assert (back.version.number, stored(back, lead)) == (1, ["1", "1", "3", "4"])
    assert renewing.offer_for(cast.ada, steps.assessment, back) is None
    assert stored(renewing.left_by(cast.ada, steps.assessment) or back, lead) == ["5", "1", "3", "4"]


def test_going_back_is_refused_where_nothing_was_left(cast: Cast, steps: makers.Steps) -> None:
    answer(cast, steps)

    with pytest.raises(AnsweringError, match="no earlier questions"):
        renewing.go_back(cast.ada, steps.assessment)


def test_staying_is_asked_once_until_the_questions_change_again(cast: Cast, steps: makers.Steps) -> None:
    mine, _lead = answer(cast, steps)
    second = publish(steps.assessment, first="Reworded.")
    stayed = renewing.stay(cast.ada, steps.assessment, version=second.pk)
    assert renewing.offer_for(cast.ada, steps.assessment, stayed) is None

    third = publish(steps.assessment, stem="How often?")

    offer = renewing.offer_for(cast.ada, steps.assessment, stayed)
    assert (offer and offer.version, stayed.pk) == (third, mine.pk)


@pytest.mark.parametrize("verb", [renewing.take_over, renewing.stay])
def test_a_decision_about_what_is_offered_no_more_is_refused(cast: Cast, steps: makers.Steps, verb: Any) -> None:
    answer(cast, steps)
    second = publish(steps.assessment, first="Reworded.")
    publish(steps.assessment, stem="How often?")

    with pytest.raises(AnsweringError, match="changed once more"):
        verb(cast.ada, steps.assessment, version=second.pk)


def test_a_set_without_answers_goes_on_with_todays_questions(cast: Cast, steps: makers.Steps) -> None:
    answering.open_set(cast.ada, steps.assessment)
    newest = publish(steps.assessment, first="Reworded.")

    assert renewing.resume(cast.ada, steps.assessment).version == newest


def test_a_cohort_in_which_somebody_submitted_is_offered_nothing_newer(cast: Cast, steps: makers.Steps) -> None:
    makers.result(cast.ben, steps)
    mine, _lead = answer(cast, steps)

    publish(steps.assessment, first="Reworded.")

    assert renewing.offer_for(cast.ada, steps.assessment, mine) is None


def test_whoever_began_with_newer_questions_is_offered_those_of_the_cohort(cast: Cast, steps: makers.Steps) -> None:
    answer(cast, steps)
    publish(steps.assessment, first="Reworded.")
    bens = answering.open_set(cast.ben, steps.assessment)
    makers.result(cast.ada, steps)

    answering.record(bens, Sheet(given={keys(bens, "LEAD")[0]: "3"}))

    offer = renewing.offer_for(cast.ben, steps.assessment, bens)
    assert offer
    assert (offer.version.number, offer.is_newer, offer.moving) == (1, False, 0)


def test_what_was_left_goes_with_the_submission(cast: Cast, steps: makers.Steps) -> None:
    answer(cast, steps)
    newest = publish(steps.assessment, first="Reworded.")
    made = renewing.take_over(cast.ada, steps.assessment, version=newest.pk)

    answering.submit(made)

    assert list(ResponseSet.objects.of(cast.ada)) == [made]


def test_publishing_twice_gives_two_numbers(cast: Cast, steps: makers.Steps) -> None:
    publish(steps.assessment, first="Reworded.")
    publish(steps.assessment, first="Reworded again.")

    assert list(InstrumentVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
