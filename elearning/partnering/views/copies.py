"""Copies of one's own map: kept to be compared later, and brought to the workshop."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import bringing, keeping, layout, picturing
from elearning.partnering.mapforms import BringForm
from elearning.partnering.models import BroughtMap, KeptMap, MapEntry, MapTaskPage, PartnershipMap
from elearning.partnering.models.copies import in_words, label_of, thawed
from elearning.programmes.models import Enrolment


def kept(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The maps that the person has kept; pressing keeps the map as it stands."""
    if request.method == "POST":
        try:
            keeping.keep(enrolment, now=timezone.now())
        except (keeping.NothingToKeepError, keeping.TooManyKeptError) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your map is kept as it stands today."))
        return redirect(step.door("kept"))
    rows = list(KeptMap.objects.filter(map__enrolment=enrolment))
    return render(request, "partnering/kept.html", {"step": step, "rows": rows})


def then_and_now(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """A kept map beside the map as it stands: what has moved, in words and in two pictures."""
    then = get_object_or_404(KeptMap.objects.filter(map__enrolment=enrolment), pk=pk)
    mine = PartnershipMap.objects.get(enrolment=enrolment)
    now = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    before = [thawed(row) for row in then.entries]
    moved = [told(change) for change in layout.changes(then.entries, keeping.as_it_stands(mine))]
    context = {
        "step": step,
        "then": then,
        "moved": [row for row in moved if row["kind"] != "same"],
        "same": [row["name"] for row in moved if row["kind"] == "same"],
        "pictures": [
            (key, title, picturing.picture(step, entries, linked=False) if entries else None)
            for key, title, entries in (("then", _("Then"), before), ("now", _("Now"), now))
        ],
    }
    return render(request, "partnering/then_and_now.html", context)


def told(change: layout.Change) -> dict[str, Any]:
    """One partner's change in words: what was said then, what is said now."""
    then, now = (thawed(dict(row)) if row else None for row in (change.then, change.now))
    rows = [(label_of(name), said(then, name), said(now, name)) for name in change.fields]
    kinds = {
        "came": _("New on your map"),
        "went": _("No longer on your map"),
        "closer": _("Closer than then"),
        "less close": _("Less close than then"),
        "changed": _("Changed"),
    }
    whole = now or then
    level = whole.get_level_now_display() if whole else ""
    return {
        "kind": change.kind,
        "word": kinds.get(change.kind, ""),
        "name": whole.name if whole else "",
        "level": level,
        "rows": rows,
    }


def said(entry: MapEntry | None, name: str) -> str:
    """What `entry` says in this field, in words."""
    return (in_words(entry, name) if entry else "") or _("Not said")


def delete_kept(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, pk: int) -> HttpResponse:
    """Deletes a kept map; pressed twice, the second press finds nothing to do."""
    found = KeptMap.objects.filter(pk=pk, map__enrolment=enrolment).first()
    if found is None and KeptMap.objects.filter(pk=pk).exists():
        raise Http404
    if found and request.method == "POST":
        keeping.forget(found)
        messages.success(request, _("This kept map is deleted. Your map stays as it is."))
    return redirect(step.door("kept"))


def bring(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Chooses partners to bring to the workshop, and shows exactly what has been brought."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    brought = BroughtMap.objects.filter(map__enrolment=enrolment).first()
    chosen = [row["id"] for row in brought.entries] if brought else [entry.pk for entry in entries]
    initial = {"chosen": chosen, "with_health": bool(brought and brought.has_health)}
    form = BringForm(request.POST if request.method == "POST" else None, entries=entries, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            bringing.bring(enrolment, data["chosen"], with_health=data["with_health"], now=timezone.now())
        except bringing.NothingChosenError as refusal:
            form.add_error("chosen", str(refusal))
        else:
            messages.success(request, _("Your copy for the workshop is made. Below you see all of it."))
            return redirect(step.door("bring"))
    copies = [thawed(row) for row in brought.entries] if brought else []
    context = {
        "step": step,
        "form": form,
        "entries": entries,
        "brought": brought,
        "copies": copies,
        "moved_on": bool(brought and bringing.has_moved_on(brought)),
    }
    return render(request, "partnering/bring.html", context, status=422 if form.errors else 200)


def take_back(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Takes the copy for the workshop back."""
    if request.method == "POST":
        bringing.take_back(enrolment)
        messages.success(request, _("Your copy is taken back. Nobody sees anything of your map now."))
    return redirect(step.door("bring"))
