"""Reading an agreement and taking it away as a file."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.agreements import document, drafting, exporting
from elearning.agreements.document import Paper
from elearning.agreements.models import AgreementVersion, PartnershipAgreement
from elearning.agreements.views.writing import own
from elearning.printing.paper import NotPrintedError

KINDS = {
    "html": ("text/html; charset=utf-8", exporting.html),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", exporting.as_docx),
    "odt": ("application/vnd.oasis.opendocument.text", exporting.as_odt),
    "pdf": ("application/pdf", exporting.pdf),
}


def draft_of(agreement: PartnershipAgreement) -> Paper:
    """The document as it is being written."""
    return document.paper(drafting.content_of(agreement), state=_("Draft"))


def paper_of(version: AgreementVersion) -> Paper:
    """The document of a version, with the names under it."""
    signed = [
        (one.party.organisation, one.name, one.role, date_format(one.signed_at, "j F Y"))
        for one in version.signatures.select_related("party")
    ]
    words = _("Version %(number)d, not agreed") % {"number": version.number}
    if version.agreed_at:
        day = date_format(version.agreed_at, "j F Y")
        words = _("Version %(number)d, agreed on %(day)s") % {"number": version.number, "day": day}
    elif not version.withdrawn_at:
        words = _("Version %(number)d, put to the partners") % {"number": version.number}
    return document.paper(version.content, state=words, signatures=signed)


def chosen(request: AuthenticatedRequest, agreement: PartnershipAgreement) -> Paper:
    """The version that the address names, or the draft. Raises Http404 for a version that there is not."""
    number = request.GET.get("version", "")
    if not number:
        return draft_of(agreement)
    if not (number.isdecimal() and number.isascii() and len(number) < 10):
        raise Http404
    return paper_of(get_object_or_404(agreement.versions, number=number))


def read(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """The whole document on one page."""
    one = own(request, public_id)
    context = {"agreement": one, "paper": chosen(request, one), "number": request.GET.get("version", "")}
    return render(request, "agreements/read.html", context)


def download(request: AuthenticatedRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The document as a file of this kind."""
    one = own(request, public_id)
    if kind not in KINDS:
        raise Http404
    content_type, make = KINDS[kind]
    try:
        made = make(chosen(request, one))
    except NotPrintedError:
        return render(request, "agreements/not_printed.html", {"agreement": one}, status=503)
    name = slugify(one.title) or "agreement"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type=content_type, headers=headers)
