"""One's own learning log: actions and reflections by time, to look through, to search and to print (DOMAIN 1.6)."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionsets import reflecting
from actionsets.models import ActionLearningPage, SetMembership
from actionsets.noteforms import LogForm
from actionsets.views.members import in_workspace
from elearning.accounts.http import AuthenticatedRequest

A_PAGE = 40


@require_safe
@in_workspace
def log(request: AuthenticatedRequest, step: ActionLearningPage, place: SetMembership) -> HttpResponse:
    """What the person wrote, the latest first; `q` finds their own words, `all` shows everything on one page for print."""
    form = LogForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    everything = reflecting.log_of(request.user)
    found = reflecting.search(everything, wanted)
    shown = max(len(found), 1) if "all" in request.GET else A_PAGE
    context = {
        "step": step,
        "form": form,
        "wanted": wanted,
        "query": f"{urlencode({'q': wanted})}&",
        "has_any": bool(everything),
        "count": len(found),
        "page": Paginator(found, shown).get_page(request.GET.get("page")),
    }
    return render(request, "actionsets/log.html", context)
