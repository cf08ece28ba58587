"""Every door of the product, and who may open it: the table of TRUST 5 in code, walked from the URL resolver.

A door without an entry fails. “Open” means an answer that is not an error; everybody else meets 404, as if the door did
not exist; 403 stands for “yours, but not this”; the signed-out are sent to sign in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from actionsets.models import SetMembership
from actionsets.models.private import ActionCommitment, Reflection
from actionsets.rehearsing.people import Stage
from elearning.accounts.models import Organisation, User
from elearning.partnering.models import MapEntry
from elearning.programmes.http import BOUND
from elearning.programmes.models import CohortRole, Enrolment, ProgrammeManager
from packs.doors import pack as pack_doors
from packs.http import address
from packs.models import LearningPackPage
from tests import factories
from tests.test_house import OPEN_DOORS, patterns

VISITOR = "visitor"
ENROLLED = {"member", "fellow", "other set", "running"}
IN_A_SET = {"member", "fellow", "other set"}
RUN_IT = {"facilitator", "manager"}
NOBODY: set[str] = set()
FOREIGN = ("wagtail", "wagtailadmin", "wagtaildocs", "wagtailimages", "wagtailsnippets", "wagtailusers")


@dataclass
class People:
    """Who knocks: the demonstration's people, and some who have no business there."""

    stage: Stage
    users: dict[str, User | None] = field(default_factory=dict)

    def enrolment(self, who: str) -> Enrolment:
        """The enrolment of one of the participants."""
        user = self.users[who]
        return next(one for one in self.stage.people.values() if user and one.user_id == user.pk)


@dataclass(frozen=True)
class Door:
    """Who may open a door, who is told “not this”, and where it is."""

    opens_to: set[str]
    where: Callable[[People], str]
    refuses: set[str] = field(default_factory=set)


def at(name: str, **kwargs: Callable[[People], Any]) -> Callable[[People], str]:
    """The address of a door of the site."""
    return lambda people: reverse(name, kwargs={key: value(people) for key, value in kwargs.items()})


def step(kind: str, name: str, **kwargs: Callable[[People], Any]) -> Callable[[People], str]:
    """The address of a door of the programme's step of this kind."""
    return lambda people: next(
        page.specific for page in people.stage.programme.steps() if page.specific_class.kind == kind
    ).door(name, **{key: value(people) for key, value in kwargs.items()})


def pack(name: str, **kwargs: Any) -> Callable[[People], str]:
    """The address of a door of a published pack."""
    return lambda people: address(LearningPackPage.objects.live().get(code="MPW:410-02"), name, **kwargs)


def finished(people: People) -> Any:
    return people.stage.cohorts["finished"].public_id


def running(people: People) -> Any:
    return people.stage.cohorts["running"].public_id


def of_member(attribute: str) -> Callable[[People], Any]:
    return lambda people: getattr(people.enrolment("member"), attribute)


def entry(people: People) -> Any:
    return MapEntry.objects.filter(map__enrolment=people.enrolment("running")).values_list("pk", flat=True).first()


def action(people: People) -> Any:
    return ActionCommitment.objects.filter(owner=people.users["member"]).values_list("key", flat=True).first()


def reflection(people: People) -> Any:
    return Reflection.objects.filter(owner=people.users["member"]).values_list("key", flat=True).first()


def set_number(people: People) -> Any:
    place = SetMembership.objects.live().get(enrolment=people.enrolment("member"))
    return place.learning_set.number


def number(value: Any) -> Callable[[People], Any]:
    return lambda people: value


ALL = (
    ENROLLED
    | RUN_IT
    | {
        "stranger",
        "other facilitator",
        "other manager",
        "coordinator",
        "publisher",
        "left",
    }
)
DOORS: dict[str, Door] = {}


@pytest.fixture(scope="module")
def people(stage: Stage) -> People:
    """The cast of the demonstration, with a stranger, staff of elsewhere, and somebody who has left."""
    made = People(stage)
    member = stage.people["F02"]
    places = SetMembership.objects.live().filter(enrolment__cohort=stage.cohorts["finished"])
    mine = places.get(enrolment=member)
    fellow = places.filter(learning_set=mine.learning_set).exclude(pk=mine.pk).select_related("enrolment__user")[0]
    other = places.exclude(learning_set=mine.learning_set).select_related("enrolment__user")[0]
    elsewhere = factories.cohort(stage.programme, name="Elsewhere")
    left = factories.enrolment(stage.cohorts["finished"], factories.user("Lea Left"), state=Enrolment.State.WITHDRAWN)
    fox, mia = factories.user("Fox Elsewhere"), factories.user("Mia Elsewhere")
    CohortRole.objects.create(cohort=elsewhere, user=fox, kind=CohortRole.Kind.FACILITATOR)
    ProgrammeManager.objects.create(programme=factories.programme(), user=mia)
    made.users = {
        VISITOR: None,
        "stranger": factories.user("Zoe Stranger"),
        "member": member.user,
        "fellow": fellow.enrolment.user,
        "other set": other.enrolment.user,
        "running": stage.people["R02"].user,
        "left": left.user,
        "facilitator": stage.facilitator,
        "manager": stage.manager,
        "other facilitator": fox,
        "other manager": mia,
        "coordinator": stage.staff["coordinator"],
        "publisher": stage.staff["publisher"],
    }
    assert Organisation.objects.count() > 2
    return made


def every_door() -> Iterator[str]:
    """The name of every door: those of the site, those of each kind of step, those of a pack."""
    for name, _pattern in patterns(get_resolver()):
        if not name.startswith(("wagtail", "util_side_door", "admin_side_door")):
            yield name
    for kind, urls in BOUND.items():
        yield from (f"{kind.kind or kind.__name__}/{name}" for name, _pattern in patterns(URLResolver_of(urls)))
    yield from (f"pack/{entry.name}" for entry in pack_doors.urlpatterns)


def URLResolver_of(urls: Any) -> URLResolver:  # noqa: N802
    return get_resolver(urls.__name__)


def knock(user: User | None, address: str, method: str) -> tuple[int, str]:
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = getattr(client, method)(address)
    return answer.status_code, answer.headers.get("Location", "")


def test_every_door_is_in_the_table(people: People) -> None:
    assert sorted(set(every_door()) - OPEN_DOORS) == sorted(set(DOORS) - OPEN_DOORS)


def fault(name: str, door: Door, who: str, user: User | None, address: str) -> str:
    """What is wrong when `who` knocks at the door, or nothing."""
    status, location = knock(user, address, "get")
    to_sign_in = urlsplit(location).path == reverse("account_login")
    if who in door.opens_to:
        good = status in {200, 405} or (status == 302 and not to_sign_in)
    elif who == VISITOR:
        good = status == 302 and to_sign_in
    else:
        wanted = 403 if who in door.refuses else 404
        good = status in {wanted, 405} and knock(user, address, "post")[0] == wanted
    return "" if good else f"{name} as {who}: {status} {location} ({address})"


def test_doors_open_only_to_whom_they_should(people: People) -> None:
    faults = [
        found
        for name, door in DOORS.items()
        for who, user in people.users.items()
        if (found := fault(name, door, who, user, door.where(people)))
    ]

    assert faults == []
