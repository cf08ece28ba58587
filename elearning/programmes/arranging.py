"""Sets up cohorts: their dates, the people who run them, who came to the workshop; ends them, and says what ends then."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from elearning import mail
from elearning.accounts import signins
from elearning.accounts.models import User
from elearning.auditing import noting as log
from elearning.auditing.kinds import Thing
from elearning.programmes import clock, enrolling, noting, permissions, progress
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.models import (
    Cohort,
    CohortRole,
    Enrolment,
    Invitation,
    ProgrammeManager,
    ProgrammePage,
    StepPage,
    Wave,
)

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


Ending = Callable[[Cohort, datetime], Iterable[str]]
ENDINGS: dict[str, Ending] = {}


def ends_with_cohort(name: str, tell: Ending) -> None:
    """From now on, whoever is about to close a cohort reads what `tell` says will stop then; a room says so in `chores.py`."""
    ENDINGS[name] = tell


def what_closing_stops(cohort: Cohort, *, now: datetime | None = None) -> list[str]:
    """What stops when `cohort` is closed at `now`, in sentences with counts, nothing of what is over anyhow."""
    moment = now or timezone.now()
    said = list(_invitations(cohort, moment))
    people = cohort.enrolments.filter(state__in=Enrolment.TAKING_PART).count()
    for wave, words in _QUESTIONNAIRES.items():
        first, last = cohort.window(wave)
        if people and cohort.day_of(moment) <= last:
            days = {"first": date_format(first, "j F Y"), "last": date_format(last, "j F Y"), "people": people}
            said.append(str(words) % days)
    return said + [sentence for tell in ENDINGS.values() for sentence in tell(cohort, moment)]


_QUESTIONNAIRES = {
    Wave.POST: _(
        "The second questionnaire (%(first)s to %(last)s): whoever of the %(people)d people taking part has not answered "
        "by now cannot any more."
    ),
    Wave.FOLLOW_UP: _(
        "The third questionnaire, three months later (%(first)s to %(last)s): none of the %(people)d people taking part "
        "can answer it from now on."
    ),
}


def _invitations(cohort: Cohort, now: datetime) -> Iterable[str]:
    open_ones = Invitation.objects.filter(
        enrolment__cohort=cohort, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).count()
    if open_ones:
        words = ngettext(
            "%(number)d open invitation stops working.", "%(number)d open invitations stop working.", open_ones
        )
        yield words % {"number": open_ones}


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
        note_role(role, by=by)
    return role


@transaction.atomic
def take_role(role: CohortRole, *, by: User) -> None:
    """End `role`; what the person may see ends with it at once."""
    note_role(role, by=by)
    role.delete()


def note_role(role: CohortRole, *, by: User) -> None:
    """Note for whoever holds `role`, who is not enrolled, that `by` gives or ends it."""
    right = permissions.right_in(by, role.cohort)
    log.changed(Thing.ROLE, role.user_id, by=by, right=right, cohort=role.cohort.public_id, what=role.kind)


@transaction.atomic
def appoint_manager(programme: ProgrammePage, user: User) -> ProgrammeManager:
    """Make `user` a manager of `programme`; twice changes nothing. Where they are signed in, they are asked for a second step."""
    manager, is_new = ProgrammeManager.objects.get_or_create(programme=programme, user=user)
    if is_new:
        signins.look_again(user)
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
    people = list(cohort.enrolments.taking_part().select_for_update())
    before = set(
        step.progress.filter(enrolment__in=people, done_at__isnull=False).values_list("enrolment_id", flat=True)
    )
    for enrolment in people:
        if enrolment.pk in came:
            progress.done(enrolment, step)
        else:
            progress.reopen(enrolment, step)
    other = [one for one in people if (one.pk in came) != (one.pk in before)]
    noting.changed(Thing.ATTENDANCE, other, by=by, cohort=cohort)
    return len(came)
