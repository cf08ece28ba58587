"""Somebody's own details; what we say to somebody who has no account, or whose page has outlived their sign-in."""

from urllib.parse import urlencode, urlsplit

from allauth.account.views import confirm_login_code
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elearning.accounts import describing, http, limiting, proving
from elearning.accounts.forms import DetailsForm, ProofForm
from elearning.accounts.http import AuthenticatedRequest


def by_invitation(request: HttpRequest) -> HttpResponse:
    """That people come by invitation, and what to do without one. Open: a visitor asks this."""
    return render(request, "accounts/by_invitation.html")


@never_cache
def confirm_code(request: HttpRequest) -> HttpResponse:
    """allauth's page for the mailed code. Where it leads back to the beginning, it says why, and where to go is kept. Open."""
    answer: HttpResponse = confirm_login_code(request)
    beginning = {reverse("account_login"), reverse("account_request_login_code")}
    if urlsplit(answer.headers.get("Location", "")).path not in beginning or request.user.is_authenticated:
        return answer
    if not len(messages.get_messages(request)):
        messages.error(request, _("That code no longer works. Ask for another one."))
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}" if wanted else "account_login")


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: AuthenticatedRequest) -> HttpResponse:
    """The person's own name and time zone."""
    refusal = http.turned_away(request)
    if refusal:
        return refusal
    user, sent = request.user, request.POST if request.method == "POST" else None
    form = DetailsForm(sent, initial={name: getattr(user, name) for name in DetailsForm.base_fields})
    if sent is not None and form.is_valid():
        describing.describe(user, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("account_details")
    context = {"form": form, "email": user.email}
    return render(request, "accounts/details.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: AuthenticatedRequest) -> HttpResponse:
    """Asks somebody who signed in a while ago to show that it is still them, by a mailed code or their password."""
    onward = _onward(request)
    if proving.is_proved(request):
        return redirect(onward)
    has_app = proving.has_app(request.user)
    if request.method == "POST" and "send" in request.POST and not has_app:
        return _send_code(request, onward)
    sent = request.POST if request.method == "POST" else None
    form = ProofForm(
        sent,
        asks_code=has_app or proving.is_code_sent(request),
        asks_password=request.user.has_usable_password() and not has_app,
        has_app=has_app,
    )
    if sent is not None and form.is_valid() and _is_taken(request, form, has_app=has_app):
        return redirect(onward)
    context = {"form": form, "is_sent": proving.is_code_sent(request), "next": onward, "email": request.user.email}
    context |= {"has_app": has_app}
    return render(request, "accounts/prove.html", context, status=422 if form.errors else 200)


def _is_taken(request: AuthenticatedRequest, form: ProofForm, *, has_app: bool) -> bool:
    """Whether what the form holds proves who it is; if not, the form says why."""
    name = "code" if form.cleaned_data.get("code") else "password"
    if name not in form.fields:
        return False
    if not limiting.allows(request, "prove", user=request.user):
        form.add_error(name, _("There have been too many tries. Wait a quarter of an hour, and try again."))
        return False
    try:
        if has_app:
            proving.prove_by_app(request, request.user, form.cleaned_data["code"])
        elif name == "code":
            proving.prove_by_code(request, form.cleaned_data["code"])
        else:
            proving.prove_by_password(request, request.user, form.cleaned_data["password"])
    except proving.NotProvedError as refusal:
        form.add_error(name, str(refusal))
        return False
    return True


def _send_code(request: AuthenticatedRequest, onward: str) -> HttpResponse:
    if limiting.allows(request, "prove_code", user=request.user):
        proving.send_code(request, request.user)
    else:
        messages.error(request, _("Several codes were sent already. Use the last one, or wait a quarter of an hour."))
    return redirect(f"{reverse('account_prove')}?{urlencode({'next': onward})}")


def _onward(request: HttpRequest) -> str:
    """Where to go afterwards: an address of ours, else the front page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("home")
