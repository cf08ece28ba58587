"""One's own learning log: actions and reflections by time, to look through, to search and to print (DOMAIN 1.6)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from actionsets import reflecting
from actionsets.models import ActionLearningPage, SetMembership
from actionsets.noteforms import LogForm
from actionsets.views.members import with_own_notes
from elearning.accounts.http import AuthenticatedRequest

A_PAGE = 40


@require_http_methods(["GET", "HEAD", "POST"])
@with_own_notes
def log(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """What the person wrote, the latest first; `all` shows everything on one page for print. Words to find are sent, so that
    what somebody looks for in their own notes stands in no address (TRUST P06)."""
    form = LogForm(request.POST if request.method == "POST" else None)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    everything = reflecting.log_of(request.user)
    found = reflecting.search(everything, wanted)
    shown = max(len(found), 1) if wanted or "all" in request.GET else A_PAGE
    context = {
        "step": step,
        "form": form,
        "wanted": wanted,
        "has_any": bool(everything),
        "count": len(found),
        "page": Paginator(found, shown).get_page(request.GET.get("page")),
    }
    return render(request, "actionsets/log.html", context, status=422 if form.errors else 200)
