"""The list of offers and requests, one of them, one's own, words about them, and reports for the programme's managers."""

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.opportunities import offering
from elearning.opportunities.forms import LookForm, OpportunityForm, RenewForm, ReportForm, TakeDownForm, WordForm
from elearning.opportunities.models import Opportunity, OpportunityMessage
from elearning.opportunities.offering import OpportunityError
from elearning.programmes.models import Enrolment

ON_A_PAGE = 20
HIGHEST_KEY = 2**31


def listed(request: AuthenticatedRequest) -> HttpResponse:
    """All that somebody may read, narrowed by kind and words; and one's own, whatever has become of them."""
    form = LookForm(request.GET)
    found = Opportunity.objects.listed().read_by(request.user).select_related("enrolment__organisation")
    if form.is_valid():
        kind, words = form.cleaned_data["kind"], form.cleaned_data["words"]
        found = found.filter(kind=kind) if kind else found
        for word in words.split():
            found = found.filter(Q(title__icontains=word) | Q(what__icontains=word) | Q(who__icontains=word))
    context = {
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "form": form,
        "is_narrowed": bool(request.GET.get("kind") or request.GET.get("words")),
        "mine": Opportunity.objects.filter(enrolment__user=request.user).select_related("enrolment").order_by("-pk"),
        "talks": talks_of(request.user),
        "enrolments": own_places(request),
        "reported": reported(request.user),
    }
    return render(request, "opportunities/listed.html", context)


def own_places(request: AuthenticatedRequest) -> list[Enrolment]:
    """The programmes in which the person can put something up."""
    return list(Enrolment.objects.filter(user=request.user).taking_part().select_related("cohort__programme"))


def talks_of(user: User) -> list[OpportunityMessage]:
    """The latest word of each conversation of `user`, as the owner or as the asker."""
    # Each found by its own index: asked for with “or”, PostgreSQL reads what everybody has ever offered and written.
    words = OpportunityMessage.objects.order_by().values("pk")
    mine = words.filter(asker=user).union(words.filter(opportunity__enrolment__user=user))
    rows = OpportunityMessage.objects.filter(pk__in=mine)
    rows = rows.select_related("opportunity__enrolment__user", "asker").order_by("pk")
    latest = {(one.opportunity_id, one.asker_id): one for one in rows}
    return sorted(latest.values(), key=lambda one: -one.pk)


def reported(user: User) -> list[Opportunity]:
    """What was reported and waits for `user` as the manager of its programme."""
    number = Count("reports", filter=Q(reports__settled_at=None))
    return list(Opportunity.objects.moderated_by(user).annotate(open_reports=number).filter(open_reports__gt=0))


def offer(request: AuthenticatedRequest, enrolment_id: UUID) -> HttpResponse:
    """Put one up."""
    mine = Enrolment.objects.filter(user=request.user).taking_part().select_related("cohort__programme")
    enrolment = get_object_or_404(mine, public_id=enrolment_id)
    form = OpportunityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            one = offering.offer(enrolment, form.words(), key=form.cleaned_data["key"] or form.initial["key"])
        except OpportunityError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It stands in the list now."))
            return redirect("opportunities:one", one.public_id)
    context = {"enrolment": enrolment, "form": form}
    return render(request, "opportunities/offer.html", context, status=422 if form.errors else 200)


def one(request: AuthenticatedRequest, opportunity_id: UUID) -> HttpResponse:
    """One offer or request: to read and answer; for its owner to close and renew. Sent: an answer, or the owner's word."""
    found, is_mine = visible(request, opportunity_id)
    form = RenewForm() if is_mine else WordForm()
    if request.method == "POST":
        form = RenewForm(request.POST) if is_mine else WordForm(request.POST)
        if "close" in request.POST and is_mine:
            offering.close(found)
            return redirect("opportunities:one", opportunity_id)
        try:
            if form.is_valid():
                return sent(request, found, form, is_mine=is_mine)
        except OpportunityError as refusal:
            form.add_error(None, str(refusal))
    talk = None if is_mine else found.messages.filter(asker=request.user).exists()
    manages = found.enrolment.cohort.programme.managers.filter(user=request.user).exists()
    context = {"one": found, "is_mine": is_mine, "form": form, "has_talked": talk, "manages": manages}
    return render(request, "opportunities/one.html", context, status=422 if form.errors else 200)


