"""The way in: an invitation, the notice about who sees what, and a short profile."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import enrolling
from elearning.programmes.enrolling import InvitationGoneError
from elearning.programmes.forms.joining import NoticeForm, ProfileForm
from elearning.programmes.http import still_to_join
from elearning.programmes.models import Enrolment
from elearning.programmes.permissions import may_enter_by_link

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; accept or decline it by POST, because mail scanners follow links. Open: nobody is known yet."""
    try:
        invitation = enrolling.find(token)
    except InvitationGoneError:
        return gone(request, token)
    who = "stranger" if request.user.is_authenticated else "newcomer"
    if request.user == invitation.enrolment.user:
        who = "invited"
    elif who == "newcomer" and not may_enter_by_link(invitation.enrolment.user):
        who = "known"
    if request.method == "POST" and who in {"invited", "newcomer"}:
        return answer(request, token)
    return render(request, "programmes/join.html", {"invitation": invitation, "who": who, "token": token})


def gone(request: HttpRequest, token: str) -> HttpResponse:
    """The same page for every link that opens nothing; whoever has used it already is simply led home."""
    enrolment = enrolling.used_by(token, request.user) if request.user.is_authenticated else None
    if enrolment:
        return redirect(onward(request, enrolment))
    return render(request, "programmes/invitation_gone.html", status=404)


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Take the yes or no to an invitation; a yes signs in, under a new session."""
    try:
        if request.POST.get("answer") == "no":
            return render(request, "programmes/declined.html", {"enrolment": enrolling.decline(token)})
        enrolment = enrolling.accept(token)
    except InvitationGoneError:
        return gone(request, token)
    if not request.user.is_authenticated:
        login(request, enrolment.user, backend=BACKEND)
    return redirect(onward(request, enrolment))


def onward(request: HttpRequest, enrolment: Enrolment) -> str:
    """Where somebody who joins goes next: what is still to do first, then where they wanted to go, then home."""
    wanted = request.GET.get("next", "")
    first = still_to_join(enrolment, enrolment.cohort.programme)
    if first:
        return first
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted else enrolment.cohort.programme.url


def mine_or_404(request: AuthenticatedRequest, enrolment_id: object) -> Enrolment:
    """The person's own enrolment. Raises Http404 for anybody else's."""
    enrolments = Enrolment.objects.taking_part().filter(user=request.user)
    return get_object_or_404(
        enrolments.select_related("cohort__programme", "user", "organisation"), public_id=enrolment_id
    )


def notice(request: AuthenticatedRequest, enrolment_id: object) -> HttpResponse:
    """Who sees what in the programme, and the acknowledgement that comes before anything personal is entered."""
    enrolment = mine_or_404(request, enrolment_id)
    programme = enrolment.cohort.programme
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        enrolling.acknowledge(enrolment, programme)
        return redirect(onward(request, enrolment))
    context = {"enrolment": enrolment, "page": programme, "form": form, "is_read": enrolment.has_read_notice(programme)}
    return render(request, "programmes/notice.html", context)


def profile(request: AuthenticatedRequest, enrolment_id: object) -> HttpResponse:
    """The person's profile in a programme: asked once, changed whenever they like."""
    enrolment = mine_or_404(request, enrolment_id)
    if not enrolment.has_read_notice(enrolment.cohort.programme):
        return redirect("programmes:notice", enrolment.public_id)
    was_complete = enrolment.has_profile
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=enrolment)
    if request.method == "POST" and form.is_valid():
        enrolling.complete_profile(enrolment, form.cleaned_data)
        if was_complete:
            messages.success(request, _("Your profile is saved."))
        return redirect(onward(request, enrolment))
    context = {"enrolment": enrolment, "page": enrolment.cohort.programme, "form": form, "was_complete": was_complete}
    return render(request, "programmes/profile.html", context)
