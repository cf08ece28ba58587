"""Binds a kind of step to the doors below its address, and lets only the people enrolled in it through."""

from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from elearning.accounts import clocks
from elearning.accounts.http import sign_in_first, turned_away
from elearning.programmes import permissions
from elearning.programmes.models import Enrolment, ProgrammePage, StepPage

Hook = Callable[[Page, HttpRequest, Any, dict[str, Any]], HttpResponse | None]
BOUND: dict[type[StepPage], ModuleType] = {}


def bind(kind: type[StepPage], urls: ModuleType) -> None:
    """From now on, a page of `kind` is served by the views of `urls` (its `urlpatterns` start below the page's address).

    Each view is called as `view(request, step, enrolment, **captured)`. `kind.doors` becomes the name of `urls`: a later
    room may bind an earlier one's pages to doors of its own around the earlier ones.
    """
    BOUND[kind] = urls
    kind.doors = urls.__name__

    def serve(page: Page, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        return enter(request, page, kwargs.get("door", ""), urls) if isinstance(page, kind) else None

    hooks.register("before_serve_page", serve)


def still_to_join(enrolment: Enrolment, programme: ProgrammePage) -> str | None:
    """The address of what comes before the first step: the notice, then the profile; None once both are done."""
    if not enrolment.has_read_notice(programme):
        return reverse("programmes:notice", args=[enrolment.public_id])
    if not enrolment.has_profile:
        return reverse("programmes:profile", args=[enrolment.public_id])
    return None


def reach(request: HttpRequest) -> str:
    """What the person of `request` runs or reads (`permissions.reach`); nothing for a visitor. Asked once a request."""
    if not hasattr(request, "reach"):
        known = permissions.reach(request.user) if request.user.is_authenticated else ""
        request.reach = known  # type: ignore[attr-defined]
    return str(request.reach)  # type: ignore[attr-defined]


def convenes(request: HttpRequest) -> bool:
    """Whether the person of `request` runs any cohort or manages any programme; never a visitor."""
    return reach(request) == "runs"


def enter(request: HttpRequest, step: StepPage, door: str, urls: ModuleType) -> HttpResponse:
    """Call the view behind `door` of `step` for the person's current enrolment.

    Sends the signed-out to sign in, with what they sent kept on the screen, and refuses a form made for another person.
    Somebody who has not yet read who sees what, or has no profile, is sent there first (DOMAIN 2.2, hard gate a). Raises
    Http404 for somebody who is not enrolled in the step's programme: to a stranger a step
    does not exist.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    refusal = turned_away(request)
    if refusal:
        return refusal
    enrolment = Enrolment.objects.current(request.user, step.programme)
    if enrolment is None:
        raise Http404
    timezone.activate(clocks.zone_of(request.user, enrolment.cohort.time_zone))
    first = still_to_join(enrolment, step.programme)
    if first:
        return redirect(f"{first}?{urlencode({'next': request.path})}")
    try:
        match = resolve(f"/{door}", urlconf=urls.__name__)
    except Resolver404 as problem:
        raise Http404 from problem
    return match.func(request, step, enrolment, *match.args, **match.kwargs)
