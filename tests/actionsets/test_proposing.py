"""Proposing again: with the fewest changes or afresh, places that are fixed, and no move by hand lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionsets import convening, moving, proposing, rerunning
from actionsets.models import SetMembership, SetProposal
from actionsets.refusals import AlreadyProposed, NobodyToPlace, NotHere, ProposalClosed, StaleProposal
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve, choices
from tests.conftest import signed_in
from tests.laying import laid

LEAST = {**SETTINGS, "way": proposing.LEAST}


@laid
def draft(twelve: Twelve) -> SetProposal:
    """A draft of two sets."""
    return twelve.propose()


def places(twelve: Twelve) -> dict[str, int]:
    """The number of everybody's set."""
    rows = SetMembership.objects.live().filter(learning_set__cohort=twelve.cohort)
    return dict(rows.values_list("enrolment__user__first_name", "learning_set__number"))


def newcomer(twelve: Twelve) -> Enrolment:
    """Somebody who joins after sets were proposed."""
    one = factories.enrolment(
        twelve.cohort, factories.user("P13 Example"), organisation=factories.organisation(), availability=["TUE-AM"]
    )
    choices(one, "TRAK", "LEAD")
    return one


def test_a_late_joiner_is_placed_and_nobody_is_moved(twelve: Twelve, draft: SetProposal) -> None:
    before = places(twelve)
    newcomer(twelve)

    again = proposing.propose(twelve.cohort, LEAST, by=twelve.fay, instead_of=draft)

    after = places(twelve)
    assert {key: number for key, number in after.items() if key in before} == before
    assert after["P13"] in before.values()
    assert again.outcome["proved"]


def test_what_was_moved_by_hand_stays_where_it_is_with_the_fewest_changes(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    away = draft.sets.exclude(number=places(twelve)["P09"]).get()
    moving.move(draft, twelve.people["P09"], away, revision=1, by=twelve.fay)
    draft.refresh_from_db()
    before = places(twelve)

    proposing.propose(twelve.cohort, LEAST, by=twelve.fay, instead_of=draft)

    moved = {key for key, number in places(twelve).items() if before.get(key, number) != number}
    assert moved == set()


def test_who_has_no_priorities_keeps_the_place_given_by_hand_with_the_fewest_changes(
    twelve: Twelve, draft: SetProposal
) -> None:
    late = factories.enrolment(
        twelve.cohort, factories.user("P13 Example"), organisation=factories.organisation(), availability=["TUE-AM"]
    )
    moving.move(draft, late, draft.sets.get(number=places(twelve)["P01"]), revision=0, by=twelve.fay)
    draft.refresh_from_db()
    before = places(twelve)

    proposing.propose(twelve.cohort, LEAST, by=twelve.fay, instead_of=draft)

    assert places(twelve) == before


def test_afresh_gives_the_best_sets_whatever_was_moved(twelve: Twelve, draft: SetProposal) -> None:
    best = places(twelve)
    away = draft.sets.exclude(number=best["P09"]).get()
    moving.move(draft, twelve.people["P09"], away, revision=0, by=twelve.max, reason="To see what it costs.")
    draft.refresh_from_db()

    again = proposing.propose(twelve.cohort, SETTINGS, by=twelve.fay, instead_of=draft)

    assert places(twelve) == best
    assert again.outcome["figures"]["total_fit"] == draft.outcome["bounds"]["total_fit"]


def test_fixed_places_are_kept_afresh_and_stay_fixed(twelve: Twelve, draft: SetProposal) -> None:
    away = draft.sets.exclude(number=places(twelve)["P09"]).get()
    moving.move(draft, twelve.people["P09"], away, revision=0, by=twelve.max, reason="Their wish.")
    moving.fix(draft, twelve.people["P09"], is_fixed=True)
    draft.refresh_from_db()

    again = proposing.propose(twelve.cohort, SETTINGS, by=twelve.fay, instead_of=draft)

    assert places(twelve)["P09"] == away.number
    assert [place.enrolment for place in SetMembership.objects.filter(is_fixed=True)] == [twelve.people["P09"]]
    assert {one.number for one in again.sets.all()} == {1, 2}


def test_fixed_places_that_cannot_be_kept_leave_the_draft_as_it_is(twelve: Twelve, draft: SetProposal) -> None:
    before = places(twelve)
    for key in before:
        moving.fix(draft, twelve.people[key], is_fixed=True)

    with pytest.raises(NobodyToPlace, match="fixed places"):
        proposing.propose(
            twelve.cohort, {**SETTINGS, "largest": 5, "may_stretch": False}, by=twelve.fay, instead_of=draft
        )
    assert places(twelve) == before


def test_a_move_made_meanwhile_is_never_lost(twelve: Twelve, draft: SetProposal) -> None:
    seen = draft.revision
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.max)
    draft.refresh_from_db()

    with pytest.raises(StaleProposal, match="P05 Example"):
        proposing.propose(twelve.cohort, LEAST, by=twelve.fay, instead_of=draft, revision=seen)
    assert convening.in_hand(twelve.cohort) == draft
    assert "P05" not in places(twelve)


