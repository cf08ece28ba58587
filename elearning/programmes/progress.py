"""Records how far each person has come, and says what they can do next. Every later room records downward, here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from elearning.programmes.models import Enrolment, Gate, StepPage, StepProgress, Way


@dataclass(frozen=True)
class StepState:
    """One row of a person's list of steps."""

    step: StepPage
    gate: Gate
    progress: StepProgress | None
    due_on: date | None = None

    @property
    def is_done(self) -> bool:
        """Whether the step is finished."""
        return bool(self.progress and self.progress.done_at)

    @property
    def is_started(self) -> bool:
        """Whether the step is begun and not finished."""
        return bool(self.progress and not self.progress.done_at)


@transaction.atomic(savepoint=False)
def start(enrolment: Enrolment, step: StepPage, *, answered: int | None = None, of: int | None = None) -> StepProgress:
    """Record that `enrolment` has begun `step`, and how many of its parts are answered; a finished step stays finished."""
    progress, _ = StepProgress.objects.get_or_create(
        enrolment=enrolment, step_id=step.pk, defaults={"started_at": timezone.now()}
    )
    if answered is not None and (progress.answered, progress.of) != (answered, of):
        progress.answered, progress.of = answered, of
        progress.save(update_fields=["answered", "of"])
    return progress


def count(enrolment_id: int, step_id: int, *, answered: int, of: int) -> None:
    """Record how many parts of a step that has been begun are answered: one question, whether that has changed or not."""
    begun = StepProgress.objects.filter(enrolment_id=enrolment_id, step_id=step_id)
    begun.exclude(answered=answered, of=of).update(answered=answered, of=of)


@transaction.atomic
def done(enrolment: Enrolment, step: StepPage) -> StepProgress:
    """Record that `enrolment` has finished `step`; the first time counts."""
    progress = start(enrolment, step)
    if progress.done_at is None:
        progress.done_at = timezone.now()
        progress.save(update_fields=["done_at"])
    return progress


@transaction.atomic
def reopen(enrolment: Enrolment, step: StepPage) -> None:
    """Record that `enrolment` has taken `step` up again."""
    StepProgress.objects.filter(enrolment=enrolment, step_id=step.pk).update(done_at=None)


@transaction.atomic
def will_meet(enrolments: Iterable[Enrolment], first_meeting_at: datetime | None) -> None:
    """Record when the set of `enrolments` first meets; None when it has no date."""
    Enrolment.objects.filter(pk__in=[one.pk for one in enrolments]).update(first_meeting_at=first_meeting_at)


def way_of(enrolment: Enrolment, steps: list[StepPage], rows: dict[int, StepProgress], now: datetime) -> Way:
    """How far `enrolment` has come, for the gates of the steps."""
    kinds = {step.pk: step.specific_class.kind for step in steps}
    return Way(
        enrolment=enrolment,
        now=now,
        started=frozenset(kinds[pk] for pk in rows if pk in kinds),
        done=frozenset(kinds[pk] for pk, row in rows.items() if row.done_at and pk in kinds),
    )


def states(enrolment: Enrolment, *, now: datetime | None = None) -> list[StepState]:
    """The person's steps in order, each with its gate and progress; two queries however many steps there are."""
    steps = list(enrolment.cohort.programme.steps().select_related("content_type"))
    rows = {row.step_id: row for row in enrolment.progress.all()}
    way = way_of(enrolment, steps, rows, now or timezone.now())
    return [
        StepState(
            step, step.specific_class.gate(way), rows.get(step.pk), step.specific_class.due_on(step, enrolment.cohort)
        )
        for step in steps
    ]


def gate_of(enrolment: Enrolment, step: StepPage, *, now: datetime | None = None) -> Gate:
    """Whether `enrolment` can start `step` now, by what it has done of the programme so far; two queries."""
    steps = list(enrolment.cohort.programme.steps().select_related("content_type"))
    rows = {row.step_id: row for row in enrolment.progress.all()}
    return step.specific_class.gate(way_of(enrolment, steps, rows, now or timezone.now()))


def next_step(rows: list[StepState], *, today: date | None = None) -> StepState | None:
    """The step to do next: the first that is open, not optional and not finished, one already begun before others.

    Once the workshop is over, what led up to it is not pressed on anybody while there is something else to do; it stays
    in the list of steps. None when all is done.
    """
    day = today or timezone.localdate()
    todo = [row for row in rows if row.gate.is_open and not row.gate.is_optional and not row.is_done]
    candidates = [row for row in todo if not is_overtaken(row, day)] or todo
    return next((row for row in candidates if row.is_started), candidates[0] if candidates else None)


def is_overtaken(row: StepState, day: date) -> bool:
    """Whether the workshop, for which the step was meant, is over on `day`."""
    before_or_at = {StepPage.Stage.BEFORE, StepPage.Stage.WORKSHOP}
    return row.step.stage in before_or_at and row.due_on is not None and row.due_on < day
