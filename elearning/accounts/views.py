"""What we say to somebody who has no account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def by_invitation(request: HttpRequest) -> HttpResponse:
    """That people come by invitation, and what to do without one. Open: a visitor asks this."""
    return render(request, "accounts/by_invitation.html")
