"""Links between partners of one's own map: a list with a form, and taking one off."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import joining, picturing
from elearning.partnering.mapforms import LinkForm
from elearning.partnering.models import MapEntry, MapLink, MapTaskPage
from elearning.programmes.models import Enrolment


def links(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Who works with whom; saving the same two again changes what is said of them."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    known = joining.links_of(enrolment)
    chosen = next((link for link in known if str(link.pk) == request.GET.get("change")), None)
    initial = {"one": chosen.one_id, "two": chosen.two_id} if chosen else {}
    data = request.POST if request.method == "POST" else None
    form = LinkForm(data, entries=entries, instance=chosen, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            joining.join(enrolment, form.cleaned_data["one"], form.cleaned_data["two"], form.facts())
        except (joining.NotTwoPartnersError, joining.TooManyLinksError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The link is on your map."))
            return redirect(step.door("links"))
    between = picturing.told_links(entries, known)
    context = {"step": step, "form": form, "between": between, "entries": entries, "chosen": chosen}
    return render(request, "partnering/links.html", context, status=422 if form.errors else 200)


def remove_link(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """Takes a link off the map; pressed twice, the second press finds nothing to do."""
    link = MapLink.objects.filter(pk=pk).select_related("map").first()
    if link and link.map.enrolment_id != enrolment.pk:
        raise Http404
    if link and request.method == "POST":
        joining.part(link)
        messages.success(request, _("The link is off your map."))
    return redirect(step.door("links"))
