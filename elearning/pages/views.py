"""Gives three plain pages an address that never moves, wherever an editor puts them."""

from django.http import Http404, HttpRequest, HttpResponse

from elearning.pages.models import PlainPage


def plain(request: HttpRequest, slug: str) -> HttpResponse:
    """The published plain page called `slug`. Raises Http404 when nobody has written it yet."""
    page = PlainPage.objects.live().public().filter(slug=slug).order_by("depth", "path").first()
    if page is None:
        raise Http404
    return page.serve(request)
