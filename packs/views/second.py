"""What Wagtail's editing page says about the second person: why there is no button, and where a check has to wait."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from elearning.accounts.http import AuthenticatedRequest
from packs.models.reviewing import Reviewed, ReviewTask, hindrance, words_of
from packs.permissions import looks_after_publishers


class WhyNot(ActionMenuItem):
    """A line in the menu of actions, where the button to publish would be."""

    name = "why-not"
    template_name = "packs/desk/_why_not.html"

    def __init__(self, why: str, alone_url: str = "") -> None:
        super().__init__()
        self.why, self.alone_url = why, alone_url

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """The words, and for the owner of the installation the way to the emergency door."""
        return {**super().get_context_data(parent_context), "why": self.why, "alone_url": self.alone_url}


def say_why_not(items: list[ActionMenuItem], request: AuthenticatedRequest, context: dict[str, Any]) -> None:
    """Put the reason why the person cannot publish this page now below the actions that they can do."""
    page = context.get("page")
    if not isinstance(page, Reviewed):
        return
    why = reason(page, request)
    owner = looks_after_publishers(request.user)
    if why or owner:
        items.append(WhyNot(why, reverse("pack_alone", args=[page.pk]) if owner else ""))


def reason(page: Page, request: AuthenticatedRequest) -> str:
    """Why the person cannot publish `page` now; empty while it waits for others, or for this person's own check."""
    if not page.workflow_in_progress:
        return _("Publishing takes two people: hand it in, and somebody else lets it out.")
    return (
        hindrance(page, request.user) if page.current_workflow_task.user_can_access_editor(page, request.user) else ""
    )


def say_what_is_asked(request: AuthenticatedRequest, page: Page) -> None:
    """Above the words of a page that waits for this person: which check it is, and what to look at."""
    if request.method != "GET" or not isinstance(page, Reviewed) or not page.workflow_in_progress:
        return
    task = page.current_workflow_task
    if not isinstance(task, ReviewTask) or not task.user_can_access_editor(page, request.user):
        return
    why = hindrance(page, request.user)
    words = _("This waits for the check “%(check)s”. %(question)s") % {
        "check": task.get_kind_display(),
        "question": why or task.question,
    }
    messages.info(request, words)


def keep_changes_apart(request: AuthenticatedRequest, page: Page) -> None:
    """Whoever passes a check with words of their own in the form has them saved; the check waits for somebody else."""
    passes = request.POST.get("action-workflow-action") and request.POST.get("workflow-action-name") == "approve"
    if not (passes and isinstance(page, Reviewed) and has_changes(request, page)):
        return
    given = request.POST.copy()
    del given["action-workflow-action"]
    request.POST = given  # type: ignore[assignment]
    messages.warning(request, _("Your changes are saved. Now that you have changed it last, somebody else passes it."))


def has_changes(request: AuthenticatedRequest, page: Page) -> bool:
    """Whether the form that was sent says other words than the newest draft; one with errors is left to Wagtail."""
    latest = page.get_latest_revision()
    draft = latest.as_object()
    form_class = page.specific_class.get_edit_handler().get_form_class()
    form = form_class(
        request.POST, request.FILES, instance=draft, parent_page=page.get_parent().specific, for_user=request.user
    )
    return form.is_valid() and words_of(form.save(commit=False).serializable_data()) != words_of(latest.content)
