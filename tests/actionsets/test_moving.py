"""Moving people in a proposal by hand: weighed, refused, done, and taken back."""

import pytest

from actionsets import convening, moving, retracing, separating
from actionsets.models import LearningSet, PlaceMove, SetMembership
from actionsets.refusals import NotHere, NotTogether, RuleBroken, StaleProposal
from tests import factories
from tests.actionsets.makers import Twelve
from tests.laying import laid


@laid
def best(twelve: Twelve) -> Twelve:
    """The best arrangement of T8, as a draft: TRAK with P01, LEAD with P02 whom P01 manages."""
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()
    return twelve


def test_weigh_says_what_a_move_costs(best: Twelve) -> None:
    now = moving.board(convening.in_hand(best.cohort))  # type: ignore[arg-type]

    found = moving.weigh(now, best.people["P03"], best.set_of("P01"))

    assert (found.before.total_fit, found.after.total_fit, found.after.stranded) == (28, 27, 1)
    assert (found.size, found.broken, found.never) == (7, (), False)


def test_move_gives_the_new_place_its_fit(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft

    moving.move(draft, best.people["P05"], best.set_of("P09"), revision=0, by=best.fay)

    place = best.place_of("P05")
    assert (place.learning_set, place.fit) == (best.set_of("P09"), 0)


def test_move_that_joins_manager_and_report_needs_the_programme_manager(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft

    with pytest.raises(RuleBroken, match="P01 Example and P02 Example cannot be in one set"):
        moving.move(draft, best.people["P02"], best.set_of("P01"), revision=0, by=best.fay, reason="They asked.")


def test_move_that_breaks_a_rule_needs_a_reason_of_the_programme_manager(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft

    with pytest.raises(RuleBroken, match="Give a reason"):
        moving.move(draft, best.people["P02"], best.set_of("P01"), revision=0, by=best.max, reason="  ")


def test_move_that_breaks_a_rule_is_noted_with_its_reason(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft

    moving.move(draft, best.people["P02"], best.set_of("P01"), revision=0, by=best.max, reason="No longer her manager.")

    noted = PlaceMove.objects.get()
    assert (noted.reason, noted.by) == ("No longer her manager.", best.max)
    assert [rule for rule, _people in noted.broke] == ["line management"]


def test_move_never_joins_people_whom_one_asked_to_keep_apart(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft

    with pytest.raises(NotTogether):
        moving.move(draft, best.people["P12"], best.set_of("P08"), revision=0, by=best.max, reason="They are fine.")

    assert best.set_of("P12") != best.set_of("P08")


def test_move_from_a_page_that_is_out_of_date_is_refused_and_told_what_changed(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft
    moving.move(draft, best.people["P05"], None, revision=0, by=best.max)

    with pytest.raises(StaleProposal, match=r"Max Example took P05 Example out of set \d"):
        moving.move(draft, best.people["P05"], best.set_of("P09"), revision=0, by=best.fay)

    assert PlaceMove.objects.count() == 1


def test_move_refuses_a_ninth_member(twelve: Twelve) -> None:
    draft = twelve.propose()
    to = twelve.set_of("P01")
    newcomers = [
        factories.enrolment(twelve.cohort, organisation=factories.organisation(), availability=["TUE-AM"])
        for _ in range(4)
    ]
    room = 8 - SetMembership.objects.live().filter(learning_set=to).count()
    for at, one in enumerate(newcomers[:room]):
        moving.place_by_hand(draft, one, to, revision=at, by=twelve.fay)

    with pytest.raises(NotHere):
        moving.place_by_hand(draft, newcomers[room], to, revision=room, by=twelve.fay)


def test_move_out_of_hours_breaks_the_half_day(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft
    busy = factories.enrolment(best.cohort, availability=["FRI-PM"])

    with pytest.raises(RuleBroken, match="half day"):
        moving.place_by_hand(draft, busy, best.set_of("P01"), revision=0, by=best.fay)


def test_move_refuses_a_set_of_another_cohort(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft
    elsewhere = factories.cohort(best.cohort.programme)
    foreign = LearningSet.objects.create(proposal=draft, cohort=elsewhere, number=1)
    foreign.proposal.sets.filter(pk=foreign.pk).update(proposal=_other_proposal(elsewhere))

    with pytest.raises(NotHere):
        moving.move(draft, best.people["P05"], foreign, revision=0, by=best.max)


def _other_proposal(cohort: object) -> int:
    return convening.SetProposal.objects.create(cohort=cohort).pk  # type: ignore[misc]


def test_undo_takes_moves_back_one_after_the_other(best: Twelve) -> None:
    draft = convening.in_hand(best.cohort)
    assert draft
    home, away = best.set_of("P05"), best.set_of("P09")
    moving.move(draft, best.people["P05"], away, revision=0, by=best.fay)
    moving.move(draft, best.people["P05"], None, revision=1, by=best.fay)

    retracing.undo(draft, revision=2, by=best.fay)
    after_one = best.set_of("P05")
    retracing.undo(draft, revision=3, by=best.fay)

    assert (after_one, best.set_of("P05")) == (away, home)
    draft.refresh_from_db()
    assert retracing.history(draft).last is None


def test_move_after_sending_asks_the_person_anew(twelve: Twelve) -> None:
    sent = twelve.send()
    convening.accept(twelve.place_of("P05"))
    to = LearningSet.objects.exclude(pk=twelve.set_of("P05").pk).get(proposal=sent)

    moving.move(sent, twelve.people["P05"], to, revision=sent.revision, by=twelve.max, reason="Room there.")

    place = twelve.place_of("P05")
    assert (place.learning_set, place.consent, place.responded_at) == (to, "awaiting", None)
    assert place.respond_by == convening.window_from_today(twelve.cohort)


def test_move_does_not_offer_a_declined_set_again(twelve: Twelve) -> None:
    sent = twelve.send()
    declined = twelve.set_of("P05")
    convening.decline(twelve.place_of("P05"))
    sent.refresh_from_db()

    with pytest.raises(NotHere):
        moving.move(sent, twelve.people["P05"], declined, revision=sent.revision, by=twelve.max, reason="Please.")


def test_place_by_hand_after_a_decline_moves_nobody_else(twelve: Twelve) -> None:
    sent = twelve.send()
    convening.decline(twelve.place_of("P05"))
    others = {key: twelve.set_of(key).pk for key in twelve.people if key != "P05"}
    sent.refresh_from_db()
    free = next(one for one in sent.sets.all() if not one.memberships.filter(enrolment=twelve.people["P05"]).exists())

    moving.place_by_hand(
        sent, twelve.people["P05"], free, revision=sent.revision, by=twelve.max, reason="Second offer."
    )

    assert {key: twelve.set_of(key).pk for key in others} == others


def test_board_costs_the_same_queries_with_more_people(twelve: Twelve, django_assert_num_queries: object) -> None:
    twelve.propose()
    with django_assert_num_queries(10):  # type: ignore[operator]
        moving.board(convening.in_hand(twelve.cohort))  # type: ignore[arg-type]
    for _ in range(3):
        factories.enrolment(twelve.cohort)

    with django_assert_num_queries(10):  # type: ignore[operator]
        moving.board(convening.in_hand(twelve.cohort))  # type: ignore[arg-type]
