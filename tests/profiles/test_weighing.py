"""Saying how much each subject will matter, for those who choose without the questionnaire."""

import pytest

from elearning.assessments.models import ImportanceRating, ResponseSet
from elearning.profiles import choosing, weighing
from elearning.profiles.choosing import ChoiceError
from elearning.profiles.models import Result, StatedImportance
from elearning.programmes.models import Subject
from tests import factories
from tests.conftest import Cast
from tests.profiles import makers


def subjects(cast: Cast) -> list[Subject]:
    return list(cast.programme.framework.subjects.order_by("sort_order"))


def test_state_keeps_what_was_said_and_forgets_what_was_taken_back(cast: Cast) -> None:
    makers.steps(cast)
    weighing.state(cast.ada, subjects(cast), {"LEAD": "5", "BARR": "2", "INFL": weighing.UNKNOWN})

    weighing.state(cast.ada, subjects(cast), {"LEAD": "4", "BARR": "", "INFL": weighing.UNKNOWN})

    assert weighing.stated(cast.ada) == {"LEAD": 4, "INFL": None}
    assert weighing.stated(cast.ben) == {}


def test_state_is_refused_in_a_closed_cohort(cast: Cast) -> None:
    makers.steps(cast)
    cast.cohort.state = cast.cohort.State.CLOSED
    cast.cohort.save()

    with pytest.raises(ChoiceError, match="cohort is closed"):
        weighing.state(cast.ada, subjects(cast), {"LEAD": "5"})

    assert StatedImportance.objects.count() == 0


def test_what_was_said_is_no_answer_no_result_and_no_source(cast: Cast) -> None:
    makers.steps(cast)

    weighing.state(cast.ada, subjects(cast), {"LEAD": "5", "BARR": "5"})
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)

    assert (ResponseSet.objects.count(), ImportanceRating.objects.count(), Result.objects.count()) == (0, 0, 0)
    assert [choice.source for choice in choosing.current(cast.ada)] == ["unscored"]


def test_words_are_those_of_the_questionnaire(cast: Cast) -> None:
    steps = makers.steps(cast)
    instrument = steps.assessment.versions.get().instrument

    words = weighing.words_for(steps.priorities)

    assert words.question == instrument.importance_question
    assert words.choices == instrument.importance_choices()


def test_words_are_the_usual_ones_where_there_is_no_questionnaire(cast: Cast) -> None:
    steps = makers.steps(cast)
    steps.assessment.unpublish()

    words = weighing.words_for(steps.priorities)

    assert words.labels == ("Little", "Somewhat", "Fairly", "Very", "Essential")
    assert words.label(5) == "Essential"


def test_what_was_said_goes_with_the_enrolment(cast: Cast) -> None:
    makers.steps(cast)
    leaver = factories.enrolment(cast.cohort, factories.user("Lea Example"), organisation=cast.other)
    weighing.state(leaver, subjects(cast), {"LEAD": "5"})

    leaver.delete()

    assert StatedImportance.objects.count() == 0
