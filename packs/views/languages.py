"""The screen of those who translate, in Wagtail's admin: what can be translated, and where the source has changed since."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elearning.accounts.http import AuthenticatedRequest
from packs import translating
from packs.forms import TranslateForm
from packs.models import LearningPackPage, PackTranslation, PublisherPage
from packs.permissions import translates_for


def translations(request: AuthenticatedRequest) -> HttpResponse:
    """The translations of all publishers that the person translates for, and what could be translated."""
    publishers = list(translates_for(request.user))
    if not publishers:
        raise Http404
    return render(request, "packs/desk/translations.html", {"lists": [listed(publisher) for publisher in publishers]})


def listed(publisher: PublisherPage) -> dict[str, object]:
    """One publisher's translations, those whose source has changed first, and its packs to translate."""
    rows = PackTranslation.objects.below(publisher).with_latest()
    rows = rows.select_related("page__locale", "follows__page__locale").order_by("page__code", "pk")
    ordered = sorted(rows, key=lambda row: row.latest_id == row.follows_id)
    return {"publisher": publisher, "rows": ordered, "packs": translating.untranslated(publisher)}


@require_POST
def begin(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin a translation, and go to its draft."""
    pack = get_object_or_404(LearningPackPage.objects.published(), pk=pk)
    get_object_or_404(translates_for(request.user), pk=pack.publisher.pk)
    form = TranslateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a language."))
        return redirect("pack_translations")
    try:
        translation = translating.begin(pack, by=request.user, **form.cleaned_data)
    except translating.AlreadyTranslatedError as refusal:
        messages.error(request, str(refusal))
        return redirect("pack_translations")
    messages.success(request, _("The draft holds the words of the source. Put yours in their place."))
    return redirect("wagtailadmin_pages:edit", translation.page_id)


@require_POST
def follow(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Note that a translation says what the version says that the translator looked at."""
    translation = get_object_or_404(PackTranslation.objects.select_related("page", "follows__page"), pk=pk)
    get_object_or_404(translates_for(request.user), pk=translation.page.publisher.pk)
    version = get_object_or_404(translation.source.versions, number=numbered(request.POST.get("version", "")))
    translating.follow(translation, version=version.number, by=request.user)
    messages.success(request, _("“%(title)s” is up to date.") % {"title": translation.page.title})
    return redirect("pack_translations")


def numbered(text: str) -> int:
    """A number from a form; 0, which no version has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0
