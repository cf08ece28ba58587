"""Serves the home of whoever is enrolled at the programme's own address, keeps pages that people's work hangs on from being
deleted, and lets editors change the lists of subjects."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from elearning.accounts import securing
from elearning.programmes import arranging, freezing
from elearning.programmes.models import ProgrammePage, SubjectFramework
from elearning.programmes.permissions import runs_programmes
from elearning.programmes.views import home

# Whoever runs a programme reads much about many, and so needs a second step to sign in.
securing.asked_of(runs_programmes)


@hooks.register("before_serve_page")
def serve_home(page: Page, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
    """The home of the person who asks, at the address of their programme; the public description for anybody else."""
    return home.home(request, page) if isinstance(page, ProgrammePage) else None


@hooks.register("after_create_page")
def appoint_its_author(request: HttpRequest, page: Page) -> None:
    """Whoever lays out a programme manages it, until somebody else is appointed."""
    if isinstance(page, ProgrammePage) and request.user.is_authenticated:
        arranging.appoint_manager(page, request.user)


@hooks.register("before_delete_page")
def keep_what_people_need(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page on which cohorts, answers or packs in use hang is not deleted: it says so instead, and can be unpublished."""
    if request.method != "POST" or freezing.can_be_deleted([page]):
        return None
    messages.error(request, _("People’s work hangs on this page, so it cannot be deleted. You can unpublish it."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_what_people_need_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same for several pages at once."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type != "delete" or not pages or freezing.can_be_deleted(pages):
        return None
    messages.error(
        request, _("People’s work hangs on one of these pages, so none was deleted. You can unpublish them.")
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


class SubjectFrameworkViewSet(SnippetViewSet):
    """The lists of subjects in Wagtail's admin."""

    model = SubjectFramework
    icon = "list-ul"
    add_to_admin_menu = True
    list_display = ("name",)


register_snippet(SubjectFramework, viewset=SubjectFrameworkViewSet)
