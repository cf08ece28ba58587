"""A cohort's board as a file for spreadsheets, and what an organisation sees of its own people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from elearning.accounts.models import Organisation
from elearning.programmes import arranging
from elearning.programmes.models import Cohort, Enrolment
from elearning.programmes.reports.board import ORDERS, people_of, row_of, standing_of
from elearning.spreadsheets import as_csv


def board_csv(cohort: Cohort) -> str:
    """The whole board of `cohort` as CSV: who they are, and the state of each step; nothing that they wrote."""
    steps = cohort.programme.told_steps()
    headings = [_("Name"), _("E-mail address"), _("Organisation"), _("Taking part"), *(step.title for step in steps)]
    people = people_of(cohort).order_by(*ORDERS["name"], "pk")
    standing = standing_of(cohort)
    rows = (
        [
            e.called,
            e.user.email,
            e.organisation.name,
            e.get_state_display(),
            *(c.word for c in row_of(e, steps, standing).cells),
        ]
        for e in people
    )
    return as_csv([headings, *rows])


@dataclass(frozen=True)
class OwnPerson:
    """What an organisation's coordinator may know of one of its people (DOMAIN 7.2)."""

    name: str
    has_joined: bool
    was_at_workshop: bool


@dataclass(frozen=True)
class OwnPeople:
    """An organisation's people in a cohort, and how many of them."""

    organisation: Organisation
    people: list[OwnPerson]

    @property
    def joined(self) -> int:
        """How many have joined."""
        return sum(person.has_joined for person in self.people)

    @property
    def attended(self) -> int:
        """How many were at the workshop."""
        return sum(person.was_at_workshop for person in self.people)


def own_people(cohort: Cohort, organisations: Iterable[Organisation]) -> list[OwnPeople]:
    """For each of `organisations`, its people in `cohort`: joined or not, at the workshop or not, and nothing else."""
    workshop = arranging.workshop_of(cohort)
    everybody = list(people_of(cohort).order_by(*ORDERS["name"], "pk"))
    standing = standing_of(cohort)

    def known(enrolment: Enrolment) -> OwnPerson:
        came = workshop is not None and standing.steps.get(enrolment.pk, {}).get(workshop.pk, False)
        return OwnPerson(enrolment.called, enrolment.is_taking_part, came)

    return [OwnPeople(one, [known(e) for e in everybody if e.organisation_id == one.pk]) for one in organisations]
