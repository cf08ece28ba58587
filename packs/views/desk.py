"""Screens of a publisher's editors in Wagtail's admin: the register of resource codes, reviews, withdrawals, links."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elearning.accounts.http import AuthenticatedRequest
from packs import linking, registering, tending
from packs.forms import NoticeForm, ReserveForm
from packs.models import LearningPackPage, PublisherPage, ResourceCode
from packs.permissions import edits_for


def publisher_of(request: AuthenticatedRequest, prefix: str) -> PublisherPage:
    """The publisher with this prefix, if the person edits for it. Raises Http404."""
    return get_object_or_404(edits_for(request.user), prefix=prefix)


def codes(request: AuthenticatedRequest) -> HttpResponse:
    """The registers of all publishers that the person edits for; a form below each reserves the next number."""
    publishers = list(edits_for(request.user))
    if not publishers:
        raise Http404
    asked = request.POST.get("publisher") if request.method == "POST" else None
    form = ReserveForm(request.POST or None, auto_id=f"{asked}-%s")
    if asked is not None and form.is_valid():
        return reserve(request, publisher_of(request, asked), form)
    registers = [
        (one, registering.register(one), form if one.prefix == asked else ReserveForm(auto_id=f"{one.prefix}-%s"))
        for one in publishers
    ]
    return render(request, "packs/desk/codes.html", {"registers": registers})


def reserve(request: AuthenticatedRequest, publisher: PublisherPage, form: ReserveForm) -> HttpResponse:
    """Reserve the next number of a category."""
    try:
        row = registering.reserve_next(publisher, by=request.user, **form.cleaned_data)
    except registering.CategoryFullError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(code)s is reserved for you.") % {"code": row.code})
    return redirect("pack_codes")


def retire(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask once more, since it cannot be undone, and take a code out of use for good."""
    row = get_object_or_404(ResourceCode, pk=pk)
    publisher_of(request, row.code.partition(":")[0])
    if request.method != "POST":
        return render(request, "packs/desk/retire.html", {"row": row})
    try:
        registering.retire(row, by=request.user)
    except registering.StillPublishedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(code)s is retired. It will never be given again.") % {"code": row.code})
    return redirect("pack_codes")


def tending_list(request: AuthenticatedRequest) -> HttpResponse:
    """The publications of all publishers that the person edits for: state, and until when each is to be reviewed."""
    publishers = list(edits_for(request.user))
    if not publishers:
        raise Http404
    lists = [
        (publisher, tending.tended(publisher).prefetch_related("withdrawals"), tending.guides(publisher))
        for publisher in publishers
    ]
    return render(request, "packs/desk/tending.html", {"lists": lists})


def pack_of(request: AuthenticatedRequest, pk: int) -> LearningPackPage:
    """A publication of a publisher that the person edits for. Raises Http404."""
    pack = get_object_or_404(LearningPackPage.objects.live(), pk=pk)
    publisher_of(request, pack.publisher.prefix)
    return pack


def withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for the notice, and put it in the place of the pack."""
    pack = pack_of(request, pk)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tending.withdraw(pack, by=request.user, **form.cleaned_data)
        messages.success(request, _("“%(title)s” is withdrawn. Its page shows your notice.") % {"title": pack.title})
        return redirect("pack_tending")
    return render(request, "packs/desk/withdraw.html", {"pack": pack, "form": form})


@require_POST
def restore(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take the notice away."""
    pack = pack_of(request, pk)
    tending.restore(pack, by=request.user)
    messages.success(request, _("“%(title)s” is in the catalogue again.") % {"title": pack.title})
    return redirect("pack_tending")


def links(request: AuthenticatedRequest) -> HttpResponse:
    """The links in the packs of all publishers that the person edits for: those in doubt, and how many there are."""
    publishers = list(edits_for(request.user))
    if not publishers:
        raise Http404
    lists = [(publisher, *linking.report(publisher)) for publisher in publishers]
    return render(request, "packs/desk/links.html", {"lists": lists, "asks_outside": settings.CHECK_LINKS})
