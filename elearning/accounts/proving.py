"""Makes sure that whoever sits before the screen is the person who signed in, before their whole record is handed out.

Somebody who has signed in within the last quarter of an hour has shown it. Everybody else types a code that is mailed to
them, or their password if they have one (TRUST I08). A code works once, for a quarter of an hour and three tries. Whoever has
an app that makes codes shows it by that, or by a recovery code, and by nothing less.

Doors behind which this is asked stand under `@proving.first`; `is_proved` says it for a page that shows more to who has shown it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User

LASTS = 15 * 60
"""Seconds for which a proof counts, and a code works."""
MOST_TRIES = 3
PROVED, CODE = "proved_to_be", "proof_code"
# With the pause that allauth's own limits keep (settings): five mails and ten tries an hour.


class NotProvedError(Exception):
    """What was typed proves nothing; its words say why and what to do."""


def is_proved(request: HttpRequest) -> bool:
    """Whether the person of `request` has shown within the last quarter of an hour that it is them."""
    user = request.user
    shown = request.session.get(PROVED) or {}
    times = [float(shown["at"])] if shown.get("user") == user.pk else []
    times += [float(one["at"]) for one in get_authentication_records(request, user) if "at" in one]
    return any(0 <= time.time() - at < LASTS for at in times)


def first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view` behind the question whether it is them: whoever has not shown it lately does so first, and is led back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_proved(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_prove')}?{urlencode({'next': request.get_full_path()})}")

    return asked


def has_app(user: User) -> bool:
    """Whether `user` has an app that makes codes, by which alone (or by a recovery code) they then prove who they are."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def prove_by_app(request: HttpRequest, user: User, code: str) -> None:
    """Take a code of the app, or a recovery code, as the proof. Raises NotProvedError when it is neither."""
    rows = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN)
    if not any(row.wrap().validate_code(code) for row in rows):
        raise NotProvedError(
            _("That is not the right code. Codes of an app change every half minute: take the next one.")
        )
    _proved(request)


def send_code(request: HttpRequest, user: User) -> None:
    """Mail `user` a code; an earlier one stops working. Only its fingerprint is kept, in the session."""
    code = get_adapter().generate_login_code()
    request.session[CODE] = {"user": user.pk, "print": _print(code), "at": time.time(), "tries": 0}
    mail.send("prove_code", user.email, {"user": user, "code": code})


def is_code_sent(request: HttpRequest) -> bool:
    """Whether a code is on its way to the person of `request` that still works."""
    sent = request.session.get(CODE) or {}
    return bool(sent.get("user") == request.user.pk and time.time() - sent["at"] < LASTS)


def prove_by_code(request: HttpRequest, code: str) -> None:
    """Take `code` as the proof. Raises NotProvedError when it is not the one sent, or works no more."""
    if not is_code_sent(request):
        raise NotProvedError(_("This code works no more. Ask for another one."))
    sent = request.session[CODE]
    if not constant_time_compare(sent["print"], _print(code)):
        sent["tries"] += 1
        if sent["tries"] >= MOST_TRIES:
            del request.session[CODE]
            raise NotProvedError(_("That was the third wrong code, so it works no more. Ask for another one."))
        request.session.modified = True
        raise NotProvedError(_("That is not the code we sent. Check it, or ask for another one."))
    del request.session[CODE]
    _proved(request)


def prove_by_password(request: HttpRequest, user: User, password: str) -> None:
    """Take `password` as the proof. Raises NotProvedError when it is not theirs, or too many were tried."""
    try:
        is_right = get_adapter().reauthenticate(user, password)
    except ValidationError as problem:
        raise NotProvedError(" ".join(problem.messages)) from problem
    if not is_right:
        raise NotProvedError(_("That is not your present password."))
    _proved(request)


def _proved(request: HttpRequest) -> None:
    request.session[PROVED] = {"user": request.user.pk, "at": time.time()}


def _print(code: str) -> str:
    """The fingerprint of a code, in any case and with or without its hyphen."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac("alongside.proof", plain, algorithm="sha256").hexdigest()
