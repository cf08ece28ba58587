"""Who gets through which door of this room: the wrong person first, then what the right one finds."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from actionsets import convening, reflecting, separating
from actionsets.models import SetMembership
from elearning.accounts.models import User
from elearning.programmes.models import Enrolment
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

WORKSPACE = ["actions", "action_new", "reflections", "reflection_new"]


@laid
def three_at_work(twelve: Twelve, at_work: None) -> None:
    """A fellow and somebody of the other set may go in too."""
    twelve.acknowledge("P05", "P09")


@laid
def others(twelve: Twelve) -> dict[str, User]:
    """People who have no business with this cohort's sets."""
    elsewhere = factories.cohort(twelve.cohort.programme)
    facilitator = factories.user("Other Facilitator")
    elsewhere.roles.create(user=facilitator, kind="facilitator")
    coordinator = factories.user("Olu Example")
    organisation = twelve.people["P01"].organisation
    twelve.cohort.roles.create(user=coordinator, kind="coordinator", organisation=organisation)
    return {
        "stranger": factories.user("Zoe Example"),
        "facilitator of another cohort": facilitator,
        "coordinator": coordinator,
        "participant": twelve.user("P01"),
    }


def convenor_doors(twelve: Twelve) -> list[str]:
    cohort, person = twelve.cohort.public_id, twelve.people["P05"].public_id
    return [
        reverse("actionsets:board", args=[cohort]),
        reverse("actionsets:move", args=[cohort, person]),
        reverse("actionsets:send", args=[cohort]),
        reverse("actionsets:kept_apart", args=[cohort]),
        reverse("actionsets:watch", args=[cohort]),
        reverse("actionsets:leaders", args=[cohort]),
        reverse("actionsets:set", args=[cohort, 1]),
        reverse("actionsets:dates", args=[cohort, 1]),
        reverse("actionsets:attendance", args=[cohort, 1, 1]),
    ]


def posting_doors(twelve: Twelve) -> list[str]:
    return [reverse(f"actionsets:{name}", args=[twelve.cohort.public_id]) for name in POSTS]


POSTS = ["propose", "undo", "discard", "confirm", "stop", "cancel", "retry"]


@pytest.mark.parametrize("who", ["stranger", "facilitator of another cohort", "coordinator", "participant"])
def test_convening_is_hidden_from_those_who_do_not_run_the_cohort(
    twelve: Twelve, others: dict[str, User], who: str
) -> None:
    twelve.propose()
    client = signed_in(others[who])

    got = {client.get(address).status_code for address in convenor_doors(twelve)}
    posted = {client.post(address, {"revision": 0}).status_code for address in posting_doors(twelve)}

    assert (got, posted) == ({404}, {404})


def test_convening_asks_the_signed_out_to_sign_in(twelve: Twelve) -> None:
    twelve.propose()
    client = Client()

    answers = [client.get(address) for address in convenor_doors(twelve)]

    assert {(answer.status_code, "/sign-in/" in answer["Location"]) for answer in answers} == {(302, True)}


