"""The screens on which results are shown to somebody, taken back, and looked at by the person they are meant for."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.profiles import recounting, sharing
from elearning.profiles.forms import ShareForm
from elearning.profiles.models import Result, ResultLook, ResultShare, ResultsPage
from elearning.profiles.recounting import Account
from elearning.profiles.sharing import SharingError
from elearning.profiles.views.results import wants_numbers
from elearning.programmes.models import Enrolment


def share(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> HttpResponse:
    """Who can see one's results and when they looked, and the form that shows them to somebody else."""
    facilitators = sharing.facilitators_of(enrolment.cohort)
    form = ShareForm(facilitators, request.POST if request.method == "POST" else None)
    if form.is_valid() and shared_by(form, enrolment):
        messages.success(request, sharing.SHARED)
        return redirect(step.door("share"))
    names = {user.email.lower(): user.name for user in facilitators}
    context = {
        "step": step,
        "form": form,
        "results": Result.objects.of_waves(enrolment),
        "shares": [(share, names.get(share.address, share.address)) for share in sharing.shares_of(enrolment)],
        "ends_on": sharing.last_day(enrolment.cohort),
    }
    return render(request, "profiles/share.html", context, status=422 if form.errors else 200)


def shared_by(form: ShareForm, enrolment: Enrolment) -> bool:
    """Whether the results were shared as `form` says; if not, it says why."""
    try:
        sharing.share(enrolment, form.address, with_numbers=form.cleaned_data["with_numbers"], by=enrolment.user)
    except SharingError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def as_shared(results: Mapping[str, Result], step: ResultsPage) -> Account:
    """What somebody else reads of `results`: the latest and the first, without looking back and without what was chosen."""
    account = recounting.recount(results, step, looks_back=False)
    if account is None:
        raise Http404
    return account


def share_preview(request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment) -> HttpResponse:
    """What somebody else would see, to the person whose results they are; nothing is shared by looking."""
    account = as_shared(Result.objects.of_waves(enrolment), step)
    context = {
        "step": step,
        "account": account,
        "numbers": wants_numbers(request),
        "pictures": wants_numbers(request),
    }
    return render(request, "profiles/share_preview.html", context)


def share_end(
    request: AuthenticatedRequest, step: ResultsPage, enrolment: Enrolment, share_id: uuid.UUID
) -> HttpResponse:
    """Take a share back at once."""
    mine = get_object_or_404(enrolment.result_shares, public_id=share_id)
    if request.method == "POST":
        sharing.end(mine, by=request.user)
        messages.success(request, sharing.ENDED)
    return redirect(step.door("share"))


def shared_with_me(request: AuthenticatedRequest) -> HttpResponse:
    """What others show to the person who is signed in; it tells names only."""
    return render(request, "profiles/shared_with_me.html", {"shares": sharing.shared_with(request.user)})


def opened(request: AuthenticatedRequest, share: ResultShare) -> ResultLook | None:
    """The look that this browser has announced and that still lasts, if any."""
    look = share.looks.filter(pk=request.session.get(look_key(share), 0)).first()
    return look if look and look.is_open else None


def look_key(share: ResultShare) -> str:
    """Where the session keeps the look that was announced."""
    return f"look-{share.public_id}"


@never_cache
def shared(request: AuthenticatedRequest, share_id: uuid.UUID) -> HttpResponse:
    """Somebody's results, read only. They open by a press that their owner sees; looking at the address alone shows none."""
    visible = ResultShare.objects.visible_to(request.user).select_related("enrolment__user", "enrolment__cohort")
    share = get_object_or_404(visible, public_id=share_id)
    if request.method == "POST":
        return announce(request, share)
    context = {"share": share, "owner": share.enrolment.user, "look": opened(request, share)}
    if not context["look"]:
        return render(request, "profiles/shared_closed.html", context)
    return render(request, "profiles/shared.html", context | contents(share))


def announce(request: AuthenticatedRequest, share: ResultShare) -> HttpResponse:
    """Note the look, and lead to the results."""
    try:
        request.session[look_key(share)] = sharing.look(share, by=request.user).pk
    except ResultShare.DoesNotExist as problem:  # taken back in this very moment
        raise Http404 from problem
    return redirect("profiles:shared", share_id=share.public_id)


def contents(share: ResultShare) -> dict[str, object]:
    """What the page of a share shows: words, and pictures and numbers if its owner added them."""
    step = ResultsPage.objects.child_of(share.enrolment.cohort.programme).live().first()
    if step is None:
        raise Http404
    return {
        "step": step,
        "account": as_shared(sharing.results_in(share), step),
        "numbers": share.with_numbers,
        "pictures": share.with_numbers,
    }