def test_fixing_is_for_drafts_and_for_those_with_a_place(twelve: Twelve, draft: SetProposal) -> None:
    moving.move(draft, twelve.people["P05"], None, revision=0, by=twelve.fay)
    with pytest.raises(NotHere):
        moving.fix(draft, twelve.people["P05"], is_fixed=True)
    moving.place_by_hand(draft, twelve.people["P05"], draft.sets.first(), revision=1, by=twelve.max, reason="Back.")  # type: ignore[arg-type]
    draft.refresh_from_db()
    SetProposal.objects.filter(pk=draft.pk).update(state="sent", sent_at=draft.created_at, consent_ends_on="2026-12-01")

    with pytest.raises(ProposalClosed):
        moving.fix(draft, twelve.people["P09"], is_fixed=True)


def test_both_ways_are_told_beside_the_draft_with_the_least_number_of_moves(twelve: Twelve, draft: SetProposal) -> None:
    away = draft.sets.exclude(number=places(twelve)["P09"]).get()
    moving.move(draft, twelve.people["P09"], away, revision=0, by=twelve.max, reason="To see what it costs.")
    draft.refresh_from_db()

    found = rerunning.compared(moving.board(draft), SETTINGS)

    least, afresh = found.options
    assert (least.way, least.changes) == ("least", [])
    assert [change.name for change in afresh.changes] == ["P09 Example"]
    assert "moves so few people" in " ".join(least.sentences)
    assert "No other arrangement" in " ".join(afresh.sentences)
    fit = next(row for row in found.rows if "Fit" in str(row["label"]))
    assert [is_best for _value, is_best in fit["values"]] == [False, False, True]


def test_page_shows_both_ways_takes_one_and_changes_nothing_by_being_looked_at(
    twelve: Twelve, draft: SetProposal
) -> None:
    away = draft.sets.exclude(number=places(twelve)["P09"]).get()
    moving.move(draft, twelve.people["P09"], away, revision=0, by=twelve.max, reason="To see what it costs.")
    before, client = places(twelve), signed_in(twelve.fay)
    address = f"/cohorts/{twelve.cohort.public_id}/sets/"

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{address}again/").content.decode()
    assert len(asked) <= 25
    assert "Nobody would be anywhere else" in page
    assert "P09 Example: set" in page
    assert places(twelve) == before
    form = {**SETTINGS, "place_undecided": "False", "way": "afresh", "replaces": draft.pk, "revision": 1}
    client.post(f"{address}propose/", form)

    assert places(twelve)["P09"] != before["P09"]
    page = client.post(f"{address}propose/", form, follow=True).content.decode()
    assert "Somebody else has made a proposal" in page


def test_page_with_settings_that_cannot_be_says_so(twelve: Twelve, draft: SetProposal) -> None:
    answer = signed_in(twelve.fay).get(
        f"/cohorts/{twelve.cohort.public_id}/sets/again/?smallest=7&largest=5&most_per_organisation=2"
    )

    assert answer.status_code == 422
    assert "cannot be smaller than the smallest" in answer.content.decode()


def test_place_is_fixed_and_let_go_by_a_press(twelve: Twelve, draft: SetProposal) -> None:
    client, one = signed_in(twelve.fay), twelve.people["P05"]
    address = f"/cohorts/{twelve.cohort.public_id}/sets/people/{one.public_id}/fix/"

    for hold, is_fixed in (("1", True), ("1", True), ("0", False)):
        page = client.post(address, {"hold": hold}, follow=True).content.decode()
        assert twelve.place_of("P05").is_fixed is is_fixed
        assert ("Fixed place" in page) is is_fixed
    assert client.get(address).status_code == 302
    elsewhere = factories.enrolment(factories.cohort(twelve.cohort.programme))
    assert client.post(address.replace(str(one.public_id), str(elsewhere.public_id)), {"hold": "1"}).status_code == 404


def test_a_sent_proposal_is_not_formed_again(twelve: Twelve) -> None:
    sent = twelve.send()

    assert signed_in(twelve.fay).get(f"/cohorts/{twelve.cohort.public_id}/sets/again/").status_code == 302
    with pytest.raises(AlreadyProposed):
        proposing.propose(twelve.cohort, LEAST, by=twelve.fay, instead_of=sent)
