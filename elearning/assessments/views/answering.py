"""The screens of the self-assessment: start, nine pages of one subject each, what matters, and the check before submitting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import time_format

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.forms import SheetForm, importance_form, statements_form
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.programmes.models import Enrolment


@dataclass(frozen=True)
class SubjectRow:
    """How much of one subject is answered."""

    number: int
    title: str
    answered: int
    of: int

    @property
    def is_complete(self) -> bool:
        """Whether no statement is open."""
        return self.answered == self.of


def rows_of(instrument: Instrument, answers: Mapping[str, str]) -> list[SubjectRow]:
    """The subjects in order, with how much of each is answered."""
    return [
        SubjectRow(
            number=number,
            title=scale.title,
            answered=sum(statement.key in answers for statement in scale.statements),
            of=len(scale.statements),
        )
        for number, scale in enumerate(instrument.scales, start=1)
    ]


def where_to_go_on(step: SelfAssessmentPage, response_set: ResponseSet) -> str:
    """The address of the first page with something open; the check when there is none."""
    instrument = response_set.version.instrument
    answers = answering.answers_of(response_set)
    for number, scale in enumerate(instrument.scales, start=1):
        if any(statement.key not in answers for statement in scale.statements):
            return step.door("subject", number)
    if set(instrument.rated) - answering.ratings_of(response_set).keys():
        return step.door("importance")
    return step.door("check")


def start(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """What it is, and the way in, on, or back to what was submitted."""
    if request.method == "POST":
        return begin(request, step, enrolment)
    current = answering.current(enrolment, step)
    instrument = current.version.instrument if current else None
    context = {
        "step": step,
        "current": current,
        "answered": len(answering.answers_of(current)) if current and current.is_open else 0,
        "of": len(instrument.statements) if instrument else 0,
        "can_redo": enrolment.cohort.is_before_grouping and enrolment.cohort.is_running,
        "cohort": enrolment.cohort,
    }
    return render(request, "assessments/start.html", context)


def begin(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """Open the person's set of answers, or go back into it."""
    try:
        return redirect(where_to_go_on(step, answering.open_set(enrolment, step)))
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())


def redo(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """Take the submitted answers up again."""
    if request.method != "POST":
        return redirect(step.door())
    try:
        answering.redo(enrolment, step)
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())
    return redirect(step.door("check"))


def subject(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment, number: int) -> HttpResponse:
    """The statements about one subject."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument = current.version.instrument
    if not 1 <= number <= len(instrument.scales):
        raise Http404
    scale, answers = instrument.scales[number - 1], answering.answers_of(current)
    form = statements_form(instrument, scale, answers, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        onward = door_after(step, instrument, number)
        done = kept(request, step, enrolment, current, onward, form, answers=form.sheet())
        if done:
            return done
    context = {
        "step": step,
        "form": form,
        "number": number,
        "instrument": instrument,
        "scale": scale,
        "answered": len(answers),
        "back": step.door("subject", number - 1) if number > 1 else step.door(),
    }
    return questions_page(request, "assessments/subject.html", context)


def door_after(step: SelfAssessmentPage, instrument: Instrument, number: int) -> str:
    """Where the page of subject `number` leads: the next subject, then what matters if it is asked, then the check."""
    if number < len(instrument.scales):
        return step.door("subject", number + 1)
    return step.door("importance" if instrument.asks_importance else "check")


def importance(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """How much each subject will matter in the person's role."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument, ratings = current.version.instrument, answering.ratings_of(current)
    if not instrument.asks_importance:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = importance_form(instrument, ratings, data)
    if data is not None and form.is_valid():
        done = kept(request, step, enrolment, current, step.door("check"), form, ratings=form.sheet())
        if done:
            return done
    context = {
        "step": step,
        "form": form,
        "instrument": instrument,
        "answered": len(ratings),
        "back": step.door("subject", len(instrument.scales)),
    }
    return questions_page(request, "assessments/importance.html", context)


def check(request: AuthenticatedRequest, step: SelfAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """What is answered and what is open, before submitting."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument, answers = current.version.instrument, answering.answers_of(current)
    rows = rows_of(instrument, answers)
    context = {
        "step": step,
        "rows": rows,
        "open_rows": [row for row in rows if not row.is_complete],
        "rated": len(answering.ratings_of(current)),
        "subjects": len(instrument.rated),
        "is_again": current.begun_from_id is not None,
        "ask_kindly": bool(step.straight_line_prompt) and answering.is_worth_asking(current, answers, step),
        "back": step.door("importance") if instrument.rated else step.door("subject", len(instrument.scales)),
    }
    return render(request, "assessments/check.html", context)


def kept(
    request: AuthenticatedRequest,
    step: SelfAssessmentPage,
    enrolment: Enrolment,
    current: ResponseSet,
    onward: str,
    form: SheetForm,
    **sheets: Sheet,
) -> HttpResponse | None:
    """Keep a valid page, then go where the pressed button leads; saving along the way stays where it is.

    None when the person has to choose between what two windows say: the same page is to show both.
    """
    try:
        form.clashes = answering.record(current, **sheets)
    except AnsweringError as refusal:
        return no_longer(request, step, str(refusal))
    answering.count(enrolment, step, current)
    if request.headers.get("X-Autosave"):
        return saved(request, form)
    if form.clashes:
        return None
    if "clear" in request.POST:
        return redirect(request.path)
    if form.settled:
        back = "?return=check" if request.POST.get("return") == "check" else ""
        return redirect(f"{request.path}{back}#q-{form.settled}")
    if "later" in request.POST:
        return redirect(step.programme.url)
    return redirect(step.door("check") if request.POST.get("return") == "check" else onward)


def saved(request: AuthenticatedRequest, form: SheetForm) -> JsonResponse:
    """The answer to a save that happened by itself; 409 with both choices where another window has said something else."""
    boxes = {
        question.key: render_to_string("assessments/_clash.html", {"question": question}, request)
        for question in form.questions()
        if question.clash
    }
    saved_at = time_format(timezone.localtime(), "H:i")
    return JsonResponse(
        {"saved_at": saved_at, "boxes": boxes} if boxes else {"saved_at": saved_at}, status=409 if boxes else 200
    )


def questions_page(request: AuthenticatedRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of questions; 422 when what was posted is not valid, 409 when another window has said something else."""
    posted = request.method == "POST"
    context["returns"] = (request.POST if posted else request.GET).get("return") == "check"
    status = 409 if context["form"].clashes else 422 if posted else 200
    return render(request, template, context, status=status)


def no_longer(request: AuthenticatedRequest, step: SelfAssessmentPage, reason: str = "") -> HttpResponse:
    """Nothing is open here: an autosave hears a conflict, a person is taken to the start and told why."""
    if request.headers.get("X-Autosave"):
        return JsonResponse({}, status=409)
    if reason:
        messages.warning(request, reason)
    return redirect(step.door())
