"""Opens, fills and submits sets of answers; the one place that leads from a person to their answers and back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning.assessments.instruments import CANNOT_SAY, NO_CHANCE, UNKNOWN, Instrument
from elearning.assessments.models import (
    AssessmentStep,
    ImportanceRating,
    InstrumentVersion,
    LookingBack,
    RespondentKey,
    Response,
    ResponseSet,
)
from elearning.assessments.sheets import Sheet
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment, Wave


class AnsweringError(Exception):
    """Something that cannot be done with a set of answers now; its message is for the person."""


def key_of(enrolment: Enrolment) -> UUID:
    """The pseudonym of `enrolment`; made the first time."""
    return RespondentKey.objects.get_or_create(enrolment=enrolment)[0].key


def version_for(enrolment: Enrolment, step: AssessmentStep) -> InstrumentVersion:
    """The version that `enrolment` answers when it begins `step`: that of its own first submitted wave, so that then and
    now can be compared; else the one its cohort answers (DOMAIN 2.7, 4.1).

    Raises AnsweringError if the questions have never been published.
    """
    return own_version(enrolment, step) or cohort_version(enrolment.cohort, step)


def own_version(enrolment: Enrolment, step: AssessmentStep) -> InstrumentVersion | None:
    """The version of the first wave that `enrolment` has submitted before that of `step`; None if there is none."""
    if step.wave == Wave.PRE:
        return None
    submitted = ResponseSet.objects.of(enrolment).counting().filter(version__page=step.questionnaire)
    first = submitted.exclude(wave=step.wave).order_by("submitted_at", "pk").select_related("version").first()
    return first.version if first else None


def cohort_version(cohort: Cohort, step: AssessmentStep) -> InstrumentVersion:
    """The version that people of `cohort` answer: that of the set submitted first in it, else the newest.

    What has been submitted never changes, so two people who begin at the same moment as the page is published may begin
    with different versions, but the first of them to submit settles it for the cohort; the other is asked (`renewing`).
    Raises AnsweringError if the questions have never been published.
    """
    versions = InstrumentVersion.objects.filter(page=step.questionnaire)
    settled = versions.filter(response_sets__cohort=cohort, response_sets__submitted_at__isnull=False)
    version = (
        settled.order_by("response_sets__submitted_at", "response_sets__pk").first()
        or versions.order_by("-number").first()
    )
    if version is None:
        raise AnsweringError(_("This self-assessment is not ready yet."))
    return version


def current(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet | None:
    """The set that `enrolment` is answering or, failing that, the submitted one that counts; None before the start.

    Once sets are formed, answers that were taken up again and not submitted count no more (DOMAIN 2.6).
    """
    sets = ResponseSet.objects.of(enrolment).filter(
        version__page=step.questionnaire, wave=step.wave, superseded_at__isnull=True
    )
    if not enrolment.cohort.is_before_grouping:
        sets = sets.exclude(state=ResponseSet.State.OPEN, begun_from__isnull=False)
    # The words of the questions are long, and most often read already (`InstrumentVersion.instrument`).
    return sets.select_related("version").defer("version__schema").order_by("state").first()


@transaction.atomic
def open_set(enrolment: Enrolment, step: AssessmentStep, *, now: datetime | None = None) -> ResponseSet:
    """The set that `enrolment` is answering, made if there is none.

    Raises AnsweringError when one is submitted already, the wave has not begun (DOMAIN 2.2 e), or the cohort is closed.
    """
    refuse_when_closed(enrolment.cohort)
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    existing = current(enrolment, step)
    if existing and not existing.is_open:
        raise AnsweringError(_("You have submitted your answers already."))
    if existing:
        return existing
    gate = progress.gate_of(enrolment, step, now=now)
    if not gate.is_open:
        raise AnsweringError(gate.reason)
    made = new_set(enrolment, step, version_for(enrolment, step), started_at=now or timezone.now())
    progress.start(enrolment, step, answered=0, of=len(made.version.instrument.statements))
    return made


@transaction.atomic
def redo(enrolment: Enrolment, step: AssessmentStep) -> ResponseSet:
    """A new open set that starts with the submitted answers; they count until the new ones are submitted.

    Raises AnsweringError once sets are being formed (DOMAIN 2.6), and in the later waves, which are answered once.
    """
    refuse_when_closed(enrolment.cohort)
    if step.wave != Wave.PRE:
        raise AnsweringError(_("The answers of this round stay as you submitted them."))
    if not enrolment.cohort.is_before_grouping:
        raise AnsweringError(_("Sets are being formed now, so your answers stay as you submitted them."))
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    earlier = current(enrolment, step)
    if earlier is None or earlier.is_open:
        return earlier or open_set(enrolment, step)
    made = new_set(enrolment, step, earlier.version, started_at=timezone.now(), begun_from=earlier)
    fill(made, answers_of(earlier), ratings_of(earlier))
    return made


def fill(
    response_set: ResponseSet,
    answers: Mapping[str, str],
    ratings: Mapping[str, str],
    looks_back: Mapping[str, str] | None = None,
) -> None:
    """Let a new set begin with these choices."""
    _write_answers(response_set, answers, mark="")
    _write_ratings(response_set, ratings, mark="")
    _write_looks_back(response_set, looks_back or {}, mark="")


@transaction.atomic
def record(
    response_set: ResponseSet,
    answers: Sheet | None = None,
    ratings: Sheet | None = None,
    looks_back: Sheet | None = None,
) -> dict[str, str]:
    """Keep what was changed on one page; a blank choice takes an answer away.

    Returns what was left as it stands (key → choice) because it was changed in another window as well: the person has yet
    to choose between the two (TRUST D02). Raises AnsweringError when the set is submitted or its cohort closed.
    """
    _lock_open(response_set)
    return write(response_set, answers, ratings, looks_back)[0]


@transaction.atomic
def keep(enrolment: Enrolment, step: AssessmentStep, response_set: ResponseSet, **sheets: Sheet) -> dict[str, str]:
    """Keep one page as `record` does, and record downward how many statements are answered now."""
    _lock_open(response_set)
    clashes, answered = write(response_set, **sheets)
    if answered is None:
        count(enrolment, step, response_set)
    else:
        _count(enrolment, step, response_set, answered)
    return clashes


def write(
    response_set: ResponseSet,
    answers: Sheet | None = None,
    ratings: Sheet | None = None,
    looks_back: Sheet | None = None,
) -> tuple[dict[str, str], set[str] | None]:
    """Keep what was changed in a set that the caller has locked and found open.

    Returns what was left as it stands, and the keys that are answered now, where answers were sent.
    """
    clashes: dict[str, str] = {}
    answered = None
    if answers:
        rows = Response.objects.filter(response_set=response_set).values_list(
            "item", "value", "no_chance", "written_in"
        )
        stored = {item: (_choice(value, no_chance), mark) for item, value, no_chance, mark in rows}
        changes = answers.changes(stored)
        _write_answers(response_set, changes, mark=answers.mark)
        clashes |= answers.clashes(stored)
        answered = {key for key in stored.keys() | changes.keys() if changes.get(key, "kept")}
    if ratings:
        rated = {r.subject_code: (rating_of(r), r.written_in) for r in response_set.ratings.all()}
        _write_ratings(response_set, ratings.changes(rated), mark=ratings.mark)
        clashes |= ratings.clashes(rated)
    if looks_back:
        looked = {r.subject_code: (look_of(r), r.written_in) for r in response_set.looks_back.all()}
        _write_looks_back(response_set, looks_back.changes(looked), mark=looks_back.mark)
        clashes |= looks_back.clashes(looked)
    return clashes, answered


def count(enrolment: Enrolment, step: AssessmentStep, response_set: ResponseSet) -> None:
    """Record downward how many statements are answered."""
    _count(enrolment, step, response_set, set(answers_of(response_set)))


def _count(enrolment: Enrolment, step: AssessmentStep, response_set: ResponseSet, answered: set[str]) -> None:
    statements = response_set.version.instrument.statements
    progress.start(enrolment, step, answered=len(answered & {one.key for one in statements}), of=len(statements))


@transaction.atomic
def submit(response_set: ResponseSet, *, now: datetime | None = None) -> ResponseSet:
    """Close the set; an earlier submitted one of the same wave is kept but no longer counts. Twice is harmless.

    What was left behind for other questions has served its purpose and goes.

    Raises AnsweringError when the cohort is closed.
    """
    locked = _locked(response_set).get()
    if not locked.is_open:
        return locked
    refuse_when_closed(locked.cohort)
    moment = now or timezone.now()
    same_wave = ResponseSet.objects.filter(key=locked.key, wave=locked.wave)
    same_wave.counting().update(superseded_at=moment)
    same_wave.filter(state=ResponseSet.State.LEFT).delete()
    locked.state, locked.submitted_at = ResponseSet.State.SUBMITTED, moment
    locked.save(update_fields=["state", "submitted_at"])
    return locked


def answers_of(response_set: ResponseSet) -> dict[str, str]:
    """The answers given, as choices by statement key."""
    return {response.item: choice_of(response) for response in response_set.responses.all()}


def ratings_of(response_set: ResponseSet) -> dict[str, str]:
    """The importance given, as choices by subject code."""
    return {rating.subject_code: rating_of(rating) for rating in response_set.ratings.all()}


def looks_back_of(response_set: ResponseSet) -> dict[str, str]:
    """How the person sees the start, as choices by subject code."""
    return {look.subject_code: look_of(look) for look in response_set.looks_back.all()}


def choice_of(response: Response) -> str:
    """The choice that a stored answer stands for."""
    return _choice(response.value, response.no_chance)


def _choice(value: int | None, no_chance: bool) -> str:
    return NO_CHANCE if no_chance else str(value)


def rating_of(rating: ImportanceRating) -> str:
    """The choice that a stored importance stands for."""
    return UNKNOWN if rating.value is None else str(rating.value)


def look_of(look: LookingBack) -> str:
    """The choice that a stored look back stands for."""
    return CANNOT_SAY if look.value is None else str(look.value)


def is_worth_asking(response_set: ResponseSet, answers: Mapping[str, str], step: AssessmentStep) -> bool:
    """Whether to ask kindly if the statements fitted: all answers the same, or given in very little time (R11)."""
    instrument: Instrument = response_set.version.instrument
    given = [answers.get(statement.key, "") for statement in instrument.statements]
    same = len(set(given)) == 1 and given[0] != ""
    spent = timezone.now() - response_set.started_at
    shortest = timedelta(seconds=step.questionnaire.short_time_seconds) if step.questionnaire else timedelta()
    return same or (response_set.begun_from_id is None and spent < shortest)


def refuse_when_closed(cohort: Cohort) -> None:
    """Raise AnsweringError once the cohort is closed."""
    if not cohort.is_running:
        raise AnsweringError(_("This cohort is closed, so nothing can be answered any more."))


def _locked(response_set: ResponseSet) -> QuerySet[ResponseSet]:
    return (
        ResponseSet.objects.filter(pk=response_set.pk)
        .select_related("cohort")
        .select_for_update(of=("self",))
        .order_by()
    )


def _lock_open(response_set: ResponseSet) -> None:
    locked = _locked(response_set).only("state", "cohort__state").get()
    refuse_when_closed(locked.cohort)
    if locked.state == ResponseSet.State.LEFT:
        raise AnsweringError(_("You have moved to other questions in another window, so this page is out of date."))
    if not locked.is_open:
        raise AnsweringError(_("You have submitted your answers, so this page can no longer be changed."))


def new_set(
    enrolment: Enrolment,
    step: AssessmentStep,
    version: InstrumentVersion,
    *,
    started_at: datetime,
    begun_from: ResponseSet | None = None,
) -> ResponseSet:
    """An empty open set of the wave of `step`; the caller has locked the enrolment and seen that there is none."""
    return ResponseSet.objects.create(
        key=key_of(enrolment),
        cohort=enrolment.cohort,
        version=version,
        wave=step.wave,
        started_at=started_at,
        begun_from=begun_from,
    )


def _write_answers(response_set: ResponseSet, changes: Mapping[str, str], *, mark: str) -> None:
    if not changes:
        return
    if gone := [key for key, choice in changes.items() if not choice]:
        response_set.responses.filter(item__in=gone).delete()
    rows = [
        Response(
            response_set=response_set,
            item=key,
            value=None if choice == NO_CHANCE else int(choice),
            no_chance=choice == NO_CHANCE,
            written_in=mark,
        )
        for key, choice in changes.items()
        if choice
    ]
    Response.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response_set", "item"],
        update_fields=["value", "no_chance", "written_in"],
    )


def _write_ratings(response_set: ResponseSet, changes: Mapping[str, str], *, mark: str) -> None:
    if gone := [key for key, choice in changes.items() if not choice]:
        response_set.ratings.filter(subject_code__in=gone).delete()
    rows = [
        ImportanceRating(
            response_set=response_set,
            subject_code=code,
            value=None if choice == UNKNOWN else int(choice),
            written_in=mark,
        )
        for code, choice in changes.items()
        if choice
    ]
    ImportanceRating.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response_set", "subject_code"],
        update_fields=["value", "written_in"],
    )


def _write_looks_back(response_set: ResponseSet, changes: Mapping[str, str], *, mark: str) -> None:
    if gone := [key for key, choice in changes.items() if not choice]:
        response_set.looks_back.filter(subject_code__in=gone).delete()
    rows = [
        LookingBack(
            response_set=response_set,
            subject_code=code,
            value=None if choice == CANNOT_SAY else int(choice),
            written_in=mark,
        )
        for code, choice in changes.items()
        if choice
    ]
    LookingBack.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["response_set", "subject_code"],
        update_fields=["value", "written_in"],
    )
