"""Keeps the list of devices on which somebody is signed in, and ends sign-ins: one, the others, or all.

A sign-in that is ended is over at the very next request, since its session is deleted. Rows are touched once in a few
minutes, not at every page.
"""

import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from elearning.accounts import devices
from elearning.accounts.models import SignIn, User

SEEN = "seen_at"
"""In the session: when the person was last seen, in seconds since 1970."""
TOUCHED = "touched_at"
"""In the session: when the row of this sign-in was last touched."""
STAFF = "is_staff"
"""In the session: whether this person was found to need a second step when the row was last touched."""


def began(request: HttpRequest, user: User) -> None:
    """Note that `user` has signed in on the device from which `request` comes."""
    now = timezone.now()
    if not request.session.session_key:
        request.session.create()
    request.session[SEEN] = request.session[TOUCHED] = time.time()
    SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "device": devices.called(request.headers.get("User-Agent", "")),
            "began_at": now,
            "seen_at": now,
        },
    )


def touch(request: HttpRequest) -> None:
    """Note that the device is still used."""
    request.session[TOUCHED] = time.time()
    key = request.session.session_key
    if not SignIn.objects.filter(session_key=key).update(seen_at=timezone.now()) and key:
        began(request, request.user)  # type: ignore[arg-type]


def look_again(user: User) -> None:
    """From the next page of `user` on, on every device: whoever has just been given more rights is asked for what they need."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in SignIn.objects.filter(user=user).values_list("session_key", flat=True):
        session = store(key)
        if session.pop(TOUCHED, None) is not None:
            with suppress(UpdateError):  # ended in this very moment
                session.save()


def end_one(user: User, number: int) -> bool:
    """End the sign-in `number` of `user`; whether there was one."""
    return bool(_end(SignIn.objects.filter(user=user, pk=number)))


def end_others(user: User, *, but: str | None) -> int:
    """End every sign-in of `user` but the one whose session is `but`; how many there were."""
    return _end(SignIn.objects.filter(user=user).exclude(session_key=but or ""))


def end_all(user: User) -> int:
    """End every sign-in of `user`; how many there were."""
    return end_others(user, but=None)


def tidy(now: datetime) -> None:
    """Delete the rows of sign-ins whose session is over."""
    SignIn.objects.filter(seen_at__lt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()


@transaction.atomic
def _end(rows: Iterable[SignIn]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = list(rows)
    for row in ended:
        store(row.session_key).delete()
        row.delete()
    return len(ended)
