"""The request of somebody who has signed in; and what becomes of a form whose sender has been signed out meanwhile.

A form of a participant's own carries a signed mark of the person for whom its page was made (`{% made_for %}`). What is sent
from such a form is never lost: whoever was signed out gets back on the screen what they sent, to send it again. It is kept
nowhere else, and no other person who signs in on the same device can save it as their own (TRUST D05).
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from elearning.accounts.models import User

MADE_FOR = "made_for"
HEADER = "X-Made-For"
LONGEST_OPEN = timedelta(days=14)
MOST_SENT_AGAIN = 200_000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
OURS = {TOKEN, MADE_FOR}
HIDDEN_PARTS = {"form_id", "form_key", "version", "return", "later", "clear"}


class AuthenticatedRequest(HttpRequest):
    """A request behind a locked door: `user` is a person, never anonymous."""

    user: User


def mark_of(user: User) -> str:
    """The mark that a page made for `user` carries: signed and dated, so that nobody can make one for another person."""
    return _signer().sign(str(user.pk))


def is_marked(request: HttpRequest) -> bool:
    """Whether the form sent was really made by us, for anybody, in the last fortnight."""
    return bool(_owner(request.POST.get(MADE_FOR, ""), max_age=LONGEST_OPEN))


def is_for(mark: str, request: HttpRequest) -> bool:
    """Whether a page with this `mark` was made for the person who is signed in now."""
    return request.user.is_authenticated and _owner(mark) == str(request.user.pk)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """What somebody meets who is signed out: the way to sign in and, for a form that was sent, what they sent to send again."""
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=401)
    if request.method == "POST" and is_marked(request):
        return send_again(request)
    return redirect_to_login(request.get_full_path())


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a form that was made for another person than the one who is signed in; None for one's own."""
    if request.method != "POST" or MADE_FOR not in request.POST or is_for(request.POST[MADE_FOR], request):
        return None
    return _private(render(request, "accounts/other_person.html", status=403))


def send_again(request: HttpRequest) -> HttpResponse:
    """What was sent, on a page from which it can be sent once more; nothing of it is stored."""
    sent = [(name, value) for name in request.POST if name != TOKEN for value in request.POST.getlist(name)]
    context: dict[str, Any] = {
        "sent": sent,
        "texts": [value for name, value in sent if name not in HIDDEN_PARTS | {MADE_FOR} and " " in value.strip()],
        "is_too_long": sum(len(value) for _name, value in sent) > MOST_SENT_AGAIN,
    }
    return _private(render(request, "accounts/send_again.html", context, status=403))


def _owner(mark: str, max_age: timedelta | None = None) -> str:
    try:
        return _signer().unsign(mark, max_age=max_age)
    except BadSignature:
        return ""


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="alongside.made-for")


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
