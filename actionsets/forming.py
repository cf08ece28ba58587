"""Forms the sets of a large cohort in the background: asked for, watched, stopped with the best so far, or cancelled.

The job carries ids, figures and code words only. It may run twice: what it found is kept in one transaction with its end,
and only if the draft and everything sets are formed from are as they were when it began. A draft that is replaced goes
aside where there is room, since nobody could look at both before.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings as site
from django.db import transaction
from django.utils import timezone

from actionsets import gathering, proposing, shelving
from actionsets.convening import lock
from actionsets.formation import Figures, Outcome, Progress
from actionsets.models import FormationRun, SetProposal
from actionsets.refusals import (
    AlreadyForming,
    AlreadyProposed,
    GroundChanged,
    NobodyToPlace,
    ProposalClosed,
    Refusal,
    StaleProposal,
)
from elearning.accounts.models import User
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.working import GiveUpError, LeaseLostError, Work
from elearning.programmes.models import Cohort

KIND = "actionsets.sets"
MANY = 100
"""With more people than that, sets are formed in the background, where there are workers."""
SECONDS = 120.0
TOLD_EVERY = 1.0
Refused = FormationRun.Refused
CODES: Mapping[type[Refusal], Refused] = {
    NobodyToPlace: Refused.NOBODY,
    StaleProposal: Refused.CHANGED,
    ProposalClosed: Refused.CHANGED,
    GroundChanged: Refused.GROUND,
    AlreadyProposed: Refused.ALREADY,
}


def in_background(cohort: Cohort) -> bool:
    """Whether the sets of `cohort` are formed by a worker; one query."""
    return bool(site.WORKERS) and gathering.how_many(cohort) > MANY


@transaction.atomic
def ask(
    cohort: Cohort,
    settings: Mapping[str, Any],
    *,
    by: User,
    instead_of: SetProposal | None = None,
    revision: int | None = None,
) -> FormationRun:
    """Have sets formed as `proposing.propose` would, by a worker. Raises AlreadyForming while that is being done."""
    lock(cohort)
    if going(cohort):
        raise AlreadyForming
    seen = instead_of.revision if instead_of and revision is None else revision
    payload = {**settings, "instead_of": instead_of.pk if instead_of else 0, "revision": seen or 0}
    return _run(cohort, payload, by=by)


def _run(cohort: Cohort, payload: Mapping[str, Any], *, by: User) -> FormationRun:
    job = working.ask(KIND, cohort.pk, payload, by=by)
    return FormationRun.objects.create(cohort=cohort, job=job, people=gathering.how_many(cohort), by=by)


def latest(cohort: Cohort) -> FormationRun | None:
    """The last forming in the background, whatever became of it; one query."""
    return FormationRun.objects.filter(cohort=cohort).select_related("job").first()


def going(cohort: Cohort) -> FormationRun | None:
    """The forming that is waited for; None if there is none."""
    run = latest(cohort)
    return run if run and run.is_going else None


@transaction.atomic
def stop(run: FormationRun) -> FormationRun:
    """End the search and take the best sets that were found so far; saying it twice is once."""
    if run.stop_asked_at is None:
        run.stop_asked_at = timezone.now()
        run.save(update_fields=["stop_asked_at"])
    return run


@transaction.atomic
def cancel(run: FormationRun) -> FormationRun:
    """End the search and keep nothing of it."""
    run.job = working.cancel(run.job)
    return run


@transaction.atomic
def again(run: FormationRun, *, by: User) -> FormationRun:
    """Give up on a forming that nothing is heard of, and ask for the same anew. Raises AlreadyForming while it is heard of."""
    lock(run.cohort)
    run.refresh_from_db()
    if not run.is_silent():
        raise AlreadyForming
    working.cancel(run.job)
    return _run(run.cohort, run.job.payload, by=by)


def make(work: Work) -> dict[str, int | float | str] | None:
    """The job: form the sets and keep them as a draft."""
    run = FormationRun.objects.filter(job=work.pk).select_related("cohort__programme__framework", "by").first()
    if run is None:
        raise GiveUpError("cohort_is_gone")
    asked = dict(work.payload)
    number, seen = int(str(asked.pop("instead_of"))), int(str(asked.pop("revision")))
    draft = SetProposal.objects.filter(cohort=run.cohort, pk=number).first() if number else None
    watcher = Watcher(work, run)
    stands_on = proposing.ground(run.cohort, asked, draft)
    outcome = stands_on.formed(str(asked["way"]), seconds=SECONDS, watch=watcher)
    if watcher.lost:
        raise watcher.lost
    if work.is_cancelled():
        return None
    _keep(work, run, stands_on, outcome, draft=draft, seen=seen)
    return {}


def _keep(
    work: Work,
    run: FormationRun,
    stands_on: proposing.Ground,
    outcome: Outcome,
    *,
    draft: SetProposal | None,
    seen: int,
) -> None:
    figures: dict[str, str | int | float] = {
        "sets": len(outcome.sets),
        "seconds": round(outcome.seconds, 1),
        "stopped": outcome.stopped or "end",
    }
    try:
        with transaction.atomic():
            work.finish(**figures)
            if draft and draft.is_draft and shelving.has_room(run.cohort):
                shelving.keep_aside(draft, revision=seen, by=run.by)
            proposing.keep(run.cohort, stands_on, outcome, by=run.by, instead_of=draft, seen=seen)
    except Refusal as refusal:
        with transaction.atomic():
            work.finish(**figures)
            run.refused = CODES[type(refusal)]
            run.notes = proposing.why_no_set(outcome) if run.refused == Refused.NOBODY else []
            run.save(update_fields=["refused", "notes"])


class Watcher:
    """Hears from set formation how it goes, tells it once a second, and ends it when somebody asks for that."""

    def __init__(self, work: Work, run: FormationRun) -> None:
        """Nothing was told yet."""
        self.work, self.run = work, run
        self.told = 0.0
        self.lost: LeaseLostError | None = None

    def __call__(self, progress: Progress) -> bool:
        """Whether set formation is to go on."""
        if time.monotonic() - self.told < TOLD_EVERY:
            return True
        try:
            self.work.progress(**told(progress))
            cancelled = self.work.is_cancelled()
        except LeaseLostError as lost:
            # Raised again once set formation has come back: nothing may pass through the solver.
            self.lost = lost
            return False
        self.told = time.monotonic()
        return not cancelled and not FormationRun.objects.filter(pk=self.run.pk, stop_asked_at__isnull=False).exists()


def told(progress: Progress) -> dict[str, str | int | float]:
    """The progress in figures and code words."""
    best = {f"best_{aim}": value for aim, value in _whole(progress.best) if value is not None}
    bounds = {f"bound_{aim}": value for aim, value in _whole(progress.bounds) if value is not None}
    return {
        "stage": progress.stage,
        "seconds": round(progress.elapsed, 1),
        "placed": progress.placed,
        **best,
        **bounds,
    }


def _whole(values: Any) -> list[tuple[str, int | None]]:
    known = asdict(values) if values else {}
    return [(aim, value) for aim, value in known.items() if aim != "worst_set_mean_fit"]


def best_so_far(job: Job) -> tuple[Figures | None, dict[str, int]]:
    """The figures of the best arrangement that `job` has told of, None before the first, and the bounds by aim."""
    told_of = job.progress
    bounds = {key.removeprefix("bound_"): value for key, value in told_of.items() if key.startswith("bound_")}
    best = {key.removeprefix("best_"): value for key, value in told_of.items() if key.startswith("best_")}
    return (Figures(**best, worst_set_mean_fit=None) if best else None), bounds
