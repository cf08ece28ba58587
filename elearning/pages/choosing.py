"""Three doors of Wagtail's admin that name what is another organisation's, closed: whoever asks meets only their own.

The page chooser shows the title of any page whose number it is given, before its hooks are asked; the tags of pictures
and documents are one list for everybody. Each door is put before Wagtail's own address in `elearning.urls`.
"""

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from taggit.models import Tag
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

TAGS_OFFERED = 10


def own_pages(user: AbstractUser | AnonymousUser) -> QuerySet[Page]:
    """The pages that `user` may explore."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def below(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """The pages below one of one's own; for any other page, the beginning."""
    own = own_pages(request.user).filter(pk=parent_page_id).exists()
    return BrowseView.as_view()(request, *([parent_page_id] if own else []))


def chosen(request: HttpRequest) -> HttpResponse:
    """The titles of the pages that were chosen, as far as they are one's own."""
    asked = [key for key in request.GET.getlist("id") if key.isdecimal()]
    query = request.GET.copy()
    query.setlist("id", [str(key) for key in own_pages(request.user).filter(pk__in=asked).values_list("pk", flat=True)])
    request.GET = query  # type: ignore[assignment]
    return ChosenMultipleView.as_view()(request)


def tags(request: HttpRequest, **kind: str) -> JsonResponse:
    """Tags that begin with what was typed, and are in use on the pictures and documents one may choose from."""
    term = request.GET.get("term", "")
    return JsonResponse(list(own_tags(request.user, term)) if term else [], safe=False)


def own_tags(user: AbstractUser | AnonymousUser, term: str) -> QuerySet[Tag]:
    """The names of the tags that begin with `term`, among those on files of the collections that are open to `user`."""
    used = Q()
    for model in (get_image_model(), get_document_model()):
        files = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose", "change"])
        kind = ContentType.objects.get_for_model(model)
        used |= Q(taggit_taggeditem_items__content_type=kind, taggit_taggeditem_items__object_id__in=files.values("pk"))
    found = Tag.objects.filter(used, name__istartswith=term).order_by("name").distinct()
    return found.values_list("name", flat=True)[:TAGS_OFFERED]
