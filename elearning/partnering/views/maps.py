"""The partnership map: its list and picture, and one form a partner."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import joining, mapping, picturing
from elearning.partnering.forms import EntryForm
from elearning.partnering.mapforms import ShowForm
from elearning.partnering.models import MapEntry, MapTaskPage, PartnershipMap
from elearning.programmes.models import Enrolment

# From so many partners on, the list and the picture can be narrowed.
WORTH_CHOOSING = 13


def partnership_map(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The list of partners, the picture drawn from it and the questions it raises."""
    every = list(MapEntry.objects.of(enrolment).defer("key_contact", "note"))
    entries = [entry for entry in every if entry.removed_at is None]
    show = ShowForm(request.GET)
    chosen, links = show.choose(entries), joining.links_of(enrolment)
    picture = picturing.picture(step, chosen, links=links) if chosen else None
    context = {
        "step": step,
        "enrolment": enrolment,
        "entries": entries,
        "chosen": chosen,
        "rows": [(entry, picturing.facts(entry)) for entry in chosen],
        "show": show if len(entries) >= WORTH_CHOOSING or show.is_narrowing() else None,
        "left_out": len(chosen) - len(picture["drawing"].nodes) if picture else 0,
        "removed": [entry for entry in every if entry.removed_at],
        "mine": PartnershipMap.objects.filter(enrolment=enrolment).first(),
        "picture": picture,
        "raised": picturing.raised(step, entries),
        "is_enough": len(entries) >= mapping.ENOUGH,
    }
    return render(request, "partnering/partnership_map.html", context)


def add_partner(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """A new partner; after saving, another form that keeps sector and kind, or the map."""
    mine = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    last = next((entry for entry in mine if str(entry.pk) == request.GET.get("after")), None)
    kept = {"sector": last.sector, "kind": last.kind} if last else {}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            entry = mapping.add(enrolment, step, form.facts(), form_key=form.cleaned_data["form_key"])
        except mapping.MapIsFullError as refusal:
            form.add_error(None, str(refusal))
        else:
            if "another" in request.POST:
                return redirect(f"{step.door('add')}?{urlencode({'after': entry.pk})}")
            messages.success(request, _("%(name)s is on your map.") % {"name": entry.name})
            return redirect(step.door("start"))
    if last and not form.is_bound:
        form.fields["name"].widget.attrs["autofocus"] = True
    context = {"step": step, "form": form, "mine": mine, "last": last}
    return render(request, "partnering/add_partner.html", context, status=422 if form.errors else 200)


def partner(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """One partner, to read and change."""
    entry = get_object_or_404(MapEntry.objects.of(enrolment).on_the_map(), pk=pk)
    form = EntryForm(request.POST if request.method == "POST" else None, instance=entry)
    context: dict[str, Any] = {"step": step, "form": form, "name": entry.name, "pk": pk}
    if request.method == "POST" and form.is_valid():
        try:
            mapping.change(entry, form.facts(), seen=form.cleaned_data["version"])
        except mapping.ChangedElsewhereError as clash:
            context |= {"form": again(form, clash.entry), "clash": told(clash.entry, form), "refusal": str(clash)}
        else:
            messages.success(request, _("What you changed about %(name)s is saved.") % {"name": entry.name})
            return redirect(step.door("start"))
    status = 409 if "clash" in context else 422 if form.errors else 200
    return render(request, "partnering/partner.html", context, status=status)


def again(form: EntryForm, entry: MapEntry) -> EntryForm:
    """The same form with what was typed, now knowing what stands in `entry`: saving it again is a choice."""
    return EntryForm({**{name: form.data[name] for name in form.data}, "version": entry.revision}, instance=entry)


def told(entry: MapEntry, form: EntryForm) -> list[tuple[Any, Any]]:
    """The label and the saved words of every field in which `entry` and the form do not agree."""
    rows = [(form.fields[name].label, name) for name in mapping.differences(entry, form.facts())]
    return [(label, getattr(entry, f"get_{name}_display", lambda n=name: getattr(entry, n))()) for label, name in rows]


def remove_partner(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """Asks before a partner is taken off the map."""
    entry = get_object_or_404(MapEntry.objects.of(enrolment), pk=pk)
    if request.method == "POST":
        mapping.remove(entry)
        messages.success(request, _("%(name)s is off your map. You can put it back.") % {"name": entry.name})
    if entry.removed_at or request.method == "POST":
        return redirect(step.door("start"))
    return render(request, "partnering/remove_partner.html", {"step": step, "entry": entry})


def put_back(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """Puts a removed partner on the map again."""
    entry = get_object_or_404(MapEntry.objects.of(enrolment), pk=pk)
    if request.method == "POST":
        mapping.put_back(entry)
        messages.success(request, _("%(name)s is on your map again.") % {"name": entry.name})
    return redirect(step.door("start"))


def forget_removed(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Deletes for good what was removed."""
    if request.method == "POST":
        mapping.forget_removed(enrolment)
        messages.success(request, _("What you removed from your map is deleted."))
    return redirect(step.door("start"))


def finish_map(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Says that the person has finished for now."""
    if request.method == "POST":
        try:
            mapping.finish(enrolment, step)
        except mapping.NothingOnTheMapError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your map is finished for now. You can still change it."))
    return redirect(step.door("start"))


def print_map(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The picture and the table on a sheet of paper."""
    return render(request, "partnering/print_map.html", as_a_table(step, enrolment))


def table(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Everything that the map says, as a table, and files to keep."""
    return render(request, "partnering/map_table.html", as_a_table(step, enrolment))


def as_a_table(step: MapTaskPage, enrolment: Enrolment) -> dict[str, Any]:
    """What both need: partners without contacts and notes, the picture, links in words."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    links = joining.links_of(enrolment)
    return {
        "step": step,
        "entries": entries,
        "picture": picturing.picture(step, entries, links=links, linked=False) if entries else None,
        "between": picturing.told_links(entries, links),
        "enrolment": enrolment,
    }
