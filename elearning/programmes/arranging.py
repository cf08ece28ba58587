"""Sets up cohorts: their dates, the people who run them, and who came to the workshop."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import Organisation, User
from elearning.programmes import clock, progress
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammeManager, ProgrammePage, StepPage

WORKSHOP_BEGINS, WORKSHOP_LASTS = time(9, 30), timedelta(minutes=210)


class NotPossibleError(Exception):
    """What was asked cannot be done now; the message says why."""


@transaction.atomic
def open_cohort(fields: Mapping[str, Any], *, by: User) -> Cohort:
    """A new running cohort with these `fields`."""
    return Cohort.objects.create(**fields)


@transaction.atomic
def change_cohort(cohort: Cohort, fields: Mapping[str, Any], *, by: User) -> Cohort:
    """`cohort` with other dates, places or rules."""
    for name, value in fields.items():
        setattr(cohort, name, value)
    cohort.save(update_fields=list(fields))
    return cohort


@transaction.atomic
def close_cohort(cohort: Cohort, *, by: User) -> None:
    """End `cohort`: nobody can join any more, and open invitations stop working. Closing twice changes nothing."""
    cohort.state = Cohort.State.CLOSED
    cohort.save(update_fields=["state"])


def usual_dates(workshop_starts_at: datetime) -> dict[str, Any]:
    """The dates that follow from the workshop unless somebody chooses others (DOMAIN 2.1)."""
    days = clock.calendar(workshop_starts_at.date())
    return {
        "workshop_ends_at": workshop_starts_at + WORKSHOP_LASTS,
        "priorities_due_on": days.priorities_due_on,
        "grouping_on": days.grouping_on,
    }


@transaction.atomic
def give_role(cohort: Cohort, email: str, kind: str, organisation: Organisation | None, *, by: User) -> CohortRole:
    """Let the person with this address facilitate `cohort`, or look after `organisation`'s people in it.

    An address that is new becomes a user who signs in by code. Giving a role twice changes nothing. Raises NotPossibleError
    when a facilitator takes part in the cohort: nobody facilitates their own set.
    """
    is_facilitator = kind == CohortRole.Kind.FACILITATOR
    if is_facilitator and cohort.enrolments.taking_part().filter(user__email=email.lower()).exists():
        raise NotPossibleError(_("This person takes part in the cohort, so they cannot facilitate it."))
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
    role, _is_new = CohortRole.objects.get_or_create(
        cohort=cohort, user=user, kind=kind, organisation=None if is_facilitator else organisation
    )
    return role


@transaction.atomic
def take_role(role: CohortRole, *, by: User) -> None:
    """End `role`; what the person may see ends with it at once."""
    role.delete()


@transaction.atomic
def appoint_manager(programme: ProgrammePage, user: User) -> ProgrammeManager:
    """Make `user` a manager of `programme`; twice changes nothing."""
    manager, _is_new = ProgrammeManager.objects.get_or_create(programme=programme, user=user)
    return manager


def workshop_of(cohort: Cohort) -> StepPage | None:
    """The workshop step of the cohort's programme, if it has one."""
    steps = cohort.programme.steps().select_related("content_type")
    return next((step for step in steps if step.specific_class.kind == "workshop"), None)


@transaction.atomic
def mark_attendance(cohort: Cohort, present: Iterable[Enrolment], *, by: User) -> int:
    """Record that `present` were at the workshop and that nobody else was; returns how many came.

    Raises NotPossibleError when the programme has no workshop. Somebody who has done the catch-up counts as present until a
    tick is taken away.
    """
    step = workshop_of(cohort)
    if step is None:
        raise NotPossibleError(_("This programme has no workshop step yet, so there is nowhere to note who came."))
    came = {enrolment.pk for enrolment in present}
    for enrolment in cohort.enrolments.taking_part().select_for_update():
        if enrolment.pk in came:
            progress.done(enrolment, step)
        else:
            progress.reopen(enrolment, step)
    return len(came)
