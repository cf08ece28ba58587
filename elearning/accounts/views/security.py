"""One page about signing in: passkeys, an app, recovery codes, a password, and where one is signed in."""

import base64
import json

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elearning.accounts import proving, securing, signins
from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import SignIn
from elearning.accounts.stepforms import AppForm, PasskeyForm

MOST_SIGN_INS = 50


@never_cache
def signing_in(request: AuthenticatedRequest) -> HttpResponse:
    """How the person signs in, and where they are signed in."""
    user = request.user
    ways = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    context = {
        "app": next((one for one in ways if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in ways if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": sum(len(one.wrap().get_unused_codes()) for one in ways if one.type == "recovery_codes"),
        "sign_ins": SignIn.objects.filter(user=user)[:MOST_SIGN_INS],
        "here": request.session.session_key,
        "is_missing": securing.is_missing(request, user, is_staff=bool(request.session.get(signins.STAFF))),
        "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/signing_in.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proving.first
def app(request: AuthenticatedRequest) -> HttpResponse:
    """Sets up an app that makes codes: a picture to read, and the first code as the proof that it was read."""
    if proving.has_app(request.user):
        return redirect("account_signing_in")
    form = AppForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        securing.add_app(request, request.user, form.secret)
        messages.success(request, _("From now on you sign in with a code from your app as well."))
        return redirect("account_recovery_codes")
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, form.secret))
    context = {"form": form, "secret": form.secret, "picture": base64.b64encode(picture.encode()).decode()}
    return render(request, "accounts/app.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proving.first
def passkey(request: AuthenticatedRequest) -> HttpResponse:
    """Adds a passkey, which the browser makes."""
    form = PasskeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        had_codes = bool(securing.codes_left(request.user))
        given = form.cleaned_data
        securing.add_passkey(request, request.user, given["name"], given["credential"])
        messages.success(request, _("The passkey is added. You can sign in with it from now on."))
        return redirect("account_signing_in" if had_codes else "account_recovery_codes")
    options = json.dumps(begin_registration(request.user, passwordless=True))
    context = {"form": form, "options": options}
    return render(request, "accounts/passkey.html", context, status=422 if form.errors else 200)


@require_POST
@proving.first
def remove_way(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Takes a passkey or the app away."""
    if not Authenticator.objects.filter(user=request.user, pk=number, type__in=securing.STEPS).exists():
        raise Http404
    try:
        securing.remove(request, request.user, number)
        messages.success(request, _("It is removed."))
    except securing.NotPossibleError as refusal:
        messages.error(request, str(refusal))
    return redirect("account_signing_in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proving.first
def recovery_codes(request: AuthenticatedRequest) -> HttpResponse:
    """Shows new recovery codes for a few minutes, hands them out as a file, and makes new ones."""
    if request.method == "POST":
        try:
            securing.make_codes(request, request.user)
        except securing.NotPossibleError as refusal:
            messages.error(request, str(refusal))
            return redirect("account_signing_in")
        return redirect("account_recovery_codes")
    codes = securing.codes_left(request.user)
    shown = codes if securing.may_read_codes(request) else []
    if shown and "file" in request.GET:
        headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
        return HttpResponse("\n".join(shown) + "\n", content_type="text/plain; charset=utf-8", headers=headers)
    return render(request, "accounts/recovery_codes.html", {"shown": shown, "left": len(codes)})


@require_POST
def end_sign_in(request: AuthenticatedRequest) -> HttpResponse:
    """Signs out on another device, or on all others."""
    which = request.POST.get("which", "")
    if which == "others":
        signins.end_others(request.user, but=request.session.session_key)
    elif not which.isascii() or not which.isdigit() or not signins.end_one(request.user, int(which[:18])):
        messages.info(request, _("That device was signed out already."))
        return redirect("account_signing_in")
    messages.success(request, _("It is signed out."))
    return redirect("account_signing_in")


def not_known(request: HttpRequest) -> HttpResponse:
    """That nobody is known here by the address for which a provider vouched. Open: whoever comes is not signed in."""
    return render(request, "accounts/not_known.html", status=403)
