"""Asking for jobs, doing them, trying again, taking over and cancelling."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from elearning.accounts.models import Organisation
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.plain import NotPlainError
from elearning.jobs.working import GiveUpError, LeaseLostError, UnknownKindError, Work, run_job
from tests import factories

State = Job.State
WRITTEN = "ada@example.org"


def done(work: Work) -> dict[str, int]:
    """A function that has nothing to do."""
    return {"pages": 3}


def fail(work: Work) -> None:
    """A function that quotes somebody in its error."""
    raise ValueError(WRITTEN)


def doing(function: working.Function, **settings: object) -> Job:
    """A queued job that `function` does; nothing is asked of a worker."""
    working.bind("test", function, **settings)
    return working.ask("test", 1, {"page": 7})


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())


def test_every_state_has_its_moves() -> None:
    assert set(Job.MOVES) == set(State)
    assert {state for state, after in Job.MOVES.items() if after} == set(Job.UNFINISHED)


@pytest.mark.django_db
def test_ask_needs_a_bound_kind() -> None:
    with pytest.raises(UnknownKindError):
        working.ask("unheard_of", 1)


@pytest.mark.django_db
@pytest.mark.parametrize("payload", [{"name": "Ada Example"}, {"to": "ada@example.org"}, {"a note": 1}, {"a": ["b c"]}])
def test_ask_takes_no_text(payload: dict[str, object]) -> None:
    working.bind("test", done)

    with pytest.raises(NotPlainError):
        working.ask("test", 1, payload)
    with pytest.raises(NotPlainError):
        working.ask("test", "Ada Example")


@pytest.mark.django_db
def test_ask_returns_the_same_job_while_it_is_unfinished() -> None:
    first = doing(done)

    assert working.ask("test", 1) == first
    assert working.ask("test", 2) != first


@pytest.mark.django_db
def test_ask_makes_a_new_job_after_the_former_ended() -> None:
    first = doing(done)
    run_job.call(first.pk)

    assert working.ask("test", 1) != first


@pytest.mark.django_db
def test_job_says_who_asked_until_they_are_erased() -> None:
    working.bind("test", done)
    ada = factories.user("Ada Example")
    job = working.ask("test", 1, by=ada)

    ada.delete()

    assert job.asked_by_id is not None
    assert again(job).asked_by_id is None


@pytest.mark.django_db
def test_job_is_done_once() -> None:
    seen: list[object] = []
    job = doing(lambda work: seen.append(work.payload))

    run_job.call(job.pk)
    run_job.call(job.pk)

    assert seen == [{"page": 7}]
    assert (again(job).state, job.attempts, job.error) == (State.DONE, 1, "")
    assert job.finished_at is not None


@pytest.mark.django_db
def test_outcome_and_progress_are_kept() -> None:
    def function(work: Work) -> dict[str, int]:
        work.progress(done=1, of=3, stage="drawing")
        return {"pages": 3}

    job = doing(function)
    run_job.call(job.pk)

    assert (again(job).progress, job.outcome) == ({"done": 1, "of": 3, "stage": "drawing"}, {"pages": 3})


@pytest.mark.django_db
def test_outcome_takes_no_text() -> None:
    job = doing(lambda work: {"name": "Ada Example"}, most_attempts=1)

    run_job.call(job.pk)

    assert (again(job).state, job.error, job.outcome) == (State.FAILED, "NotPlainError", {})


@pytest.mark.usefixtures("apart", "queue")
def test_failure_is_tried_again_later_and_at_last_fails() -> None:
    job = doing(fail, most_attempts=3, pause=timedelta(minutes=1))
    pauses = []

    for _ in range(3):
        make_due(job)
        run_job.call(job.pk)
        pauses.append(round((again(job).due_at - timezone.now()).total_seconds() / 60))

    assert pauses[:2] == [1, 4]
    assert (job.state, job.attempts, job.error) == (State.FAILED, 3, "ValueError")
    # One call for each attempt, each not before its time.
    assert DBTaskResult.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
def test_job_is_not_begun_before_it_is_due() -> None:
    job = doing(fail)
    run_job.call(job.pk)

    run_job.call(job.pk)

    assert (again(job).state, job.attempts) == (State.QUEUED, 1)


@pytest.mark.django_db
def test_error_is_told_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    job = doing(fail, most_attempts=1)

    run_job.call(job.pk)

    assert "ValueError" in caplog.text
    assert "in fail" in caplog.text
    assert WRITTEN not in caplog.text


@pytest.mark.django_db
def test_giving_up_is_not_tried_again() -> None:
    def function(work: Work) -> None:
        raise GiveUpError("pack_is_gone")

    job = doing(function)
    run_job.call(job.pk)

    assert (again(job).state, job.attempts, job.error) == (State.FAILED, 1, "pack_is_gone")


@pytest.mark.usefixtures("apart")
def test_without_workers_it_is_done_when_the_transaction_is_committed() -> None:
    working.bind("test", done)

    with transaction.atomic():
        job = working.ask("test", 1)
        before = again(job).state

    assert (before, again(job).state) == (State.QUEUED, State.DONE)


@pytest.mark.usefixtures("apart")
def test_without_workers_a_failure_is_tried_again_at_once() -> None:
    job = doing(fail, most_attempts=3)

    assert (again(job).state, job.attempts) == (State.FAILED, 3)


@pytest.mark.usefixtures("apart", "queue")
def test_rolled_back_transaction_leaves_no_job() -> None:
    working.bind("test", done)

    with transaction.atomic():
        working.ask("test", 1)
        transaction.set_rollback(True)

    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.usefixtures("apart", "queue")
def test_committed_transaction_leaves_one_call() -> None:
    doing(done)
    working.ask("test", 1)

    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.usefixtures("apart", "queue")
def test_eight_who_ask_at_once_get_the_same_job() -> None:
    working.bind("test", done)
    start, found = threading.Barrier(8), []

    def one() -> None:
        start.wait()
        found.append(working.ask("test", 1).pk)
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found))) == (8, 1)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.usefixtures("apart", "queue")
def test_two_who_begin_at_once_do_it_once() -> None:
    start, seen = threading.Barrier(8), []
    job = doing(lambda work: seen.append(work.attempt))

    def one() -> None:
        start.wait()
        run_job.call(job.pk)
        connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (seen, again(job).state) == ([1], State.DONE)


@pytest.mark.django_db
def test_reap_leaves_what_is_in_hand() -> None:
    states: list[int] = []
    job = doing(lambda work: states.append(working.reap()))

    run_job.call(job.pk)

    assert states == [0]
    assert again(job).attempts == 1


@pytest.mark.usefixtures("apart")
def test_reap_takes_over_from_a_dead_worker() -> None:
    working.bind("test", done)
    with transaction.atomic():
        job = working.ask("test", 1)
        Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempts=1, lease_until=timezone.now())

    taken = working.reap(timezone.now())

    assert taken == 1
    assert (again(job).state, job.attempts) == (State.DONE, 2)


@pytest.mark.django_db
def test_reap_gives_up_on_a_job_that_kills_its_workers() -> None:
    job = doing(done, most_attempts=3)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempts=3, lease_until=timezone.now())

    working.reap()

    assert (again(job).state, job.error) == (State.FAILED, "LeaseLostError")


@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
def test_reap_hands_a_forgotten_job_out_again_once(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    job = doing(done)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        taken = [working.reap(), working.reap()]

    assert taken == [1, 0]
    assert DBTaskResult.objects.count() == 1
    assert "is a worker running?" in caplog.text


@pytest.mark.django_db
def test_late_worker_changes_nothing() -> None:
    """A worker that was taken for dead comes back after another has begun the job."""

    def function(work: Work) -> None:
        Job.objects.filter(pk=work.pk).update(attempts=2)
        with transaction.atomic():
            work.finish()
            Organisation.objects.create(name="Never")

    job = doing(function)
    run_job.call(job.pk)

    assert (again(job).state, job.attempts) == (State.RUNNING, 2)
    assert Organisation.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["renew", "progress", "is_cancelled"])
def test_late_worker_is_told(act: str) -> None:
    told = []

    def function(work: Work) -> None:
        Job.objects.filter(pk=work.pk).update(attempts=2)
        try:
            getattr(work, act)()
        except LeaseLostError:
            told.append(act)
            raise

    run_job.call(doing(function).pk)

    assert told == [act]


@pytest.mark.django_db
def test_late_worker_that_fails_changes_nothing() -> None:
    def function(work: Work) -> None:
        Job.objects.filter(pk=work.pk).update(attempts=2)
        raise ValueError

    job = doing(function)
    run_job.call(job.pk)

    assert (again(job).state, job.error) == (State.RUNNING, "")


@pytest.mark.usefixtures("apart", "queue")
def test_function_that_never_renews_is_stopped() -> None:
    def function(work: Work) -> None:
        threading.Event().wait(30)

    job = doing(function, most_attempts=1, lease=timedelta(seconds=0.2))
    began = timezone.now()
    run_job.call(job.pk)

    assert (again(job).state, job.error) == (State.FAILED, "OverdueError")
    assert timezone.now() - began < timedelta(seconds=10)


@pytest.mark.django_db
def test_function_that_renews_goes_on() -> None:
    def function(work: Work) -> None:
        for step in range(4):
            threading.Event().wait(0.2)
            work.progress(done=step)

    job = doing(function, lease=timedelta(seconds=0.5))
    run_job.call(job.pk)

    assert again(job).state == State.DONE


@pytest.mark.django_db
def test_waiting_job_is_cancelled_at_once() -> None:
    seen: list[int] = []
    job = doing(lambda work: seen.append(1))

    working.cancel(job)
    run_job.call(job.pk)

    assert (job.state, seen) == (State.CANCELLED, [])


@pytest.mark.django_db
def test_job_in_hand_is_cancelled_when_it_asks() -> None:
    def function(work: Work) -> None:
        before = work.is_cancelled()
        working.cancel(Job.objects.get(pk=work.pk))
        assert (before, work.is_cancelled()) == (False, True)

    job = doing(function)
    run_job.call(job.pk)

    assert (again(job).state, job.error) == (State.CANCELLED, "")


@pytest.mark.django_db
def test_job_that_never_asks_is_done_all_the_same() -> None:
    job = doing(lambda work: working.cancel(Job.objects.get(pk=work.pk)) and None)

    run_job.call(job.pk)

    assert again(job).state == State.DONE


@pytest.mark.django_db
def test_cancelled_job_is_not_tried_again() -> None:
    def function(work: Work) -> None:
        working.cancel(Job.objects.get(pk=work.pk))
        raise ValueError

    job = doing(function)
    run_job.call(job.pk)

    assert again(job).state == State.CANCELLED


@pytest.mark.django_db
def test_finished_job_stays_as_it_is_when_cancelled() -> None:
    job = doing(done)
    run_job.call(job.pk)

    assert working.cancel(job).state == State.DONE


@pytest.mark.django_db
def test_ask_after_cancel_is_a_new_job() -> None:
    asked = []

    def function(work: Work) -> None:
        if work.payload:
            working.cancel(Job.objects.get(pk=work.pk))
            asked.append(working.ask("test", 1))

    job = doing(function)
    run_job.call(job.pk)

    assert asked[0] != job


@pytest.mark.django_db
@pytest.mark.usefixtures("queue")
def test_kind_that_a_worker_does_not_know_is_left_for_another() -> None:
    job = doing(done)
    working.BOUND.clear()

    run_job.call(job.pk)

    assert (again(job).state, job.attempts) == (State.QUEUED, 0)


@pytest.mark.django_db
def test_forget_keeps_thirty_days() -> None:
    old, new = doing(done), working.ask("test", 2)
    for job, days in ((old, 31), (new, 29)):
        run_job.call(job.pk)
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days))
    waiting = working.ask("test", 3)

    assert working.forget() == 1
    assert list(Job.objects.all()) == [new, waiting]


@pytest.mark.django_db
def test_queries_of_a_job_are_few(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    job = doing(done)

    with django_assert_num_queries(6):  # a savepoint, read, claim, read, its release, done
        run_job.call(job.pk)
