"""Keeps what a visitor reads of a pack for the next visitor, so that a pack on many screens costs next to nothing.

Only answers that a view has called the same for everybody (`standing.for_everybody`), only for whoever comes without a session,
and only while nothing has changed: each time one question to the database tells whether the page is still there and what was
last published, withdrawn, corrected or closed. What that question does not see, such as a subject's name, is told a minute later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from types import SimpleNamespace

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from elearning.logs import door
from packs.standing import Stamp, said_of, stamp

SECONDS = 60


@dataclass(frozen=True)
class Kept:
    """An answer, the page it shows, and what stood when it was made."""

    page: int
    stamp: Stamp
    door: str
    content: bytes
    headers: dict[str, str]

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The answer once more; the log tells its door as if somebody had gone through it."""
        request.resolver_match = SimpleNamespace(view_name=self.door)  # type: ignore[assignment]
        return HttpResponse(self.content, headers=self.headers)


class KeptForVisitors:
    """Middleware; stands below what every answer bears, and above sessions, which a visitor has none of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What is kept if it still holds; else what the view says."""
        if not is_from_a_visitor(request):
            return self.get_response(request)
        known: Kept | int | None = caches["pages"].get(key_of(request))
        if known is None:
            return self.noted(request)
        # Asked before the answer is made: what changes meanwhile must not be taken for what it shows.
        page = known.page if isinstance(known, Kept) else known
        stood = stamp(page)
        if isinstance(known, Kept) and known.stamp == stood:
            return known.answer(request)
        return self.kept(request, page, stood)

    def noted(self, request: HttpRequest) -> HttpResponse:
        """What the view says. If it is the same for everybody, the next one is kept."""
        answer = self.get_response(request)
        if page := said_of(answer):
            caches["pages"].set(key_of(request), page, SECONDS)
        return answer

    def kept(self, request: HttpRequest, page: int, stood: Stamp) -> HttpResponse:
        """What the view says, kept for others if it still speaks of the same page."""
        answer = self.get_response(request)
        if said_of(answer) == page:
            known = Kept(page, stood, door(request), answer.content, dict(answer.headers))
            caches["pages"].set(key_of(request), known, SECONDS)
        return answer


def is_from_a_visitor(request: HttpRequest) -> bool:
    """Whether a page is asked for that may be the same for everybody, by a browser that brings no cookie and asks nothing else.

    With a cookie against forged forms, a page may hold a token made from it, which is for that browser alone.
    """
    return request.method == "GET" and not request.META.get("QUERY_STRING") and not request.COOKIES


def key_of(request: HttpRequest) -> str:
    """Under what the answer is kept: addresses can be long, and hold what no cache takes for a name."""
    address = f"{request.scheme}://{request.get_host()}{request.path_info}"
    return sha256(address.encode(errors="surrogatepass")).hexdigest()
