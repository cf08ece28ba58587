"""The way of a questionnaire out of Wagtail's admin and into it: as an open file, and on paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import authoring, exporting
from elearning.assessments.exchange import ExchangeError
from elearning.assessments.exporting import Sheet
from elearning.assessments.forms import ImportForm
from elearning.assessments.viewsets.publishing import editable
from elearning.printing.paper import NotPrintedError
from elearning.programmes.models import ProgrammePage


def export(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The newest draft as a file; a draft that is not complete says what is missing."""
    page = editable(request.user, pk)
    try:
        content = exporting.file_of(page)
    except ExchangeError as refusal:
        messages.error(request, _("The draft cannot be exported yet. %(why)s") % {"why": refusal})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return download(content, kind="application/json", name=exporting.file_name(page, "json"))


def on_paper(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The newest draft as a PDF to print."""
    page = editable(request.user, pk)
    try:
        content = exporting.pdf_of(Sheet(page, authoring.draft(page), looks_back=True))
    except NotPrintedError:
        messages.error(request, _("The PDF cannot be made now. Please try again in a few minutes."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return download(content, kind="application/pdf", name=exporting.file_name(page, "pdf"))


def take_in(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Bring a file into a programme as a draft step; nothing is published."""
    programme = get_object_or_404(ProgrammePage, pk=pk)
    permissions = programme.permissions_for_user(request.user)
    if not permissions.can_edit():
        raise Http404
    if not permissions.can_add_subpage():
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            page = authoring.take_in(
                form.cleaned_data["file"], under=programme, by=request.user, renamed=form.cleaned_data["subjects"]
            )
        except ExchangeError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The questionnaire is here as a draft. Read it through, then publish it."))
            return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"programme": programme, "form": form, "subjects": programme.framework.subjects.all()}
    return render(request, "assessments/desk/take_in.html", context, status=422 if form.errors else 200)


def download(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """`content` as a file to keep."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
