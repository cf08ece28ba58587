"""Proposing, sending, answering and confirming sets."""

from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionsets import convening, moving, proposing, separating
from actionsets.gathering import gather, person_id
from actionsets.models import LearningSet, SetAgreement, SetMembership, SetProposal
from actionsets.refusals import AlreadyProposed, CannotLead, NobodyToPlace, NotReady, ProposalClosed, StaleProposal
from elearning.programmes.models import StepProgress
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve, choices, plan
from tests.conftest import Cast


def names_in(one: LearningSet) -> set[str]:
    places = SetMembership.objects.live().filter(learning_set=one)
    return {place.enrolment.user.first_name for place in places}


def test_propose_finds_the_one_best_arrangement_of_t8(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")

    proposal = twelve.propose()

    sets = {one.focus.code: names_in(one) for one in proposal.sets.all() if one.focus}
    assert sets == {
        "TRAK": {"P01", "P05", "P06", "P07", "P11", "P12"},
        "LEAD": {"P02", "P03", "P04", "P08", "P09", "P10"},
    }
    assert proposal.outcome["figures"]["total_fit"] == 28
    assert proposal.outcome["proved"] is True
    assert {one.slot for one in proposal.sets.all()} == {"TUE-AM"}


def test_propose_keeps_each_members_fit(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    twelve.propose()

    assert (twelve.place_of("P01").fit, twelve.place_of("P03").fit, twelve.place_of("P06").fit) == (3, 1, 2)


def test_propose_leaves_those_without_priorities_waiting(twelve: Twelve) -> None:
    late = factories.enrolment(twelve.cohort)

    proposal = twelve.propose()

    now = moving.board(proposal)
    assert now.waiting() == [late]
    assert proposal.outcome["waiting"][person_id(late.pk)]["code"] == "held back"


def test_propose_counts_only_the_current_priorities(twelve: Twelve) -> None:
    old = twelve.people["P01"].priority_lists.get()
    old.superseded_at = old.confirmed_at
    old.save()
    choices(twelve.people["P01"], "MOTV")

    person = next(one for one in gather(twelve.cohort).people if one.id == person_id(twelve.people["P01"].pk))

    assert person.priorities == ("MOTV",)


def test_candidates_know_a_line_manager_two_levels_up(twelve: Twelve) -> None:
    middle = factories.enrolment(twelve.cohort, state="withdrawn", line_manager_email=twelve.user("P04").email)
    twelve.people["P09"].line_manager_email = middle.user.email
    twelve.people["P09"].save()

    person = next(one for one in convening.candidates(twelve.cohort) if one.name == "P09 Example")

    assert person.line_manager == person_id(twelve.people["P04"].pk)


def test_propose_without_enough_people_says_why(cast: Cast) -> None:
    with pytest.raises(NobodyToPlace, match="No set can be formed"):
        proposing.propose(cast.cohort, SETTINGS, by=cast.fay)


def test_propose_refuses_a_second_proposal_beside_the_first(twelve: Twelve) -> None:
    twelve.propose()

    with pytest.raises(AlreadyProposed):
        twelve.propose()

    assert SetProposal.objects.filter(cohort=twelve.cohort).count() == 1


def test_propose_again_replaces_the_draft_it_names(twelve: Twelve) -> None:
    first = twelve.propose()

    second = proposing.propose(twelve.cohort, SETTINGS, by=twelve.max, instead_of=first)

    first.refresh_from_db()
    assert (first.state, first.sets.count(), second.sets.count()) == ("discarded", 0, 2)


def test_discard_puts_a_draft_away(twelve: Twelve) -> None:
    draft = twelve.propose()

    proposing.discard(draft, revision=draft.revision)

    assert convening.in_hand(twelve.cohort) is None
    assert SetMembership.objects.count() == 0


def test_discard_refuses_a_proposal_that_was_sent(twelve: Twelve) -> None:
    sent = twelve.send()

    with pytest.raises(ProposalClosed):
        proposing.discard(sent, revision=sent.revision)


def test_database_refuses_two_places_for_one_person(twelve: Twelve) -> None:
    twelve.propose()
    other = LearningSet.objects.exclude(pk=twelve.set_of("P01").pk).get()

    with pytest.raises(IntegrityError), transaction.atomic():
        SetMembership.objects.create(learning_set=other, enrolment=twelve.people["P01"])


def test_database_refuses_two_open_proposals(twelve: Twelve) -> None:
    twelve.propose()

    with pytest.raises(IntegrityError), transaction.atomic():
        SetProposal.objects.create(cohort=twelve.cohort)


@pytest.mark.django_db(transaction=False)
def test_send_tells_everybody_in_neutral_words(twelve: Twelve, django_capture_on_commit_callbacks: object) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        sent = twelve.send()

    titles = [subject.title for subject in twelve.cohort.programme.framework.subjects.all()]
    said = " ".join(f"{one.subject} {one.body} {one.alternatives[0][0]}" for one in mail.outbox)
    assert len(mail.outbox) == 12
    assert [title for title in [*titles, "Set 1", "Set 2", "decline"] if title in said] == []
    assert sent.consent_ends_on is not None
    assert {place.respond_by for place in convening.live_members(sent)} == {sent.consent_ends_on}


def test_send_refuses_a_pair_declared_after_the_draft_was_made(twelve: Twelve) -> None:
    draft = twelve.propose()
    separating.declare(twelve.people["P05"], "P06 Example")
    together = twelve.set_of("P05") == twelve.set_of("P06")

    assert together
    with pytest.raises(NotReady, match="P05 Example and P06 Example cannot be in one set"):
        convening.send(draft, revision=draft.revision, by=twelve.max)


def test_send_refuses_a_page_that_is_out_of_date(twelve: Twelve) -> None:
    draft = twelve.propose()

    with pytest.raises(StaleProposal):
        convening.send(draft, revision=draft.revision + 1, by=twelve.fay)


def test_accept_twice_is_one_answer(twelve: Twelve) -> None:
    twelve.send()
    place = twelve.place_of("P01")

    first = convening.accept(place).responded_at
    again = convening.accept(place).responded_at

    assert first == again
    assert StepProgress.objects.filter(enrolment=twelve.people["P01"], done_at__isnull=True).count() == 1


def test_decline_frees_the_place_and_tells_nobody(twelve: Twelve, django_capture_on_commit_callbacks: object) -> None:
    twelve.send()
    place = twelve.place_of("P01")
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        convening.decline(place)

    assert mail.outbox == []
    assert not SetMembership.objects.live().filter(enrolment=twelve.people["P01"]).exists()
    assert moving.board(place.learning_set.proposal).waiting() == [twelve.people["P01"]]


def test_decline_is_possible_after_a_yes(twelve: Twelve) -> None:
    twelve.send()
    convening.accept(twelve.place_of("P01"))

    assert convening.decline(twelve.place_of("P01")).consent == "declined"


def test_decline_refuses_a_confirmed_place(twelve: Twelve, confirmed: None) -> None:
    with pytest.raises(ProposalClosed):
        convening.decline(twelve.place_of("P01"))


def test_confirm_says_everything_that_is_missing(twelve: Twelve) -> None:
    sent = twelve.send()

    with pytest.raises(NotReady) as refused:
        convening.confirm(sent, revision=sent.revision)

    assert refused.value.problems == [
        "Some people have not answered yet and still have time to.",
        "No facilitator yet: set 1, 2.",
        "Dates of five meetings are missing: set 1, 2.",
    ]


def test_confirm_takes_silence_at_the_end_of_the_window_for_a_yes(twelve: Twelve, confirmed: None) -> None:
    place = twelve.place_of("P07")
    assert (place.consent, place.responded_at) == ("accepted", None)
    assert place.joined_at is not None


def test_confirm_gives_each_set_its_first_agreement(twelve: Twelve, confirmed: None) -> None:
    rules = [agreement.rules for agreement in SetAgreement.objects.all()]
    assert [len(found) for found in rules] == [12, 12]
    assert [rule["locked"] for rule in rules[0]].count(True) == 2


def test_telling_that_sets_are_confirmed_asks_no_more_for_more_people(twelve: Twelve, confirmed: None) -> None:
    asked = []
    for most in (1, 12):
        places = list(SetMembership.objects.live().in_order()[:most])
        with CaptureQueriesContext(connection) as found:
            convening.tell_confirmed(twelve.cohort, places)
        asked.append(sum("actionsets_" in one["sql"] or "programmes_" in one["sql"] for one in found))

    assert (asked[0], asked[1]) == (2, 2)


def test_confirm_refuses_a_set_of_three(twelve: Twelve) -> None:
    sent = twelve.send()
    for one in sent.sets.all():
        convening.assign(one, twelve.fay)
        plan(one)
    shrinking = twelve.set_of("P01")
    for place in list(SetMembership.objects.live().filter(learning_set=shrinking))[3:]:
        convening.decline(place)
    SetMembership.objects.update(respond_by=date(2020, 1, 1))
    sent.refresh_from_db()

    with pytest.raises(NotReady, match="has 3 people; a set starts with four to eight"):
        convening.confirm(sent, revision=sent.revision)


def test_confirmed_people_are_no_candidates_any_more(twelve: Twelve, confirmed: None) -> None:
    assert convening.candidates(twelve.cohort) == ()


def test_a_second_proposal_counts_its_sets_on(twelve: Twelve, confirmed: None) -> None:
    for at in range(6):
        choices(factories.enrolment(twelve.cohort, factories.user(f"Late{at} Example")), "LEAD")

    proposal = twelve.propose()

    assert [one.number for one in proposal.sets.all()] == [3]


def test_assign_refuses_the_line_manager_of_a_member(twelve: Twelve) -> None:
    twelve.propose()
    twelve.people["P03"].line_manager_email = twelve.fay.email.upper()
    twelve.people["P03"].save()

    with pytest.raises(CannotLead):
        convening.assign(twelve.set_of("P03"), twelve.fay)


def test_assign_refuses_somebody_who_facilitates_elsewhere(twelve: Twelve) -> None:
    twelve.propose()

    with pytest.raises(CannotLead):
        convening.assign(twelve.set_of("P03"), twelve.max)
