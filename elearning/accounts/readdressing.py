"""Gives somebody another e-mail address: a code proves the new one, and the old one is told.

Everything of a person hangs on the person, so their cohorts, sets and invitations go with them. An address that is somebody
else's gets a letter that says so, and the page tells nothing (TRUST I05).
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts import signins
from elearning.accounts.models import User

WANTED = "wanted_address"
LASTS = 15 * 60
"""Seconds for which a code works."""
MOST_TRIES = 3


class NotMovedError(Exception):
    """The address was not changed; its words say why and what to do."""


def ask(request: HttpRequest, user: User, address: str) -> None:
    """Send a code to `address`, with which it becomes the address of `user`; an earlier code stops working."""
    address, code = address.strip().lower(), get_adapter().generate_login_code()
    request.session[WANTED] = {
        "user": user.pk, "address": address, "print": _print(code, address), "at": time.time(), "tries": 0,
    }  # fmt: skip
    if User.objects.filter(email__iexact=address).exists():
        mail.send("address_taken", address, {})
    else:
        mail.send("address_code", address, {"name": user.name, "code": code})


def wanted(request: HttpRequest) -> str:
    """The address to which a code is on its way that still works; nothing if there is none."""
    asked = request.session.get(WANTED) or {}
    is_good = asked.get("user") == request.user.pk and time.time() - asked["at"] < LASTS
    return str(asked["address"]) if is_good else ""


def confirm(request: HttpRequest, user: User, code: str) -> str:
    """Make the new address that of `user`, by the code that was sent there; returns it. Raises NotMovedError otherwise.

    All other sign-ins end.
    """
    address = wanted(request)
    if not address:
        raise NotMovedError(_("This code works no more. Ask for another one."))
    asked = request.session[WANTED]
    if not constant_time_compare(asked["print"], _print(code, address)):
        asked["tries"] += 1
        request.session.modified = True
        if asked["tries"] >= MOST_TRIES:
            del request.session[WANTED]
        raise NotMovedError(_("That is not the code we sent. After three wrong codes it works no more."))
    del request.session[WANTED]
    _move(user, address, but=request.session.session_key)
    return address


def _move(user: User, address: str, *, but: str | None) -> None:
    old = user.email
    try:
        with transaction.atomic():
            user.email = address
            user.save(update_fields=["email"])
            # allauth finds people by these rows as well: the old address must open nothing any more.
            EmailAddress.objects.filter(user=user).delete()
            signins.end_others(user, but=but)
            mail.send("address_changed", old, {"name": user.name, "address": address})
    except IntegrityError as problem:
        user.email = old
        raise NotMovedError(_("This code works no more. Ask for another one.")) from problem


def _print(code: str, address: str) -> str:
    """The fingerprint of a code for one address, in any case and with or without its hyphen."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("alongside.address", f"{plain} {address}", algorithm="sha256").hexdigest()
