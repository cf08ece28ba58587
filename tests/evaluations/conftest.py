"""The cast in a cohort that met for the last time a while ago, with both questionnaires."""

from dataclasses import dataclass

from elearning.evaluations.models import EndEvaluationPage, FollowUpEvaluationPage
from tests.conftest import Cast
from tests.evaluations import makers
from tests.laying import laid


@dataclass
class Asked:
    """The cast, and what it is asked. The follow-up is open."""

    cast: Cast
    end: EndEvaluationPage
    follow_up: FollowUpEvaluationPage


@laid
def asked(cast: Cast) -> Asked:
    """The cohort's last meeting was 95 days ago."""
    end, follow_up = makers.pages(cast.programme)
    cohort = makers.met_last(cast.cohort, days_ago=95)
    for one in (cast.ada, cast.ben, cast.cal):
        one.cohort = cohort
    return Asked(cast, end, follow_up)
