"""The door behind “make our version”, for those who write for another publisher."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from packs import adapting
from packs.forms import AdaptForm
from packs.http import address
from packs.models import LearningPackPage
from packs.permissions import adapts_for


def adapt(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """Say what comes along, and begin the draft; for anybody else there is nothing here."""
    publishers = adapts_for(request.user, pack)
    if not request.user.is_authenticated or not publishers:
        raise Http404
    form = AdaptForm(request.POST or None, publishers=publishers, initial={"publisher": publishers[0]})
    if request.method == "POST" and form.is_valid():
        try:
            draft = adapting.make_our_version(pack, by=request.user, **form.cleaned_data)
        except adapting.NotAdaptableError as refusal:
            messages.error(request, str(refusal))
            return redirect(address(pack))
        messages.success(request, _("Your draft is ready. Say what you changed before you publish it."))
        return redirect("wagtailadmin_pages:edit", draft.pk)
    return render(request, "packs/adapt.html", {"pack": pack, "form": form})
