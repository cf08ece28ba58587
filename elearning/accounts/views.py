"""What we say to somebody who has no account, and to somebody whose page has outlived their sign-in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from elearning.accounts import http


def by_invitation(request: HttpRequest) -> HttpResponse:
    """That people come by invitation, and what to do without one. Open: a visitor asks this."""
    return render(request, "accounts/by_invitation.html")


@never_cache
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where a second tab ends in which somebody has signed in again; hands the first one its new token, if it is theirs."""
    if not request.headers.get("X-Autosave"):
        return render(request, "accounts/signed_in.html")
    if not http.is_for(request.headers.get(http.HEADER, ""), request):
        return HttpResponse(status=409)
    return JsonResponse({"token": get_token(request)})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """That a page was open for too long; a form of one's own comes back with what was sent, for its own sender only."""
    if not request.headers.get("X-Autosave") and http.is_marked(request):
        if not request.user.is_authenticated or http.is_for(request.POST[http.MADE_FOR], request):
            return http.send_again(request)
        return http.turned_away(request) or HttpResponse(status=403)
    return render(request, "403_csrf.html", status=403)
