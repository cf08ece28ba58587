"""A result made again from its own answers is the same (R12), and looking whether it is writes nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elearning.assessments import answering
from elearning.assessments.models import ResponseSet
from elearning.profiles import profiling, rehearsing, wording
from elearning.profiles.models import PrioritySuggestion, Result, ScaleResult
from elearning.profiles.profiling import Difference, RecomputingError
from tests.conftest import Cast
from tests.laying import laid
from tests.profiles import makers


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def result(cast: Cast, steps: makers.Steps) -> Result:
    return makers.result(cast.ada, steps)


def test_recompute_finds_no_difference(result: Result) -> None:
    assert profiling.recompute(result) == []


def test_recompute_writes_nothing(result: Result) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        profiling.recompute(result)

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_recompute_tells_a_changed_score(result: Result) -> None:
    ScaleResult.objects.filter(result=result, number=1).update(total=10)

    assert profiling.recompute(result) == [Difference("subject 1: total", 10, 9)]


def test_recompute_tells_a_changed_suggestion(result: Result) -> None:
    PrioritySuggestion.objects.filter(result=result, position=4).delete()

    assert profiling.recompute(result) == [Difference("suggestion 4", None, (3, "near"))]


def test_recompute_tells_a_changed_answer(cast: Cast, steps: makers.Steps, result: Result) -> None:
    answers = answering.current(cast.ada, steps.assessment)
    assert answers
    statement = answers.version.instrument.statements[0]
    answers.responses.filter(item=statement.key).update(value=5)

    assert [found.what for found in profiling.recompute(result)] == ["subject 1: total", "suggestion 1", "suggestion 2"]


def test_recompute_finds_the_answers_of_a_result_that_was_replaced(
    cast: Cast, steps: makers.Steps, result: Result
) -> None:
    again = answering.redo(cast.ada, steps.assessment)
    key = again.version.instrument.statements[0].key
    answering.record(again, answering.Sheet(given={key: "5"}))
    second = profiling.finish(cast.ada, steps.assessment)
    result.refresh_from_db()

    assert result.superseded_at is not None
    assert [profiling.recompute(one) for one in (result, second)] == [[], []]


def test_recompute_is_refused_for_another_version_of_scoring(result: Result) -> None:
    result.scoring_version = "0"

    with pytest.raises(RecomputingError, match="Made by scoring 0, not 1"):
        profiling.recompute(result)


def test_recompute_is_refused_when_the_answers_are_gone(result: Result) -> None:
    ResponseSet.objects.all().delete()

    with pytest.raises(RecomputingError, match="no longer kept"):
        profiling.recompute(result)


def test_moving_subjects_about_later_changes_no_result(cast: Cast, steps: makers.Steps) -> None:
    equal: dict[str, tuple[list[int | None], int]] = {code: ([4, 4, 4, 4], 4) for code in makers.ANSWERS}
    result = rehearsing.rehearse(cast.ada, steps.assessment, makers.answers(equal), makers.importance(equal))
    assert result
    before = wording.portrait(result, steps.results).groups

    for place, subject in enumerate(cast.programme.framework.subjects.order_by("-sort_order")):
        subject.sort_order = place
        subject.save()

    after = wording.portrait(Result.objects.get(pk=result.pk), steps.results).groups
    assert [row.subject.code for row in before[0].rows] == ["LEAD", "BARR", "INFL"]
    assert [[row.subject.code for row in group.rows] for group in after] == [
        [row.subject.code for row in group.rows] for group in before
    ]
    assert profiling.recompute(result) == []


def test_a_new_wording_after_the_answers_changes_no_result(cast: Cast, steps: makers.Steps, result: Result) -> None:
    steps.assessment.need_method = "headroom"
    steps.assessment.save_revision().publish()

    assert steps.assessment.versions.count() == 2
    assert profiling.recompute(result) == []
