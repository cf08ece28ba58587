"""Shows times on people's own clocks, says by status what was tried too often, and watches over staff."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts import clocks, limiting, securing, signins

TOUCH_EVERY = 5 * 60
SEEN_EVERY = 60
# What is open to staff who still have to set up a second step: signing in and out, and setting it up.
OPEN_WITHOUT_STEP = frozenset(
    {
        "account_login",
        "account_login_with_password",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_inactive",
        "account_signup",
        "account_logout",
        "account_not_known",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "account_signing_in",
        "account_app",
        "account_passkey",
        "account_recovery_codes",
        "account_remove_way",
        "account_end_sign_in",
        "account_prove",
    }
)


class OwnClock:
    """Times of a request are told in its person's zone. Steps do so too, else in their cohort's (`programmes.http.enter`).

    Open doors know nobody and are not asked, so that a picture costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and leave the clock as it was."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Set the clock behind a locked door."""
        if getattr(view, "login_required", True) and request.user.is_authenticated and request.user.time_zone:
            timezone.activate(clocks.zone_of(request.user))


class TooMany:
    """A page that refuses a try because there were too many is answered as such (429), whatever page it stands on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; `limiting` has marked a request that was over a limit."""
        response = self.get_response(request)
        if getattr(request, "is_over_limit", False) and response.status_code in {200, 422}:
            response.status_code = limiting.TOO_MANY
        return response


class Watchful:
    """Signs staff out who have been idle, and leads those without a second step to where they set one up.

    Who is staff is asked at signing in, anew every five minutes and at the page after an appointment (`signins.look_again`), and
    at every address of the admin. A page of the admin that is left open asks by itself who else edits; that is no sign of life.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """The way to sign in for who was idle, the way to a second step for who has none, nothing for everybody else."""
        match = request.resolver_match
        name = match.url_name if match else ""
        if name == "picture" or SESSION_KEY not in request.session or not request.user.is_authenticated:
            return None
        now = time.time()
        if self._is_idle(request, now):
            logout(request)
            messages.info(request, _("You were away for a while, so you were signed out. What you had saved is there."))
            return redirect_to_login(request.get_full_path())
        is_staff = self._seen(
            request, now, by_itself=bool(match and "wagtailadmin_editing_sessions" in match.namespaces)
        )
        if name in OPEN_WITHOUT_STEP or not securing.is_missing(request, request.user, is_staff=is_staff):
            return None
        return redirect("account_signing_in")

    @staticmethod
    def _is_idle(request: HttpRequest, now: float) -> bool:
        seen = request.session.get(signins.SEEN)
        is_staff = request.session.get(signins.STAFF)
        return bool(is_staff and seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60)

    @staticmethod
    def _seen(request: HttpRequest, now: float, *, by_itself: bool) -> bool:
        """Note that the person is there; whether they are staff."""
        session = request.session
        is_staff = bool(session.get(signins.STAFF))
        if now - session.get(signins.TOUCHED, 0) > TOUCH_EVERY:
            signins.touch(request)
            is_staff = session[signins.STAFF] = securing.is_asked_of(request.user)  # type: ignore[arg-type]
        elif not is_staff and request.path.startswith("/admin/"):
            is_staff = securing.is_asked_of(request.user)  # type: ignore[arg-type]
            if is_staff:
                session[signins.STAFF] = True
        if is_staff and not by_itself and now - session.get(signins.SEEN, 0) > SEEN_EVERY:
            session[signins.SEEN] = now
        return is_staff
