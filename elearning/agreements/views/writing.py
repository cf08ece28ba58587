"""Writing an agreement: one's own agreements, beginning one, its sections one a page, and its partners."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.agreements import borrowing, drafting, retaining, signing
from elearning.agreements.drafting import AgreementError, ChangedElsewhereError
from elearning.agreements.forms import BeginForm, PartyForm, SectionForm
from elearning.agreements.models import PartnershipAgreement, Section
from elearning.agreements.sections import BY_NUMBER, NOT_LEGAL, PLANS, RISKS, VALUES
from elearning.partnering.models import Comparison


def own(request: AuthenticatedRequest, public_id: UUID) -> PartnershipAgreement:
    """An agreement of which the person is a party. Raises Http404 for any other."""
    mine = PartnershipAgreement.objects.visible_to(request.user).select_related("comparison__version")
    return get_object_or_404(mine, public_id=public_id)


def mine(request: AuthenticatedRequest) -> HttpResponse:
    """All agreements of which the person is a party."""
    found = PartnershipAgreement.objects.visible_to(request.user).prefetch_related("parties", "reviews")
    return render(request, "agreements/mine.html", {"agreements": found})


def begin(request: AuthenticatedRequest) -> HttpResponse:
    """Begin one, empty or out of a comparison."""
    compared = Comparison.objects.visible_to(request.user).filter(compared_at__isnull=False)
    comparisons = list(compared.prefetch_related("sides"))
    initial = begun_from(request, comparisons)
    form = BeginForm(comparisons, request.POST if request.method == "POST" else None, **initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.begin(request.user, **form.begun())
            return redirect("agreements:agreement", made.public_id)
        except AgreementError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "not_legal": NOT_LEGAL}
    return render(request, "agreements/begin.html", context, status=422 if form.errors else 200)


def begun_from(request: AuthenticatedRequest, comparisons: list[Comparison]) -> dict[str, Any]:
    """What the form can know: the person's name and, out of a comparison, what that is called and whom they speak for."""
    initial: dict[str, Any] = {"representative": request.user.get_full_name()}
    for one in comparisons:
        if str(one.public_id) == request.GET.get("from"):
            side = next(side for side in one.sides.all() if side.user_id == request.user.pk)
            initial |= {"comparison": str(one.public_id), "title": one.partnership, "organisation": side.organisation}
    return initial


def agreement(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """The agreement at a glance: its sections, partners, state, and what comes next."""
    one = own(request, public_id)
    until = retaining.last_day(one)
    sections, points = list(one.sections.all()), drafting.points_of(one)
    reviews, today = list(one.reviews.all()), timezone.localdate()
    context = {
        "agreement": one,
        "rows": [
            {
                "plan": BY_NUMBER[section.number],
                "is_written": bool(section.text or section.rows),
                "points": len(points.get(section.number, [])),
            }
            for section in sections
        ],
        "written": sum(bool(section.text or section.rows) for section in sections),
        "parties": list(one.parties.all()),
        "missing": drafting.missing(drafting.content_of(one)) if one.is_open else [],
        "in_force": signing.in_force(one),
        "reviews": reviews,
        "due": [review for review in reviews if review.is_due(today)],
        "open_comments": one.comments.filter(settled_at=None).count(),
        "is_shared": one.links.live().exists(),
        "not_legal": NOT_LEGAL,
        "until": until,
    }
    return render(request, "agreements/agreement.html", context)


def section(request: AuthenticatedRequest, public_id: UUID, number: int) -> HttpResponse:
    """One section; saved while it is written and again with the button."""
    one = own(request, public_id)
    if number not in BY_NUMBER:
        raise Http404
    here = one.sections.get(number=number)
    data = request.POST if request.method == "POST" else None
    form = SectionForm(here, carried(request, number, data) if data and "carry" in data else data)
    context: dict[str, Any] = {"agreement": one, "plan": BY_NUMBER[number], "form": form, "total": len(PLANS)}
    if request.method == "POST" and form.is_valid():
        try:
            saved = drafting.write(one, number, text=form.cleaned_data["text"], rows=form.rows(), seen=form.seen)
            return onward(request, one, number, saved)
        except ChangedElsewhereError as clash:
            context |= {"clash": clash.section, "refusal": str(clash)}
            known(form, clash.section.revision)
        except AgreementError as refusal:
            form.add_error(None, str(refusal))
    status = 409 if "clash" in context else 422 if form.errors else 200
    if "X-Autosave" in request.headers:
        return HttpResponse(status=status)
    if one.is_open:
        context |= {"values": borrowing.values_of(request.user)} if number == VALUES else {}
        context |= {"words": borrowing.words_for(request.user)} if number == RISKS else {}
    context["points"] = drafting.points_of(one).get(number, [])
    context["comments"] = list(one.comments.filter(number=number, settled_at=None))
    return render(request, "agreements/section.html", context, status=status)


def carried(request: AuthenticatedRequest, number: int, data: QueryDict) -> QueryDict:
    """What was written in the section, with what the person carries into it below."""
    more = borrowing.text_for(request.user, number, data.getlist("word"))
    sent = data.copy()
    sent["text"] = borrowing.joined(sent.get("text", ""), more)
    return sent


def onward(request: AuthenticatedRequest, one: PartnershipAgreement, number: int, saved: Section) -> HttpResponse:
    """Where saving leads: nowhere when the page saved by itself, the same page for more rows, else on or back."""
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Version": str(saved.revision)})
    if "carry" in request.POST:
        if number == VALUES or "word" in request.POST:
            messages.success(request, _("It stands below. Read it through and change what does not fit."))
        else:
            messages.error(request, _("Nothing was chosen, so nothing was added."))
        return redirect("agreements:section", one.public_id, number)
    if "more" in request.POST:
        return redirect("agreements:section", one.public_id, number)
    if "later" in request.POST or number == len(PLANS):
        messages.success(request, _("What you wrote is saved."))
        return redirect("agreements:agreement", one.public_id)
    return redirect("agreements:section", one.public_id, number + 1)


def known(form: SectionForm, revision: int) -> None:
    """Let the same form be shown once more with what was typed, knowing the section's `revision`."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(revision)  # type: ignore[index]


def partners(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """Who the partners are; add one, or take one out again."""
    one = own(request, public_id)
    form = PartyForm(request.POST if "add" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            if form.is_bound:
                drafting.add_party(one, form.partner(), by=request.user)
            else:
                drafting.remove_party(one, number_in(request, "remove"), by=request.user)
            return redirect("agreements:partners", one.public_id)
        except AgreementError as refusal:
            if form.is_bound:
                form.add_error(None, str(refusal))
            else:
                messages.error(request, str(refusal))
    parties = list(one.parties.select_related("user"))
    is_owner = any(party.is_owner and party.user_id == request.user.pk for party in parties)
    context = {"agreement": one, "parties": parties, "form": form, "is_owner": is_owner}
    return render(request, "agreements/partners.html", context, status=422 if form.errors else 200)


def number_in(request: AuthenticatedRequest, name: str) -> int:
    """The number that a button sent; 0 for none."""
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
