"""From submitted answers to a stored result."""

from fractions import Fraction

import pytest

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError
from elearning.assessments.models import ResponseSet
from elearning.profiles import profiling, rehearsing
from elearning.profiles.models import Result
from elearning.profiles.scoring import SCORING_VERSION
from elearning.programmes.models import StepProgress
from tests.conftest import Cast
from tests.profiles import makers


def test_finish_stores_every_subject_exactly(cast: Cast) -> None:
    result = makers.result(cast.ada, makers.steps(cast))

    scores = {scale.subject.code: scale.scored.score for scale in result.scales.select_related("subject")}

    assert scores == {
        "LEAD": Fraction(9, 4),
        "BARR": Fraction(11, 4),
        "INFL": Fraction(13, 4),
        "VISN": Fraction(4),
        "MOTV": Fraction(7, 2),
        "TRAK": Fraction(8, 3),
        "GRUP": Fraction(17, 4),
        "INTD": None,
        "PMOT": Fraction(3),
    }


def test_finish_stores_the_suggestions_in_order(cast: Cast) -> None:
    result = makers.result(cast.ada, makers.steps(cast))

    assert list(result.suggestions.values_list("subject__code", "kind")) == [
        ("LEAD", "suggested"),
        ("TRAK", "suggested"),
        ("PMOT", "suggested"),
        ("INFL", "near"),
    ]


def test_result_keeps_what_it_was_made_with(cast: Cast) -> None:
    steps = makers.steps(cast)

    result = makers.result(cast.ada, steps)

    assert result.version == steps.assessment.versions.get()
    assert result.scoring_version == SCORING_VERSION
    assert result.rules == profiling.parameters_of(result.version.instrument)


def test_the_same_answers_give_the_same_result_later(cast: Cast) -> None:
    steps = makers.steps(cast)
    first = makers.result(cast.ada, steps)
    submitted = answering.current(cast.ada, steps.assessment)
    assert submitted

    again = profiling.build(submitted, cast.ada)

    rows = ["subject__code", "total", "answered", "no_chance", "importance"]
    assert list(again.scales.values_list(*rows)) == list(first.scales.values_list(*rows))


def test_finish_records_only_that_it_is_done(cast: Cast) -> None:
    steps = makers.steps(cast)

    makers.result(cast.ada, steps)

    progress = StepProgress.objects.get(enrolment=cast.ada)
    assert (progress.step_id, progress.answered, progress.of) == (steps.assessment.pk, 36, 36)
    assert progress.done_at is not None


def test_finish_twice_gives_one_result(cast: Cast) -> None:
    steps = makers.steps(cast)
    first = makers.result(cast.ada, steps)

    assert profiling.finish(cast.ada, steps.assessment) == first
    assert Result.objects.count() == 1


def test_finish_is_refused_before_anything_can_be_said(cast: Cast) -> None:
    steps = makers.steps(cast)
    few = {"LEAD1": 3, "LEAD2": 3, "BARR1": 4}

    with pytest.raises(AnsweringError, match="not enough answers yet"):
        rehearsing.rehearse(cast.ada, steps.assessment, few, {})

    assert ResponseSet.objects.count() == 0


def test_finish_scores_only_what_meets_the_minimum(cast: Cast) -> None:
    steps = makers.steps(cast)
    three = {"LEAD1": 3, "LEAD2": 3, "LEAD3": 2, "BARR1": 4}

    result = rehearsing.rehearse(cast.ada, steps.assessment, three, {"LEAD": 5, "BARR": 5})

    assert result
    assert list(result.scales.filter(is_scored=True).values_list("subject__code", flat=True)) == ["LEAD"]


def test_finish_after_a_redo_replaces_the_result_and_keeps_the_old_one(cast: Cast) -> None:
    steps = makers.steps(cast)
    first = makers.result(cast.ada, steps)
    again = answering.redo(cast.ada, steps.assessment)
    key = again.version.instrument.statements[0].key
    answering.record(again, answering.Sheet(given={key: "5"}))

    second = profiling.finish(cast.ada, steps.assessment)

    first.refresh_from_db()
    assert first.superseded_at is not None
    assert Result.objects.current(cast.ada) == second
    assert second.scales.get(subject__code="LEAD").total == first.scales.get(subject__code="LEAD").total + 3


def test_rehearse_without_submitting_leaves_the_set_open(cast: Cast) -> None:
    steps = makers.steps(cast)

    made = rehearsing.rehearse(cast.ada, steps.assessment, {"LEAD1": 3}, {}, submit=False)

    current = answering.current(cast.ada, steps.assessment)
    assert made is None
    assert current
    assert current.is_open


def test_rehearse_refuses_a_code_that_is_not_asked(cast: Cast) -> None:
    steps = makers.steps(cast)

    with pytest.raises(KeyError):
        rehearsing.rehearse(cast.ada, steps.assessment, {"LEAD5": 3}, {})
