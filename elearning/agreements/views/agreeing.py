"""Agreeing: putting it to the partners, typing names, opening it again, reviews, and what changed between versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.agreements import comparing, document, drafting, signing
from elearning.agreements.drafting import AgreementError
from elearning.agreements.forms import ReviewForm, SignForm
from elearning.agreements.models import AgreementVersion, PartnershipAgreement, title_of
from elearning.agreements.sections import NOT_LEGAL
from elearning.agreements.views.files import paper_of
from elearning.agreements.views.writing import number_in, own


def agree(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """Put it to the partners, agree by a typed name, open it for changes again, or end it."""
    one = own(request, public_id)
    version = signing.on_the_table(one)
    form = SignForm(request.POST if "sign" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            pressed(request, one, version, form)
            return redirect("agreements:agree", one.public_id)
        except AgreementError as refusal:
            messages.error(request, str(refusal))
            one, version = own(request, public_id), signing.on_the_table(own(request, public_id))
    in_force = signing.in_force(one)
    context = {
        "agreement": one,
        "version": version,
        "rows": signing_rows(request, one, version, form),
        "form": form,
        "missing": drafting.missing(drafting.content_of(one)) if one.is_open else [],
        "in_force": in_force,
        "signatures": list(in_force.signatures.select_related("party")) if in_force else [],
        "paper": paper_of(version) if version else None,
        "not_legal": NOT_LEGAL,
    }
    return render(request, "agreements/agree.html", context, status=422 if form.errors else 200)


def pressed(
    request: AuthenticatedRequest, one: PartnershipAgreement, version: AgreementVersion | None, form: SignForm
) -> None:
    """Do what was pressed. Raises AgreementError."""
    if "propose" in request.POST:
        signing.propose(one, by=request.user)
        messages.success(request, _("It is put to all partners. Nothing in this version changes any more."))
    elif form.is_bound:
        if version is None or str(version.number) != request.POST.get("version"):
            raise AgreementError(_("This version is not put to the partners any more. Read what stands here now."))
        said = form.cleaned_data
        signing.sign(version, said["party"], name=said["name"], role=said["role"], by=request.user)
        messages.success(request, _("Your name stands under it."))
    elif "reopen" in request.POST:
        signing.reopen(one, by=request.user)
        messages.success(
            request, _("It is open for changes. What was agreed before stays in force until you agree anew.")
        )
    elif "end" in request.POST:
        signing.end(one, by=request.user)
        messages.success(request, _("It is ended. All partners can still read it."))


def signing_rows(
    request: AuthenticatedRequest, one: PartnershipAgreement, version: AgreementVersion | None, form: SignForm
) -> list[dict[str, Any]]:
    """Each partner with the name under this version or, where it is the person's to give, the form for it."""
    signed = {name.party_id: name for name in version.signatures.all()} if version else {}
    rows = []
    for party in one.parties.all():
        may = bool(version) and party.pk not in signed and signing.may_sign(party, one, request.user)
        own_form = form if form.is_bound and form.data.get("party") == str(party.pk) else None
        fresh = SignForm(initial={"party": party.pk, "name": party.representative}, auto_id=f"id_{party.pk}_%s")
        rows.append({"party": party, "signature": signed.get(party.pk), "form": (own_form or fresh) if may else None})
    return rows


def review(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """Note what came of a review."""
    one = own(request, public_id)
    chosen = number_in(request, "review") or int(request.GET.get("review", "0")[:9] or 0) if is_number(request) else 0
    held = get_object_or_404(one.reviews, pk=chosen)
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"review": held.pk})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("held_on", "outcome", "note")}
        try:
            signing.review(held, **said, by=request.user)
            messages.success(request, _("The review is noted."))
            return redirect("agreements:agreement", one.public_id)
        except AgreementError as refusal:
            form.add_error(None, str(refusal))
            held.refresh_from_db()
    context = {"agreement": one, "review": held, "form": form}
    return render(request, "agreements/review.html", context, status=422 if form.errors else 200)


def is_number(request: AuthenticatedRequest) -> bool:
    """Whether the address or the form names a review."""
    value = request.POST.get("review") or request.GET.get("review", "")
    return value.isdecimal() and value.isascii() and len(value) < 10


def versions(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """Every version, and what has changed between two of them, section by section."""
    one = own(request, public_id)
    known = list(one.versions.prefetch_related("signatures__party"))
    by_number = {str(version.number): version for version in known}
    new = by_number.get(request.GET.get("new", ""), known[0] if known else None)
    old = by_number.get(request.GET.get("old", ""), known[1] if len(known) > 1 else None)
    context = {
        "agreement": one,
        "versions": known,
        "new": new,
        "old": old,
        "changes": changes(old, new) if old and new and old != new else [],
    }
    return render(request, "agreements/versions.html", context)


def changes(old: AgreementVersion, new: AgreementVersion) -> list[dict[str, Any]]:
    """The sections that say something else, each with the pieces that went and came."""
    found = []
    for before, after in zip(paper_of(old).parts, paper_of(new).parts, strict=True):
        texts = document.words_of(before), document.words_of(after)
        if texts[0] != texts[1]:
            pieces = comparing.differences(*texts)
            found.append({"number": after.number, "title": title_of(after.number), "pieces": pieces})
    return found
