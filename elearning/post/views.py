"""What we write to you about: one's own choice, and the link in a mail that needs no sign-in."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elearning.post import stopping
from elearning.post.forms import WishesForm
from elearning.post.kinds import KINDS, Kind

if TYPE_CHECKING:
    from elearning.accounts.http import AuthenticatedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: "AuthenticatedRequest") -> HttpResponse:
    """Every kind of mail, with a box for each that can be turned off."""
    sent = request.POST if request.method == "POST" else None
    stopped = stopping.stopped_by(request.user)
    form = WishesForm(sent, initial={"kinds": [key for key in KINDS if key not in stopped]})
    if sent is not None and form.is_valid():
        stopping.choose(request.user, form.cleaned_data["kinds"])
        messages.success(request, _("Your choice is kept."))
        return redirect("post:mine")
    always = [one for one in KINDS.values() if not one.can_stop]
    context = {"form": form, "always": always}
    return render(request, "post/mine.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Turns off what a mail was about, by a press or by the mail program itself (RFC 8058). Open: the link says who it is.

    No cookie is asked for, hence no token against forged forms: nothing but the link, which is nobody else's, does anything.
    """
    try:
        user, kinds = stopping.opened(token)
    except stopping.LinkGoneError:
        return render(request, "post/link_gone.html", status=404)
    free = [one for one in kinds if one.can_stop]
    if request.method == "POST":
        (stopping.start if "again" in request.POST else stopping.stop)(user, _pressed(request, free))
    stopped = stopping.stopped_by(user)
    rows = [(number, one, one.key in stopped) for number, one in enumerate(free, 1)]
    context = {"rows": rows, "is_stopped": bool(free) and all(is_off for _number, _one, is_off in rows)}
    return render(request, "post/stop.html", context)


def _pressed(request: HttpRequest, free: list[Kind]) -> list[Kind]:
    """The kinds that are ticked on our page, by their places in it; all of them where a mail program presses (RFC 8058)."""
    if "chosen" not in request.POST:
        return free
    ticked = set(request.POST.getlist("place"))
    return [one for number, one in enumerate(free, 1) if str(number) in ticked]
