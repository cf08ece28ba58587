"""The page between “Publish” and publishing, once people have answered: what changes, and which statements stay the same."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.assessments import authoring
from elearning.assessments.forms import DeclarationForm
from elearning.assessments.models import SelfAssessmentPage


def editable(user: User, pk: int) -> SelfAssessmentPage:
    """The newest draft of a self-assessment that `user` may edit. Raises Http404 for one that is not theirs."""
    page = get_object_or_404(SelfAssessmentPage, pk=pk)
    if not page.permissions_for_user(user).can_edit():
        raise Http404
    return page.get_latest_revision_as_object()


def publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show what changes for those who have answered; publish once every reworded statement is declared."""
    page = editable(request.user, pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    found = authoring.pending(page)
    form = DeclarationForm(found.reworded, page.wording_only, request.POST if request.method == "POST" else None)
    if form.is_valid():
        version = authoring.publish(page, same=form.same(), by=request.user)
        messages.success(
            request,
            _("Published. New cohorts answer version %(number)d; whoever has begun keeps theirs.")
            % {"number": version.number},
        )
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    context = {"page": page, "found": found, "form": form, "answered": authoring.answered_version(page)}
    return render(request, "assessments/desk/publish.html", context, status=422 if form.errors else 200)
