"""Changing one's e-mail address: asked behind the proof that it is them, confirmed by a code from the new address."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elearning.accounts import limiting, proving, readdressing
from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.stepforms import AddressCodeForm, AddressForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proving.first
def change(request: AuthenticatedRequest) -> HttpResponse:
    """Asks for the new address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if limiting.allows(request, "move_address", user=request.user):
            readdressing.ask(request, request.user, form.cleaned_data["email"])
            return redirect("account_confirm_address")
        form.add_error("email", _("Several codes were sent already. Wait an hour, and try again."))
    context = {"form": form, "email": request.user.email}
    return render(request, "accounts/change_address.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proving.first
def confirm(request: AuthenticatedRequest) -> HttpResponse:
    """Asks for the code from the new address."""
    wanted = readdressing.wanted(request)
    form = AddressCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            address = readdressing.confirm(request, request.user, form.cleaned_data["code"])
        except readdressing.NotMovedError as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("From now on you sign in with %s.") % address)
            return redirect("account_details")
    if not wanted:
        return redirect("account_change_address")
    context = {"form": form, "wanted": wanted}
    return render(request, "accounts/confirm_address.html", context, status=422 if form.errors else 200)
