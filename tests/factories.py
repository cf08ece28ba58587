"""Dumb makers of rows for tests: no rules, no side effects."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from elearning.accounts.models import Organisation, User
from elearning.pages.loading import home
from elearning.programmes.models import Cohort, Enrolment, ProgrammePage, Subject, SubjectFramework

SUBJECTS = ["LEAD", "BARR", "INFL", "VISN", "MOTV", "TRAK", "GRUP", "INTD", "PMOT"]
WORKSHOP = datetime(2026, 10, 6, 9, 30, tzinfo=UTC)
numbers = itertools.count(1)


def user(name: str = "", **fields: Any) -> User:
    """A user called `name`."""
    first, _, last = (name or f"Person {next(numbers)}").partition(" ")
    email = fields.pop("email", f"{first}.{last or next(numbers)}@example.org".lower())
    return User.objects.create_user(email, first_name=first, last_name=last, **fields)


def organisation(name: str = "") -> Organisation:
    """An organisation called `name`."""
    number = next(numbers)
    return Organisation.objects.create(name=name or f"Organisation {number}", slug=f"organisation-{number}")


def framework() -> SubjectFramework:
    """The nine subjects."""
    made = SubjectFramework.objects.create(name=f"Partnering {next(numbers)}")
    for position, code in enumerate(SUBJECTS):
        Subject.objects.create(
            framework=made,
            sort_order=position,
            code=code,
            title=f"Title of {code}",
            short=code.title(),
            plain=f"What {code} means.",
        )
    return made


def programme(**fields: Any) -> ProgrammePage:
    """A published programme without steps."""
    page = ProgrammePage(
        title=fields.pop("title", "Making Partnering Work"),
        slug=fields.pop("slug", f"programme-{next(numbers)}"),
        framework=fields.pop("framework", None) or framework(),
        privacy_notice="<p>You see what you enter. Nobody else sees your answers.</p>",
        **fields,
    )
    home().add_child(instance=page)
    return page


def cohort(of: ProgrammePage | None = None, **fields: Any) -> Cohort:
    """A running cohort."""
    starts_at = fields.pop("workshop_starts_at", WORKSHOP)
    given = {
        "name": f"Cohort {next(numbers)}",
        "workshop_starts_at": starts_at,
        "workshop_ends_at": starts_at + timedelta(hours=4),
        "workshop_place": "The Long Room, Corn Exchange",
        "priorities_due_on": (starts_at + timedelta(days=10)).date(),
        "grouping_on": (starts_at + timedelta(days=14)).date(),
        "last_meeting_on": (starts_at + timedelta(days=175)).date(),
        **fields,
    }
    return Cohort.objects.create(programme=of or programme(), **given)


def enrolment(of: Cohort, who: User | None = None, **fields: Any) -> Enrolment:
    """Somebody who has joined `of` and completed their profile."""
    now = datetime(2026, 9, 20, 8, 0, tzinfo=UTC)
    given = {
        "state": Enrolment.State.ACTIVE,
        "organisation": fields.pop("organisation", None) or organisation(),
        "role_title": "Partnership officer",
        "level": Enrolment.Level.LEAD,
        "privacy_version": "1",
        "privacy_acknowledged_at": now,
        "profile_completed_at": now,
        "joined_at": now,
        **fields,
    }
    return Enrolment.objects.create(cohort=of, user=who or user(), **given)
