"""Copies of a pack to take away: to read, to fill in, with one's own answers, for facilitators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from wagtail.models import Page

from elearning.printing import fields, paper
from elearning.programmes.models import Enrolment
from packs import ebook, exporting, reading, rendering, sharing, using
from packs.exporting import MARKS, Copy
from packs.http import address
from packs.models import LearningPackPage, PackVersion
from packs.permissions import sees_trainer_notes
from packs.rendering import BeingMadeError
from packs.stamping import stamp_of
from packs.views.reader import for_readers

UNAVAILABLE, ACCEPTED = 503, 202
SECONDS_TO_COME_BACK = "5"


@require_GET
def pdf(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The pack to keep and print."""
    return copy(request, pack, Copy.READ)


@require_GET
def fillable_pdf(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The pack to fill in on screen; it comes back by `bring_back`."""
    return copy(request, pack, Copy.FILL)


@require_GET
def facilitators_pdf(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The pack with the notes for facilitators, for those who may see them."""
    if not sees_trainer_notes(request, pack):
        raise Http404
    return copy(request, pack, Copy.TRAINER)


@require_GET
def epub(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The pack for e-readers."""
    return copy(request, pack, Copy.EPUB)


@require_GET
def picture(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The picture that is shown where somebody shares the address of the pack."""
    if not sharing.can_draw(pack):
        raise Http404
    return HttpResponse(sharing.picture_of(pack), content_type="image/png")


@require_GET
@for_readers
def own_pdf(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """The pack with what the person wrote in it: made now, for them alone, and kept nowhere."""
    own = enrolment.pack_readings.filter(pack=pack).select_related("version").first()
    if own is None:
        return redirect(address(pack))
    try:
        content = exporting.own_pdf(pack, own)
    except paper.NotPrintedError:
        return not_made(request, pack)
    name = exporting.file_name(exporting.at_version(pack, own.version), "-mine")
    return download(content, name, is_own=True)


def copy(request: HttpRequest, pack: LearningPackPage, kind: Copy) -> HttpResponse:
    """One of the kept copies as a download, in the version the person reads, or a page that says how things stand."""
    version = version_for(request, pack)
    try:
        content = rendering.copy_of(pack, kind, version)
    except BeingMadeError:
        return being_made(request, pack)
    except paper.NotPrintedError:
        return not_made(request, pack)
    fetched = version or reading.latest_version(pack)
    using.download(fetched, kind)
    if kind == Copy.FILL:
        content = fields.stamped(content, stamp_of(fetched, reading.reader(request.user)))
    ending, mime = ("epub", ebook.MIME) if kind == Copy.EPUB else ("pdf", "application/pdf")
    name = exporting.file_name(exporting.at_version(pack, version), MARKS[kind], ending=ending)
    return download(content, name, is_own=kind == Copy.FILL, kind=mime)


def version_for(request: HttpRequest, pack: LearningPackPage) -> PackVersion | None:
    """The version that the person has taken up, if it is not the latest."""
    enrolment = reading.reader(request.user)
    own = enrolment.pack_readings.filter(pack=pack).select_related("version").first() if enrolment else None
    return own.version if own and own.version_id != reading.latest_version(pack).pk else None


def being_made(request: HttpRequest, page: Page) -> HttpResponse:
    """The page that says so, and comes back by itself."""
    response = render(request, "packs/being_made.html", _standing(page), status=ACCEPTED)
    response.headers["Refresh"] = response.headers["Retry-After"] = SECONDS_TO_COME_BACK
    return response


def not_made(request: HttpRequest, page: Page) -> HttpResponse:
    """The page that says that it cannot be had now."""
    return render(request, "packs/not_printed.html", _standing(page), status=UNAVAILABLE)


def _standing(page: Page) -> dict[str, object]:
    return {"back": page, "pack": page if isinstance(page, LearningPackPage) else None}


def download(content: bytes, name: str, *, is_own: bool = False, kind: str = "application/pdf") -> HttpResponse:
    """A file to keep; one's own is stored nowhere on the way."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store" if is_own else "private, no-cache",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
