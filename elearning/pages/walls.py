"""What of Wagtail's admin would tell one organisation of another's, closed: `elearning.urls` puts it round the admin.

Wagtail asks for rights in each of its views; some show a title first, or a list of everybody's. Here the question is asked
once for all: a page that is named by an address is one that the person may explore. A test walks every address
(`tests/packs/test_admin_walls.py`). Tags are one list for the whole site, so files have none: collections sort them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel
from wagtail.admin.views.bulk_action.dispatcher import index as bulk_action
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.models import Page
from wagtail.permissions import policy_registry

View = Callable[..., HttpResponse]
NAMES_A_PAGE = {"page_id", "page_to_move_id", "parent_page_id", "destination_id", "page_pk"}


def own_pages(request: HttpRequest) -> QuerySet[Page]:
    """The pages that the person may explore."""
    return policy_registry.get_by_type(Page).explorable_instances(request.user)


def refuse_exports(request: HttpRequest) -> None:
    """Wagtail's lists as files for spreadsheets: there are none, since titles would stand in cells as formulas (TRUST C05).

    Raises Http404.
    """
    if "export" in request.GET:
        raise Http404


def within_own(view: View) -> View:
    """`view`, for addresses that name pages of one's own; for others, what Wagtail says where rights are missing."""

    @wraps(view)
    def walled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_exports(request)
        asked = {kwargs[name] for name in NAMES_A_PAGE & kwargs.keys()}
        if asked and request.user.is_authenticated and own_pages(request).filter(pk__in=asked).count() < len(asked):
            return permission_denied(request)
        return view(request, *args, **kwargs)

    return walled


def owners_only(view: View) -> View:
    """`view`, for the owner of the installation."""

    @wraps(view)
    def walled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_exports(request)
        return view(request, *args, **kwargs) if request.user.is_superuser else permission_denied(request)

    return walled


def for_staff(view: Callable[..., Any]) -> Callable[..., Any]:
    """`view`, but not for somebody signed in who has no business in the admin: to them there is none. Raises Http404.

    Wagtail sends them to sign in, and a sign-in sends whoever is signed in back to where they came from.
    """

    @wraps(view)
    def walled(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
        return view(request, *args, **kwargs)

    return walled


class Account(AccountView):
    """An editor's own settings. No pictures of people are kept: nothing here shows them, and they tell more than one sees."""

    def get_panels(self) -> list[Any]:
        """All but the picture."""
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]


def below(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """The chooser: the pages below one of one's own; for any other page, the beginning."""
    own = own_pages(request).filter(pk=parent_page_id).exists()
    return BrowseView.as_view()(request, *([parent_page_id] if own else []))


def chosen(request: HttpRequest) -> HttpResponse:
    """The titles of the pages that were chosen, as far as they are one's own."""
    asked = [key for key in request.GET.getlist("id") if key.isdecimal()]
    narrow(request, own_pages(request).filter(pk__in=asked))
    return ChosenMultipleView.as_view()(request)


def bulk(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Something done to many at once: to those of one's own, and the others are not even named. Raises Http404."""
    kind = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if kind is None or action == "add_tags":
        raise Http404
    model = apps.get_model(app_label, model_name)
    asked: Any = [key for key in request.GET.getlist("id") if key.isdecimal()]
    if "all" in request.GET.getlist("id"):
        parent = request.GET.get("childOf")
        if parent and not (parent.isdecimal() and own_pages(request).filter(pk=parent).exists()):
            raise Http404
        asked = list(kind(request, model).get_all_objects_in_listing_query(parent))
    narrow(request, own_of(request, model).filter(pk__in=asked))
    return bulk_action(request, app_label, model_name, action)


def own_of(request: HttpRequest, model: type[Any]) -> QuerySet[Any]:
    """The objects of `model` that the person may do anything with."""
    if issubclass(model, Page):
        return own_pages(request)
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(request.user, ["add", "change", "delete", "choose"])


def narrow(request: HttpRequest, found: QuerySet[Any]) -> None:
    """Let `request` ask for these objects only."""
    query = request.GET.copy()
    query.setlist("id", [str(key) for key in found.values_list("pk", flat=True)])
    request.GET = query  # type: ignore[assignment]


def no_tags(request: HttpRequest, **kind: str) -> JsonResponse:
    """No tags to choose from."""
    return JsonResponse([], safe=False)


def nothing(request: HttpRequest, **rest: str) -> HttpResponse:
    """A list of everybody's files: there is none. Raises Http404."""
    raise Http404
