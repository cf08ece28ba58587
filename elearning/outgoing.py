"""What stands on the envelope of every answer: what a browser may do with it, and who may keep a copy on the way (TRUST 6 S).

Pages bear the strict policy of the settings (Wagtail's admin a wider one, `elearning.urls`). Whatever is no page is a file:
opened by itself it may do nothing at all, whoever brought it. Whoever comes with a session gets answers for themselves alone.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FILES_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
UNUSED = (
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
ON_EVERY_ANSWER = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOR_ONE_ALONE = "private, no-store"
# What a form answers (a page that says what is wrong, or what is about to be sent) is there again on the way back.
FOR_THE_WAY_BACK = "private, no-cache"
SAID = ("private", "public", "no-store")


class Enveloped:
    """Middleware; stands above everything, so that errors and refusals bear the same as what is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; what a view says of its own answer stands, the policy of files aside."""
        answer = self.get_response(request)
        if getattr(request, "is_preview", False):
            let_be_framed(answer)
        for name, value in ON_EVERY_ANSWER.items():
            answer.headers.setdefault(name, value)
        is_bare = "Content-Security-Policy" not in answer.headers and not settings.DEBUG
        if is_bare or not is_page(answer):
            answer.headers["Content-Security-Policy"] = FILES_POLICY
        if is_personal(request, answer) and not any(one in answer.headers.get("Cache-Control", "") for one in SAID):
            answer.headers["Cache-Control"] = FOR_THE_WAY_BACK if request.method == "POST" else FOR_ONE_ALONE
        return answer


def let_be_framed(answer: HttpResponse) -> None:
    """Let Wagtail's editor show a page beside its form; only Wagtail itself makes a request that is a preview."""
    policy = answer.headers.get("Content-Security-Policy", "")
    answer.headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"


def is_page(answer: HttpResponse) -> bool:
    """Whether a browser shows it as a page of ours; an HTML file to keep is none."""
    is_kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
    return answer.headers.get("Content-Type", "").startswith("text/html") and not is_kept


def is_personal(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether the answer may hold what is one person's: they came with a session, or are given a cookie. Asks no database."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or bool(answer.cookies)
