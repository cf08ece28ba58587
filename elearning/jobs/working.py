"""Jobs that rooms ask for and workers do: asked once, tried again, taken over when a worker dies, cancelled.

A room binds a kind of job to a function in its `chores.py` and asks for it by a verb of its own. What holds:

- A job is begun by one worker at a time: it is claimed by a conditional update, and every later write of that worker asks
  for the same attempt. A worker that was believed dead and wakes up again can change nothing.
- A function **may run twice**: a worker can die after the work and before the job is called done. Whatever it does must
  be the same when done again. What must happen once in the database stands in one transaction with `Work.finish`.
- A function renews its lease (`renew`, or `progress`, which does it too) more often than the lease is long. In a worker it
  is stopped when it does not.
- It thinks outside of transactions and keeps those short: PostgreSQL ends one that idles for thirty seconds (`settings.py`).
  Progress, renewals and the question `is_cancelled` stand outside of them, too: inside, nobody sees them.

Without workers (`WORKERS=0`) a job is done at once, in the process that asked, as soon as its transaction is committed, and
tried again at once: there is nobody to come back to it later.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_tasks import task, task_backends

from elearning.jobs.limits import OverdueError, stopped_after
from elearning.jobs.mending import mend_connection
from elearning.jobs.models import Job, JobQuerySet
from elearning.jobs.plain import Plain, plain, word
from elearning.jobs.telling import code, tell

log = logging.getLogger(__name__)
# How long a queued job may wait for a worker before it is handed out once more.
PATIENCE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
KEPT = timedelta(days=30)
CLASHES = 5


class UnknownKindError(LookupError):
    """No function is bound to this kind of job."""


class GiveUpError(Exception):
    """Raised by a job's function, with a code word, when trying again is of no use: `raise GiveUpError("pack_is_gone")`."""


class LeaseLostError(BaseException):
    """The job is not this worker's any more: its lease ran out and another took it. Let it pass; do nothing more."""


@dataclass
class Work:
    """A job in hand, as its function sees it. `payload` holds ids only: look up the rest, it may have changed or be gone."""

    pk: int
    key: str
    payload: Plain
    attempt: int
    lease: timedelta
    told_to_stop: bool = False
    rewind: Callable[[], object] = field(default=lambda: None)

    def renew(self) -> None:
        """Keep the job for another lease. Raises LeaseLostError when it is another's already."""
        self._write(lease_until=timezone.now() + self.lease)
        self.rewind()

    def progress(self, **figures: str | int | float) -> None:
        """Show how far the work is, in figures and code words, and renew the lease. Raises LeaseLostError."""
        self._write(progress=plain(figures), lease_until=timezone.now() + self.lease)
        self.rewind()

    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop; a function that gets True returns soon. One query: once a second is enough.

        Raises LeaseLostError when the job is another's already.
        """
        asked = list(self.mine().values_list("cancel_asked_at", flat=True))
        if not asked:
            raise LeaseLostError
        self.told_to_stop = asked[0] is not None
        return self.told_to_stop

    def finish(self, **outcome: str | int | float) -> None:
        """Call the job done, inside the transaction that stores what it made: both are stored, once, or neither.

        To be called first in that transaction. Raises LeaseLostError when the job is another's already.
        """
        if not _move(self.mine(), Job.State.DONE, outcome=plain(outcome), error=""):
            raise LeaseLostError

    def mine(self) -> JobQuerySet:
        """The job's row, as long as this attempt has it in hand."""
        return Job.objects.filter(pk=self.pk, state=Job.State.RUNNING, attempts=self.attempt)

    def _write(self, **changes: object) -> None:
        if not self.mine().update(**changes):
            raise LeaseLostError


Function = Callable[[Work], Plain | None]


@dataclass(frozen=True)
class Binding:
    """How jobs of one kind are done."""

    function: Function
    most_attempts: int
    lease: timedelta
    pause: timedelta


BOUND: dict[str, Binding] = {}


def bind(
    kind: str,
    function: Function,
    *,
    most_attempts: int = 3,
    lease: timedelta = timedelta(minutes=5),
    pause: timedelta = timedelta(seconds=30),
) -> None:
    """From now on, jobs of this `kind` are done by `function`; what it returns is kept as the outcome.

    It is tried `most_attempts` times, after `pause`, four times `pause` and so on, at most an hour; a worker that says
    nothing for a `lease` is taken for dead.
    """
    BOUND[word(kind)] = Binding(function, most_attempts, lease, pause)


@transaction.atomic
def ask(kind: str, key: object, payload: Plain | None = None, *, by: AbstractBaseUser | None = None) -> Job:
    """Ask for a job, once: while one of the same kind and key is waiting or in hand, that one is returned.

    `key` names what is to be made with the version of what it is made of, so that a change asks for another job. The
    job is handed to a worker when the transaction is committed; a transaction that is rolled back leaves nothing.
    Raises UnknownKindError, and NotPlainError for anything but ids, figures and code words.
    """
    if kind not in BOUND:
        raise UnknownKindError(kind)
    name, carried = word(key), plain(payload or {})
    for _ in range(CLASHES):
        job = Job.objects.wanted().filter(kind=kind, key=name).first()
        if job:
            return job
        job = _add(kind, name, carried, by)
        if job:
            _send(job.pk)
            return job
    raise IntegrityError(f"Others asked for {kind} and finished it {CLASHES} times meanwhile.")


