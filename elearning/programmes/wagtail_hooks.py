"""Serves the home of whoever is enrolled at the programme's own address, and lets editors change the lists of subjects."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from elearning.programmes import arranging
from elearning.programmes.models import ProgrammePage, SubjectFramework
from elearning.programmes.views import home


@hooks.register("before_serve_page")
def serve_home(page: Page, request: HttpRequest, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
    """The home of the person who asks, at the address of their programme; the public description for anybody else."""
    return home.home(request, page) if isinstance(page, ProgrammePage) else None


@hooks.register("after_create_page")
def appoint_its_author(request: HttpRequest, page: Page) -> None:
    """Whoever lays out a programme manages it, until somebody else is appointed."""
    if isinstance(page, ProgrammePage) and request.user.is_authenticated:
        arranging.appoint_manager(page, request.user)


class SubjectFrameworkViewSet(SnippetViewSet):
    """The lists of subjects in Wagtail's admin."""

    model = SubjectFramework
    icon = "list-ul"
    add_to_admin_menu = True
    list_display = ("name",)


register_snippet(SubjectFramework, viewset=SubjectFrameworkViewSet)
