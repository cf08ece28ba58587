"""Forming sets in the background: asked once, watched, stopped, cancelled, refused, and left by a worker that died."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from actionsets import convening, forming, moving, proposing
from actionsets.formation import Figures, Progress
from actionsets.formation.types import Bounds
from actionsets.models import FormationRun, SetProposal
from actionsets.refusals import AlreadyForming
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.working import LeaseLostError, Work, run_job
from elearning.profiles.models import PriorityList
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve
from tests.conftest import signed_in

ASKED = {**SETTINGS, "way": "afresh"}
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture(autouse=True)
def _many(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With workers, and with twelve people being many."""
    settings.WORKERS, settings.TASKS = 1, QUEUE
    monkeypatch.setattr(forming, "MANY", 11)


def door(twelve: Twelve, name: str) -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id])


def done(run: FormationRun) -> FormationRun:
    """The run after a worker has had it."""
    run_job.call(run.job_id)
    return FormationRun.objects.select_related("job").get(pk=run.pk)


def in_hand(run: FormationRun) -> Work:
    """The run's job as its function sees it."""
    Job.objects.filter(pk=run.job_id).update(
        state="running", attempts=1, lease_until=timezone.now() + FormationRun.LEASE
    )
    run.job.refresh_from_db()
    return Work(run.job_id, run.job.key, run.job.payload, 1, FormationRun.LEASE)


