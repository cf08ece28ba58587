"""Reading a pack on screen: anybody may read, and people in a programme keep private notes as they go."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.views.decorators.http import require_GET, require_POST

from elearning.accounts.http import is_marked, sign_in_first, turned_away
from elearning.programmes.http import still_to_join
from elearning.programmes.models import Enrolment
from packs import editions, reading
from packs.forms import NotesForm
from packs.http import address
from packs.models import LearningPackPage, Withdrawal
from packs.permissions import adapts_for, sees_trainer_notes
from packs.reading import SavedElsewhereError, Visit
from packs.sections import Section, tongues
from packs.standing import for_everybody


def visit_of(request: HttpRequest, pack: LearningPackPage) -> Visit:
    """The person before the pack, with the parts they may see."""
    return reading.visit(request.user, pack, with_trainer_notes=sees_trainer_notes(request, pack))


def context_of(visit: Visit, **more: object) -> dict[str, object]:
    """What every page of a pack shows."""
    pack = visit.pack
    common = {"pack": pack, "publisher": pack.publisher, "visit": visit, "sections": visit.sections}
    return {**common, **tongues(pack.language), **more}


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets through only people in a programme, and hands the view their enrolment; others are sent to where they get one.

    A visitor is sent to sign in; somebody who has not yet read who sees what, there first (DOMAIN 2.2, hard gate a); for
    anybody else there is nothing here.
    """

    @wraps(view)
    def guarded(request: HttpRequest, pack: LearningPackPage, **captured: str) -> HttpResponse:
        if not request.user.is_authenticated:
            return (
                sign_in_first(request)
                if request.method == "POST" and is_marked(request)
                else redirect_to_login(address(pack))
            )
        refusal = turned_away(request)
        if refusal:
            return refusal
        enrolment = reading.reader(request.user)
        if enrolment is None:
            raise Http404
        first = still_to_join(enrolment, enrolment.cohort.programme)
        return redirect(first) if first else view(request, pack, enrolment, **captured)

    return guarded


def front(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The first page: what the pack is, whom it is for, and what is in it."""
    for_trainers = sees_trainer_notes(request, pack) and not pack.trainer_notes_public
    visit = visit_of(request, pack)
    moved = bool(visit.reading and editions.has_earlier_notes(visit.reading))
    may_adapt = request.user.is_authenticated and adapts_for(request.user, pack).exists()
    context = context_of(visit, for_trainers=for_trainers, moved=moved, may_adapt=may_adapt)
    return for_everybody(render(request, "packs/front.html", context), pack)


def whole(request: HttpRequest, pack: LearningPackPage) -> HttpResponse:
    """The pack on one page, to read or print: with the person's own notes, with lines to write on, or with neither."""
    visit, paper = visit_of(request, pack), request.GET.get("with", "")
    texts = reading.texts_of(visit.reading) if paper == "notes" else {}
    return for_everybody(render(request, "packs/whole.html", context_of(visit, paper=paper, texts=texts)), pack)


@require_POST
@for_readers
def start(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Take the pack up, and go to the first part that is not done."""
    reading.take_up(enrolment, pack)
    part = visit_of(request, pack).next_part
    return redirect(address(pack, "section", slug=part.slug) if part else address(pack))


def section(request: HttpRequest, pack: LearningPackPage, slug: str) -> HttpResponse:
    """One part of the pack, with the person's notes in it."""
    if request.method == "POST":
        return answer(request, pack, slug=slug)
    visit, part = part_of(request, pack, slug)
    form = NotesForm(section=part, notes=reading.notes_of(visit.reading, part))
    return for_everybody(show(request, visit, part, form), pack)


def part_of(request: HttpRequest, pack: LearningPackPage, slug: str) -> tuple[Visit, Section]:
    """The visit, and the part it is about. Raises Http404 where there is no such part, or not for this person."""
    visit = visit_of(request, pack)
    part = visit.at(slug)
    if part is None:
        raise Http404
    return visit, part


@for_readers
def answer(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment, slug: str) -> HttpResponse:
    """Keep the notes of a part, by itself while the person types or with the button that leads on."""
    quiet = request.headers.get("X-Autosave") == "1"
    part_of(request, pack, slug)
    own = reading.take_up(enrolment, pack)
    visit, part = part_of(request, pack, slug)
    form = NotesForm(request.POST, section=part, notes=reading.notes_of(own, part))
    if not form.is_valid():
        return show(request, visit, part, form, status=422 if quiet else 200)
    try:
        version = reading.write(own, form.texts, version=form.cleaned_data["version"], section=part, finish=not quiet)
    except SavedElsewhereError as conflict:
        return saved_elsewhere(request, visit, part, conflict, quiet=quiet)
    return saved(version) if quiet else onward(visit, part)


def saved(version: int) -> JsonResponse:
    """The answer to a save that happened by itself."""
    now = time_format(timezone.localtime().time(), "H:i")
    return JsonResponse({"saved_at": now}, headers={"X-Version": str(version)})


def onward(visit: Visit, part: Section) -> HttpResponse:
    """To the next part, or back to the first page after the last."""
    after = visit.around(part)[1]
    return redirect(address(visit.pack, "section", slug=after.slug) if after else address(visit.pack))


def saved_elsewhere(
    request: HttpRequest, visit: Visit, part: Section, conflict: SavedElsewhereError, *, quiet: bool
) -> HttpResponse:
    """Both texts: what the person just wrote, in the boxes, and what was kept elsewhere, below them."""
    if quiet:
        return JsonResponse({"kept": conflict.kept}, status=409)
    data = request.POST.copy()
    data["version"] = str(conflict.version)
    form = NotesForm(data, section=part, notes=[])
    return show(request, visit, part, form, kept=conflict.kept, status=409)


def show(
    request: HttpRequest,
    visit: Visit,
    part: Section,
    form: NotesForm,
    *,
    kept: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A part of the pack as a page."""
    before, after = visit.around(part)
    number = visit.sections.index(part) + 1
    context = context_of(visit, section=part, form=form, kept=kept or {}, before=before, after=after, number=number)
    return render(request, "packs/section.html", context, status=status)


@require_POST
@for_readers
def prepared(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Set or take away the private tick “I feel prepared”."""
    reading.prepare(reading.take_up(enrolment, pack), is_prepared=request.POST.get("prepared") == "yes")
    return redirect(address(pack))


@require_GET
@for_readers
def card(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """The person's preparation card by itself: to print, or to copy as text."""
    own = reading.card_of(enrolment, pack)
    return render(request, "packs/card.html", context_of(visit_of(request, pack), card=own, enrolment=enrolment))


@require_POST
@for_readers
def newest(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """Move to the latest version, and say what became of the notes."""
    moved = editions.move_on(reading.take_up(enrolment, pack))
    messages.success(request, moved.words)
    return redirect(address(pack))


@require_GET
@for_readers
def earlier(request: HttpRequest, pack: LearningPackPage, enrolment: Enrolment) -> HttpResponse:
    """The person's notes in versions they read before."""
    visit = visit_of(request, pack)
    kept = editions.earlier_notes(visit.reading) if visit.reading else []
    return render(request, "packs/earlier.html", context_of(visit, editions=kept))


def withdrawn(request: HttpRequest, pack: LearningPackPage, notice: Withdrawal, *, door: str) -> HttpResponse:
    """The notice in the place of a withdrawn pack; every other address of the pack leads to it."""
    if door:
        return redirect(address(pack))
    return render(request, "packs/withdrawn.html", {"pack": pack, "publisher": pack.publisher, "notice": notice})