def test_declarations_are_for_the_programme_manager_alone(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")
    address = reverse("actionsets:kept_apart", args=[twelve.cohort.public_id])

    seen = signed_in(twelve.max).get(address)

    assert signed_in(twelve.fay).get(address).status_code == 404
    assert "P08 Example" in seen.content.decode()


def test_board_does_not_tell_a_facilitator_who_asked_to_be_kept_apart(twelve: Twelve) -> None:
    separating.declare(twelve.people["P08"], "P12 Example")

    said = signed_in(twelve.fay).get(reverse("actionsets:board", args=[twelve.cohort.public_id])).content.decode()

    assert ("P08 Example" in said, "P12 Example" in said) == (False, False)


def test_tending_a_confirmed_set_is_for_its_own_facilitator(twelve: Twelve, confirmed: None) -> None:
    other = factories.user("Gil Example")
    twelve.cohort.roles.create(user=other, kind="facilitator")
    address = reverse("actionsets:set", args=[twelve.cohort.public_id, 1])

    answers = [signed_in(user).get(address).status_code for user in (other, twelve.fay, twelve.max)]

    assert answers == [404, 200, 200]


def test_manager_sees_that_a_set_has_agreed_and_not_what(twelve: Twelve, confirmed: None) -> None:
    address = reverse("actionsets:set", args=[twelve.cohort.public_id, 1])

    shown = [signed_in(user).get(address).content.decode() for user in (twelve.fay, twelve.max)]

    assert ["What people say here stays here" in page for page in shown] == [True, False]
    assert ["Version 1" in page for page in shown] == [True, True]


@pytest.mark.parametrize("door", ["start", "about", "for_managers", "keep_apart", "proposal", "agreement", *WORKSPACE])
def test_the_page_is_closed_to_strangers_and_facilitators(twelve: Twelve, at_work: None, door: str) -> None:
    address = twelve.step.door(door)

    strangers = [signed_in(user).get(address).status_code for user in (factories.user(), twelve.fay, twelve.max)]

    assert strangers == [404, 404, 404]
    assert "/sign-in/" in Client().get(address)["Location"]


@pytest.mark.parametrize("door", [*WORKSPACE, "agreement"])
def test_workspace_is_closed_to_who_only_has_a_proposal(twelve: Twelve, door: str) -> None:
    twelve.send()

    assert signed_in(twelve.user("P01")).get(twelve.step.door(door)).status_code == 404


@pytest.mark.parametrize("door", WORKSPACE)
def test_workspace_leads_to_the_agreement_first(twelve: Twelve, confirmed: None, door: str) -> None:
    answer = signed_in(twelve.user("P01")).get(twelve.step.door(door))

    assert (answer.status_code, answer["Location"]) == (302, twelve.step.door("agreement"))


@pytest.mark.parametrize("leave", ["withdrawn", "removed"])
def test_workspace_closes_at_once_for_who_has_left(twelve: Twelve, at_work: None, leave: str) -> None:
    client = signed_in(twelve.user("P01"))
    before = client.get(twelve.step.door("actions")).status_code

    Enrolment.objects.filter(pk=twelve.people["P01"].pk).update(state=leave)

    assert (before, client.get(twelve.step.door("actions")).status_code) == (200, 404)


def test_workspace_closes_at_once_for_who_lost_their_place(twelve: Twelve, at_work: None) -> None:
    client, meeting = signed_in(twelve.user("P01")), twelve.step.door("meeting", number=1)
    before = client.get(meeting).status_code

    SetMembership.objects.filter(enrolment=twelve.people["P01"]).update(ended_at=convening.timezone.now())

    closed = [client.get(address).status_code for address in (meeting, twelve.step.door("agreement"))]
    assert (before, closed) == (200, [404, 404])
    assert client.get(twelve.step.door("actions")).status_code == 200  # one's own stays one's own


def test_meeting_of_another_set_is_not_shown(twelve: Twelve, at_work: None) -> None:
    other = twelve.set_of("P09")
    other.meetings.update(place="The Observatory")

    said = signed_in(twelve.user("P01")).get(twelve.step.door("meeting", 1)).content.decode()

    assert twelve.set_of("P01") != other
    assert ("The Corn Exchange" in said, "The Observatory" in said) == (True, False)


ACTION_DOORS: dict[str, Callable[[Client, Twelve, uuid.UUID], int]] = {
    "read": lambda client, room, key: client.get(room.step.door("action", key)).status_code,
    "change": lambda client, room, key: (
        client.post(room.step.door("action", key), {"text": "Taken over.", "version": 1}).status_code
    ),
    "report": lambda client, room, key: (
        client.post(room.step.door("action_report", key), {"state": "done"}).status_code
    ),
    "look at removing": lambda client, room, key: client.get(room.step.door("action_remove", key)).status_code,
    "remove": lambda client, room, key: client.post(room.step.door("action_remove", key)).status_code,
}


@pytest.mark.parametrize("act", ACTION_DOORS)
@pytest.mark.parametrize("who", ["P05", "P09", "fay"])
def test_an_action_is_its_owners_alone(twelve: Twelve, three_at_work: None, act: str, who: str) -> None:
    mine = reflecting.commit(twelve.user("P01"), uuid.uuid4(), text="Ring the clinic.", due_on=None)
    user = twelve.fay if who == "fay" else twelve.user(who)

    status = ACTION_DOORS[act](signed_in(user), twelve, mine.key)

    mine.refresh_from_db()
    assert (status, mine.text, mine.state) == (404, "Ring the clinic.", "open")


REFLECTION_DOORS: dict[str, Callable[[Client, Twelve, uuid.UUID], int]] = {
    "read": lambda client, room, key: client.get(room.step.door("reflection", key)).status_code,
    "change": lambda client, room, key: (
        client.post(room.step.door("reflection", key), {"text": "Taken over.", "version": 1}).status_code
    ),
    "look at removing": lambda client, room, key: client.get(room.step.door("reflection_remove", key)).status_code,
    "remove": lambda client, room, key: client.post(room.step.door("reflection_remove", key)).status_code,
}


@pytest.mark.parametrize("act", REFLECTION_DOORS)
@pytest.mark.parametrize("who", ["P05", "P09", "fay"])
def test_a_reflection_is_its_owners_alone(twelve: Twelve, three_at_work: None, act: str, who: str) -> None:
    mine = reflecting.write(twelve.user("P01"), uuid.uuid4(), text="I spoke too soon.")
    user = twelve.fay if who == "fay" else twelve.user(who)

    status = REFLECTION_DOORS[act](signed_in(user), twelve, mine.key)

    mine.refresh_from_db()
    assert (status, mine.text) == (404, "I spoke too soon.")


def test_another_members_list_holds_nothing_of_mine(twelve: Twelve) -> None:
    twelve.at_work("P01", "P05")
    reflecting.commit(twelve.user("P01"), uuid.uuid4(), text="Ring the clinic.", due_on=None)
    reflecting.write(twelve.user("P01"), uuid.uuid4(), text="I spoke too soon.")
    client = signed_in(twelve.user("P05"))

    shown = [client.get(twelve.step.door(door)).content.decode() for door in ("actions", "reflections", "start")]

    assert [text in page for page in shown for text in ("Ring the clinic.", "I spoke too soon.")] == [False] * 6


def test_anothers_declaration_cannot_be_taken_back(twelve: Twelve) -> None:
    rule = separating.declare(twelve.people["P08"], "P12 Example")

    answer = signed_in(twelve.user("P12")).post(twelve.step.door("keep_apart_remove", rule.pk))

    rule.refresh_from_db()
    assert answer.status_code == 404
