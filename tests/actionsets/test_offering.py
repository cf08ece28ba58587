"""What facilitators offer to lead: who may say it, and what proposing makes of it."""

import pytest
from django.urls import reverse

from actionsets import convening, offering, proposing
from actionsets.models import FacilitatorOffer
from elearning.accounts.models import User
from elearning.programmes.models import CohortRole
from tests import factories
from tests.actionsets.makers import SETTINGS, Twelve
from tests.conftest import signed_in

LED = {**SETTINGS, "with_facilitators": True}


@pytest.fixture
def fay(twelve: Twelve) -> CohortRole:
    return twelve.cohort.roles.get(user=twelve.fay)


@pytest.fixture
def gus(twelve: Twelve) -> CohortRole:
    return CohortRole.objects.create(cohort=twelve.cohort, user=factories.user("Gus Example"), kind="facilitator")


def door(role: CohortRole) -> str:
    return reverse("actionsets:leader", args=[role.cohort.public_id, role.pk])


def subjects(twelve: Twelve, *codes: str) -> list[object]:
    return list(twelve.cohort.programme.framework.subjects.filter(code__in=codes))


@pytest.mark.parametrize("who", ["fellow facilitator", "participant", "stranger", "facilitator elsewhere"])
def test_nobody_else_says_what_a_facilitator_leads(twelve: Twelve, fay: CohortRole, gus: CohortRole, who: str) -> None:
    elsewhere = CohortRole.objects.create(
        cohort=factories.cohort(twelve.cohort.programme), user=factories.user("Else Example"), kind="facilitator"
    )
    users: dict[str, User] = {
        "fellow facilitator": gus.user,
        "participant": twelve.user("P01"),
        "stranger": factories.user("Zoe Example"),
        "facilitator elsewhere": elsewhere.user,
    }
    client = signed_in(users[who])

    answers = [client.get(door(fay)), client.post(door(fay), {"most_sets": 3})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert FacilitatorOffer.objects.count() == 0


def test_a_role_of_another_cohort_or_kind_is_not_found_here(twelve: Twelve, fay: CohortRole) -> None:
    other = CohortRole.objects.create(
        cohort=factories.cohort(twelve.cohort.programme), user=twelve.fay, kind="facilitator"
    )
    reader = CohortRole.objects.create(cohort=twelve.cohort, user=factories.user("Com Example"), kind="commissioner")
    client = signed_in(twelve.max)

    found = [
        client.get(reverse("actionsets:leader", args=[twelve.cohort.public_id, role.pk])).status_code
        for role in (fay, other, reader)
    ]

    assert found == [200, 404, 404]


@pytest.mark.parametrize("by", ["themselves", "manager"])
def test_an_offer_is_said_shown_and_changed(twelve: Twelve, fay: CohortRole, gus: CohortRole, by: str) -> None:
    client = signed_in(twelve.fay if by == "themselves" else twelve.max)
    lead = subjects(twelve, "LEAD")[0]

    client.post(door(fay), {"most_sets": 1})
    client.post(door(fay), {"most_sets": 2, "subjects": [lead.pk], "slots": ["TUE-AM", "MON-PM"]})  # type: ignore[attr-defined]
    shown = client.get(reverse("actionsets:leaders", args=[twelve.cohort.public_id])).content.decode()

    said = FacilitatorOffer.objects.get()
    assert (said.role, said.most_sets, said.slots) == (fay, 2, ["MON-PM", "TUE-AM"])
    assert "Monday afternoon, Tuesday morning" in shown
    assert (door(fay) in shown, door(gus) in shown) == (True, by == "manager")


def test_an_offer_of_a_subject_of_another_programme_is_refused(twelve: Twelve, fay: CohortRole) -> None:
    foreign = factories.programme(slug="another").framework.subjects.exclude(
        framework=twelve.cohort.programme.framework
    )
    wrong = foreign.first()
    answer = signed_in(twelve.fay).post(door(fay), {"most_sets": 13, "subjects": [wrong.pk if wrong else 0]})

    assert answer.status_code == 422
    assert FacilitatorOffer.objects.count() == 0


def test_each_set_gets_a_facilitator_who_offers_it(twelve: Twelve, fay: CohortRole, gus: CohortRole) -> None:
    free = twelve.propose()
    focuses = [one.focus.code for one in free.sets.all() if one.focus]
    proposing.discard(free, revision=free.revision)
    offering.offer(fay, most_sets=1, subjects=subjects(twelve, focuses[1]), slots=["TUE-AM"])  # type: ignore[arg-type]
    offering.offer(gus, most_sets=1, subjects=subjects(twelve, focuses[0]), slots=[])  # type: ignore[arg-type]

    draft = proposing.propose(twelve.cohort, LED, by=twelve.fay)

    assert {one.focus.code: one.facilitator for one in draft.sets.all() if one.focus} == {
        focuses[0]: gus.user,
        focuses[1]: fay.user,
    }


def test_nobody_is_led_by_whom_they_must_not_be(twelve: Twelve, fay: CohortRole, gus: CohortRole) -> None:
    twelve.people["P05"].line_manager_email = twelve.fay.email
    twelve.people["P05"].save()
    for role in (fay, gus):
        offering.offer(role, most_sets=1, subjects=[], slots=[])

    proposing.propose(twelve.cohort, LED, by=twelve.fay)

    assert twelve.set_of("P05").facilitator == gus.user


def test_no_more_sets_are_formed_than_were_offered(twelve: Twelve, fay: CohortRole) -> None:
    offering.offer(fay, most_sets=1, subjects=[], slots=[])

    draft = proposing.propose(twelve.cohort, LED, by=twelve.fay)
    shown = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()

    assert (draft.sets.count(), draft.outcome["figures"]["waiting"]) == (1, 4)
    assert "The facilitators can lead too few sets (1); 12 people wait for a place." in shown


def test_without_being_asked_offers_bind_nobody(twelve: Twelve, fay: CohortRole) -> None:
    offering.offer(fay, most_sets=1, subjects=[], slots=[])

    draft = twelve.propose()

    assert [one.facilitator for one in draft.sets.all()] == [None, None]


def test_a_facilitator_given_by_hand_keeps_the_set_when_it_is_formed_anew(twelve: Twelve) -> None:
    draft = twelve.propose()
    convening.assign(draft.sets.get(number=1), twelve.fay)

    again = proposing.propose(twelve.cohort, {**SETTINGS, "way": "least"}, by=twelve.fay, instead_of=draft)

    assert [one.facilitator for one in again.sets.all()] == [twelve.fay, None]


def test_the_form_asks_about_facilitators_once_one_has_offered(twelve: Twelve, fay: CohortRole) -> None:
    board = reverse("actionsets:board", args=[twelve.cohort.public_id])
    before = signed_in(twelve.fay).get(board).context["form"]
    offering.offer(fay, most_sets=1, subjects=[], slots=[])
    few = signed_in(twelve.fay).get(board).context["form"]
    offering.offer(fay, most_sets=2, subjects=[], slots=[])
    enough = signed_in(twelve.fay).get(board).context["form"]

    assert "with_facilitators" not in before.fields
    assert (few.initial["with_facilitators"], enough.initial["with_facilitators"]) == (False, True)
