"""Sets up cohorts: their dates, the people who run them, and who came to the workshop."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elearning import mail
from elearning.accounts.models import User
from elearning.programmes import clock, enrolling, progress
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammeManager, ProgrammePage, StepPage

WORKSHOP_STARTS, WORKSHOP_ENDS = time(9, 30), time(13, 0)
TAKES_PART = {
    CohortRole.Kind.FACILITATOR.value: _("This person takes part in the cohort, so they cannot facilitate it."),
    CohortRole.Kind.COMMISSIONER.value: _("This person takes part in the cohort, so they cannot commission it."),
}


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


def usual(workshop_on: date) -> dict[str, Any]:
    """What is proposed for a cohort whose workshop is on `workshop_on` (DOMAIN 2.1, 2.3): all of it can be changed."""
    days = clock.calendar(workshop_on)
    return {
        "workshop_on": workshop_on,
        "starts": WORKSHOP_STARTS,
        "ends": WORKSHOP_ENDS,
        "priorities_due_on": days.priorities_due_on,
        "grouping_on": days.grouping_on,
        "last_meeting_on": days.last_meeting_on,
    }


@transaction.atomic
def give_role(cohort: Cohort, *, email: str, kind: str, organisation: str = "", by: User) -> CohortRole:
    """Let the person with this address facilitate `cohort`, read its report as its commissioner, or look after the people
    of `organisation` (a name) in it.

    An address that is new becomes a user who signs in by code; an organisation that is new is made. The person is told
    by mail. Giving a role twice changes nothing. Raises NotPossibleError when a facilitator or a commissioner would take
    part in the cohort: nobody facilitates their own set, or gets figures in which they know one answer.
    """
    address, is_coordinator = email.lower(), kind == CohortRole.Kind.COORDINATOR
    if not is_coordinator and cohort.enrolments.taking_part().filter(user__email=address).exists():
        raise NotPossibleError(TAKES_PART[kind])
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    role, is_new = CohortRole.objects.get_or_create(
        cohort=cohort,
        user=user,
        kind=kind,
        organisation=enrolling.organisation_called(organisation) if is_coordinator else None,
    )
    if is_new:
        words = {"role": role, "cohort": cohort, "by": by, "link": settings.BASE_URL + reverse("programmes:mine")}
        mail.send("role_given", user.email, words, reply_to=by.email)
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
