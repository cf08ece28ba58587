"""Pages of answers as a browser posts them."""

from collections.abc import Mapping

from django.test import Client

from elearning.assessments import answering
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.programmes.models import Enrolment


def keys(response_set: ResponseSet, subject: str) -> list[str]:
    """The keys of the statements of one subject."""
    scales = response_set.version.instrument.scales
    return [statement.key for scale in scales if scale.subject == subject for statement in scale.statements]


def posted(
    keys_: list[str], given: Mapping[int, str], shown: Mapping[int, str] | None = None, form: str = "f1"
) -> dict[str, str]:
    """A whole posted page: `given` and `shown` are choices by the place of a statement, from 0; the rest is blank."""
    before = shown or {}
    page = {f"s-{key}": before.get(place, "") for place, key in enumerate(keys_)}
    page |= {f"a-{keys_[place]}": choice for place, choice in given.items()}
    return {**page, "form_id": form}


def begun(client: Client, step: SelfAssessmentPage, enrolment: Enrolment) -> ResponseSet:
    """The set of answers of somebody who has pressed "Start now"."""
    client.post(step.url)
    current = answering.current(enrolment, step)
    assert current
    return current


def stored(response_set: ResponseSet, keys_: list[str]) -> list[str]:
    """The stored choices, "" for blank, in the order of `keys_`."""
    answers = answering.answers_of(response_set)
    return [answers.get(key, "") for key in keys_]
