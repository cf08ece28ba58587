"""Puts the screens of editors into Wagtail's admin: the check before publishing, files in and out, the form on paper."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from elearning.accounts.models import User
from elearning.assessments import authoring
from elearning.assessments.models import SelfAssessmentPage
from elearning.assessments.viewsets import files, publishing
from elearning.programmes.models import ProgrammePage


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    """The addresses of this room in the admin; Wagtail asks for the right to enter it, each view for the page."""
    return [
        path("self-assessments/<int:pk>/publish/", publishing.publish, name="assessments_publish"),
        path("self-assessments/<int:pk>/export/", files.export, name="assessments_export"),
        path("self-assessments/<int:pk>/print/", files.on_paper, name="assessments_print"),
        path("programmes/<int:pk>/self-assessments/import/", files.take_in, name="assessments_take_in"),
    ]


@hooks.register("register_page_header_buttons")
def ways_in_and_out(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The menu beside a questionnaire's title leads out, a programme's leads in."""
    if page.specific_class is SelfAssessmentPage and page.permissions_for_user(user).can_edit():
        out = [(_("Export as a file"), "assessments_export", "download"), (_("Print"), "assessments_print", "doc-full")]
        for place, (label, name, icon) in enumerate(out):
            yield Button(label, url=reverse(name, args=[page.pk]), icon_name=icon, priority=80 + place)
    if page.specific_class is ProgrammePage and page.permissions_for_user(user).can_add_subpage():
        address = reverse("assessments_take_in", args=[page.pk])
        yield Button(_("Bring in a questionnaire"), url=address, icon_name="upload", priority=80)


@hooks.register("before_publish_page")
def show_what_changes(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Once people have answered, a changed questionnaire is published only after its changes were shown."""
    if isinstance(page, SelfAssessmentPage) and authoring.pending(page):
        return redirect("assessments_publish", page.pk)
    return None


@hooks.register("before_bulk_action")
def show_what_changes_in_bulk(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Several pages are not published at once when one of them is a questionnaire that needs its changes shown."""
    drafts = [page.get_latest_revision_as_object() for page in objects if isinstance(page, Page)]
    changed = [page for page in drafts if isinstance(page, SelfAssessmentPage) and authoring.pending(page)]
    if action_type != "publish" or not changed:
        return None
    messages.warning(request, _("Publish %(title)s by itself: people have answered it.") % {"title": changed[0].title})
    return redirect("assessments_publish", changed[0].pk)
