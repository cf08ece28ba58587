"""Asks people in progress before their answers move to another version of the questions; moves those that read the same.

Somebody who has begun keeps the questions they began with (TRUST D08). When their cohort answers other ones, they may move
or stay. Answers move only to questions that read word for word the same; the others are kept with the questions they were
given to, and the person can go back, until they submit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError
from elearning.assessments.comparing import Same, same_questions
from elearning.assessments.models import AssessmentStep, InstrumentVersion, ResponseSet
from elearning.programmes.models import Enrolment


@dataclass(frozen=True)
class Offer:
    """Another version that somebody in progress may move to. `left_out` are the statements whose answers would stay."""

    version: InstrumentVersion
    is_newer: bool
    given: int
    moving: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """Everything that was chosen in one set: statements, importance, looking back."""

    answers: Mapping[str, str]
    ratings: Mapping[str, str]
    looks_back: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.answers) + len(self.ratings) + len(self.looks_back)

    def only(self, same: Same) -> "Given":
        """What was chosen for the questions of `same`."""
        return Given(
            {key: choice for key, choice in self.answers.items() if key in same.statements},
            {code: choice for code, choice in self.ratings.items() if code in same.importance},
            {code: choice for code, choice in self.looks_back.items() if code in same.looking_back},
        )

    def over(self, before: "Given") -> "Given":
        """What was chosen here, and `before` where nothing was."""
        return Given(
            {**before.answers, **self.answers},
            {**before.ratings, **self.ratings},
            {**before.looks_back, **self.looks_back},
        )


def given_in(response_set: ResponseSet) -> Given:
    """What was chosen in `response_set`; three queries."""
    return Given(
        answering.answers_of(response_set), answering.ratings_of(response_set), answering.looks_back_of(response_set)
    )


def other_version(enrolment: Enrolment, step: AssessmentStep, current: ResponseSet) -> InstrumentVersion | None:
    """The version that `enrolment` would begin with today, if it is not the one being answered and was not declined."""
    if not current.is_open:
        return None
    version = answering.version_for(enrolment, step)
    return None if version.pk in {current.version_id, current.declined_id} else version


def offer_for(enrolment: Enrolment, step: AssessmentStep, current: ResponseSet) -> Offer | None:
    """What moving to the other version would mean for the answers given so far; None if there is nothing to ask."""
    version = other_version(enrolment, step, current)
    if version is None:
        return None
    given = given_in(current)
    moving = given.only(same_questions(current.version.instrument, version.instrument))
    stay = given.answers.keys() - moving.answers.keys()
    return Offer(
        version=version,
        is_newer=version.number > current.version.number,
        given=len(given),
        moving=len(moving),
        left_out=tuple(one.text for one in current.version.instrument.statements if one.key in stay),
    )


@transaction.atomic
def resume(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet:
    """The set that `enrolment` goes on with, made if there is none; where nothing is answered yet, with today's questions.

    Raises AnsweringError as `answering.open_set` does.
    """
    current = answering.open_set(enrolment, step)
    version = other_version(enrolment, step, current)
    return _move(enrolment, step, current, version) if version and not len(given_in(current)) else current


@transaction.atomic
def take_over(enrolment: Enrolment, step: AssessmentStep, *, version: int) -> ResponseSet:
    """Move to the offered version (its pk, as it was shown) with every answer that fits; what does not fit is kept.

    Raises AnsweringError when nothing is being answered, or something else is offered by now.
    """
    current = _locked(enrolment, step)
    offered = other_version(enrolment, step, current)
    if offered is None or offered.pk != version:
        raise AnsweringError(_("The questions have changed once more. Please look again before you decide."))
    return _move(enrolment, step, current, offered)


@transaction.atomic
def stay(enrolment: Enrolment, step: AssessmentStep, *, version: int) -> ResponseSet:
    """Go on with the questions begun with, and be asked no more about the offered version (its pk).

    Raises AnsweringError when nothing is being answered, or something else is offered by now.
    """
    current = _locked(enrolment, step)
    offered = other_version(enrolment, step, current)
    if offered is None or offered.pk != version:
        raise AnsweringError(_("The questions have changed once more. Please look again before you decide."))
    current.declined = offered
    current.save(update_fields=["declined"])
    return current


def left_by(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet | None:
    """The set that `enrolment` left last when it moved to other questions; None if there is no way back."""
    sets = ResponseSet.objects.of(enrolment).filter(
        version__page=step.questionnaire, wave=step.wave, state=ResponseSet.State.LEFT
    )
    return sets.select_related("version").order_by("-superseded_at", "-pk").first()


@transaction.atomic
def go_back(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet:
    """Go back to the questions that were left, with the answers given there and what has been answered since and fits.

    Raises AnsweringError when nothing is being answered or no questions were left.
    """
    current = _locked(enrolment, step)
    left = left_by(enrolment, step)
    if left is None:
        raise AnsweringError(_("There are no earlier questions to go back to."))
    made = _move(enrolment, step, current, left.version)
    made.declined = current.version
    made.save(update_fields=["declined"])
    return made


def _locked(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet:
    answering.refuse_when_closed(enrolment.cohort)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        raise AnsweringError(_("There is nothing that you are answering now."))
    return ResponseSet.objects.select_related("version").select_for_update(of=("self",)).get(pk=current.pk)


def _move(enrolment: Enrolment, step: AssessmentStep, current: ResponseSet, version: InstrumentVersion) -> ResponseSet:
    """Leave `current` as it is and go on with `version`, where answers that were left there earlier stand again."""
    moving = given_in(current).only(same_questions(current.version.instrument, version.instrument))
    earlier = ResponseSet.objects.filter(
        key=current.key, wave=current.wave, version=version, state=ResponseSet.State.LEFT
    ).first()
    given = moving.over(given_in(earlier)) if earlier else moving
    if earlier:
        earlier.delete()
    current.state, current.superseded_at = ResponseSet.State.LEFT, timezone.now()
    current.save(update_fields=["state", "superseded_at"])
    made = answering.new_set(enrolment, step, version, started_at=current.started_at, begun_from=current.begun_from)
    answering.fill(made, given.answers, given.ratings, given.looks_back)
    answering.count(enrolment, step, made)
    return made
