"""Whatever ends somebody's rights ends them with the next request of a session that is open (TRUST A07).

The doors tried are those that the table of `doors.py` opens to the person by the role that ends: pages, fragments, files,
polls and forms alike; a door for forms alone is tried with its form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from actionsets import diarising, leaving
from actionsets.models import LearningSet, SetMembership
from elearning.accounts.models import User
from elearning.programmes import arranging
from elearning.programmes.models import CohortRole, Enrolment, ProgrammeManager
from tests.stories.doors import DOORS, Door
from tests.stories.people import ALL, IN_A_SET, MANAGES, VISITOR, People, undone
from tests.stories.walking import to_sign_in

GONE = {302, 403, 404}


@dataclass(frozen=True)
class Ending:
    """How rights end for `who`; `instead` is somebody whose rights they have from then on, in the
    words of the table; what they wrote, and what they lead elsewhere, they keep."""

    who: str
    end: Callable[[People], object]
    instead: str
    keeps: frozenset[str] = frozenset()


def user_of(people: People, who: str) -> User:
    user = people.users[who]
    assert user
    return user


def place_of(people: People) -> SetMembership:
    return SetMembership.objects.live().get(enrolment=people.enrolment("member"))


def leave_the_set(people: People) -> None:
    leaving.leave_set(place_of(people), by=user_of(people, "manager"))


def leave_the_cohort(people: People) -> None:
    leaving.leave_programme(people.enrolment("member"), Enrolment.State.WITHDRAWN, by=user_of(people, "manager"))


def be_removed(people: People) -> None:
    leaving.leave_programme(
        people.enrolment("member"), Enrolment.State.REMOVED, by=user_of(people, "manager"), why="not_kept"
    )


def end_roles(people: People, who: str, kind: str) -> None:
    for role in CohortRole.objects.filter(user=user_of(people, who), kind=kind):
        arranging.take_role(role, by=user_of(people, "manager"))


def hand_over_the_set(people: People) -> None:
    sets = LearningSet.objects.filter(facilitator=user_of(people, "facilitator"))
    sets.update(facilitator=user_of(people, "second facilitator"))


def stop_managing(people: People) -> None:
    ProgrammeManager.objects.filter(user=user_of(people, "manager")).delete()


def disable(who: str) -> Callable[[People], object]:
    return lambda people: User.objects.filter(pk=user_of(people, who).pk).update(is_active=False)


# What somebody wrote for themselves stays theirs when their place ends, and goes only with the account (DOMAIN 7.5).
OWN_NOTES = {f"set/{name}" for name in ("actions", "action", "action_new", "action_report", "action_remove", "log")}
OWN_NOTES |= {f"set/{name}" for name in ("reflections", "reflection", "reflection_new", "reflection_remove")}
OWN_STORIES = {"evaluations:story", "stories:story", "stories:words", "stories:part"}
OWN_STORIES |= {"opportunities:one", "opportunities:change", "opportunities:talk"}
# Whoever hands over a set goes on leading in the cohort, in another cohort, and reads what people show them by name.
STILL_LED = {
    name
    for name, door in DOORS.items()
    if "running cohort" in name or not name.startswith("actionsets:") or door.opens_to == {"facilitator", "manager"}
}
ENDINGS = {
    "leaves the set": Ending("member", leave_the_set, "without a set", frozenset(OWN_NOTES)),
    "leaves the cohort": Ending("member", leave_the_cohort, "left", frozenset(OWN_STORIES)),
    "is removed from the cohort": Ending("member", be_removed, "left", frozenset(OWN_STORIES)),
    "facilitates no more": Ending(
        "facilitator", lambda people: end_roles(people, "facilitator", CohortRole.Kind.FACILITATOR), "stranger"
    ),
    "leads the set no more": Ending("facilitator", hand_over_the_set, "second facilitator", frozenset(STILL_LED)),
    "manages no more": Ending("manager", stop_managing, "stranger"),
    "coordinates no more": Ending(
        "coordinator", lambda people: end_roles(people, "coordinator", CohortRole.Kind.COORDINATOR), "stranger"
    ),
    "commissions no more": Ending(
        "commissioner", lambda people: end_roles(people, "commissioner", CohortRole.Kind.COMMISSIONER), "stranger"
    ),
    **{
        f"{who} is shut out": Ending(who, disable(who), VISITOR)
        for who in ("member", "facilitator", "manager", "publisher")
    },
}


def lost(ending: Ending) -> Iterator[tuple[str, Door]]:
    """The doors that are open to somebody by what ends."""
    for name, door in DOORS.items():
        mine = ending.who in door.opens_to
        if ending.instead == "without a set":
            lost_now = mine and name.startswith("set/") and not door.opens_to - IN_A_SET
        else:
            lost_now = mine and ending.instead not in door.opens_to | (door.sent_by or set())
        if lost_now:
            yield name, door


def knock(client: Client, door: Door, address: str) -> HttpResponse:
    """Look in; where a door takes forms alone, send its form, which is taken back."""
    looked = client.get(address)
    if looked.status_code != 405:
        return looked
    with undone():
        return client.post(address, door.sends)


@pytest.mark.parametrize("how", ENDINGS)
def test_the_next_request_of_an_open_session_finds_nothing(people: People, how: str) -> None:
    ending = ENDINGS[how]
    with undone():
        doors = {name: (door, door.where(people)) for name, door in lost(ending)}
        client = people.client(ending.who)
        before = {name: knock(client, *where) for name, where in doors.items()}
        ending.end(people)
        after = {name: knock(client, *where) for name, where in doors.items()}

    def is_open_still(name: str) -> bool:
        was, is_now = before[name], after[name]
        if is_now.status_code not in GONE:
            return True
        return is_now.status_code == 302 == was.status_code and not to_sign_in(is_now) and was.url == is_now.url

    assert {name: answer.status_code for name, answer in before.items() if answer.status_code in {403, 404}} == {}
    assert len(doors) >= 1
    assert {name for name in after if is_open_still(name)} - ending.keeps == set()
    assert set(doors) - ending.keeps != set()


def test_nobody_manages_by_a_session_that_was_opened_before(people: People) -> None:
    assert {ending.who for ending in ENDINGS.values()} <= ALL
    assert {"manager"} == MANAGES
    for how, ending in ENDINGS.items():
        assert len(list(lost(ending))) >= 1, how


def test_a_calendar_holds_nothing_more_of_a_set_that_somebody_has_left(people: People) -> None:
    with undone():
        feed = reverse("actionsets:feed", kwargs={"key": diarising.renew(user_of(people, "member"))})
        before = Client().get(feed).content.count(b"BEGIN:VEVENT")
        leave_the_cohort(people)
        after = Client().get(feed).content.count(b"BEGIN:VEVENT")

    assert before > 0
    assert after == 0


def test_the_account_that_was_shut_out_has_no_calendar(people: People) -> None:
    with undone():
        feed = reverse("actionsets:feed", kwargs={"key": diarising.renew(user_of(people, "member"))})
        before = Client().get(feed)
        disable("member")(people)
        after = Client().get(feed)

    assert (before.status_code, after.status_code) == (200, 404)
