"""Makes one enrolment of two, where somebody was invited at two addresses of theirs (DOMAIN 2.6).

The programme manager asks; whoever signs in at the address that goes says yes, since all they wrote goes with it to the other
one, and nobody but they can know that it is theirs. Rooms say what follows (`follow`); the rest goes over as it is. Nothing is
deleted: what the enrolment that stays has already, and can have once only, stays in the record of the address that goes.
"""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.post.recalling import while_true
from elearning.programmes import noting
from elearning.programmes.enrolling import PROFILE, NotPossibleError
from elearning.programmes.models import Cohort, Enrolment, Invitation, StepProgress

Follower = Callable[[Enrolment, Enrolment], None]
FOLLOWERS: list[Follower] = []
CAN_GO = (Enrolment.State.INVITED, *Enrolment.TAKING_PART)
ASKED = "same_person"


def follow(follower: Follower) -> Follower:
    """From now on, `follower(stays, goes)` hands a room's rows on whenever two enrolments become one."""
    FOLLOWERS.append(follower)
    return follower


def handed_on(rows: QuerySet[Any], **to: object) -> int:
    """Give each of `rows` the values `to`; how many could have them. One that cannot, since there is one already, stays."""
    moved = 0
    for row in rows:
        for name, value in to.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(update_fields=list(to))
        except IntegrityError:
            continue
        moved += 1
    return moved


def candidates(cohort: Cohort) -> list[Enrolment]:
    """Who can be one of two: everybody invited or taking part, by name."""
    rows = Enrolment.objects.filter(cohort=cohort, state__in=CAN_GO, merged_at=None)
    return list(rows.by_name().select_related("user", "organisation"))


def asked_in(cohort: Cohort) -> list[Enrolment]:
    """Of whom it is being asked whether they are somebody else of the cohort as well."""
    rows = Enrolment.objects.filter(cohort=cohort, same_as__isnull=False, merged_at=None)
    return list(rows.select_related("user", "same_as__user").order_by("pk"))


def asked_of(user: User) -> QuerySet[Enrolment]:
    """The enrolments of `user` about which they are being asked."""
    rows = Enrolment.objects.filter(user=user, same_as__isnull=False, merged_at=None, state__in=CAN_GO)
    return rows.select_related("cohort__programme", "same_as__user", "user")


def _pair(stays: Enrolment, goes: Enrolment) -> tuple[Enrolment, Enrolment]:
    """Both as they stand, locked, in the order in which they were made."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("user", "cohort__programme").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[stays.pk, goes.pk])}
    here, there = found[stays.pk], found[goes.pk]
    is_two = here != there and here.cohort_id == there.cohort_id and here.user_id != there.user_id
    if not is_two or not here.is_taking_part or there.state not in CAN_GO or here.same_as_id or there.merged_at:
        raise NotPossibleError(
            _("These two cannot be made one. Choose two of this cohort; the one that stays takes part.")
        )
    return here, there


@transaction.atomic
def ask(stays: Enrolment, goes: Enrolment, *, by: User) -> Enrolment:
    """Ask whoever is enrolled as `goes` whether they are `stays` as well; an invitation nobody has taken up goes at once.

    Raises NotPossibleError unless both are of one cohort and different people so far, and `stays` takes part.
    """
    here, there = _pair(stays, goes)
    there.same_as = here
    there.save(update_fields=["same_as"])
    noting.changed(Thing.MERGING, [here, there], by=by, cohort=here.cohort)
    if there.state == Enrolment.State.INVITED:
        return _merge(here, there)
    path = reverse("programmes:same_person", args=[there.public_id])
    holds = [f"{ASKED}:{there.pk}"]
    mail.send("same_person_asked", there.user.email, {"user": there.user, "path": path}, only_while=holds)
    return there


@transaction.atomic
def let_go(goes: Enrolment, *, by: User) -> None:
    """It is not asked any more: the manager takes it back, or the person says no. Of one that has been merged nothing changes."""
    asked = Enrolment.objects.filter(pk=goes.pk, merged_at=None)
    row = asked.exclude(same_as=None).exclude(user=by).select_related("cohort", "same_as").first()
    if row and row.same_as:
        noting.changed(Thing.MERGING, [row, row.same_as], by=by, cohort=row.cohort)
    asked.update(same_as=None)


@transaction.atomic
def agree(goes: Enrolment, *, by: User) -> Enrolment:
    """The person says yes: from now on there is one. Raises NotPossibleError when they are not asked (any more)."""
    found = asked_of(by).filter(pk=goes.pk).first()
    if found is None or found.same_as is None:
        raise NotPossibleError(_("This is not being asked any more, so nothing was changed."))
    here, there = _pair(found.same_as, found)
    return _merge(here, there)


def _merge(here: Enrolment, there: Enrolment) -> Enrolment:
    _carry_profile(here, there)
    _carry_progress(here, there)
    for follower in FOLLOWERS:
        follower(here, there)
    _carry_the_rest(here, there)
    there.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=timezone.now())
    had_joined = there.is_taking_part
    there.state, there.merged_at = Enrolment.State.REMOVED, timezone.now()
    there.save(update_fields=["state", "merged_at"])
    if had_joined:
        for user in (here.user, there.user):
            mail.send("same_person_merged", user.email, {"user": user, "path": reverse("programmes:mine")})
    return there


def _carry_profile(here: Enrolment, there: Enrolment) -> None:
    """What only one of the two says of the person; the earlier day of joining."""
    for name in PROFILE:
        setattr(here, name, getattr(here, name) or getattr(there, name))
    days = [one for one in (here.joined_at, there.joined_at) if one]
    here.joined_at = min(days, default=None)
    here.profile_completed_at = here.profile_completed_at or there.profile_completed_at
    if there.state in (Enrolment.State.ACTIVE, Enrolment.State.COMPLETED) and here.state == Enrolment.State.JOINED:
        here.state = Enrolment.State.ACTIVE
    here.first_meeting_at = here.first_meeting_at or there.first_meeting_at
    here.save(update_fields=[*PROFILE, "joined_at", "profile_completed_at", "state", "first_meeting_at"])
    # Whose line manager they are is known by the address: it stays known.
    theirs = Enrolment.objects.filter(cohort=here.cohort_id, line_manager_email__iexact=there.user.email)
    theirs.exclude(pk__in=[here.pk, there.pk]).update(line_manager_email=here.user.email)


def _carry_progress(here: Enrolment, there: Enrolment) -> None:
    """How far they have come: what either has begun or done."""
    own = {row.step_id: row for row in StepProgress.objects.filter(enrolment=here)}
    for row in StepProgress.objects.filter(enrolment=there):
        mine = own.get(row.step_id)
        if mine and row.done_at and mine.done_at is None:
            mine.done_at = row.done_at
            mine.save(update_fields=["done_at"])
    handed_on(StepProgress.objects.filter(enrolment=there), enrolment=here)


def _carry_the_rest(here: Enrolment, there: Enrolment) -> None:
    """What no room has said anything about goes over row by row, as it is: nothing is forgotten because a room is new."""
    for way in Enrolment._meta.get_fields(include_hidden=True):
        if isinstance(way, ForeignObjectRel) and way.related_model not in (Enrolment, Invitation):
            name = way.remote_field.name
            handed_on(way.related_model._default_manager.filter(**{name: there}), **{name: here})


def is_asked(more: str, receiver: User) -> bool:
    """Whether the receiver of a letter is still being asked about the enrolment of this key."""
    return more.isdecimal() and asked_of(receiver).filter(pk=int(more)).exists()


while_true(ASKED, is_asked)