def visible(request: AuthenticatedRequest, opportunity_id: UUID) -> tuple[Opportunity, bool]:
    """One that the person may open, and whether it is theirs. What is not listed opens for its owner alone, and for whoever
    has written about it. Raises Http404."""
    rows = Opportunity.objects.select_related("enrolment__user", "enrolment__organisation", "enrolment__cohort")
    found = get_object_or_404(rows, public_id=opportunity_id)
    if found.enrolment.user_id == request.user.pk:
        return found, True
    reads = Opportunity.objects.read_by(request.user).filter(pk=found.pk)
    knows = found.messages.filter(asker=request.user) if not found.is_listed else reads
    if not (reads.exists() and knows.exists()):
        raise Http404
    return found, False


def sent(
    request: AuthenticatedRequest, found: Opportunity, form: RenewForm | WordForm, *, is_mine: bool
) -> HttpResponse:
    """Keep what was sent: the owner's new last day, or somebody's answer. Raises OpportunityError."""
    if is_mine:
        offering.renew(found, until=form.cleaned_data["ends_on"])
        messages.success(request, _("It stands in the list until the day you chose."))
        return redirect("opportunities:one", found.public_id)
    offering.write(found, request.user, form.cleaned_data["text"], by=request.user, key=form.cleaned_data["key"])
    messages.success(request, _("Your message is sent. The answer comes here, and you get a mail when it does."))
    return redirect("opportunities:talk", found.public_id, request.user.pk)


def change(request: AuthenticatedRequest, opportunity_id: UUID) -> HttpResponse:
    """Change one's own, while one takes part."""
    mine = Opportunity.objects.kept_by(request.user).select_related("enrolment")
    found = get_object_or_404(mine, public_id=opportunity_id)
    form = OpportunityForm(request.POST if request.method == "POST" else None, instance=copy(found))
    if form.is_valid():
        try:
            offering.change(found, form.words(), seen=-1 if (seen := form.cleaned_data["version"]) is None else seen)
        except OpportunityError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("opportunities:one", opportunity_id)
    context = {"one": found, "form": form}
    return render(request, "opportunities/change.html", context, status=422 if form.errors else 200)


def talk(request: AuthenticatedRequest, opportunity_id: UUID, asker_id: int) -> HttpResponse:
    """The words between the owner and one person: for these two, while they may read what it is about."""
    if asker_id > HIGHEST_KEY:
        raise Http404
    rows = Opportunity.objects.select_related("enrolment__user", "enrolment__organisation")
    found = get_object_or_404(rows, public_id=opportunity_id)
    words = list(found.messages.filter(asker=asker_id).select_related("asker"))
    if not words or not takes_part_in_talk(request.user, found, asker_id):
        raise Http404
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            text, key = form.cleaned_data["text"], form.cleaned_data["key"]
            offering.write(found, words[0].asker, text, by=request.user, key=key)
        except OpportunityError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("opportunities:talk", opportunity_id, asker_id)
    context = {"one": found, "words": words, "asker": words[0].asker, "form": form}
    return render(request, "opportunities/talk.html", context, status=422 if form.errors else 200)


def takes_part_in_talk(user: User, found: Opportunity, asker_id: int) -> bool:
    """Whether `user` is one of the two, and has not left the programme: rights end with the membership (TRUST A07)."""
    rows = Opportunity.objects.filter(pk=found.pk)
    if user.pk == found.enrolment.user_id:
        return rows.kept_by(user).exists()
    return user.pk == asker_id and rows.read_by(user).exists()


def report(request: AuthenticatedRequest, opportunity_id: UUID) -> HttpResponse:
    """Tell the programme manager that something is wrong with one."""
    found, is_mine = visible(request, opportunity_id)
    if is_mine:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        offering.report(found, form.cleaned_data["why"], by=request.user)
        messages.success(request, _("Thank you. The programme manager looks at it."))
        return redirect("opportunities:listed")
    context = {"one": found, "form": form}
    return render(request, "opportunities/report.html", context, status=422 if form.errors else 200)


def moderate(request: AuthenticatedRequest, opportunity_id: UUID) -> HttpResponse:
    """For the programme's managers: the reports on one, to take it down or leave it."""
    rows = Opportunity.objects.moderated_by(request.user).select_related("enrolment__user", "enrolment__organisation")
    found = get_object_or_404(rows, public_id=opportunity_id)
    is_left = "leave" in request.POST
    form = TakeDownForm(request.POST if "take_down" in request.POST and not is_left else None)
    if is_left or form.is_valid():
        offering.settle(found, reason=form.cleaned_data["reason"] if form.is_bound else "", by=request.user)
        messages.success(request, _("That is settled."))
        return redirect("opportunities:listed")
    reports = found.reports.filter(settled_at=None).select_related("reported_by")
    context = {"one": found, "reports": reports, "form": form}
    return render(request, "opportunities/moderate.html", context, status=422 if form.errors else 200)
