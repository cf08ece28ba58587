"""Keeps the names of other publishers' people and checks out of the filters of Wagtail's listings and reports.

Wagtail offers everybody on the site to choose from. Each filter named here gets what it offers from Wagtail as before, and
lets the person see their colleagues, and the checks of pages of their own, out of that.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet, WorkflowTasksReportFilterSet
from wagtail.models import Page, Task, Workflow
from wagtail.permissions import policy_registry

from elearning.accounts.models import User
from packs.permissions import colleagues

FILTERS: list[tuple[Any, str]] = [
    (PageFilterSet, "owner"),
    (PageFilterSet, "edited_by"),
    (LockedPagesReportFilterSet, "locked_by"),
    (WorkflowReportFilterSet, "requested_by"),
    (WorkflowReportFilterSet, "workflow"),
    (WorkflowTasksReportFilterSet, "workflow"),
    (WorkflowTasksReportFilterSet, "task"),
]


def narrow_filters() -> None:
    """Narrow them all; for the start of the process. A filter that Wagtail has renamed is an error, not an open door."""
    for filters, name in FILTERS:
        one = filters.base_filters[name]
        one.queryset = narrowed(one.queryset)


def narrowed(offered: Any) -> Callable[[HttpRequest], QuerySet[Any]]:
    """What a filter offers, as far as it is one's own."""

    def own(request: HttpRequest) -> QuerySet[Any]:
        found = offered(request) if callable(offered) else offered.all()
        return found if request.user.is_superuser else found.filter(pk__in=own_of(found.model, request).values("pk"))

    return own


def own_of(model: type[Any], request: HttpRequest) -> QuerySet[Any]:
    """One's colleagues, or the checks of pages that one may explore."""
    if issubclass(model, User):
        return colleagues(request.user)
    pages = policy_registry.get_by_type(Page).explorable_instances(request.user).values("pk")
    if issubclass(model, Workflow):
        return Workflow.objects.filter(workflow_pages__page__in=pages)
    return Task.objects.filter(workflow_tasks__workflow__workflow_pages__page__in=pages)
