"""Every result of the demonstration, made again from its own answers, is the same (R12)."""

from actionsets.rehearsing.people import Stage
from elearning.profiles import profiling
from elearning.profiles.models import Result


def test_every_result_of_the_demonstration_is_the_same_when_made_again(stage: Stage) -> None:
    results = list(Result.objects.select_related("enrolment", "version"))

    differing = {str(result): found for result in results if (found := profiling.recompute(result))}

    assert differing == {}
    assert len(results) >= 20