def while_formed(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Let `act` happen between the thinking and the keeping."""
    former = proposing.Ground.formed

    def formed(self: proposing.Ground, way: str, **kwargs: Any) -> Any:
        outcome = former(self, way, **kwargs)
        act()
        return outcome

    monkeypatch.setattr(proposing.Ground, "formed", formed)


@pytest.mark.parametrize(("workers", "most"), [(0, 11), (1, 12)])
def test_few_people_or_no_workers_form_sets_at_once(
    twelve: Twelve, settings: Settings, monkeypatch: pytest.MonkeyPatch, workers: int, most: int
) -> None:
    settings.WORKERS = workers
    monkeypatch.setattr(forming, "MANY", most)
    asked = {"smallest": 5, "largest": 7, "most_per_organisation": 2}

    answer = signed_in(twelve.fay).post(door(twelve, "propose"), asked)

    assert answer["Location"] == door(twelve, "board")
    assert (SetProposal.objects.count(), FormationRun.objects.count()) == (1, 0)


def test_many_people_are_formed_by_a_worker_and_the_draft_waits_on_the_board(twelve: Twelve) -> None:
    client = signed_in(twelve.fay)
    asked = {"smallest": 5, "largest": 7, "most_per_organisation": 2}

    answer = client.post(door(twelve, "propose"), asked)
    before = client.get(door(twelve, "watch")).content.decode()
    run = done(FormationRun.objects.get())
    after = client.get(door(twelve, "watch"))

    assert answer["Location"] == door(twelve, "watch")
    assert "Forming sets for 12 people" in before
    assert after["Location"] == door(twelve, "board")
    assert (run.job.state, run.refused) == ("done", "")
    draft = convening.in_hand(twelve.cohort)
    assert draft
    assert (draft.created_by, draft.sets.count(), draft.outcome["proved"]) == (twelve.fay, 2, True)


def test_the_job_carries_ids_figures_and_code_words_only(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)

    assert run.job.payload == {**ASKED, "instead_of": 0, "revision": 0}


def test_sets_are_asked_for_once(twelve: Twelve) -> None:
    forming.ask(twelve.cohort, ASKED, by=twelve.fay)

    with pytest.raises(AlreadyForming):
        forming.ask(twelve.cohort, ASKED, by=twelve.max)
    asked = {"smallest": 5, "largest": 7, "most_per_organisation": 2}
    shown = signed_in(twelve.max).post(door(twelve, "propose"), asked, follow=True).content.decode()

    assert "Sets are being formed already." in shown
    assert "See how far it is" in shown
    assert Job.objects.count() == 1


def test_done_twice_it_leaves_one_draft(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    done(run)

    again = done(run)

    assert (again.job.attempts, SetProposal.objects.count()) == (1, 1)


def test_a_draft_is_formed_anew_and_replaced(twelve: Twelve) -> None:
    draft = twelve.propose()
    away = draft.sets.exclude(pk=twelve.set_of("P09").pk).get()
    moving.move(draft, twelve.people["P09"], away, revision=0, by=twelve.max, reason="To see.")
    draft.refresh_from_db()

    run = done(forming.ask(twelve.cohort, ASKED, by=twelve.fay, instead_of=draft, revision=1))

    now = convening.in_hand(twelve.cohort)
    assert run.refused == ""
    assert now
    assert now != draft
    assert now.outcome["figures"]["total_fit"] == draft.outcome["bounds"]["total_fit"]


def test_a_move_made_meanwhile_is_never_lost(twelve: Twelve, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = twelve.propose()
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay, instead_of=draft)
    while_formed(monkeypatch, lambda: moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.max))

    ended = done(run)
    shown = signed_in(twelve.fay).get(door(twelve, "board")).content.decode()

    assert (ended.job.state, ended.refused) == ("done", "changed")
    assert convening.in_hand(twelve.cohort) == draft
    assert "The draft was changed meanwhile, so it was left as it is." in shown


def test_what_is_chosen_meanwhile_is_never_overlooked(twelve: Twelve, monkeypatch: pytest.MonkeyPatch) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    mine = PriorityList.objects.filter(enrolment=twelve.people["P05"])
    while_formed(monkeypatch, lambda: mine.update(superseded_at=timezone.now()))

    ended = done(run)

    assert (ended.refused, SetProposal.objects.count()) == ("ground", 0)


def test_where_no_set_can_be_formed_the_board_says_why(twelve: Twelve) -> None:
    PriorityList.objects.filter(enrolment__cohort=twelve.cohort).update(superseded_at=timezone.now())

    ended = done(forming.ask(twelve.cohort, ASKED, by=twelve.fay))
    shown = signed_in(twelve.fay).get(door(twelve, "board")).content.decode()

    assert (ended.refused, SetProposal.objects.count()) == ("nobody", 0)
    assert "No set can be formed. Has chosen no priorities yet" in shown


def test_progress_is_told_in_figures_and_shown_in_words(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    work = in_hand(run)
    best = Figures(0, 1, 20, 3, 2, 0, 0, 0, 1.5)
    watcher = forming.Watcher(work, run)

    goes_on = watcher(Progress("slots", 12.34, best, Bounds(waiting=0, stranded=0, total_fit=30), 12))
    answer = signed_in(twelve.fay).get(door(twelve, "watch"))
    shown = answer.content.decode()

    assert goes_on is True
    assert "Finding half days that suit everybody in a set." in shown
    assert "12 seconds" in shown
    assert (
        "People whose set has a focus they did not choose: 1 so far, and no arrangement can do better than 0." in shown
    )
    assert [row["best"] for row in answer.context["progress"].rows] == [0, 0, None, None, None, None, None]


def test_stop_takes_the_best_so_far(twelve: Twelve) -> None:
    client, run = signed_in(twelve.fay), forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    client.post(door(twelve, "stop"))

    watcher = forming.Watcher(in_hand(run), run)
    goes_on = watcher(Progress("focus", 1.0, None, Bounds(), 0))
    shown = client.get(door(twelve, "watch")).content.decode()

    assert goes_on is False
    assert "Bringing the best so far to an end." in shown


def test_stopped_sets_are_kept_with_every_rule_and_the_draft_says_so(twelve: Twelve) -> None:
    run = forming.stop(forming.ask(twelve.cohort, ASKED, by=twelve.fay))

    ended = done(run)

    shown = signed_in(twelve.fay).get(door(twelve, "board")).content.decode()
    assert ended.job.outcome["stopped"] == "asked"
    assert shown.count("All rules kept") == 2
    assert "It was stopped before it was proved" in shown


@pytest.mark.parametrize("begun", [False, True])
def test_cancel_keeps_nothing(twelve: Twelve, begun: bool) -> None:
    client, run = signed_in(twelve.fay), forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    work = in_hand(run) if begun else None

    shown = client.post(door(twelve, "cancel"), follow=True).content.decode()
    if work:
        assert forming.make(work) is None
    else:
        done(run)

    assert "Forming sets is cancelled. Nothing was changed." in shown
    assert "See how far it is" not in shown
    assert SetProposal.objects.count() == 0


def test_a_worker_that_lost_the_job_keeps_nothing(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    work = in_hand(run)
    Job.objects.filter(pk=run.job_id).update(attempts=2)

    with pytest.raises(LeaseLostError):
        forming.make(work)

    assert SetProposal.objects.count() == 0


@pytest.mark.parametrize("begun", [False, True])
def test_after_a_silent_minute_one_can_try_again(twelve: Twelve, begun: bool) -> None:
    client, run = signed_in(twelve.fay), forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    work = in_hand(run) if begun else None
    at_once = client.get(door(twelve, "watch")).content.decode()
    refused = client.post(door(twelve, "retry"), follow=True).content.decode()
    earlier = timezone.now() - timedelta(seconds=61)
    Job.objects.filter(pk=run.job_id).update(
        due_at=earlier, lease_until=earlier + (FormationRun.LEASE if begun else working.PATIENCE)
    )

    later = client.get(door(twelve, "watch")).content.decode()
    client.post(door(twelve, "retry"))

    assert "Try again" not in at_once
    assert "Sets are being formed already." in refused
    assert ("Nothing was heard for a minute" if begun else "Nobody has begun yet") in later
    now = forming.going(twelve.cohort)
    assert now
    assert now != run
    if work:
        assert forming.make(work) is None
    done(now)
    assert SetProposal.objects.count() == 1


def test_a_forming_that_failed_is_told_until_there_is_a_proposal(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    Job.objects.filter(pk=run.job_id).update(state="failed", finished_at=timezone.now(), error="ValueError")
    client = signed_in(twelve.fay)

    told = client.get(door(twelve, "board")).context["run"]
    twelve.propose()
    after = client.get(door(twelve, "board")).context["run"]

    assert (told.is_going, told.said) == (False, "Something went wrong on our side. Please propose again.")
    assert after is None


def test_only_those_who_run_the_cohort_stop_or_cancel(twelve: Twelve) -> None:
    run = forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    strangers = [twelve.user("P01"), factories.user("Zoe Example")]

    answers = [
        signed_in(user).post(door(twelve, name)).status_code
        for user in strangers
        for name in ("watch", "stop", "cancel", "retry")
    ]

    run.refresh_from_db()
    assert (set(answers) - {405}, run.stop_asked_at, run.job.cancel_asked_at) == ({404}, None, None)


def test_the_page_costs_the_same_queries_however_many_people(
    twelve: Twelve, django_assert_max_num_queries: Any
) -> None:
    forming.ask(twelve.cohort, ASKED, by=twelve.fay)
    client = signed_in(twelve.fay)

    with django_assert_max_num_queries(12):
        client.get(door(twelve, "watch"))
