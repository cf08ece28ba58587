"""Shows times on people's own clocks: behind every locked door, in the zone that they have chosen."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from elearning.accounts import clocks


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
