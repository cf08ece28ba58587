"""Inviting people to a cohort: a list, what would happen, and only then the mails."""

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import enrolling, rosters
from elearning.programmes.enrolling import NotPossibleError
from elearning.programmes.forms.cohorts import RosterForm
from elearning.programmes.models import Cohort
from elearning.programmes.reports import previews
from elearning.programmes.rosters import UnreadableError
from elearning.programmes.views.reach import run_by


def invite(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Ask for a list of people, and show what would happen; nothing is sent yet."""
    cohort = run_by(request.user, cohort_id)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    if request.method == "POST" and form.is_valid():
        try:
            roster = rosters.read(form.source())
        except UnreadableError as problem:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", unreadable(problem))
        else:
            found = previews.preview(cohort, roster)
            sealed = previews.sealed(cohort, found, by=request.user)
            return render(
                request, "programmes/invite_preview.html", {"cohort": cohort, "preview": found, "sealed": sealed}
            )
    return render(request, "programmes/invite.html", {"cohort": cohort, "form": form})


def unreadable(problem: UnreadableError) -> str:
    """Why a list as a whole cannot be used, and what to do."""
    return {
        "too big": _("The list is larger than 1 MB. Divide it in two."),
        "too many": _("The list has more than 2,000 people. Divide it in two."),
        "not text": _("This cannot be read as text. Save the spreadsheet as CSV, and choose that file."),
        "empty": _("There is nobody in the list."),
    }[problem.reason]


@require_POST
def confirm_invitations(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """Send the invitations that were shown. Pressed twice, it sends them once."""
    cohort = run_by(request.user, cohort_id)
    try:
        rows = previews.unsealed(cohort, request.POST.get("sealed", ""), by=request.user)
        sent = enrolling.invite(cohort, rows, by=request.user)
    except signing.BadSignature:
        messages.error(request, _("This list is too old to be sent. Nothing has been sent; please give it again."))
        return redirect("programmes:invite", cohort.public_id)
    except NotPossibleError as problem:
        messages.error(request, str(problem))
        return redirect("programmes:board", cohort.public_id)
    messages.success(request, told(len(sent)))
    return redirect("programmes:board", cohort.public_id)


def told(sent: int) -> str:
    """How many invitations were sent, in words."""
    if not sent:
        return _("Everybody in the list had been invited before, so nothing was sent.")
    return ngettext("%(sent)d invitation has been sent.", "%(sent)d invitations have been sent.", sent) % {"sent": sent}


@require_POST
def resend(request: AuthenticatedRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Send one person another invitation."""
    return answered(request, run_by(request.user, cohort_id), enrolment_id, again=True)


@require_POST
def revoke(request: AuthenticatedRequest, cohort_id: UUID, enrolment_id: UUID) -> HttpResponse:
    """Take one person's invitation back."""
    return answered(request, run_by(request.user, cohort_id), enrolment_id, again=False)


def answered(request: AuthenticatedRequest, cohort: Cohort, enrolment_id: UUID, *, again: bool) -> HttpResponse:
    """Send or take back an invitation, say so, and go back to the board."""
    enrolment = get_object_or_404(cohort.enrolments.select_related("user"), public_id=enrolment_id)
    words = (
        _("Another invitation is on its way to %(name)s.") if again else _("The invitation of %(name)s is taken back.")
    )
    try:
        (enrolling.resend if again else enrolling.revoke)(enrolment, by=request.user)
    except NotPossibleError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, words % {"name": enrolment.called})
    return redirect("programmes:board", cohort.public_id)
