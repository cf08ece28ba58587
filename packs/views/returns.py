"""The way back of a filled-in PDF: bring it, see what would be taken over, confirm."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from elearning.programmes.models import Enrolment
from packs import returning
from packs.forms import ReturnForm, TakeOverForm
from packs.http import address
from packs.models import LearningPackPage
from packs.reading import SavedElsewhereError
from packs.returning import CannotReturnError
from packs.views.reader import for_readers

CONFLICT = 409


@for_readers
def bring_back(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Ask for the file, and show what is in it; nothing is written and the file is not kept."""
    form = ReturnForm(request.POST, request.FILES) if request.method == "POST" else ReturnForm()
    if form.is_bound and form.is_valid():
        try:
            found = returning.look_into(enrolment, pack, form.cleaned_data["file"])
        except CannotReturnError as refusal:
            form.add_error("file", str(refusal))
        else:
            return show(request, pack, TakeOverForm(offers=found.offers), found=found)
    return render(request, "packs/bring_back.html", {"pack": pack, "form": form})


@require_POST
@for_readers
def take_over(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Keep what was chosen, all of it or nothing; where notes were changed meanwhile, ask again."""
    texts = {name.removeprefix("text_"): str(text) for name, text in request.POST.items() if name.startswith("text_")}
    form = TakeOverForm(request.POST, offers=returning.offers_for(enrolment, pack, texts))
    if form.is_stale:
        return show(request, pack, TakeOverForm(offers=form.offers), is_stale=True)
    if not form.is_valid():
        return show(request, pack, form)
    try:
        returning.take_over(enrolment, pack, form.chosen)
    except SavedElsewhereError:
        again = TakeOverForm(offers=returning.offers_for(enrolment, pack, texts))
        return show(request, pack, again, is_stale=True)
    return done(request, pack, len(form.chosen))


def done(request: HttpRequest, pack: LearningPackPage, count: int) -> HttpResponse:
    """Back to the pack, saying what happened."""
    words = ngettext("%(count)d answer was taken over.", "%(count)d answers were taken over.", count)
    messages.success(
        request, words % {"count": count} if count else _("Everything is here; nothing had to be changed.")
    )
    return redirect(address(pack))


def show(
    request: HttpRequest,
    pack: LearningPackPage,
    form: TakeOverForm,
    *,
    found: returning.Returned | None = None,
    is_stale: bool = False,
) -> HttpResponse:
    """What would be taken over, both texts beside one another."""
    context = {"pack": pack, "form": form, "found": found, "is_stale": is_stale}
    response = render(request, "packs/take_over.html", context, status=CONFLICT if is_stale else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response
