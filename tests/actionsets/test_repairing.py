"""Repairing sets that were proposed: the smallest change, one other set for who declines, and nothing told of either."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionsets import convening, moving, repairing
from actionsets.models import LearningSet, SetMembership, SetProposal
from actionsets.moving import board
from actionsets.refusals import NotHere, ProposalClosed, StaleProposal
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import Twelve, choices
from tests.conftest import signed_in


def latest(twelve: Twelve) -> SetProposal:
    return SetProposal.objects.select_related("cohort__programme").get(cohort=twelve.cohort, state="sent")


def places(twelve: Twelve) -> dict[str, int]:
    """Everybody's set, by number."""
    rows = SetMembership.objects.live().values_list("enrolment__user__first_name", "learning_set__number")
    return dict(rows)


def late(twelve: Twelve, name: str = "Late Joiner", *codes: str) -> Enrolment:
    """Somebody who joins after the sets were proposed, from an organisation of their own."""
    one = factories.enrolment(
        twelve.cohort, factories.user(name), organisation=factories.organisation(f"{name} Ltd"), availability=["TUE-AM"]
    )
    choices(one, *(codes or ("TRAK", "LEAD")))
    return one


def done(twelve: Twelve, way: str = repairing.STILL) -> SetProposal:
    """The repair, as it was seen a moment ago."""
    proposal = latest(twelve)
    found = next(one for one in repairing.ways(board(proposal)) if one.way == way)
    repairing.repair(proposal, revision=proposal.revision, way=way, mark=found.mark, by=twelve.fay)
    return latest(twelve)


def test_late_joiner_is_placed_and_nobody_is_moved(twelve: Twelve) -> None:
    twelve.send()
    before, one = places(twelve), late(twelve)

    done(twelve)

    place = SetMembership.objects.live().get(enrolment=one)
    after = places(twelve)
    assert (place.consent, place.respond_by) == ("awaiting", latest(twelve).consent_ends_on)
    assert {name: after[name] for name in before} == before


def test_who_declined_is_offered_another_set_and_never_the_same(twelve: Twelve) -> None:
    twelve.propose(most_per_organisation=3)
    draft = SetProposal.objects.get()
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    first = twelve.set_of("P11")
    convening.decline(twelve.place_of("P11"))

    done(twelve)

    assert twelve.set_of("P11") != first


