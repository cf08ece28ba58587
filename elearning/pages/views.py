"""Gives three plain pages an address that never moves, wherever an editor puts them, and sized pictures theirs; and says what
we could not read."""

from datetime import timedelta
from mimetypes import guess_type

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import was_modified_since

from elearning.buckets import BucketAwayError
from elearning.pages.models import PlainPage

TOO_LARGE = 413
KEPT = {"Cache-Control": "max-age=3600, public"}  # a picture that was found; never that it could not be fetched
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


def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """A sized copy of a picture, from the folder or the bucket where files are kept. Raises Http404 if there is none."""
    name = f"images/{path}"
    try:
        changed = default_storage.get_modified_time(name)
        if not was_modified_since(request.headers.get("If-Modified-Since"), changed.timestamp()):
            return HttpResponseNotModified(headers=KEPT)
        content = default_storage.open(name)
    except BucketAwayError:
        return HttpResponse(status=503)
    except (OSError, ValueError, SuspiciousFileOperation) as problem:
        raise Http404 from problem
    kind = guess_type(path)[0] or "application/octet-stream"
    return FileResponse(content, content_type=kind, headers={**KEPT, "Last-Modified": http_date(changed.timestamp())})
