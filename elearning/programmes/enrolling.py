"""Brings people into a cohort: invites them, lets them accept or decline, and takes their profile.

An invitation is a link with 256 random bits, of which only the SHA-256 is kept. It works once, until it expires or
another one replaces it, and nobody but the person it was made for gets in by it. People who are known already are
never changed by an invitation (TRUST C07, I01).
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from elearning import mail
from elearning.accounts.models import Organisation, User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Cohort, CohortRole, Enrolment, Invitation, ProgrammePage
from elearning.programmes.rosters import Row


class InvitationGoneError(Exception):
    """The link is unknown, used, revoked or too old. One message for all, so that nobody learns which."""


class NotPossibleError(Exception):
    """What was asked cannot be done now; the message says why."""


def digest(token: str) -> str:
    """What is kept of `token`: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(cohort: Cohort, rows: Sequence[Row], *, by: User) -> list[Invitation]:
    """Invite the people of `rows` to `cohort` and mail each of them; returns the invitations made.

    Makes users and organisations that are new; leaves those that exist as they are, and passes over its facilitators and
    people who are in the cohort already, so that asking twice does no harm. Raises NotPossibleError when the cohort is closed.
    """
    cohort = Cohort.objects.select_for_update().select_related("programme").get(pk=cohort.pk)
    if not cohort.is_running:
        raise NotPossibleError(_("This cohort is closed, so nobody can be invited to it."))
    wanted = {row.email.lower(): row for row in rows}
    here = {e.user.email.lower(): e for e in cohort.enrolments.filter(user__email__in=wanted).select_related("user")}
    helpers = set(cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).values_list("user__email", flat=True))
    fresh = {email: row for email, row in wanted.items() if email not in here and email not in helpers}
    asked_again = [e for e in here.values() if e.state == Enrolment.State.DECLINED]
    made = _enrol(cohort, fresh) + [_ask_again(enrolment) for enrolment in asked_again]
    return _send(made, cohort, by=by)


def _enrol(cohort: Cohort, rows: Mapping[str, Row]) -> list[Enrolment]:
    """New enrolments of the people of `rows`, in a number of queries that does not grow with them."""
    organisations = _organisations([row.organisation for row in rows.values()])
    users = _users(rows)
    return Enrolment.objects.bulk_create(
        Enrolment(
            cohort=cohort,
            user=users[email],
            organisation=organisations[row.organisation.lower()],
            role_title=row.role,
            invited_first_name=row.names[0],
            invited_last_name=row.names[1],
        )
        for email, row in rows.items()
    )


def _users(rows: Mapping[str, Row]) -> dict[str, User]:
    """The users with the addresses of `rows`; new ones can sign in by link or code only."""
    known = set(User.objects.filter(email__in=rows).values_list("email", flat=True))
    new = []
    for email, row in rows.items():
        if email not in known:
            first, last = row.names
            user = User(email=email, first_name=first, last_name=last)
            user.set_unusable_password()
            new.append(user)
    User.objects.bulk_create(new, ignore_conflicts=True)
    return {user.email: user for user in User.objects.filter(email__in=rows)}


def _organisations(names: Iterable[str]) -> dict[str, Organisation]:
    """The organisations called `names`, in any case, by their names in lower case."""
    wanted = {name.lower(): name for name in names}
    known = {one.name.lower(): one for one in Organisation.objects.all()}
    slugs = {one.slug for one in known.values()}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Organisation.objects.create(name=name, slug=_free_slug(name, slugs))
    return known


def organisation_called(name: str) -> Organisation:
    """The organisation called `name`, in any case; made if there is none."""
    return _organisations([name])[name.lower()]


def _free_slug(name: str, taken: set[str]) -> str:
    """A slug for `name` that nobody has; it is then taken."""
    stem = slugify(name)[:70] or "organisation"
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    taken.add(slug)
    return slug


