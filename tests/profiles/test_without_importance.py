"""A questionnaire that does not ask what matters: no such page, no such words in the result, and needs that weigh alike."""

from fractions import Fraction

import pytest
from django.test import Client

from elearning.assessments import answering
from elearning.assessments.models import SelfAssessmentPage
from elearning.profiles import scoring
from elearning.profiles.models import Result
from elearning.profiles.scoring import Answer, Parameters, Scale
from tests.assessments.makers import begun
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

ASSUMED = Parameters(assumed_importance=scoring.ASSUMED_IMPORTANCE)


def scale(code: str, number: int, *values: int, importance: int | None = None) -> Scale:
    return Scale(code, number, tuple(Answer(value) for value in values), importance)


@laid
def steps(cast: Cast) -> makers.Steps:
    """The published steps; the self-assessment asks nothing about importance."""
    made = makers.steps(cast)
    made.assessment.asks_importance = False
    made.assessment.save_revision().publish()
    return made


@laid
def step(steps: makers.Steps) -> SelfAssessmentPage:
    """The self-assessment among them."""
    return steps.assessment


def test_a_need_is_four_times_what_is_missing_to_a_strength() -> None:
    scored = scoring.total_up(scale("A", 1, 2, 3, 2, 3), ASSUMED)

    assert scoring.need(scored, ASSUMED) == 4 * (4 - Fraction(10, 4))
    assert scored.importance is None


def test_the_margin_is_half_a_point() -> None:
    scales = [
        scale("A", 1, 1, 1, 1, 1),
        scale("B", 2, 1, 1, 1, 2),
        scale("C", 3, 2, 2, 2, 2),
        scale("D", 4, 2, 2, 3, 3),
        scale("E", 5, 3, 3, 3, 3),
    ]

    profile = scoring.score(scales, ASSUMED)

    assert (profile.suggested, profile.near) == (("A", "B", "C"), ("D",))


def test_ties_go_by_the_catalogue() -> None:
    scales = [scale("B", 2, 2, 2, 2, 2), scale("A", 1, 2, 2, 2, 2)]

    assert scoring.score(scales, ASSUMED).suggested == ("A", "B")


def test_a_strength_is_never_suggested() -> None:
    assert scoring.score([scale("A", 1, 4, 4, 4, 4), scale("B", 2, 5, 5, 5, 5)], ASSUMED).suggested == ()


def test_where_it_is_asked_not_knowing_still_means_no_suggestion() -> None:
    scales = [scale("A", 1, 1, 1, 1, 1, importance=None), scale("B", 2, 2, 2, 2, 2, importance=5)]

    assert scoring.score(scales, Parameters()).suggested == ("B",)


def test_what_was_scored_before_is_scored_the_same() -> None:
    scales = [scale("A", 1, 2, 3, 2, 2, importance=5), scale("B", 2, 4, 3, 4, 4, importance=3)]
    before = {
        "lowest": 1,
        "highest": 5,
        "need_method": "borich",
        "least_importance": 3,
        "most_suggested": 3,
        "most_listed": 5,
        "near_margin": 2,
        "strength_from": 4,
        "most_strengths": 3,
    }

    assert scoring.score(scales, Parameters(**before)) == scoring.score(scales, Parameters())
    assert scoring.SCORING_VERSION == "1"


@pytest.mark.parametrize("importance", [0, 6])
def test_an_assumed_importance_lies_on_its_ruler(importance: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        Parameters(assumed_importance=importance)


def test_the_last_subject_leads_to_the_check(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(cast.ada.user)
    begun(client, step, cast.ada)

    response = client.post(step.door("subject", 9), {"form_id": "f1"})

    assert response.url == f"{step.door('check')}#questions"


def test_there_is_no_page_of_importance(cast: Cast, step: SelfAssessmentPage) -> None:
    client = signed_in(cast.ada.user)
    begun(client, step, cast.ada)

    assert client.get(step.door("importance")).status_code == 404
    assert step.door("importance") not in client.get(step.door("check")).content.decode()


def test_going_on_never_leads_to_importance(cast: Cast, step: SelfAssessmentPage) -> None:
    client: Client = signed_in(cast.ada.user)
    response_set = begun(client, step, cast.ada)
    keys = [statement.key for statement in response_set.version.instrument.statements]
    answering.record(response_set, answers=answering.Sheet(given=dict.fromkeys(keys, "3")))

    assert client.post(step.url).url == f"{step.door('check')}#questions"


def test_the_result_says_nothing_of_importance_and_suggests_all_the_same(cast: Cast, steps: makers.Steps) -> None:
    step, client = steps.assessment, signed_in(cast.ada.user)
    response_set = begun(client, step, cast.ada)
    given = makers.answers()
    sheet = {
        statement.key: "no_chance" if given[statement.code] is None else str(given[statement.code])
        for statement in response_set.version.instrument.statements
    }
    answering.record(response_set, answers=answering.Sheet(given=sheet))

    client.post(step.door("submit"))
    shown = client.get(steps.results.url).content.decode()
    choosing = client.get(steps.priorities.door("choose")).content.decode()

    result = Result.objects.current(cast.ada)
    assert result
    assert [s.subject.code for s in result.suggestions.all()][:3] == ["LEAD", "TRAK", "BARR"]
    assert result.rules.assumed_importance == 4
    assert "Will matter" not in shown
    assert "From your answers it is" in choosing
    assert "Asked how much it will matter" not in choosing