def test_who_declined_twice_is_asked_no_more(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    convening.decline(twelve.place_of("P03"))
    done(twelve)
    convening.decline(twelve.place_of("P03"))

    now = board(latest(twelve))

    assert (repairing.ways(now), repairing.needs(now)) == ([], False)


def test_repair_counts_those_who_are_asked_no_more_as_waiting(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    convening.decline(twelve.place_of("P03"))
    done(twelve)
    convening.decline(twelve.place_of("P03"))
    late(twelve)

    found = repairing.ways(board(latest(twelve)))[0]

    assert ([one.user.first_name for one in found.waiting], found.figures.waiting) == (["P03"], 1)


def test_a_set_that_became_too_small_moves_as_few_as_can_be(twelve: Twelve) -> None:
    draft = twelve.propose(may_stretch=False, most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    small = twelve.set_of("P11")
    twelve.people["P11"].state = "withdrawn"
    twelve.people["P11"].save(update_fields=["state"])
    proposal = latest(twelve)
    found = repairing.ways(board(proposal))
    assert [(one.way, len(one.moved), one.outcome.bounds.moved) for one in found] == [("moving", 1, 1)]

    done(twelve, repairing.MOVING)

    moved = SetMembership.objects.live().get(enrolment=found[0].moved[0].enrolment)
    assert (moved.learning_set, moved.consent) == (small, "awaiting")
    assert SetMembership.objects.live().filter(learning_set=small).count() == 5


def test_sets_of_four_and_eight_are_made_only_where_that_was_allowed_and_are_said(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    convening.decline(twelve.place_of("P11"))

    proposal = done(twelve)

    assert sorted(len(one.members) for one in board(proposal).arranged) == [4, 8]
    assert [note["code"] for note in proposal.outcome["warnings"]] == ["sizes stretched"]
    assert board(proposal).breaches == ()


def test_repair_that_was_seen_before_a_decline_is_not_done(twelve: Twelve) -> None:
    twelve.send()
    late(twelve)
    proposal = latest(twelve)
    seen = repairing.ways(board(proposal))[0]
    convening.decline(twelve.place_of("P02"))

    with pytest.raises(StaleProposal):
        repairing.repair(proposal, revision=proposal.revision, way=seen.way, mark=seen.mark, by=twelve.fay)

    assert SetMembership.objects.live().count() == 11


def test_a_draft_is_not_repaired(twelve: Twelve) -> None:
    draft = twelve.propose()

    with pytest.raises(ProposalClosed):
        repairing.repair(draft, revision=draft.revision, way="still", mark="", by=twelve.fay)


def test_repair_makes_a_new_set_where_many_have_come(twelve: Twelve) -> None:
    twelve.send()
    for number in range(6):
        late(twelve, f"New{number} Person", "GRUP")

    done(twelve)

    made = LearningSet.objects.get(memberships__enrolment__user__first_name="New0", memberships__ended_at=None)
    assert (made.number, made.focus and made.focus.code, made.memberships.count()) == (3, "GRUP", 6)


def test_a_set_left_empty_is_dissolved_and_does_not_hold_up_the_others(twelve: Twelve) -> None:
    proposal = twelve.send()
    one = twelve.set_of("P01")
    for place in SetMembership.objects.live().filter(learning_set=one):
        place.enrolment.state = "withdrawn"
        place.enrolment.save(update_fields=["state"])
    late(twelve, "New Person", "LEAD")

    done(twelve)

    one.refresh_from_db()
    assert (one.state, [other.pk for other in proposal.standing()]) == ("dissolved", [twelve.set_of("P04").pk])


def test_alternative_is_the_best_other_set_and_breaks_no_rule(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)

    other = repairing.alternative(twelve.place_of("P03"))

    assert other is not None
    assert other.to != twelve.set_of("P03")
    assert repairing.alternative(twelve.place_of("P02")) is None  # P01 would be in one set with the manager of P02


def test_take_other_asks_anew_and_offers_nothing_more(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    place = twelve.place_of("P03")
    found = repairing.alternative(place)
    assert found
    assert found.to

    made = repairing.take_other(place, found.to.number)

    place.refresh_from_db()
    assert (place.consent, made.consent, made.learning_set) == ("declined", "awaiting", found.to)
    assert repairing.alternative(made) is None


def test_take_other_of_a_set_that_has_filled_up_is_refused(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    place = twelve.place_of("P03")
    found = repairing.alternative(place)
    assert found
    assert found.to
    for number in range(2):
        SetMembership.objects.create(learning_set=found.to, enrolment=late(twelve, f"Quick{number} Person"), fit=3)

    with pytest.raises(NotHere):
        repairing.take_other(place, found.to.number)

    place.refresh_from_db()
    assert place.consent == "awaiting"


def test_take_other_of_a_set_that_was_not_shown_is_refused(twelve: Twelve) -> None:
    twelve.send()
    place = twelve.place_of("P02")

    with pytest.raises(NotHere):
        repairing.take_other(place, twelve.set_of("P01").number)

    place.refresh_from_db()
    assert place.consent == "awaiting"


def test_pair_that_the_manager_let_stand_stays_together(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=4)
    moving.move(
        draft,
        twelve.people["P02"],
        twelve.set_of("P01"),
        revision=draft.revision,
        by=twelve.max,
        reason="Both asked for it.",
    )
    draft.refresh_from_db()
    convening.send(draft, revision=draft.revision, by=twelve.max)
    before, one = places(twelve), late(twelve)

    done(twelve)

    after = places(twelve)
    assert {name: after[name] for name in before} == before
    assert SetMembership.objects.live().filter(enrolment=one).exists()


# --- Through the doors -----------------------------------------------------------------------------------------------


def door(twelve: Twelve, name: str = "repair") -> str:
    return reverse(f"actionsets:{name}", args=[twelve.cohort.public_id])


def read(who: User, address: str) -> str:
    return signed_in(who).get(address, follow=True).content.decode()


def test_repair_is_not_there_for_those_who_do_not_run_the_cohort(twelve: Twelve) -> None:
    twelve.send()
    late(twelve)
    zoe = factories.user("Zoe Example")

    answers = [signed_in(who).post(door(twelve), {}).status_code for who in (zoe, twelve.user("P01"))]

    assert (answers, SetMembership.objects.live().count()) == ([404, 404], 12)


def test_board_leads_to_a_repair_that_is_seen_before_it_is_done(twelve: Twelve) -> None:
    twelve.send()
    assert "Find places" not in read(twelve.fay, door(twelve, "board"))
    late(twelve)
    client = signed_in(twelve.fay)

    assert door(twelve) in read(twelve.fay, door(twelve, "board"))
    page = client.get(door(twelve)).content.decode()
    sent = dict(re.findall(r'name="(way|mark|revision)" value="([^"]*)"', page))
    said = client.post(door(twelve), sent, follow=True).content.decode()

    assert ["Late Joiner" in page, "Nobody else is moved" in page] == [True, True]
    assert "1 person is asked about a place." in said
    assert "Find places" not in said


def test_repair_names_nobody_who_declined_as_such(twelve: Twelve) -> None:
    twelve.send()
    convening.decline(twelve.place_of("P11"))

    page = read(twelve.fay, door(twelve))

    assert [word in page.lower() for word in ("declined", "said no", "turned down")] == [False] * 3


def test_a_repair_that_is_no_longer_what_was_seen_is_refused_in_words(twelve: Twelve) -> None:
    twelve.send()
    late(twelve)

    said = signed_in(twelve.fay).post(door(twelve), {"way": "still", "mark": "x", "revision": "0"}, follow=True)

    assert "The proposal has changed since you opened the page" in said.content.decode()
    assert SetMembership.objects.live().count() == 12


@pytest.mark.parametrize(
    "sent", [{}, {"way": "other", "mark": "y", "revision": "1"}, {"way": "still", "revision": "x"}]
)
def test_nonsense_repairs_nothing(twelve: Twelve, sent: dict[str, str]) -> None:
    twelve.send()

    assert signed_in(twelve.fay).post(door(twelve), sent).status_code == 302


def test_decline_offers_the_other_set_without_names_and_asks_about_it(twelve: Twelve) -> None:
    draft = twelve.propose(most_per_organisation=3)
    convening.send(draft, revision=draft.revision, by=twelve.fay)
    client = signed_in(twelve.user("P03"))
    other = twelve.set_of("P11")

    page = client.get(twelve.step.door("decline")).content.decode()
    assert ["Another set could take you" in page, "P11 Example" in page] == [True, False]

    shown = client.post(twelve.step.door("decline"), {"other": str(other.number)}, follow=True).content.decode()
    assert ["P11 Example" in shown, twelve.set_of("P03") == other] == [True, True]
    last = client.get(twelve.step.door("decline")).content.decode()
    assert "Another set could take you" not in last

    said = client.post(twelve.step.door("decline"), follow=True).content.decode()
    assert "You have been offered two sets" in said


@pytest.mark.parametrize("other", ["99", "-1", "x", "999999999999999999999"])
def test_a_number_that_was_not_offered_takes_nobody_anywhere(twelve: Twelve, other: str) -> None:
    twelve.send()
    place = twelve.place_of("P02")

    signed_in(twelve.user("P02")).post(twelve.step.door("decline"), {"other": other})

    place.refresh_from_db()
    assert place.consent == "awaiting"


def test_repair_asks_a_fixed_number_of_questions(twelve: Twelve) -> None:
    twelve.send()
    client, asked = signed_in(twelve.fay), []
    for number in range(3):
        late(twelve, f"Late{number} Person")
        with CaptureQueriesContext(connection) as queries:
            client.get(door(twelve))
        asked.append(len(queries))

    assert (len(set(asked)), asked[0] <= 25) == (1, True)
