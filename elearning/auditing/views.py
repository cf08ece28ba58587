"""Who has looked at what about somebody: for that person, and for nobody else."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing import kinds, watched
from elearning.auditing.forms import KindForm
from elearning.auditing.models import AuditEntry

ON_A_PAGE = 50


@never_cache
@require_safe
def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The log about oneself, the latest first, a day at a time; four queries, however long it is."""
    form = KindForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    found = AuditEntry.objects.readable_by(request.user).select_related("by", "break_glass")
    page = Paginator(found.filter(act=kind) if kind else found, ON_A_PAGE).get_page(request.GET.get("page"))
    names = kinds.cohorts_called({one.cohort for one in page if one.cohort})
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "page": page,
        "rows": [(one, names.get(one.cohort, "")) for one in page],
        "noted": watched.noted(),
        "query": f"kind={kind}&" if kind else "",
    }
    return render(request, "auditing/mine.html", context)
