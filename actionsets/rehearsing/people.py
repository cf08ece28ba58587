"""The demonstration's organisations, staff, cohorts and people, as their files name them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core import mail as post
from django.utils import timezone

from elearning.accounts.models import Organisation, User
from elearning.programmes import arranging, enrolling
from elearning.programmes.models import Availability, Cohort, CohortRole, Enrolment, ProgrammePage
from elearning.programmes.rosters import Row

Words = Mapping[str, Any]

PASSWORD = "come alongside us"  # noqa: S105 - printed by `make demo`, for invented people on one's own machine
LONDON = ZoneInfo("Europe/London")
PLACES = {
    "running": "The Long Room, Calderwick Corn Exchange",
    "midway": "The Net Loft, Thornmere Quay",
    "finished": "Pellworth University, Garden Room",
}
BEGAN = {"running": 12, "midway": 105, "finished": 302}
INVITED, JOINED = {"R28", "R35", "R38"}, {"R07"}


@dataclass
class Stage:
    """Everybody and everything that the demonstration has made so far, by the keys of its file."""

    programme: ProgrammePage
    words: Words
    organisations: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    people: dict[str, Enrolment] = field(default_factory=dict)
    invitation: str = ""
    password: str = field(default_factory=lambda: make_password(PASSWORD))
    """The same words for everybody, hashed once: hashing them for each of eighty would take half a minute."""

    @property
    def facilitator(self) -> User:
        """Who facilitates the sets."""
        return self.staff["facilitator"]

    @property
    def manager(self) -> User:
        """Who manages the programme."""
        return self.staff["programme_manager"]

    def of(self, cohort: str) -> list[tuple[str, Enrolment]]:
        """The people of one cohort with their keys, in the order of the file."""
        return [(key, one) for key, one in self.people.items() if one.cohort_id == self.cohorts[cohort].pk]


def chance(key: str) -> Random:
    """The same chances for the same person at every loading."""
    return Random(f"alongside {key}")


def populate(programme: ProgrammePage, words: Words) -> Stage:
    """The organisations, staff and cohorts with everybody enrolled as far as they have come."""
    stage = Stage(programme, words)
    stage.organisations = {one["slug"]: _organisation(one) for one in words["organisations"]}
    stage.staff = {one["part"]: _user(one, stage.password) for one in words["staff"]}
    arranging.appoint_manager(programme, stage.manager)
    for entry in words["cohorts"]:
        _cohort(stage, entry)
    return stage


def _organisation(entry: Words) -> Organisation:
    made, _new = Organisation.objects.get_or_create(slug=entry["slug"], defaults={"name": entry["name"]})
    return made


def _user(entry: Words, password: str) -> User:
    first, last = Row(0, entry["name"], entry["email"], "").names
    return User.objects.create(email=entry["email"], password=password, first_name=first, last_name=last)


def workshop_day(today: date, days_ago: int) -> date:
    """The weekday on or before the day that lies `days_ago` before `today`."""
    day = today - timedelta(days=days_ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


def _cohort(stage: Stage, entry: Words) -> None:
    key = entry["key"]
    day = workshop_day(timezone.localdate(), BEGAN[key])
    usual = arranging.usual(day)
    fields = {
        "programme": stage.programme,
        "name": entry["name"],
        "workshop_starts_at": datetime.combine(day, usual["starts"], tzinfo=LONDON),
        "workshop_ends_at": datetime.combine(day, usual["ends"], tzinfo=LONDON),
        "workshop_place": PLACES[key],
        "priorities_due_on": usual["priorities_due_on"],
        "grouping_on": usual["grouping_on"],
        "last_meeting_on": usual["last_meeting_on"],
    }
    cohort = stage.cohorts[key] = arranging.open_cohort(fields, by=stage.manager)
    role = CohortRole.Kind
    arranging.give_role(cohort, email=stage.facilitator.email, kind=role.FACILITATOR, by=stage.manager)
    commissioner = stage.staff["commissioner"].email
    arranging.give_role(cohort, email=commissioner, kind=role.COMMISSIONER, by=stage.manager)
    if key == "running":
        coordinator = next(one for one in stage.words["staff"] if one["part"] == "coordinator")
        looked_after = stage.organisations[coordinator["organisation"]].name
        arranging.give_role(
            cohort, email=coordinator["email"], kind=role.COORDINATOR, organisation=looked_after, by=stage.manager
        )
    _enrol(stage, cohort, [one for one in stage.words["people"] if one["cohort"] == key])


def _enrol(stage: Stage, cohort: Cohort, entries: list[Words]) -> None:
    """Invite everybody, and let those who have joined accept by the link in their mail."""
    names = {slug: one.name for slug, one in stage.organisations.items()}
    rows = [
        Row(number, one["name"], one["email"], names[one["organisation"]], one["role"])
        for number, one in enumerate(entries, start=1)
    ]
    post.outbox = []
    enrolling.invite(cohort, rows, by=stage.manager)
    tokens = dict(_tokens(post.outbox))
    managers = {
        line["report"]: next(one["email"] for one in stage.words["people"] if one["key"] == line["manager"])
        for line in stage.words["line_management"]
    }
    for entry in entries:
        _join(stage, entry, tokens[entry["email"]], managers.get(entry["key"], ""))
        enrolment = Enrolment.objects.select_related("user", "cohort__programme").get(
            cohort=cohort, user__email=entry["email"]
        )
        stage.people[entry["key"]] = enrolment


def _tokens(messages: Iterable[Any]) -> Iterable[tuple[str, str]]:
    """The address and the token of each invitation that was posted."""
    for message in messages:
        found = re.search(r"/join/([\w-]{43})/", message.body)
        if found:
            yield message.to[0], found[1]


def _join(stage: Stage, entry: Words, token: str, manager: str) -> None:
    key = entry["key"]
    if key in INVITED:
        stage.invitation = token
        return
    enrolment = enrolling.accept(token)
    if entry["cohort"] != "running":  # their first figures were due long ago, and count who had joined by then
        enrolment.joined_at = enrolment.cohort.workshop_starts_at - timedelta(days=14)
        enrolment.save(update_fields=["joined_at"])
    user = enrolment.user
    user.password = stage.password
    user.save(update_fields=["password"])
    if key in JOINED:
        return
    enrolling.acknowledge(enrolment, stage.programme)
    slots = list(Availability)
    free = chance(key).sample(slots, k=chance(key).randint(6, 9))
    profile = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "role_title": entry["role"],
        "level": entry["level"],
        "line_manager_email": manager,
        "availability": [slot.value for slot in slots if slot in free],
        "access_needs": "A seat near the front: I lip-read." if key == "R16" else "",
    }
    enrolling.complete_profile(enrolment, profile)
