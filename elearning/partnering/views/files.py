"""A map as a file: picture, sheet of paper and table out; a list of partners in, looked at before it is taken."""

import io
import uuid
from typing import Any

import pikepdf
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import joining, listing, mapping, picturing, sheets
from elearning.partnering.mapforms import SheetForm
from elearning.partnering.models import MapEntry, MapTaskPage
from elearning.printing import paper
from elearning.programmes.models import Enrolment

PICTURE_PIXELS = 2000


def sent(content: str | bytes, kind: str, ending: str) -> HttpResponse:
    """A file to keep; it names no partner and no person."""
    answer = HttpResponse(content, content_type=kind)
    name = f"{_('partnership-map')}-{timezone.localdate():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def on_paper(step: MapTaskPage, enrolment: Enrolment, *, font: str = "") -> dict[str, Any]:
    """What the sheet, the picture and the table are made from: no contacts, no notes, no links to follow."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map().defer("key_contact", "note"))
    links = joining.links_of(enrolment)
    picture = picturing.picture(step, entries, links=links, linked=False) if entries else None
    if picture:
        picture["font"] = font
    context = {
        "step": step,
        "entries": entries,
        "picture": picture,
        "enrolment": enrolment,
        "day": timezone.localdate(),
    }
    return {**context, "between": picturing.told_links(entries, links)}


# Sizes of the sheet, the largest first: letters in points, width of the picture and space in a row in millimetres. The last
# one leaves out what each partnership is for.
SHEETS = (("8.5", 165, "1"), ("7.5", 150, "0.5"), ("6.5", 128, "0.2"), ("5.5", 104, "0"), ("5.5", 92, "0"))
LEGEND = 28


FONTS = "Pack Sans, Pack Sans More, Pack Sans Viet, "


def svg(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The picture as SVG."""
    context = on_paper(step, enrolment)
    if not context["entries"]:
        return redirect(step.door("start"))
    return sent(render_to_string("partnering/_map.svg", context), "image/svg+xml; charset=utf-8", "svg")


def png(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """The picture with its legend as PNG, 2000 pixels wide."""
    return printed(request, step, enrolment, "png")


def pdf(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Picture, legend and table as PDF: one page of A4 up to 25 partners."""
    return printed(request, step, enrolment, "pdf")


def printed(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, kind: str) -> HttpResponse:
    """The sheet made by the printing process; where that fails, the map says so."""
    context = on_paper(step, enrolment, font=FONTS)
    if not context["entries"]:
        return redirect(step.door("start"))
    try:
        if kind == "pdf":
            return sent(one_page(context), "application/pdf", "pdf")
        drawing = context["picture"]["drawing"]
        high = round(240 * drawing.height / drawing.width) + 10 + LEGEND
        html = render_to_string("partnering/map_png_pdf.html", {**context, "height": high})
        return sent(paper.picture(paper.dressed(html, style=""), width=PICTURE_PIXELS), "image/png", "png")
    except paper.NotPrintedError:
        messages.error(request, _("This file could not be made just now. Please try again, or print the page."))
        return redirect(step.door("print"))


def one_page(context: dict[str, Any]) -> bytes:
    """The sheet in the largest letters with which it is one page; over 25 partners it may be several. Raises NotPrintedError."""
    many = len(context["entries"])
    sizes = [SHEETS[1]] if many > picturing.IN_ONE_PICTURE else SHEETS[(many > 8) + (many > 16) :]
    made = b""
    for size, width, gap in sizes:
        html = render_to_string(
            "partnering/map_pdf.html",
            {**context, "size": size, "width": width, "gap": gap, "brief": (size, width) == SHEETS[-1][:2]},
        )
        made = paper.render(paper.dressed(html, style=""))
        with pikepdf.open(io.BytesIO(made)) as sheet:
            if len(sheet.pages) == 1:
                break
    return made


def csv(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Every partner as a row; contacts and notes only if asked for."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map())
    lines = listing.csv_of(entries, joining.links_of(enrolment), with_sealed=request.GET.get("with") == "notes")
    return sent(lines, "text/csv; charset=utf-8", "csv")


def take_in(request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Takes in a list of partners: first shows what it holds and each fault, then puts the good rows on the map."""
    if request.method != "POST":
        return render(
            request, "partnering/take_in.html", {"step": step, "form": SheetForm(), "columns": listing.columns()}
        )
    form = SheetForm(request.POST, request.FILES)
    context: dict[str, Any] = {"step": step, "form": form, "columns": listing.columns()}
    if form.is_valid():
        try:
            text = sheets.text_of(form.source())
            context |= {"text": text, "sheet": read(text, enrolment), "token": form.cleaned_data["token"]}
        except sheets.UnreadableError as problem:
            form.add_error(None, listing.refusal(problem.reason))
    if not form.errors and "confirm" in request.POST:
        return put_down(request, step, enrolment, context)
    if "sheet" in context:
        context["preview"] = [MapEntry(**listing.entry_facts(row)) for row in context["sheet"].rows]
        context["faults"] = [listing.told(fault) for fault in context["sheet"].faults]
        pairs, context["lost"] = listing.named_links(context["sheet"].rows, names_of(enrolment))
        context["links"] = len({frozenset(pair) for pair in pairs})
    return render(request, "partnering/take_in.html", context, status=422 if form.errors else 200)


def read(text: str, enrolment: Enrolment) -> sheets.Sheet:
    """What `text` lists that is not on the person's map yet."""
    return sheets.read(text, listing.columns(), known=frozenset(map(sheets.fold, names_of(enrolment))))


def names_of(enrolment: Enrolment) -> list[str]:
    """Who is on the person's map."""
    return list(MapEntry.objects.of(enrolment).on_the_map().values_list("name", flat=True))


def put_down(
    request: AuthenticatedRequest, step: MapTaskPage, enrolment: Enrolment, context: dict[str, Any]
) -> HttpResponse:
    """Puts the good rows on the map, once however often it is pressed."""
    token: uuid.UUID = context["token"]
    rows = [(uuid.uuid5(token, str(row.number)), listing.entry_facts(row)) for row in context["sheet"].rows]
    pairs, _lost = listing.named_links(context["sheet"].rows, names_of(enrolment))
    try:
        total = len(mapping.add_all(enrolment, step, rows))
        joining.join_by_name(enrolment, pairs)
    except mapping.MapIsFullError as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(total)d partner is put on your map.", "%(total)d partners are put on your map.", total)
        messages.success(request, said % {"total": total} if total else _("They are all on your map."))
    return redirect(step.door("start"))
