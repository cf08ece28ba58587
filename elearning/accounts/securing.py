"""Second steps of signing in: who needs one, what somebody has, and setting up, taking away and resetting them.

A second step is a passkey or an app that makes codes; recovery codes come with the first of them. Whoever may change content
or run programmes needs one; a room says who that is by `asked_of`. A new step ends the person's other sign-ins, so that every
session that is left has passed it or set it up. Each change is told to the person by a letter.
"""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from elearning import mail, sealed
from elearning.accounts import signins
from elearning.accounts.models import User
from elearning.sealing import is_sealed

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PASSED, SHOWN_UNTIL = "second_step", "codes_shown_until"
SHOWN_FOR = 10 * 60
"""Seconds for which new recovery codes can be read and downloaded."""
ADMIN = "wagtailadmin.access_admin"

Rule = Callable[[User], bool]
RULES: list[Rule] = []


class NotPossibleError(Exception):
    """What was asked for cannot be done; its words say why."""


def asked_of(rule: Rule) -> Rule:
    """From now on, people for whom `rule` holds need a second step and are signed out when they are idle."""
    RULES.append(rule)
    return rule


def is_asked_of(user: User) -> bool:
    """Whether `user` may do what needs a second step: enter the admin, or what a room has named."""
    return user.has_perm(ADMIN) or any(rule(user) for rule in RULES)


def has_second_step(user: User) -> bool:
    """Whether `user` has a passkey or an app that makes codes."""
    return Authenticator.objects.filter(user=user, type__in=STEPS).exists()


def is_missing(request: HttpRequest, user: User, *, is_staff: bool) -> bool:
    """Whether `user`, who needs a second step if `is_staff`, still has to set one up."""
    if not settings.SECOND_STEP_REQUIRED or not is_staff or request.session.get(PASSED) == user.pk:
        return False
    if not has_second_step(user):
        return True
    request.session[PASSED] = user.pk
    return False


@transaction.atomic
def add_app(request: HttpRequest, user: User, secret: str) -> None:
    """From now on `user` signs in with a code from the app that knows `secret`."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, secret)
        _added(request, user, _("An app that makes codes was added."))


@transaction.atomic
def add_passkey(request: HttpRequest, user: User, name: str, credential: dict[str, Any]) -> None:
    """From now on `user` can sign in with this passkey, which `credential` describes and which has been checked."""
    WebAuthn.add(user, name, credential)
    _added(request, user, _("A passkey was added."))


@transaction.atomic
def remove(request: HttpRequest, user: User, number: int) -> None:
    """Take a second step of `user` away; recovery codes go with the last. Raises NotPossibleError where one is needed."""
    rows = list(Authenticator.objects.select_for_update().filter(user=user, type__in=STEPS))
    gone = [row for row in rows if row.pk == number]
    if gone and len(rows) == 1 and settings.SECOND_STEP_REQUIRED and is_asked_of(user):
        raise NotPossibleError(_("Your role needs a second step. Set up another one first, then remove this one."))
    for row in gone:
        row.delete()
        _tell(user, _("A passkey was removed.") if row.type == STEPS[1] else _("The app that makes codes was removed."))
    if gone and len(rows) == 1:
        Authenticator.objects.filter(user=user).delete()
    request.session.pop(PASSED, None)


@transaction.atomic
def make_codes(request: HttpRequest, user: User) -> None:
    """New recovery codes in place of the old ones, to be read for a while. Raises NotPossibleError without a second step."""
    if not has_second_step(user):
        raise NotPossibleError(_("Recovery codes stand in for a second step. Set one up first."))
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    request.session[SHOWN_UNTIL] = time.time() + SHOWN_FOR
    _tell(user, _("New recovery codes were made; the old ones work no more."))


def codes_left(user: User) -> list[str]:
    """The recovery codes that `user` has not used yet."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return list(row.wrap().get_unused_codes()) if row else []


def may_read_codes(request: HttpRequest) -> bool:
    """Whether recovery codes were made a few minutes ago in this very session, and so may be read."""
    return bool(request.session.get(SHOWN_UNTIL, 0) > time.time())


@transaction.atomic
def reset(user: User, *, reason: str) -> int:
    """Take all second steps of `user` away and end all sign-ins, for somebody who has lost their device; how many steps."""
    gone, _by_model = Authenticator.objects.filter(user=user).delete()
    signins.end_all(user)
    _tell(user, _("Whoever runs this service has removed your second steps, for this reason: %s") % reason)
    return gone


def seal_anew() -> int:
    """Seal the secrets of apps and recovery codes with the first key; how many were not."""
    done = 0
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN):
        name = "secret" if row.type == Authenticator.Type.TOTP else "seed"
        stood = row.data.get(name, "")
        if is_sealed(stood) and not stood.startswith(sealed.keyring().prefix):
            row.data[name] = sealed.keyring().seal(sealed.keyring().open(stood))
            row.save(update_fields=["data"])
            done += 1
    return done


def _added(request: HttpRequest, user: User, what: str) -> None:
    """What follows from a new second step: recovery codes with the first, the end of other sign-ins, and a letter."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        RecoveryCodes.activate(user)
        request.session[SHOWN_UNTIL] = time.time() + SHOWN_FOR
    signins.end_others(user, but=request.session.session_key)
    request.session[PASSED] = user.pk
    _tell(user, what)


def _tell(user: User, what: str) -> None:
    mail.send("signing_in_changed", user.email, {"user": user, "what": what})
