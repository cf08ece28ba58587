"""What readers wrote, for those who write a publisher's packs, in Wagtail's admin; and the errata of a pack."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elearning.accounts.http import AuthenticatedRequest
from packs import hearing
from packs.forms import ErratumForm
from packs.models import Erratum, LearningPackPage, PackFeedback
from packs.permissions import writes_for

A_PAGE = 25


def voices(request: AuthenticatedRequest) -> HttpResponse:
    """The messages about the packs of one publisher that the person writes for, the latest first."""
    publishers = list(writes_for(request.user))
    if not publishers:
        raise Http404
    prefix = request.GET.get("publisher")
    publisher = get_object_or_404(writes_for(request.user), prefix=prefix) if prefix else publishers[0]
    page = Paginator(hearing.received(publisher), A_PAGE).get_page(request.GET.get("page"))
    context = {"publishers": publishers, "publisher": publisher, "page": page, "states": PackFeedback.State}
    return render(request, "packs/desk/voices.html", context)


@require_POST
def voice(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Say what has become of a message."""
    message = get_object_or_404(PackFeedback.objects.select_related("version__page"), pk=pk)
    pack = pack_of(request, message.version.page_id)
    if request.POST.get("state") in PackFeedback.State.values:
        hearing.mark(message, state=request.POST["state"], by=request.user)
    return redirect(f"{reverse('pack_voices')}?publisher={pack.publisher.prefix}")


def pack_of(request: AuthenticatedRequest, pk: int) -> LearningPackPage:
    """A pack of a publisher that the person writes for. Raises Http404."""
    pack = get_object_or_404(LearningPackPage, pk=pk)
    get_object_or_404(writes_for(request.user), pk=pack.publisher.pk)
    return pack


def errata(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The known mistakes in the versions of a pack, and a form for another."""
    pack = pack_of(request, pk)
    form = ErratumForm(request.POST or None, versions=pack.versions.order_by("-number"))
    if request.method == "POST" and form.is_valid():
        hearing.note(form.cleaned_data.pop("version"), **form.cleaned_data, by=request.user)
        messages.success(request, _("Readers of this version are told from now on."))
        return redirect("pack_errata", pack.pk)
    noted = Erratum.objects.filter(version__page=pack).select_related("version", "noted_by")
    return render(request, "packs/desk/errata.html", {"pack": pack, "form": form, "noted": noted})


@require_POST
def strike(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a note of a mistake away."""
    erratum = get_object_or_404(Erratum.objects.select_related("version"), pk=pk)
    pack = pack_of(request, erratum.version.page_id)
    hearing.strike(erratum, by=request.user)
    messages.success(request, _("The note is gone."))
    return redirect("pack_errata", pack.pk)
