"""Small sets: nothing by itself, everybody is asked, who said no is shown to nobody, and the rules are run once more."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from actionsets import agreeing, deciding, leaving, separating
from actionsets.models import LearningSet, SetDecision, SetMembership, SetProposal, SetVoice
from actionsets.refusals import ProposalClosed
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

Small = tuple[LearningSet, LearningSet]


def shrink(twelve: Twelve, one: LearningSet, size: int) -> list[SetMembership]:
    """So many members stay in the set; each of them has acknowledged what it agrees."""
    places = deciding.members_of(one)
    for place in places[size:]:
        leaving.leave_set(place, by=twelve.fay)
    for place in places[:size]:
        agreeing.acknowledge(place, twelve.step)
    return places[:size]


def two_small(twelve: Twelve, first: int, second: int) -> tuple[LearningSet, LearningSet]:
    """Two sets at work that have become small, whose people could all be together."""
    proposal = SetProposal.objects.get(cohort=twelve.cohort)
    proposal.outcome = {**proposal.outcome, "used": {"most_per_organisation": 7}}
    proposal.save(update_fields=["outcome"])
    twelve.people["P02"].line_manager_email = ""
    twelve.people["P02"].save()
    one, other = LearningSet.objects.order_by("number")
    shrink(twelve, one, first)
    shrink(twelve, other, second)
    return one, other


@laid
def small(twelve: Twelve, confirmed: None) -> tuple[LearningSet, LearningSet]:
    """Two of three each."""
    return two_small(twelve, 3, 3)


def say(places: Sequence[SetMembership], decision: SetDecision, *answers: bool) -> SetDecision:
    for place, is_yes in zip(places, answers, strict=False):
        deciding.answer(place, decision, is_yes=is_yes)
    return SetDecision.objects.get(pk=decision.pk)


def door(one: LearningSet) -> str:
    return reverse("actionsets:small", args=[one.cohort.public_id, one.number])


def test_small_page_is_there_for_the_sets_facilitator_and_the_manager_alone(twelve: Twelve, small: Small) -> None:
    one, _other = small
    sam = factories.user("Sam Second")
    twelve.cohort.roles.create(user=sam, kind="facilitator")
    member = deciding.members_of(one)[0].enrolment.user

    people = [twelve.fay, twelve.max, sam, member, factories.user("Zoe Example")]

    assert [signed_in(who).get(door(one)).status_code for who in people] == [200, 200, 404, 404, 404]


def test_a_set_of_five_has_no_such_page(twelve: Twelve, confirmed: None) -> None:
    one, _other = two_small(twelve, 5, 3)

    assert signed_in(twelve.fay).get(door(one)).status_code == 404


def test_trio_goes_on_when_all_say_yes(twelve: Twelve, small: Small) -> None:
    one, _other = small
    signed_in(twelve.fay).post(door(one), {"what": "go-on"})
    decision = SetDecision.objects.get()

    decision = say(deciding.members_of(one), decision, True, True, True)

    assert (decision.state, deciding.goes_on_small(one), SetVoice.objects.count()) == ("done", True, 0)


def test_nothing_is_shown_before_all_have_answered(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)
    before = signed_in(twelve.fay).get(door(one)).content.decode()

    say(deciding.members_of(one), decision, False, True)

    after = signed_in(twelve.fay).get(door(one)).content.decode()
    assert _words(before) == _words(after)


def _words(page: str) -> list[str]:
    """The page without its tokens, and without what names the sign-in."""
    return [line for line in page.splitlines() if not any(one in line for one in ("csrf", "nonce", "data-keeping"))]


def test_one_no_is_enough_and_nobody_learns_whose(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)

    decision = say(deciding.members_of(one), decision, True, False, True)

    assert (decision.state, SetVoice.objects.count()) == ("not_agreed", 0)
    page = signed_in(twelve.fay).get(door(one)).content.decode()
    assert page.count("Not everybody said yes, so nothing has changed.") == 1


def test_table_of_answers_names_nobody(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)
    say(deciding.members_of(one), decision, False)

    assert {field.name for field in SetVoice._meta.get_fields()} == {"decision", "key", "is_yes"}


def test_silence_is_no_yes(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)
    say(deciding.members_of(one), decision, True, True)

    early = deciding.settle_due(timezone.now())
    settled = deciding.settle_due(timezone.now() + timedelta(days=9))

    assert (early, settled, SetDecision.objects.get().state) == (0, 1, "not_agreed")


def test_answer_can_be_changed_until_all_have_answered(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)
    places = deciding.members_of(one)
    say(places, decision, False, True)

    decision = say([places[0], places[2]], decision, True, True)

    assert decision.state == "done"


def test_member_answers_on_their_own_page_and_reads_their_own_answer(twelve: Twelve, small: Small) -> None:
    one, _other = small
    deciding.ask(one, joins=None, by=twelve.fay)
    place = deciding.members_of(one)[0]
    client = signed_in(place.enrolment.user)

    assert client.get(twelve.step.url).content.decode().count("Your set is asked") == 1
    client.post(twelve.step.door("decision"), {"answer": "no"})

    assert deciding.answer_of(place, SetDecision.objects.get()) is False
    assert "checked" in client.get(twelve.step.door("decision")).content.decode()


def test_two_sets_become_one_when_both_agree_and_somebody_carries_it_out(twelve: Twelve, small: Small) -> None:
    one, other = small
    signed_in(twelve.fay).post(door(one), {"what": f"join-{other.number}"})
    decision = SetDecision.objects.get()
    everybody = deciding.members_of(one, other)
    decision = say(everybody, decision, *[True] * 6)
    assert (decision.state, len(deciding.members_of(other))) == ("agreed", 3)

    signed_in(twelve.fay).post(door(one), {"do": "join"})

    one.refresh_from_db()
    assert (one.state, len(deciding.members_of(one)), len(deciding.members_of(other))) == ("closed", 0, 6)
    assert set(one.meetings.values_list("state", flat=True)) == {"cancelled"}
    assert other.meetings.filter(state="planned").count() == 5
    assert not agreeing.has_acknowledged(deciding.members_of(other)[0])


def test_merging_mails_are_neutral(twelve: Twelve, small: Small, django_capture_on_commit_callbacks: object) -> None:
    one, other = small
    decision = deciding.ask(one, joins=other, by=twelve.fay)
    say(deciding.members_of(one, other), decision, *[True] * 6)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        deciding.merge(decision, by=twelve.fay)

    said = "\n".join(f"{message.subject}\n{message.body}" for message in mail.outbox)
    assert len(mail.outbox) == 6
    assert [word for word in ("Set 1", "Set 2", "LEAD", "TRAK", "INFL") if word in said] == []


def test_sets_that_did_not_agree_are_not_joined(twelve: Twelve, small: Small) -> None:
    one, other = small
    decision = deciding.ask(one, joins=other, by=twelve.fay)
    say(deciding.members_of(one, other), decision, True, True, True, True, True, False)

    with pytest.raises(ProposalClosed):
        deciding.merge(decision, by=twelve.fay)


def test_people_kept_apart_are_not_joined(twelve: Twelve, small: Small) -> None:
    one, other = small
    first, second = deciding.members_of(one)[0].enrolment, deciding.members_of(other)[0].enrolment
    separating.declare(first, second.user.name)

    with pytest.raises(deciding.CannotJoin):
        deciding.ask(one, joins=other, by=twelve.fay)

    page = signed_in(twelve.fay).get(door(one)).content.decode()
    assert (page.count("cannot be in one set."), page.count(f'value="join-{other.number}"')) == (1, 0)


def test_rules_are_run_again_when_it_is_carried_out(twelve: Twelve, small: Small) -> None:
    one, other = small
    decision = deciding.ask(one, joins=other, by=twelve.fay)
    say(deciding.members_of(one, other), decision, *[True] * 6)
    first, second = deciding.members_of(one)[0].enrolment, deciding.members_of(other)[0].enrolment
    separating.declare(first, second.user.name)

    with pytest.raises(deciding.CannotJoin):
        deciding.merge(decision, by=twelve.fay)

    assert (LearningSet.objects.get(pk=one.pk).state, len(deciding.members_of(other))) == ("confirmed", 3)


def test_four_and_four_are_too_many(twelve: Twelve, confirmed: None) -> None:
    one, other = two_small(twelve, 4, 4)

    with pytest.raises(deciding.CannotJoin):
        deciding.ask(one, joins=other, by=twelve.fay)


def test_somebody_elses_set_is_asked_by_the_manager(twelve: Twelve, small: Small) -> None:
    one, other = small
    sam = factories.user("Sam Second")
    twelve.cohort.roles.create(user=sam, kind="facilitator")
    LearningSet.objects.filter(pk=other.pk).update(facilitator=sam)

    said = signed_in(twelve.fay).post(door(one), {"what": f"join-{other.number}"})
    signed_in(twelve.max).post(door(one), {"what": f"join-{other.number}"})

    assert (said.status_code, SetDecision.objects.get().joins) == (422, other)


def test_who_leaves_meanwhile_lets_the_question_go(twelve: Twelve, small: Small) -> None:
    one, _other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)
    places = deciding.members_of(one)
    say(places, decision, True)

    leaving.leave_set(places[1], by=twelve.fay)

    assert (SetDecision.objects.get().state, SetVoice.objects.count()) == ("let_go", 0)


def test_stranger_to_the_question_cannot_answer_it(twelve: Twelve, small: Small) -> None:
    one, other = small
    decision = deciding.ask(one, joins=None, by=twelve.fay)

    with pytest.raises(ProposalClosed):
        deciding.answer(deciding.members_of(other)[0], decision, is_yes=True)


def test_a_set_is_asked_one_thing_at_a_time(twelve: Twelve, small: Small) -> None:
    one, other = small
    deciding.ask(one, joins=other, by=twelve.fay)

    with pytest.raises(deciding.AskedAlready):
        deciding.ask(other, joins=None, by=twelve.fay)


def test_set_ends_and_its_people_are_free(twelve: Twelve, small: Small) -> None:
    one, _other = small
    people = [place.enrolment for place in deciding.members_of(one)]

    refused = signed_in(twelve.fay).post(door(one), {"do": "end"})
    state = LearningSet.objects.get(pk=one.pk).state
    signed_in(twelve.fay).post(door(one), {"do": "end", "asked": "on"})

    assert (refused.status_code, state, LearningSet.objects.get(pk=one.pk).state) == (302, "confirmed", "closed")
    board = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()
    waiting = board.split("Without a set")[1]
    assert [one.user.name in waiting for one in people] == [True, True, True]


@pytest.mark.parametrize("sent", [{}, {"what": "join-9"}, {"what": "join-99999999999999999999"}, {"do": "merge"}])
def test_bad_input_is_said_beside_the_question(twelve: Twelve, small: Small, sent: dict[str, str]) -> None:
    one, _other = small

    assert signed_in(twelve.fay).post(door(one), sent).status_code == 422


@pytest.mark.parametrize("doing", ["join", "let-go"])
def test_what_is_not_there_is_not_done(twelve: Twelve, small: Small, doing: str) -> None:
    one, _other = small

    said = signed_in(twelve.fay).post(door(one), {"do": doing}, follow=True).content.decode()

    assert said.count("There is nothing to be done any more.") == 1


@pytest.mark.parametrize(("people", "told"), [(3, 1), (4, 0)])
def test_board_of_a_cohort_smaller_than_four_says_what_it_can_do(twelve: Twelve, people: int, told: int) -> None:
    for one in list(twelve.people.values())[people:]:
        leaving.leave_programme(one, "withdrawn", by=twelve.max)

    page = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()

    assert page.count("So few can work as a pair or as three") == told
