"""Finds the page behind an address by its whole way at once, where Wagtail goes down the tree page by page.

What a page makes of the rest of its address is its own affair, as in Wagtail: the first page on the way that has a `route` of
its own is asked. Where this finds nothing, Wagtail looks itself and has the last word.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

# Deeper than any page of a programme or of packs lies; what follows are doors.
DEEPEST = 4
# The page that takes over at the first part of an address, as this process has found it; a guess where to look, and no more.
FIRST: dict[str, tuple[int, type[Page]]] = {}


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view of all pages, with the page found already. Raises Http404 where there is none."""
    if found := way_to(request, path):
        request._wagtail_route_for_request = found  # type: ignore[attr-defined]
    return views.serve(request, path)


def way_to(request: HttpRequest, path: str) -> RouteResult | None:
    """The page and what it is asked for; None where Wagtail has to look: several sites or languages of the root, or no page."""
    parts, roots = [part for part in path.split("/") if part], Site.get_site_root_paths()
    if not parts or len(roots) != 1:
        return None
    way = roots[0].root_path + f"{parts[0]}/"
    if way in FIRST:
        key, model = FIRST[way]
        page = next(iter(model._default_manager.filter(pk=key, url_path=way).order_by()), None)
        if page:
            return asked(page, request, parts[1:])
        FIRST.pop(way, None)
    return walked(request, parts, roots[0].root_path)


def walked(request: HttpRequest, parts: list[str], root: str) -> RouteResult | None:
    """The same, found by the addresses of all pages on the way."""
    ways = [root + "".join(f"{part}/" for part in parts[:deep]) for deep in range(1, DEEPEST + 1)]
    here = Page.objects.filter(slug__in=parts[:DEEPEST], url_path__in=ways).order_by("depth")
    for depth, (key, kind) in enumerate(here.values_list("pk", "content_type"), start=1):
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if model and (model.route is not Page.route or depth == len(parts)):
            if depth == 1 and model.route is not Page.route:
                FIRST[ways[0]] = key, model
            return asked(model._default_manager.get(pk=key), request, parts[depth:])
    return None


def asked(page: Page, request: HttpRequest, rest: list[str]) -> RouteResult | None:
    """What `page` says of the rest of its address; None where it says that there is nothing."""
    try:
        return page.route(request, rest)
    except Http404:
        return None
