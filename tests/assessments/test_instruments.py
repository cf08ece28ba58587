"""The questions: what publishing freezes, what is refused, and what a frozen version keeps."""

import pytest

from elearning.assessments import answering
from elearning.assessments.models import InstrumentVersion
from elearning.profiles import loading
from tests.conftest import Cast
from tests.profiles import makers


def reworded(cast: Cast, steps: makers.Steps, text: str) -> None:
    """Change the first statement and publish."""
    raw = steps.assessment.scales.get_prep_value()
    raw[0]["value"]["statements"][0]["value"]["text"] = text
    steps.assessment.scales = steps.assessment._meta.get_field("scales").to_python(raw)
    steps.assessment.save_revision().publish()


def test_publishing_freezes_36_statements_in_nine_subjects(cast: Cast) -> None:
    makers.steps(cast)

    instrument = InstrumentVersion.objects.get().instrument

    assert (len(instrument.statements), len(instrument.scales), instrument.points) == (36, 9, 5)
    assert instrument.statements[0].code == "LEAD1"


def test_loading_twice_changes_nothing(cast: Cast) -> None:
    steps = makers.steps(cast)
    before = steps.assessment.latest_revision_id

    loading.load(cast.programme, makers.words("programme.yaml")["steps"], makers.words("assessment.yaml"))
    steps.assessment.refresh_from_db()

    assert steps.assessment.latest_revision_id == before
    assert InstrumentVersion.objects.count() == 1


def test_publishing_the_same_words_again_makes_no_version(cast: Cast) -> None:
    steps = makers.steps(cast)

    steps.assessment.save_revision().publish()

    assert InstrumentVersion.objects.count() == 1


def test_a_changed_word_makes_a_new_version_with_the_same_key(cast: Cast) -> None:
    steps = makers.steps(cast)
    before = InstrumentVersion.objects.get().instrument.statements[0]

    reworded(cast, steps, "I agree who does what.")

    after = InstrumentVersion.objects.get(number=2).instrument.statements[0]
    assert (after.key, after.text) == (before.key, "I agree who does what.")


def test_a_frozen_version_is_never_changed(cast: Cast) -> None:
    makers.steps(cast)
    version = InstrumentVersion.objects.get()

    with pytest.raises(ValueError, match="never changed"):
        version.save()


def test_a_cohort_in_which_somebody_has_submitted_keeps_its_version(cast: Cast) -> None:
    steps = makers.steps(cast)
    makers.result(cast.ada, steps)

    reworded(cast, steps, "Other words.")

    assert answering.open_set(cast.ben, steps.assessment).version.number == 1


def test_a_cohort_in_which_nobody_has_submitted_gets_the_latest_version(cast: Cast) -> None:
    steps = makers.steps(cast)

    reworded(cast, steps, "Other words.")

    assert answering.open_set(cast.ada, steps.assessment).version.number == 2
