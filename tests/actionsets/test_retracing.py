"""The history of a draft's moves: taken back, made again, and told."""

import pytest

from actionsets import convening, moving, retracing
from actionsets.models import LearningSet, SetProposal
from actionsets.refusals import NotHere, ProposalClosed, RuleBroken, StaleProposal
from elearning.auditing.models import AuditEntry
from elearning.programmes.models import Enrolment
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid


@laid
def draft(twelve: Twelve) -> SetProposal:
    """A draft of two sets."""
    return twelve.propose()


def other_than(twelve: Twelve, draft: SetProposal, key: str) -> LearningSet:
    return draft.sets.exclude(pk=twelve.set_of(key).pk).get()


def test_redo_makes_again_what_was_taken_back_in_its_order(twelve: Twelve, draft: SetProposal) -> None:
    home, away = twelve.set_of("P05"), other_than(twelve, draft, "P05")
    moving.move(draft, twelve.people["P05"], away, revision=0, by=twelve.fay)
    moving.move(draft, twelve.people["P05"], None, revision=1, by=twelve.fay)
    for revision in (2, 3):
        retracing.undo(draft, revision=revision, by=twelve.fay)
    assert twelve.set_of("P05") == home

    retracing.redo(draft, revision=4, by=twelve.max)
    assert twelve.set_of("P05") == away
    retracing.redo(draft, revision=5, by=twelve.max)

    assert not draft.sets.filter(memberships__enrolment=twelve.people["P05"]).exists()
    draft.refresh_from_db()
    past = retracing.history(draft)
    assert [entry.kind for entry in past.entries] == ["move", "move", "undo", "undo", "redo", "redo"]
    assert past.next is None
    retracing.undo(draft, revision=6, by=twelve.fay)
    assert twelve.set_of("P05") == away


def test_each_move_back_and_forth_is_a_line_that_the_person_reads(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    retracing.undo(draft, revision=1, by=twelve.max)
    retracing.redo(draft, revision=2, by=twelve.fay)

    read = AuditEntry.objects.readable_by(twelve.people["P05"].user).order_by("pk")
    assert list(read.values_list("act", "thing", "by")) == [
        ("changed", "place", one.pk) for one in (twelve.fay, twelve.max, twelve.fay)
    ]
    assert AuditEntry.objects.exclude(about=twelve.people["P05"].user).count() == 0


def test_another_move_ends_what_could_be_made_again(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    retracing.undo(draft, revision=1, by=twelve.fay)
    moving.move(draft, twelve.people["P09"], None, revision=2, by=twelve.fay)

    with pytest.raises(ProposalClosed):
        retracing.redo(draft, revision=3, by=twelve.fay)
    draft.refresh_from_db()
    assert retracing.history(draft).last.enrolment == twelve.people["P09"]  # type: ignore[union-attr]


def test_redo_of_what_broke_a_rule_needs_the_programme_manager_again(twelve: Twelve, draft: SetProposal) -> None:
    to = twelve.set_of("P01")
    if to == twelve.set_of("P02"):
        to = other_than(twelve, draft, "P02")
    moving.move(draft, twelve.people["P02"], to, revision=0, by=twelve.max, reason="Both asked for it.")
    retracing.undo(draft, revision=1, by=twelve.max)

    with pytest.raises(RuleBroken):
        retracing.redo(draft, revision=2, by=twelve.fay)
    assert retracing.redo(draft, revision=2, by=twelve.max).reason == "Both asked for it."


def test_undo_from_a_page_that_is_out_of_date_is_refused(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)

    with pytest.raises(StaleProposal, match="P05 Example"):
        retracing.undo(draft, revision=0, by=twelve.max)


def test_undo_for_somebody_who_has_left_is_refused_in_words(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    Enrolment.objects.filter(pk=twelve.people["P05"].pk).update(state=Enrolment.State.WITHDRAWN)

    with pytest.raises(NotHere):
        retracing.undo(draft, revision=1, by=twelve.fay)


def test_nothing_is_taken_back_once_it_is_sent(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    retracing.undo(draft, revision=1, by=twelve.fay)
    sent = convening.send(draft, revision=2, by=twelve.fay)

    for verb in (retracing.undo, retracing.redo):
        with pytest.raises(ProposalClosed):
            verb(sent, revision=sent.revision, by=twelve.fay)


def test_board_tells_the_history_and_makes_a_move_again(twelve: Twelve, draft: SetProposal) -> None:
    number = twelve.set_of("P02").number
    to = other_than(twelve, draft, "P02")
    moving.move(draft, twelve.people["P02"], to, revision=0, by=twelve.max, reason="They share an office.")
    retracing.undo(draft, revision=1, by=twelve.fay)
    address = f"/cohorts/{twelve.cohort.public_id}/sets/"

    page = signed_in(twelve.fay).get(address).content.decode()
    assert f"<del>Max Example moved P02 Example from set {number} to set {to.number}.</del>" in page
    assert "They share an office." not in page
    assert "They share an office." in signed_in(twelve.max).get(address).content.decode()
    done = signed_in(twelve.max).post(f"{address}redo/", {"revision": 2}, follow=True)
    assert "The move is made again." in done.content.decode()
    assert twelve.set_of("P02") == to
