"""A phone in the room: of somebody who is signed in, or of anybody who has read the day's code."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering.models import WorkshopPage
from elearning.programmes.http import still_to_join
from elearning.programmes.models import Enrolment
from elearning.workshops import arriving, boarding, bringing, codes, conducting, lining, onscreen, permissions
from elearning.workshops.forms import LayForm, NameForm, StandForm, WayForm, WordForm
from elearning.workshops.onscreen import PHONE, Place
from elearning.workshops.refusals import Refusal
from elearning.workshops.views.desk import beat, show

View = Callable[..., HttpResponse]


def inside(view: View) -> View:
    """Lets somebody through who has been noted as being there; anybody else of the programme is told how to come in."""

    @wraps(view)
    def entered(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
        if not permissions.is_here(enrolment, step):
            return render(request, "workshops/outside.html", {"step": step, "cohort": enrolment.cohort})
        return view(request, Place(enrolment.cohort, step, PHONE, enrolment))

    return entered


def with_code(view: View) -> View:
    """Lets anybody through who has the code of a workshop of today; for every other address there is nothing, whatever it is."""

    @wraps(view)
    def entered(request: HttpRequest, code: str) -> HttpResponse:
        cohort = codes.opened(code, timezone.now())
        step = conducting.step_of(cohort) if cohort else None
        if cohort is None or step is None:
            return render(request, "workshops/gone.html", status=404)
        return view(request, Place(cohort, step, PHONE, code=code))

    return entered


@never_cache
@require_safe
@inside
def room(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """One's own screen: the part at hand, what to do in it, and what the room has been shown."""
    return show(request, place, "workshops/phone.html")


@never_cache
@inside
def stand(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Where one partnership stands: for the line-up."""
    assert place.enrolment  # noqa: S101 - `inside` seats nobody without
    mine = lining.standing_of(place.enrolment)
    initial = {"level_now": mine.level_now, "level_wanted": mine.level_wanted} if mine else None
    form = StandForm(request.POST if request.method == "POST" else None, initial=initial)
    is_going = conducting.is_going(place.cohort, timezone.now())
    if form.is_valid() and is_going:
        lining.stand(place.enrolment, place.step, **form.cleaned_data)
        messages.success(request, _("You stand there now. Only the number of people is shown."))
        return redirect(place.here())
    return render(
        request, "workshops/stand.html", {"place": place, "step": place.step, "form": form, "is_going": is_going}
    )


@never_cache
@inside
def lay(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """Laying one's checklist beside the others', without a name; or taking it back."""
    assert place.enrolment  # noqa: S101 - `inside` seats nobody without
    checks, sheet = bringing.checks_of(place.enrolment), bringing.sheet_of(place.enrolment)
    is_going = conducting.is_going(place.cohort, timezone.now())
    if request.method == "POST" and is_going and "back" in request.POST:
        bringing.take_back(place.enrolment)
        messages.success(request, _("Your checklist is not counted any more."))
        return redirect(place.here())
    laid = next((str(one.public_id) for one in checks if sheet and one.pk == sheet.check_of_id), "")
    initial = {"check_of": laid, "is_open": bool(sheet and sheet.is_open)}
    form = LayForm(checks, request.POST if request.method == "POST" else None, initial=initial)
    if is_going and form.is_valid():
        bringing.lay_down(place.enrolment, place.step, form.chosen(), is_open=form.cleaned_data["is_open"])
        messages.success(request, _("Your checklist lies beside the others’. Only the spread of answers is shown."))
        return redirect(place.here())
    context = {
        "place": place,
        "step": place.step,
        "doors": place.doors(),
        "form": form,
        "checks": checks,
        "sheet": sheet,
    }
    return render(request, "workshops/lay.html", {**context, "is_going": is_going})


@never_cache
@inside
def board(request: AuthenticatedRequest, place: Place) -> HttpResponse:
    """The board, and what one adds to it."""
    return _board(request, place)


def _board(request: Any, place: Place) -> HttpResponse:
    entries = boarding.board(place.cohort, place.step)
    is_going = conducting.is_going(place.cohort, timezone.now())
    given = request.POST if request.method == "POST" and is_going else None
    is_way = bool(given and "way-text" in given)
    word = WordForm(place.step.challenge_letter, None if is_way else given)
    way = WayForm(entries, given if is_way else None, initial={"about": request.GET.get("about", "")})
    form: WordForm | WayForm = way if is_way else word
    if form.is_valid() and _added(place, form):
        messages.success(request, _("Thank you. It stands on the board once the facilitator has let it through."))
        return redirect(place.doors()["board"])
    context = {"place": place, "step": place.step, "doors": place.doors(), "entries": entries, "form": form}
    return render(request, "workshops/board.html", {**context, "word": word, "way": way, "is_going": is_going})


def _added(place: Place, form: WordForm | WayForm) -> bool:
    """Whether what was written has been handed in; where not, the form says why and keeps the words."""
    try:
        if isinstance(form, WordForm):
            boarding.add_word(place.cohort, **form.cleaned_data)
        else:
            boarding.add_way(place.cohort, place.step, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@never_cache
@with_code
def code(request: HttpRequest, place: Place) -> HttpResponse:
    """Coming in: by a press for somebody who is signed in, by a typed name for anybody else. Open: the code is the key.

    Whoever is signed in and does not belong to the cohort finds nothing, as behind any other address.
    """
    if not request.user.is_authenticated:
        return _by_name(request, place)
    if permissions.led_by(request.user, place.cohort.public_id):
        return redirect("workshops:desk", place.cohort.public_id)
    enrolment = Enrolment.objects.current(request.user, place.cohort.programme)
    if enrolment is None or enrolment.cohort_id != place.cohort.pk:
        return render(request, "workshops/gone.html", status=404)
    first = still_to_join(enrolment, place.cohort.programme)
    if first:
        return redirect(f"{first}?{urlencode({'next': request.path})}")
    return _by_press(request, place, enrolment)


def _by_press(request: HttpRequest, place: Place, enrolment: Enrolment) -> HttpResponse:
    if request.method == "POST":
        arriving.check_in(enrolment, place.step)
        messages.success(request, _("You are noted as being here."))
        return redirect(place.step.door("room"))
    context = {"place": place, "step": place.step, "cohort": place.cohort, "enrolment": enrolment}
    return render(request, "workshops/welcome.html", context)


def _by_name(request: HttpRequest, place: Place) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            arriving.type_name(place.cohort, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The facilitator sees your name and notes that you are here."))
            return redirect("workshops:code_room", place.code)
    context = {"place": place, "step": place.step, "cohort": place.cohort, "form": form}
    return render(request, "workshops/welcome.html", context)


@never_cache
@require_safe
@with_code
def code_room(request: HttpRequest, place: Place) -> HttpResponse:
    """What the room may see, on a phone without a sign-in: what stands on the shared screen, and no more."""
    return show(request, place, "workshops/phone.html")


@never_cache
@with_code
def code_board(request: HttpRequest, place: Place) -> HttpResponse:
    """The board, for a phone without a sign-in."""
    return _board(request, place)


@never_cache
@require_safe
def code_pulse(request: HttpRequest, code: str) -> HttpResponse:
    """Whether anything has moved, for a phone without a sign-in; one query."""
    cohort = codes.opened(code, timezone.now())
    if cohort is None:
        raise Http404
    return beat(request, onscreen.mark_of(conducting.room_of(cohort), is_desk=False))
