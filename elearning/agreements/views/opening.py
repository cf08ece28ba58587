"""Sharing an agreement for comment: the links, the comments, and what whoever has a link sees without signing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.agreements import commenting, signing
from elearning.agreements.commenting import LinkGoneError
from elearning.agreements.document import Paper
from elearning.agreements.drafting import AgreementError
from elearning.agreements.forms import CommentForm, ShareForm
from elearning.agreements.models import Comment, PartnershipAgreement, ShareLink, title_of
from elearning.agreements.views.files import draft_of, paper_of
from elearning.agreements.views.writing import number_in, own


def comments(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """The links to an agreement and what has been said; make a link, take one back, say something, put a comment aside."""
    one = own(request, public_id)
    data = request.POST if request.method == "POST" else None
    share = ShareForm(data if "share" in request.POST else None)
    say = CommentForm(data if "say" in request.POST else None, name=request.user.name)
    if request.method == "POST" and all(form.is_valid() for form in (share, say) if form.is_bound):
        try:
            pressed(request, one, share, say)
            return redirect("agreements:comments", one.public_id)
        except AgreementError as refusal:
            refused(request, str(refusal), share, say)
    now = timezone.now()
    links = [(link, commenting.address_of(link)) for link in one.links.live(now)]
    wrong = bool(share.errors or say.errors)
    context = {"agreement": one, "links": links, "comments": told(one), "share": share, "say": say, "has_errors": wrong}
    return render(request, "agreements/comments.html", context, status=422 if wrong else 200)


def pressed(request: AuthenticatedRequest, one: PartnershipAgreement, share: ShareForm, say: CommentForm) -> None:
    """Do what was pressed. Raises AgreementError."""
    if share.is_bound:
        said = share.cleaned_data
        commenting.share(one, days=said["days"], for_whom=said["for_whom"], by=request.user)
        messages.success(request, _("The link is made. Whoever has it can read and comment until its last day."))
    elif say.is_bound:
        commenting.comment(one, **say.cleaned_data, by=request.user)
    elif "revoke" in request.POST:
        commenting.revoke(one, number_in(request, "revoke"), by=request.user)
        messages.success(request, _("The link opens nothing any more."))
    elif "settle" in request.POST:
        commenting.settle(one, number_in(request, "settle"), by=request.user)


def refused(request: AuthenticatedRequest, reason: str, share: ShareForm, say: CommentForm) -> None:
    """Say `reason` beside the form that was sent, which keeps what was written; above the page for a button alone."""
    if say.is_bound:
        say.refused(reason)
    elif share.is_bound:
        share.add_error(None, reason)
    else:
        messages.error(request, reason)


def told(one: PartnershipAgreement, link: ShareLink | None = None) -> list[tuple[Any, Comment]]:
    """Open comments with the section they are about; only those that came by `link` where one is given."""
    rows = one.comments.filter(settled_at=None)
    if link:
        rows = rows.filter(link=link)
    return [(title_of(row.number), row) for row in rows]


@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The agreement by a link: to read and comment. Open: the link itself says which, and for how long."""
    try:
        link = commenting.find(token)
    except LinkGoneError as gone:
        return private(
            render(
                request,
                "agreements/link_gone.html",
                {"reason": str(gone), "typed": request.POST.get("text", "")},
                status=404,
            )
        )
    one = link.agreement
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commenting.comment(one, **form.cleaned_data, link=link)
            messages.success(request, _("Thank you. Your comment has reached the partners."))
            return private(redirect(request.path))
        except AgreementError as refusal:
            form.refused(str(refusal))
    context = {"paper": shown(one), "link": link, "form": form, "comments": told(one, link)}
    return private(render(request, "agreements/shared.html", context, status=422 if form.errors else 200))


def shown(one: PartnershipAgreement) -> Paper:
    """What whoever has a link reads: the version on the table or agreed, else the draft."""
    version = None if one.is_open else signing.on_the_table(one) or signing.in_force(one)
    return paper_of(version) if version else draft_of(one)


def private(response: HttpResponse) -> HttpResponse:
    """The same, to be kept by no search engine."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
