"""Drafts kept aside: up to three, compared with the one in hand, taken up with those who are still there."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from actionsets import convening, forming, moving, proposing, shelving
from actionsets.models import FormationRun, SetAlternative, SetMembership, SetProposal
from actionsets.refusals import ProposalClosed, ShelfFull, StaleProposal
from elearning.jobs.working import run_job
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve
from tests.conftest import signed_in


@pytest.fixture
def draft(twelve: Twelve) -> SetProposal:
    return twelve.propose()


def door(twelve: Twelve, name: str, *args: str) -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id, *args])


def places(twelve: Twelve) -> dict[str, int]:
    rows = SetMembership.objects.live().filter(learning_set__cohort=twelve.cohort)
    return dict(rows.values_list("enrolment__user__first_name", "learning_set__number"))


def let_wait(draft: SetProposal, twelve: Twelve, key: str) -> SetProposal:
    moving.move(draft, twelve.people[key], None, revision=draft.revision, by=twelve.fay)
    draft.refresh_from_db()
    return draft


def test_a_draft_kept_aside_stays_in_hand_and_is_kept_once(twelve: Twelve, draft: SetProposal) -> None:
    one = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    again = shelving.keep_aside(draft, revision=0, by=twelve.max)

    assert (one.letter, again, convening.in_hand(twelve.cohort)) == ("A", one, draft)


def test_three_are_kept_and_no_more(twelve: Twelve, draft: SetProposal) -> None:
    for key in ("P05", "P06", "P07"):
        shelving.keep_aside(let_wait(draft, twelve, key), revision=draft.revision, by=twelve.fay)
    let_wait(draft, twelve, "P09")

    with pytest.raises(ShelfFull):
        shelving.keep_aside(draft, revision=draft.revision, by=twelve.fay)
    assert [one.letter for one in shelving.shelf(twelve.cohort)] == ["A", "B", "C"]


def test_taking_up_changes_places_with_the_draft_in_hand(twelve: Twelve, draft: SetProposal) -> None:
    first = places(twelve)
    moving.fix(draft, twelve.people["P09"], is_fixed=True)
    convening.assign(draft.sets.get(number=1), twelve.fay)
    kept = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    let_wait(draft, twelve, "P05")

    taken = shelving.take_up(kept, revision=1, by=twelve.max)

    assert places(twelve) == first
    assert convening.in_hand(twelve.cohort) == taken
    assert [one.facilitator for one in taken.sets.all()] == [twelve.fay, None]
    assert [place.enrolment for place in SetMembership.objects.filter(is_fixed=True)] == [twelve.people["P09"]]
    assert taken.outcome == draft.outcome

    back = shelving.take_up(shelving.shelf(twelve.cohort)[0], revision=0, by=twelve.max)

    assert (back.sets.count(), "P05" in places(twelve), len(shelving.shelf(twelve.cohort))) == (2, False, 1)


def test_taking_up_needs_the_draft_that_was_seen(twelve: Twelve, draft: SetProposal) -> None:
    kept = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    let_wait(draft, twelve, "P05")

    with pytest.raises(StaleProposal, match="P05 Example"):
        shelving.take_up(kept, revision=0, by=twelve.max)
    assert convening.in_hand(twelve.cohort) == draft


def test_who_left_is_left_out_and_who_came_waits(twelve: Twelve, draft: SetProposal) -> None:
    kept = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    proposing.discard(draft, revision=0)
    Enrolment.objects.filter(pk=twelve.people["P05"].pk).update(state="withdrawn")
    late = factories.enrolment(twelve.cohort, factories.user("Late Example"))

    taken = shelving.take_up(SetAlternative.objects.get(pk=kept.pk), revision=0, by=twelve.fay)

    assert set(places(twelve)) == set(twelve.people) - {"P05"}
    assert moving.board(taken).waiting() == [late]


def test_a_changed_choice_is_weighed_as_it_is_now(twelve: Twelve, draft: SetProposal) -> None:
    kept = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    proposing.discard(draft, revision=0)
    twelve.people["P05"].priority_lists.update(superseded_at=timezone.now())

    shelving.take_up(SetAlternative.objects.get(pk=kept.pk), revision=0, by=twelve.fay)

    assert twelve.place_of("P05").fit == 0


def test_sending_ends_what_was_kept_aside(twelve: Twelve, draft: SetProposal) -> None:
    kept = shelving.keep_aside(draft, revision=0, by=twelve.fay)
    convening.send(draft, revision=0, by=twelve.fay)

    assert shelving.shelf(twelve.cohort) == []
    with pytest.raises(ProposalClosed):
        shelving.take_up(kept, revision=1, by=twelve.fay)


def test_the_page_sets_them_beside_each_other_and_changes_nothing(twelve: Twelve, draft: SetProposal) -> None:
    client = signed_in(twelve.fay)
    client.post(door(twelve, "aside"), {"revision": 0})
    let_wait(draft, twelve, "P05")

    shown = client.get(door(twelve, "compare"))

    columns = shown.context["shelf"].columns
    assert [(one.letter, one.sets, one.broken, one.elsewhere) for one in columns] == [("", 2, 1, 0), ("A", 2, 0, 1)]
    waiting = shown.context["shelf"].rows[0]["values"]
    assert waiting == [(1, False), (0, True)]
    assert "Compare with the draft kept aside" in client.get(door(twelve, "board")).content.decode()
    assert convening.in_hand(twelve.cohort) == draft


def test_one_is_taken_up_and_one_let_go_by_a_press(twelve: Twelve, draft: SetProposal) -> None:
    client = signed_in(twelve.fay)
    client.post(door(twelve, "aside"), {"revision": 0})
    let_wait(draft, twelve, "P05")

    taken = client.post(door(twelve, "take_up", "A"), {"revision": 1}, follow=True).content.decode()
    gone = client.post(door(twelve, "let_go", "A"), follow=True).content.decode()

    assert ("A is the draft in hand now." in taken, "A is kept no longer." in gone) == (True, True)
    assert (len(places(twelve)), shelving.shelf(twelve.cohort)) == (12, [])


@pytest.mark.parametrize("name", ["take_up", "let_go"])
def test_a_draft_aside_of_another_cohort_is_out_of_reach(twelve: Twelve, draft: SetProposal, name: str) -> None:
    other = factories.cohort(twelve.cohort.programme)
    SetAlternative.objects.create(cohort=other, letter="A")

    answer = signed_in(twelve.fay).post(door(twelve, name, "A"), {"revision": 0})
    stranger = signed_in(twelve.user("P01")).post(door(twelve, name, "A"), {"revision": 0})

    assert (answer.status_code, stranger.status_code) == (302, 404)
    assert (SetAlternative.objects.count(), convening.in_hand(twelve.cohort)) == (1, draft)


def test_the_page_costs_the_same_queries_with_one_or_three(
    twelve: Twelve, draft: SetProposal, django_assert_max_num_queries: Any
) -> None:
    for key in ("P05", "P06", "P07"):
        shelving.keep_aside(let_wait(draft, twelve, key), revision=draft.revision, by=twelve.fay)
    client = signed_in(twelve.fay)

    with django_assert_max_num_queries(20):
        client.get(door(twelve, "compare"))


def test_formed_anew_in_the_background_the_former_draft_goes_aside(
    twelve: Twelve, draft: SetProposal, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WORKERS = 1
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    monkeypatch.setattr(forming, "MANY", 11)
    let_wait(draft, twelve, "P05")
    client = signed_in(twelve.fay)
    asked = {key: value for key, value in SETTINGS.items() if value is not False}

    page = client.get(door(twelve, "again"))
    client.post(door(twelve, "propose"), {**asked, "replaces": draft.pk, "revision": 1, "way": "least"})
    run_job.call(FormationRun.objects.get().job_id)

    assert ("compared" in page.context, "Form them with the fewest changes" in page.content.decode()) == (False, True)
    kept = shelving.shelf(twelve.cohort)
    assert [sum(len(one["members"]) for one in alternative.sets) for alternative in kept] == [11]
    assert len(places(twelve)) == 12
