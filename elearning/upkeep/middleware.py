"""Stands before everything else: answers what programs ask, gives each request a name in the log, counts and times it."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from elearning.logs import REQUEST, door
from elearning.upkeep import measuring, views

log = logging.getLogger("elearning.requests")
Answer = Callable[[HttpRequest], HttpResponse]
ASKED: dict[str, Answer] = {
    "/health/live": views.live,
    "/health/ready": views.ready,
    "/health/work": views.work,
    "/metrics": views.metrics,
}
GIVEN = re.compile(r"[\w-]{8,64}", re.ASCII)


class Watched:
    """First of all: neither the host name nor https nor a session matters to whoever looks after the machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the name of the request in `X-Request-ID`: a proxy's if it gave one."""
        if asked := ASKED.get(request.path_info.rstrip("/")):
            return self.told(asked, request)
        brought, began = request.headers.get("X-Request-ID", ""), time.perf_counter()
        name = brought if GIVEN.fullmatch(brought) else secrets.token_hex(8)
        mark = REQUEST.set(name)
        try:
            answer = self.get_response(request)
        finally:
            REQUEST.reset(mark)
        answer.headers["X-Request-ID"] = name
        self.note(request, answer, name, time.perf_counter() - began)
        return answer

    def told(self, asked: Answer, request: HttpRequest) -> HttpResponse:
        """What a program asked; never kept by anybody on the way."""
        try:
            answer = asked(request) if request.method in {"GET", "HEAD"} else HttpResponse(status=405)
        except Http404:
            answer = HttpResponse(status=404)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def note(self, request: HttpRequest, answer: HttpResponse, name: str, seconds: float) -> None:
        """A line in the log, and one more in the figures: which door and how, not who and what."""
        at = door(request)
        measuring.note(at, str(request.method), answer.status_code, seconds)
        told = {"door": at, "method": request.method, "status": answer.status_code, "ms": round(seconds * 1000, 1)}
        log.info("%s %s %s", request.method, at, answer.status_code, extra={**told, "request_id": name})
