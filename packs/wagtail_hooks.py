"""Binds packs and shelves to their views, and keeps the choosers of Wagtail inside a publisher's own branch."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import policy_registry

from elearning.programmes.http import bind
from packs.doors import pack as pack_doors
from packs.doors import shelf as shelf_doors
from packs.http import enter
from packs.models import LearningPackPage, PackShelfPage

Serve = Callable[[Page, HttpRequest, Any, dict[str, Any]], HttpResponse]
AFTER_WAGTAIL = 100

bind(PackShelfPage, shelf_doors)


@hooks.register("on_serve_page", order=AFTER_WAGTAIL)
def serve_packs(serve: Serve) -> Serve:
    """Packs are served by the views of this room, once Wagtail has asked whether the page may be seen at all."""

    def served(page: Page, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponse:
        if isinstance(page, LearningPackPage):
            return enter(request, page, kwargs.get("door", ""), pack_doors)
        return serve(page, request, args, kwargs)

    return served


@hooks.register("construct_page_chooser_queryset")
def choose_among_own(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """A chooser shows the pages that the person may explore, and no others: other publishers' titles stay theirs."""
    own = policy_registry.get_by_type(Page).explorable_instances(request.user)
    return pages.filter(pk__in=own.values("pk"))
