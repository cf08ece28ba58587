"""Screens in Wagtail's admin for who publishes: the publishers, their people, their checks, and the emergency door."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from elearning.accounts.http import AuthenticatedRequest
from elearning.accounts.models import User
from elearning.pages.loading import home
from packs import publishing
from packs.deskforms import AloneForm, ChecksForm, InviteForm, PublisherForm
from packs.models import EditorialDesk, LonePublication, PublisherPage, Role
from packs.models.reviewing import Reviewed
from packs.permissions import edits_for, looks_after_publishers


def owners_only(request: AuthenticatedRequest) -> None:
    """Raises Http404 for everybody but the owner of the installation."""
    if not looks_after_publishers(request.user):
        raise Http404


def own(request: AuthenticatedRequest, prefix: str) -> PublisherPage:
    """The publisher with this prefix, if the person edits for it. Raises Http404."""
    return get_object_or_404(edits_for(request.user).select_related("desk"), prefix=prefix)


def publishers(request: AuthenticatedRequest) -> HttpResponse:
    """All publishers, and the form that makes one."""
    owners_only(request)
    form = PublisherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = publishing.create_publisher(
                given["organisation"] or given["new_organisation"],
                home=home(),
                prefix=given["code_prefix"],
                about=given["about"],
                people=form.people,
                by=request.user,
            )
        except publishing.PublisherError as refusal:
            form.add_error("code_prefix", str(refusal))
        else:
            messages.success(request, _("%(name)s can publish now.") % {"name": made.title})
            return redirect("pack_people", made.prefix)
    found = PublisherPage.objects.select_related("organisation").order_by("title")
    return render(request, "packs/desk/publishers.html", {"publishers": found, "form": form})


def my_publishers(request: AuthenticatedRequest) -> HttpResponse:
    """Leads to the people of the one publisher that the person edits for; lists them if there are several."""
    found = list(edits_for(request.user))
    if not found:
        raise Http404
    if len(found) == 1:
        return redirect("pack_people", found[0].prefix)
    return render(request, "packs/desk/my_publishers.html", {"publishers": found})


def people(request: AuthenticatedRequest, prefix: str) -> HttpResponse:
    """Who works for a publisher, by role, and the form that invites somebody. Addresses only: names are people's own."""
    publisher = own(request, prefix)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        publishing.invite(form.cleaned_data["email"], publisher=publisher, role=role, by=request.user)
        # The same answer for an address that is known here and for one that is new.
        messages.success(request, _("%(email)s has the role now and can sign in.") % form.cleaned_data)
        return redirect("pack_people", prefix)
    many = {field.name: field.verbose_name for field in EditorialDesk._meta.fields}
    groups = [(role, many[role.value], publisher.desk.group(role).user_set.order_by("email")) for role in Role]
    alone = LonePublication.objects.filter(page__path__startswith=publisher.path).select_related("page", "by")
    context = {"publisher": publisher, "groups": groups, "form": form, "checks": checks_form(publisher), "alone": alone}
    return render(request, "packs/desk/people.html", context)


def checks_form(publisher: PublisherPage) -> ChecksForm:
    """The form of a publisher's checks as they are."""
    return ChecksForm(initial={"checks": publishing.asked(publisher.desk)})


@require_POST
def dismiss(request: AuthenticatedRequest, prefix: str, role: str, pk: int) -> HttpResponse:
    """Take a role away from somebody."""
    publisher = own(request, prefix)
    if role not in Role.values:
        raise Http404
    person = get_object_or_404(User, pk=pk, groups=publisher.desk.group(role))
    try:
        publishing.dismiss(person, publisher=publisher, role=Role(role))
    except publishing.LastEditorError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(email)s does not have this role any more.") % {"email": person.email})
    if not edits_for(request.user).filter(pk=publisher.pk).exists():  # an editor may have gone by their own choice
        return redirect("wagtailadmin_home")
    return redirect("pack_people", prefix)


@require_POST
def checks(request: AuthenticatedRequest, prefix: str) -> HttpResponse:
    """Say which checks a publication passes."""
    publisher = own(request, prefix)
    form = ChecksForm(request.POST)
    if form.is_valid():
        publishing.ask_for(form.cleaned_data["checks"], publisher=publisher, by=request.user)
        messages.success(request, _("Publications pass these checks from now on."))
    else:
        messages.error(request, _("There is no such check."))
    return redirect("pack_people", prefix)


def alone(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The emergency door: publish without a second person, with a reason that stays."""
    owners_only(request)
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, Reviewed):
        raise Http404
    form = AloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.publish_alone(page, reason=form.cleaned_data["reason"], by=request.user)
        except publishing.NotWholeError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("“%(title)s” is published, on your word alone.") % {"title": page.title})
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "packs/desk/alone.html", {"page": page, "form": form})