def _ask_again(enrolment: Enrolment) -> Enrolment:
    """An enrolment that was declined, open for another invitation."""
    enrolment.state = Enrolment.State.INVITED
    enrolment.save(update_fields=["state"])
    return enrolment


def _send(enrolments: Sequence[Enrolment], cohort: Cohort, *, by: User) -> list[Invitation]:
    """Make one open invitation for each of `enrolments`, replacing an earlier one, and mail it."""
    now = timezone.now()
    tokens = [secrets.token_urlsafe(32) for _enrolment in enrolments]
    Invitation.objects.filter(
        enrolment__in=[enrolment.pk for enrolment in enrolments], accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    made = Invitation.objects.bulk_create(
        Invitation(
            enrolment=enrolment,
            token_hash=digest(token),
            sent_by=by,
            expires_at=now + timedelta(days=settings.INVITATION_DAYS),
        )
        for enrolment, token in zip(enrolments, tokens, strict=True)
    )
    contact = contact_of(cohort, by)
    noting.changed(Thing.INVITATION, enrolments, by=by, cohort=cohort)
    for invitation, token in zip(made, tokens, strict=True):
        _mail(invitation, token, cohort, by=by, contact=contact)
    return made


def contact_of(cohort: Cohort, by: User) -> User:
    """Whom an invited person can ask: a manager of the programme; if there is none, whoever invites."""
    manager = cohort.programme.managers.select_related("user").order_by("pk").first()
    return manager.user if manager else by


def _mail(invitation: Invitation, token: str, cohort: Cohort, *, by: User, contact: User) -> None:
    """Send the invitation; answers to it reach the contact."""
    person = invitation.enrolment.user
    words = {
        "person": person,
        "cohort": cohort,
        "programme": cohort.programme,
        "by": by,
        "contact": contact,
        "link": settings.BASE_URL + reverse("programmes:join", args=[token]),
        "expires_at": invitation.expires_at,
    }
    mail.send("invitation", person.email, words, reply_to=contact.email)


@transaction.atomic
def resend(enrolment: Enrolment, *, by: User) -> Invitation:
    """Send `enrolment` another invitation; the earlier link stops working. Raises NotPossibleError once they have answered."""
    locked = Enrolment.objects.select_for_update().select_related("cohort__programme", "user").get(pk=enrolment.pk)
    if locked.state != Enrolment.State.INVITED or not locked.cohort.is_running:
        raise NotPossibleError(
            _("An invitation can be sent again only while somebody has not answered and the cohort runs.")
        )
    return _send([locked], locked.cohort, by=by)[0]


@transaction.atomic
def revoke(enrolment: Enrolment, *, by: User) -> None:
    """Take back the open invitation of `enrolment`: the link stops working and they are no longer in the cohort.

    Raises NotPossibleError once they have answered.
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=enrolment.pk)
    if locked.state != Enrolment.State.INVITED:
        raise NotPossibleError(_("This invitation has been answered, so it cannot be taken back."))
    noting.changed(Thing.INVITATION, [locked], by=by, cohort=locked.cohort)
    locked.invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=timezone.now())
    locked.state = Enrolment.State.REMOVED
    locked.save(update_fields=["state"])


LEAVING = (Enrolment.State.WITHDRAWN, Enrolment.State.DEFERRED, Enrolment.State.REMOVED)


@transaction.atomic
def leave(enrolment: Enrolment, state: str, *, by: User) -> Enrolment:
    """Note that somebody who took part does so no more: `state` is withdrawn, deferred or removed. No reason is asked.

    Raises NotPossibleError for any other state, and where they cannot go there from where they are.
    """
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=enrolment.pk)
    if state not in LEAVING or not locked.is_taking_part or state not in Enrolment.MOVES[locked.state]:
        raise NotPossibleError(_("They do not take part in this cohort any more, so nothing was changed."))
    locked.state = state
    locked.save(update_fields=["state"])
    noting.changed(Thing.ENROLMENT, [locked], by=by, cohort=locked.cohort)
    enrolment.state = state
    return enrolment


def find(token: str) -> Invitation:
    """The invitation that `token` opens. Raises InvitationGoneError if it opens none (any more)."""
    found = (
        Invitation.objects.filter(token_hash=digest(token))
        .select_related("sent_by", "enrolment__user", "enrolment__organisation", "enrolment__cohort__programme")
        .first()
    )
    if found is None or not found.is_open or not _can_answer(found.enrolment):
        raise InvitationGoneError
    return found


def used_by(token: str, user: User) -> Enrolment | None:
    """The enrolment that `user` has already come into by `token`, or None: pressing the same link again leads home."""
    enrolments = Enrolment.objects.taking_part().filter(user=user, invitations__token_hash=digest(token))
    return enrolments.select_related("cohort__programme").first()


def _can_answer(enrolment: Enrolment) -> bool:
    """Whether the person can still say yes or no."""
    is_waiting = enrolment.state == Enrolment.State.INVITED
    return is_waiting and enrolment.cohort.is_running and enrolment.user.is_active


@transaction.atomic
def accept(token: str) -> Enrolment:
    """Use `token` up and let its person into the cohort. Raises InvitationGoneError; of several at once, one gets through."""
    invitation = _use_up(token)
    enrolment = invitation.enrolment
    enrolment.state = Enrolment.State.JOINED
    enrolment.joined_at = invitation.accepted_at
    enrolment.invited_first_name = enrolment.invited_last_name = ""
    enrolment.save(update_fields=["state", "joined_at", "invited_first_name", "invited_last_name"])
    return enrolment


@transaction.atomic
def decline(token: str) -> Enrolment:
    """Use `token` up and note that its person does not take part. No reason is asked. Raises InvitationGoneError."""
    enrolment = _use_up(token).enrolment
    enrolment.state = Enrolment.State.DECLINED
    enrolment.save(update_fields=["state"])
    return enrolment


def _use_up(token: str) -> Invitation:
    """The invitation of `token`, answered now; the update is what decides between two who come at the same time."""
    invitation, now = find(token), timezone.now()
    still_open = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    )
    if not still_open.update(accepted_at=now):
        raise InvitationGoneError
    invitation.accepted_at = now
    return invitation


@transaction.atomic
def acknowledge(enrolment: Enrolment, programme: ProgrammePage) -> None:
    """Record that the person has read who sees what, in its present version."""
    enrolment.privacy_version = programme.privacy_version
    enrolment.privacy_acknowledged_at = timezone.now()
    enrolment.save(update_fields=["privacy_version", "privacy_acknowledged_at"])


@transaction.atomic
def forget_half_days(cohort: int) -> int:
    """Nobody in the cohort (its key) has half days noted any more, since nothing is formed from them; returns of how many."""
    return Enrolment.objects.filter(cohort=cohort).exclude(availability=[]).update(availability=[])


PROFILE = ("role_title", "level", "line_manager_email", "availability", "access_needs")


@transaction.atomic
def complete_profile(enrolment: Enrolment, profile: Mapping[str, Any]) -> None:
    """Keep what the person says about themselves; the first time, this makes them active.

    `profile` holds `first_name` and `last_name`, which belong to the person, and the fields of PROFILE, which belong to
    this enrolment. The organisation is fixed by the invitation.
    """
    user = enrolment.user
    user.first_name, user.last_name = profile["first_name"], profile["last_name"]
    user.save(update_fields=["first_name", "last_name"])
    for name in PROFILE:
        setattr(enrolment, name, profile[name])
    enrolment.profile_completed_at = enrolment.profile_completed_at or timezone.now()
    if enrolment.state == Enrolment.State.JOINED:
        enrolment.state = Enrolment.State.ACTIVE
    enrolment.save(update_fields=[*PROFILE, "profile_completed_at", "state"])
