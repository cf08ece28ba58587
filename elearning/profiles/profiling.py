"""Turns a submitted set of answers into a result."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError
from elearning.assessments.instruments import CANNOT_SAY, NO_CHANCE, UNKNOWN, Instrument
from elearning.assessments.models import AssessmentStep, ResponseSet
from elearning.profiles import scoring
from elearning.profiles.models import PrioritySuggestion, Result, ScaleResult
from elearning.profiles.scoring import Parameters, Profile, Scored
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, Subject

KEPT = ("items", "total", "answered", "no_chance", "importance", "is_scored", "looking_back")


class RecomputingError(Exception):
    """A result whose answers are gone, or that was made by a version of scoring which is not at hand."""


@dataclass(frozen=True)
class Difference:
    """One thing that a stored result says otherwise than the same answers scored again."""

    what: str
    stored: object
    again: object


def parameters_of(instrument: Instrument) -> Parameters:
    """The rules that an instrument sets: its points, its way to weigh needs, and what stands in for importance not asked."""
    return Parameters(
        highest=instrument.points,
        need_method=instrument.need_method,
        assumed_importance=None if instrument.asks_importance else scoring.ASSUMED_IMPORTANCE,
    )


def profile_of(response_set: ResponseSet, rules: Parameters | None = None) -> Profile:
    """What scoring makes of the answers given so far, by `rules` or those of the instrument; writes nothing."""
    instrument = response_set.version.instrument
    answers, ratings = answering.answers_of(response_set), answering.ratings_of(response_set)
    scales = [
        scoring.Scale(
            code=scale.subject,
            number=number,
            answers=tuple(_answer(answers.get(item.key, ""), reverse=item.reverse) for item in scale.statements),
            importance=_importance(ratings.get(scale.subject, UNKNOWN)),
        )
        for number, scale in enumerate(instrument.scales, start=1)
    ]
    return scoring.score(scales, rules or parameters_of(instrument))


@transaction.atomic
def finish(enrolment: Enrolment, step: AssessmentStep, *, now: datetime | None = None) -> Result:
    """Submit what `enrolment` has answered and build the result; doing it twice gives the same result.

    Raises AnsweringError when nothing has been begun or no subject has enough answers to say anything (DOMAIN 2.2 S4).
    """
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    response_set = answering.current(enrolment, step)
    if response_set is None:
        raise AnsweringError(_("There is nothing to submit yet."))
    existing = Result.objects.current(enrolment, step.wave)
    if existing and not response_set.is_open:
        return existing
    if not any(scored.is_scored for scored in profile_of(response_set).scales):
        raise AnsweringError(
            _(
                "There are not enough answers yet to say anything. Answer three statements of one subject, or choose your "
                "priorities without the questionnaire."
            )
        )
    submitted = answering.submit(response_set, now=now)
    answering.count(enrolment, step, submitted)
    progress.done(enrolment, step)
    return build(submitted, enrolment, now=now)


@transaction.atomic
def build(response_set: ResponseSet, enrolment: Enrolment, *, now: datetime | None = None) -> Result:
    """The result of a submitted set, stored; an earlier one of the same wave is kept but no longer counts.

    Each wave has its own: a later one leaves what the first one suggested as it was.
    """
    moment = now or timezone.now()
    Result.objects.filter(enrolment=enrolment, wave=response_set.wave, superseded_at=None).update(superseded_at=moment)
    profile = profile_of(response_set)
    result = Result.objects.create(
        enrolment=enrolment,
        wave=response_set.wave,
        version=response_set.version,
        scoring_version=scoring.SCORING_VERSION,
        parameters=parameters_of(response_set.version.instrument).as_json(),
        made_at=moment,
    )
    _store(result, profile, answering.looks_back_of(response_set), enrolment)
    return result


def _store(result: Result, profile: Profile, looks_back: Mapping[str, str], enrolment: Enrolment) -> None:
    subjects = {s.code: s for s in Subject.objects.filter(framework=enrolment.cohort.programme.framework_id)}
    ScaleResult.objects.bulk_create(
        ScaleResult(
            result=result,
            subject=subjects[scored.code],
            number=scored.number,
            items=scored.items,
            total=scored.total,
            answered=scored.answered,
            no_chance=scored.no_chance,
            importance=scored.importance,
            is_scored=scored.is_scored,
            looking_back=_point(looks_back.get(scored.code, CANNOT_SAY)),
        )
        for scored in profile.scales
        if scored.code in subjects
    )
    kinds = [(code, PrioritySuggestion.Kind.SUGGESTED) for code in profile.suggested]
    kinds += [(code, PrioritySuggestion.Kind.NEAR) for code in profile.near]
    PrioritySuggestion.objects.bulk_create(
        PrioritySuggestion(result=result, subject=subjects[code], position=position, kind=kind)
        for position, (code, kind) in enumerate(kinds, start=1)
        if code in subjects
    )


def recompute(result: Result) -> list[Difference]:
    """What `result` says otherwise than its answers scored again by the rules stored with it (R12); writes nothing.

    Empty for ever, for the same answers and version of scoring. Subjects are told apart by their place in the frozen
    questionnaire, so that a new title or code of a subject is no difference. Raises RecomputingError.
    """
    if result.scoring_version != scoring.SCORING_VERSION:
        raise RecomputingError(f"Made by scoring {result.scoring_version}, not {scoring.SCORING_VERSION}.")
    answers = _answers_behind(result)
    stored, again = _as_stored(result), _as_scored(answers, result.rules)
    return [
        Difference(what, stored.get(what), again.get(what))
        for what in [*stored, *(what for what in again if what not in stored)]
        if stored.get(what) != again.get(what)
    ]


def _answers_behind(result: Result) -> ResponseSet:
    """The set that `result` was made of: the last that was submitted in its wave before it was made."""
    sets = ResponseSet.objects.of(result.enrolment).filter(version=result.version, wave=result.wave)
    found = sets.filter(submitted_at__lte=result.made_at).order_by("-submitted_at", "-pk").first()
    if found is None:
        raise RecomputingError("Its answers are no longer kept.")
    return found


def _as_stored(result: Result) -> dict[str, object]:
    """Everything a stored result says, by what it says it of."""
    scales = {scale.subject_id: scale for scale in result.scales.select_related("subject")}
    said: dict[str, object] = {}
    for scale in scales.values():
        said |= _told(scale.number, {name: getattr(scale, name) for name in KEPT})
    for suggestion in result.suggestions.all():
        said[f"suggestion {suggestion.position}"] = (scales[suggestion.subject_id].number, str(suggestion.kind))
    return said | _strengths([scale.scored for scale in scales.values()], result.rules)


def _as_scored(answers: ResponseSet, rules: Parameters) -> dict[str, object]:
    """The same of what scoring makes of `answers` now."""
    profile, looks_back = profile_of(answers, rules), answering.looks_back_of(answers)
    numbers = {scored.code: scored.number for scored in profile.scales}
    said: dict[str, object] = {}
    for scored in profile.scales:
        point = _point(looks_back.get(scored.code, CANNOT_SAY))
        said |= _told(scored.number, {**asdict(scored), "looking_back": point})
    kinds = [(code, "suggested") for code in profile.suggested] + [(code, "near") for code in profile.near]
    for position, (code, kind) in enumerate(kinds, start=1):
        said[f"suggestion {position}"] = (numbers[code], kind)
    return said | _strengths(profile.scales, rules)


def _told(number: int, values: Mapping[str, object]) -> dict[str, object]:
    return {f"subject {number}: {name}": values[name] for name in KEPT}


def _strengths(scales: Sequence[Scored], rules: Parameters) -> dict[str, object]:
    """The strengths, by place in the questionnaire; they are never stored but read from what is."""
    numbers = {scored.code: scored.number for scored in scales}
    strong, strongest = scoring.strengths(scales, rules)
    return {"strengths": [numbers[code] for code in strong], "strongest": numbers.get(strongest or "")}


def _answer(choice: str, *, reverse: bool) -> scoring.Answer:
    value = int(choice) if choice and choice != NO_CHANCE else None
    return scoring.Answer(value=value, no_chance=choice == NO_CHANCE, reverse=reverse)


def _importance(choice: str) -> int | None:
    return None if choice == UNKNOWN else int(choice)


def _point(choice: str) -> int | None:
    return None if choice == CANNOT_SAY else int(choice)
