"""The way from the address of a pack, or of a guide to packs, to the views behind it."""

from types import ModuleType
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from packs.models import CategoryGuidePage, LearningPackPage

DOORS = "packs.doors.pack"
DOORS_OF_A_GUIDE = "packs.doors.guide"


def enter(
    request: HttpRequest, page: LearningPackPage | CategoryGuidePage, door: str, urls: ModuleType
) -> HttpResponse:
    """Call the view behind `door` of `page`, as `view(request, page, **captured)`. Anybody may come in.

    Raises Http404 where there is no door.
    """
    try:
        match = resolve(f"/{door}", urlconf=urls.__name__)
    except Resolver404 as problem:
        raise Http404 from problem
    return match.func(request, page, *match.args, **match.kwargs)


def address(pack: LearningPackPage, name: str = "front", **captured: Any) -> str:
    """The address of the door `name` of `pack`."""
    return (pack.url or "").rstrip("/") + reverse(name, urlconf=DOORS, kwargs=captured)


def guide_address(guide: CategoryGuidePage, name: str = "guide") -> str:
    """The address of the door `name` of a guide to a category."""
    return (guide.url or "").rstrip("/") + reverse(name, urlconf=DOORS_OF_A_GUIDE)
