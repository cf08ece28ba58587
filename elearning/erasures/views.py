"""The page on which somebody asks to be erased, sees what that means, and takes it back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elearning.accounts import proving
from elearning.accounts.http import AuthenticatedRequest
from elearning.erasures import asking, steps
from elearning.erasures.forms import EraseForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """What goes and what stays; and the way to ask for it, for whoever has just shown that it is them."""
    is_proved = proving.is_proved(request)
    if request.method == "POST" and not is_proved:
        return redirect(f"{reverse('account_prove')}?{urlencode({'next': reverse('erasures:mine')})}")
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asking.ask(request.user)
            messages.success(request, _("You have asked to be erased. We have written to you."))
            return redirect("erasures:mine")
        except asking.NotYetError as reason:
            form.add_error(None, str(reason))
    context = {
        "form": form,
        "asked": asking.of(request.user),
        "is_proved": is_proved,
        "to_hand_over": steps.to_hand_over(request.user),
    }
    return render(request, "erasures/mine.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: AuthenticatedRequest) -> HttpResponse:
    """It is not to be done."""
    try:
        asking.take_back(request.user)
        messages.success(request, _("Nothing will be erased. Everything is as it was."))
    except asking.NotYetError as reason:
        messages.error(request, str(reason))
    return redirect("erasures:mine")
