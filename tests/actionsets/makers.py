"""Makers of what this room's tests need: the page, choices, and the twelve people of vector T8."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone

from actionsets import agreeing, convening, meeting, proposing
from actionsets.loading import load_set
from actionsets.models import ActionLearningPage, LearningSet, SetMeeting, SetMembership, SetProposal
from elearning.accounts.models import User
from elearning.profiles.models import PriorityChoice, PriorityList
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammePage, Subject
from tests import factories

CONTENT = Path(settings.BASE_DIR) / "actionsets" / "content" / "making-partnering-work"
STEP = {
    "title": "Join your action learning set",
    "slug": "set",
    "stage": "set",
    "minutes": 210,
    "introduction": "Your set is a small group of *peers*.",
    "who_sees": "Members see each other’s names.",
}
SETTINGS = {
    "smallest": 5,
    "largest": 7,
    "most_per_organisation": 2,
    "may_stretch": True,
    "place_undecided": False,
}
T8 = {
    "P01": ("A", "TRAK INFL LEAD"),
    "P02": ("A", "TRAK LEAD"),
    "P03": ("A", "INFL VISN LEAD"),
    "P04": ("B", "LEAD GRUP INFL"),
    "P05": ("B", "TRAK INTD PMOT"),
    "P06": ("B", "PMOT TRAK"),
    "P07": ("C", "INTD TRAK VISN"),
    "P08": ("C", "INFL LEAD MOTV"),
    "P09": ("C", "LEAD BARR"),
    "P10": ("D", "LEAD INFL"),
    "P11": ("D", "VISN TRAK INTD"),
    "P12": ("D", "LEAD TRAK"),
}


def words() -> dict[str, Any]:
    """The words of `set.yaml`."""
    return yaml.safe_load((CONTENT / "set.yaml").read_text(encoding="utf-8"))


def page(programme: ProgrammePage) -> ActionLearningPage:
    """The programme's page on sets, with its real words."""
    return load_set(programme, STEP, words())


def choices(enrolment: Enrolment, *codes: str) -> PriorityList:
    """Confirmed priorities, in this order."""
    made = PriorityList.objects.create(enrolment=enrolment, confirmed_at=datetime(2026, 10, 10, tzinfo=UTC))
    for rank, code in enumerate(codes, start=1):
        subject = Subject.objects.get(framework=enrolment.cohort.programme.framework, code=code)
        PriorityChoice.objects.create(priority_list=made, subject=subject, rank=rank, source="own")
    return made


class Twelve:
    """The people of vector T8 in one cohort, with Fay who facilitates, Max who manages, and the page on sets."""

    def __init__(self) -> None:
        programme = factories.programme(slug="making-partnering-work")
        self.step = page(programme)
        self.cohort: Cohort = factories.cohort(programme, name="Twelve", mode="in_person")
        self.fay, self.max = factories.user("Fay Example"), factories.user("Max Example")
        CohortRole.objects.create(cohort=self.cohort, user=self.fay, kind="facilitator")
        programme.managers.create(user=self.max)
        houses = {letter: factories.organisation(f"Organisation {letter}") for letter in "ABCD"}
        self.people: dict[str, Enrolment] = {}
        for key, (house, codes) in T8.items():
            self.people[key] = one = factories.enrolment(
                self.cohort, factories.user(f"{key} Example"), organisation=houses[house], availability=["TUE-AM"]
            )
            choices(one, *codes.split())
        self.people["P02"].line_manager_email = self.people["P01"].user.email.upper()
        self.people["P02"].save()

    def propose(self, **asked: Any) -> SetProposal:
        """A draft."""
        return proposing.propose(self.cohort, {**SETTINGS, **asked}, by=self.fay)

    def send(self) -> SetProposal:
        """A proposal that was sent."""
        draft = self.propose()
        return convening.send(draft, revision=draft.revision, by=self.fay)

    def confirm(self) -> SetProposal:
        """A confirmed proposal: facilitated by Fay, five dates, nobody declined."""
        sent = self.send()
        for one in sent.sets.all():
            convening.assign(one, self.fay)
            plan(one)
        SetMembership.objects.update(respond_by=date(2020, 1, 1))
        return convening.confirm(sent, revision=sent.revision)

    def set_of(self, key: str) -> LearningSet:
        """The set in which somebody has a place."""
        return LearningSet.objects.get(memberships__in=SetMembership.objects.live().filter(enrolment=self.people[key]))

    def place_of(self, key: str) -> SetMembership:
        """The place that somebody holds."""
        return SetMembership.objects.live().get(enrolment=self.people[key])

    def at_work(self, *keys: str) -> None:
        """Confirmed sets in which these people have acknowledged the agreement."""
        self.confirm()
        self.acknowledge(*keys)

    def acknowledge(self, *keys: str) -> None:
        """These people have read what their set agrees, and go along with it."""
        for key in keys:
            agreeing.acknowledge(self.place_of(key), self.step)

    def user(self, key: str) -> User:
        """The person behind an enrolment."""
        return self.people[key].user


def plan(one: LearningSet, *, first: date | None = None, count: int = 5) -> list[SetMeeting]:
    """Dates for a set, in the Corn Exchange."""
    day = first or timezone.localdate() + timedelta(days=7)
    sittings = [
        meeting.Sitting(day + timedelta(weeks=5 * at), time(9, 30), timedelta(minutes=210)) for at in range(count)
    ]
    return meeting.schedule(one, sittings, place="The Corn Exchange", link="")
