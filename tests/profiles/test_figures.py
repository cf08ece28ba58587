"""What results and priorities contribute to a cohort's figures."""

from datetime import datetime, time, timedelta
from fractions import Fraction

import pytest

from elearning.profiles import choosing
from elearning.profiles.figures import practice_of
from elearning.programmes.evidence import Score
from elearning.programmes.models import Wave
from tests import factories
from tests.conftest import Cast
from tests.profiles.makers import result, steps, subject


def test_practice_holds_scores_with_their_bands(cast: Cast) -> None:
    result(cast.ada, steps(cast))

    scores = practice_of(cast.cohort).scores["pre"][cast.ada.pk]

    assert scores["LEAD"] == Score(Fraction(9, 4), "not_yet")
    assert scores["TRAK"] == Score(Fraction(8, 3), "some")
    assert "INTD" not in scores


def test_practice_holds_what_was_chosen_last(cast: Cast) -> None:
    steps(cast)
    for codes in (["LEAD", "TRAK"], ["GRUP"]):
        choosing.confirm(cast.ada, [subject(cast, code) for code in codes], by=cast.ada.user)

    assert practice_of(cast.cohort).chosen == {cast.ada.pk: frozenset({"GRUP"})}


def test_practice_is_of_one_cohort_alone(cast: Cast) -> None:
    result(cast.ada, steps(cast))

    assert practice_of(factories.cohort(cast.programme)).scores == {}


def test_practice_holds_how_people_look_back_from_the_end_of_the_sets(cast: Cast) -> None:
    made = result(cast.ada, steps(cast))
    made.wave = "post"
    made.save()
    made.scales.filter(subject__code="LEAD").update(looking_back=2)

    assert practice_of(cast.cohort).looking_back == {cast.ada.pk: {"LEAD": Fraction(2)}}


@pytest.mark.parametrize("wave", [Wave.POST, Wave.FOLLOW_UP])
def test_answers_after_the_last_day_of_a_later_wave_are_in_no_figure(cast: Cast, wave: Wave) -> None:
    made, cohort = result(cast.ada, steps(cast)), cast.cohort
    midnight = datetime.combine(cohort.window(wave)[1] + timedelta(days=1), time.min, cohort.zone)
    made.wave, made.made_at = wave, midnight
    made.save()
    assert practice_of(cohort).scores == {}

    made.made_at = midnight - timedelta(seconds=1)
    made.save()
    assert set(practice_of(cohort).scores) == {wave}


def test_answers_replaced_after_the_last_day_still_count_as_they_were(cast: Cast) -> None:
    made, cohort = result(cast.ada, steps(cast)), cast.cohort
    midnight = datetime.combine(cohort.window(Wave.POST)[1] + timedelta(days=1), time.min, cohort.zone)
    made.wave, made.made_at, made.superseded_at = Wave.POST, midnight - timedelta(days=2), midnight
    made.save()
    assert set(practice_of(cohort).scores) == {"post"}

    made.superseded_at = midnight - timedelta(days=1)
    made.save()
    assert practice_of(cohort).scores == {}
