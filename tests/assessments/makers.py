"""Pages of answers as a browser posts them."""

import random
import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from elearning.assessments import answering
from elearning.assessments.models import InstrumentVersion, Response, ResponseSet, SelfAssessmentPage
from elearning.programmes.models import Cohort, Enrolment, Wave


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


def pooled(
    version: InstrumentVersion,
    cohort: Cohort,
    people: int,
    *,
    seed: int = 1,
    loading: float = 0.7,
    no_chance: float = 0.03,
    blank: float = 0.02,
    minutes: int = 9,
    wave: str = Wave.PRE,
) -> list[ResponseSet]:
    """Submitted sets of invented people without names, whose answers to a subject lean on one thing; written at once."""
    draw = random.Random(seed)
    now = timezone.now()
    sets = ResponseSet.objects.bulk_create(
        ResponseSet(
            key=uuid.uuid4(),
            cohort=cohort,
            version=version,
            wave=wave,
            state=ResponseSet.State.SUBMITTED,
            started_at=now - timedelta(minutes=minutes),
            submitted_at=now,
        )
        for _ in range(people)
    )
    points = version.instrument.points
    rows = []
    for one in sets:
        for scale in version.instrument.scales:
            habit = draw.gauss(0, 1)
            for statement in scale.statements:
                chance = draw.random()
                if chance < blank:
                    continue
                raw = loading * habit + (1 - loading**2) ** 0.5 * draw.gauss(0, 1)
                value = min(max(round(raw * points / 5 + (points + 1) / 2), 1), points)
                value = points + 1 - value if statement.reverse else value
                rarely = chance < blank + no_chance
                rows.append(
                    Response(response_set=one, item=statement.key, value=None if rarely else value, no_chance=rarely)
                )
    Response.objects.bulk_create(rows, batch_size=5000)
    return sets
