"""The Healthy Partnership Checklist for the person who answers it: choosing, answering, reading. Nobody else's is found."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import checking
from elearning.partnering.checkforms import ChecklistForm, PartnershipForm
from elearning.partnering.checking import ChangedElsewhereError, LockedError
from elearning.partnering.models import HealthAnswer, HealthCheck, MapEntry, Said, WorkshopPage
from elearning.programmes.models import Enrolment


def begin(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """Choose a partnership and begin, or go on where one has begun."""
    entries = list(MapEntry.objects.of(enrolment).on_the_map())
    form = PartnershipForm(entries, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            check = checking.begin(enrolment, step, **form.chosen())
            return redirect("partnering:check_part", check.public_id, 1)
        except checking.NoChecklistError as problem:
            refusal = str(problem)
    mine = HealthCheck.objects.of(request.user).prefetch_related("answers")
    context = {"step": step, "form": form, "refusal": refusal, "checks": mine}
    return render(request, "partnering/begin_check.html", context, status=422 if form.errors else 200)


def own(request: AuthenticatedRequest, public_id: UUID) -> HealthCheck:
    """The person's own checklist. Raises Http404 for anybody else's."""
    mine = HealthCheck.objects.of(request.user).select_related("version__page", "enrolment__cohort")
    return get_object_or_404(mine.prefetch_related("answers"), public_id=public_id)


def check_list(request: AuthenticatedRequest) -> HttpResponse:
    """All one's own checklists."""
    mine = HealthCheck.objects.of(request.user).select_related("version").prefetch_related("answers")
    return render(request, "partnering/checks.html", {"checks": mine})


def check_part(request: AuthenticatedRequest, public_id: UUID, part: int) -> HttpResponse:
    """One group of statements; saved while it is answered and again with the button."""
    check = own(request, public_id)
    parts = check.version.parts()
    if not 1 <= part <= len(parts):
        raise Http404
    if check.locked_at:
        return redirect("partnering:check", check.public_id)
    stored = {one.code: one for one in check.answers.all()}
    data = request.POST if request.method == "POST" else None
    form = ChecklistForm(check.version, parts[part - 1][1], stored, data, revision=check.revision)
    context = {"check": check, "form": form, "group": parts[part - 1][0], "part": part, "parts": len(parts)}
    if request.method == "POST":
        return taken(request, check, form, context)
    return render(request, "partnering/check_part.html", context)


def taken(
    request: AuthenticatedRequest, check: HealthCheck, form: ChecklistForm, context: dict[str, Any]
) -> HttpResponse:
    """Keep whatever is right in the form, and go on if nothing is wrong."""
    form.full_clean()
    saves_itself, revision = "X-Autosave" in request.headers, form.seen
    try:
        revision = checking.answer(check, form.given(), seen=form.seen).revision
    except ChangedElsewhereError as clash:
        if saves_itself:
            return HttpResponse(status=409)
        known(form, clash.revision)
        saved = [row for row in check.rows() if row[0].code in clash.codes]
        return render(
            request, "partnering/check_part.html", {**context, "refusal": str(clash), "saved": saved}, status=409
        )
    except LockedError as refusal:
        form.add_error(None, str(refusal))
    if saves_itself:
        return HttpResponse(status=422 if form.errors else 204, headers={"X-Version": str(revision)})
    if form.errors:
        known(form, revision)
        return render(request, "partnering/check_part.html", context, status=422)
    return onward(request, check, context)


def onward(request: AuthenticatedRequest, check: HealthCheck, context: dict[str, Any]) -> HttpResponse:
    """Where a page without a fault leads: later, the next group, or what the answers say."""
    if "later" in request.POST:
        messages.success(request, _("Your answers are saved. Come back whenever you like."))
        return redirect("partnering:checks")
    if context["part"] < context["parts"]:
        return redirect("partnering:check_part", check.public_id, context["part"] + 1)
    return redirect("partnering:check", check.public_id)


def known(form: ChecklistForm, revision: int) -> None:
    """Let the same form be shown once more with what was typed, knowing the checklist's `revision`."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(revision)  # type: ignore[index]


def check_result(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """What one's own answers say, in words; no total and no verdict."""
    check = own(request, public_id)
    rows = check.rows()
    starts = [row for said in (Said.NOT_YET, Said.PARTLY) for row in rows if row[1] and row[1].said == said]
    context = {
        "check": check,
        "starts": worded(check, starts),
        "find_out": worded(check, [row for row in rows if row[1] and row[1].said == Said.DONT_KNOW]),
        "parts": [
            (group, number, worded(check, [row for row in rows if row[0].group == group]))
            for number, (group, _rows) in enumerate(check.version.parts(), start=1)
        ],
        "is_empty": not check.said(),
    }
    return render(request, "partnering/check.html", context)


def worded(check: HealthCheck, rows: list[tuple[Any, HealthAnswer | None]]) -> list[dict[str, Any]]:
    """Statements with their answers in words, for the page."""
    words = dict(check.version.choices())
    return [
        {"statement": statement, "said": words.get(one.said, "") if one else "", "reason": one.reason if one else ""}
        for statement, one in rows
    ]


def remove_check(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """Asks whether to delete the checklist for good, and does."""
    check = own(request, public_id)
    if request.method == "POST":
        try:
            checking.remove(check)
        except LockedError as refusal:
            messages.error(request, str(refusal))
            return redirect("partnering:check", public_id)
        messages.success(request, _("Your answers are deleted."))
        return redirect("partnering:checks")
    return render(request, "partnering/remove_check.html", {"check": check})
