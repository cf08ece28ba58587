"""Refuses, before anybody reads it, what no page of ours sends: a request in another encoding than UTF-8.

Other encodings can spell half a character (a lone surrogate) or a NUL in ways that no field looks for and no database keeps.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

OURS = {"", "utf-8", "utf8"}


class OnlyUtf8:
    """Middleware; stands above whatever reads a form. Raises BadRequest, which is a plain page in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_rest: Any) -> None:
        """Look at what the request says of its encoding. Only here is it known who asks, which the page of errors shows."""
        if (request.content_params or {}).get("charset", "").strip("\"' ").lower() not in OURS:
            raise BadRequest("The request is not in UTF-8.")
