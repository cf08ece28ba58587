"""Gives three plain pages an address that never moves, wherever an editor puts them; and says what we could not read."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from elearning.pages.models import PlainPage

TOO_LARGE = 413
GOOD_FOR = timedelta(days=180)  # RFC 9116 2.5.5: less than a year


def plain(request: HttpRequest, slug: str) -> HttpResponse:
    """The published plain page called `slug`. Raises Http404 when nobody has written it yet."""
    page = PlainPage.objects.live().public().filter(slug=slug).order_by("depth", "path").first()
    if page is None:
        raise Http404
    return page.serve(request)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Raises Http404 where the operator names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": (today + GOOD_FOR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": settings.LANGUAGE_CODE.partition("-")[0],
        "Canonical": settings.BASE_URL + reverse("pages:security"),
    }
    told = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What somebody meets whose request could not be read: 413 if it was too large, else 400.

    A request for a host that is not ours was refused before anybody asked who sent it.
    """
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    status = TOO_LARGE if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"{status}.html", status=status)