def _add(kind: str, key: str, payload: Plain, by: AbstractBaseUser | None) -> Job | None:
    """The new job; None when somebody else asked for the same at the same moment."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind,
                key=key,
                payload=payload,
                asked_by_id=by.pk if by else None,
                asked_at=now,
                due_at=now,
                lease_until=now + PATIENCE,
            )
    except IntegrityError:
        return None


@transaction.atomic
def cancel(job: Job) -> Job:
    """Cancel `job`: at once if it waits; when its function next asks, if it is in hand; not at all once it is finished."""
    now, row = timezone.now(), Job.objects.filter(pk=job.pk)
    state = row.select_for_update().values_list("state", flat=True).get()
    if state == Job.State.QUEUED:
        _move(row, Job.State.CANCELLED, cancel_asked_at=now)
    elif state == Job.State.RUNNING:
        row.filter(cancel_asked_at=None).update(cancel_asked_at=now)
    job.refresh_from_db()
    return job


def reap(now: datetime | None = None) -> int:
    """Hand out again what was given up: jobs whose worker died, and queued ones that no worker came for.

    Returns how many. Safe to call at any time, and twice at once.
    """
    moment = now or timezone.now()
    lapsed = Job.objects.lapsed(moment).values_list("pk", flat=True).order_by("pk")
    return sum(_take_over(pk, moment) for pk in list(lapsed))


def forget(now: datetime | None = None) -> int:
    """Delete jobs that have been finished for thirty days; returns how many."""
    before = (now or timezone.now()) - KEPT
    return Job.objects.filter(finished_at__lt=before).delete()[0]


@task()
def run_job(pk: int) -> None:
    """Do the job `pk`, if it is waiting and due: the one task that workers are given for all kinds of jobs."""
    job = _claim(pk)
    if job:
        binding = BOUND[job.kind]
        _carry_out(Work(job.pk, job.key, job.payload, job.attempts, binding.lease), job.kind, binding)


@transaction.atomic
def _claim(pk: int) -> Job | None:
    """The job, now in hand; None if it is not to be done now, or not by a process that does not know its kind."""
    now, row = timezone.now(), Job.objects.filter(pk=pk, due_at__lte=timezone.now(), cancel_asked_at=None)
    job = row.first()
    if job is None or job.kind not in BOUND:
        return None
    taken = _move(
        row,
        Job.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=now + BOUND[job.kind].lease,
        started_at=Coalesce("started_at", now),
    )
    return Job.objects.get(pk=pk) if taken else None


def _carry_out(work: Work, kind: str, binding: Binding) -> None:
    """Run the function and record how it ended; whatever it raises ends here."""
    try:
        with stopped_after(binding.lease) as work.rewind:
            outcome = binding.function(work)
            work.rewind = lambda: None
        _ended(work, plain(outcome or {}))
    except LeaseLostError:
        log.warning("The job %s %s went on elsewhere.", kind, work.pk)
    except (Exception, OverdueError) as error:
        tell(f"The job {kind} {work.pk}", error)
        mend_connection(error)
        _failed(work, binding, error)


def _ended(work: Work, outcome: Plain) -> None:
    """The function returned: it finished the job itself, was told to stop, or is done."""
    if work.told_to_stop:
        _move(work.mine(), Job.State.CANCELLED)
    else:
        _move(work.mine(), Job.State.DONE, outcome=outcome, error="")


@transaction.atomic
def _failed(work: Work, binding: Binding, error: BaseException) -> None:
    job = work.mine().select_for_update().first()
    if job is None:
        return
    if isinstance(error, GiveUpError):
        _give_up(job, word(error))
    elif job.attempts >= binding.most_attempts:
        _give_up(job, code(error))
    else:
        _again(job, min(binding.pause * 4 ** (job.attempts - 1), LONGEST_PAUSE), error=code(error))


@transaction.atomic
def _take_over(pk: int, now: datetime) -> bool:
    """Whether the job had lapsed, and was handed out again, failed or cancelled."""
    job = Job.objects.lapsed(now).select_for_update().filter(pk=pk).first()
    if job is None:
        return False
    binding = BOUND.get(job.kind)
    if job.state == Job.State.QUEUED:
        log.warning("The job %s %s has waited since %s: is a worker running?", job.kind, pk, job.due_at)
        _again(job, timedelta(0))
    elif binding and job.attempts >= binding.most_attempts:
        _give_up(job, code(LeaseLostError()))
    else:
        _again(job, timedelta(0), error=code(LeaseLostError()))
    return True


def _give_up(job: Job, error: str) -> None:
    """No more attempts: failed, or cancelled if somebody wanted that."""
    row = Job.objects.filter(pk=job.pk)
    _move(row, Job.State.FAILED if job.cancel_asked_at is None else Job.State.CANCELLED, error=error)


def _again(job: Job, pause: timedelta, *, error: str = "") -> None:
    """Queue the job once more, after a `pause` if there are workers to come back to it; not if it is to be cancelled."""
    if job.cancel_asked_at:
        return _give_up(job, error)
    due = timezone.now() + (pause if task_backends["default"].supports_defer else timedelta(0))
    changes = {"due_at": due, "lease_until": due + PATIENCE, "error": error}
    if job.state == Job.State.QUEUED:
        Job.objects.filter(pk=job.pk).update(**changes)
    else:
        _move(Job.objects.filter(pk=job.pk), Job.State.QUEUED, **changes)
    return _send(job.pk, due if pause else None)


def _send(pk: int, due: datetime | None = None) -> None:
    """Give the job to a worker, not before `due`, once the transaction in hand is committed."""
    later = due if task_backends["default"].supports_defer else None
    transaction.on_commit(partial(run_job.using(run_after=later).enqueue, pk))


def _move(jobs: JobQuerySet, state: Job.State, **changes: object) -> int:
    """Move those of `jobs` to `state` that may go there (`Job.MOVES`); returns how many."""
    before = [former for former, after in Job.MOVES.items() if state in after]
    if state not in Job.UNFINISHED:
        changes["finished_at"] = timezone.now()
    return jobs.filter(state__in=before).update(state=state, **changes)
