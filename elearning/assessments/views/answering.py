"""The screens of the self-assessment: start, nine pages of one subject each, what matters, looking back,
and the check before submitting. All waves share them: `step` says which questions are asked, and in which wave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import SimpleLazyObject

from elearning.accounts.http import AuthenticatedRequest
from elearning.assessments import answering, renewing
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.forms import SheetForm, importance_form, looking_back_form, statements_form
from elearning.assessments.instruments import Instrument, Statement
from elearning.assessments.models import AssessmentStep, ResponseSet, SecondAssessmentPage, SelfAssessmentPage
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, Wave

# How `answering.record` calls what stands on each kind of page.
KEPT_AS = {"subject": "answers", "importance": "ratings", "looking_back": "looks_back"}


# A page by the name of its door, and the number of its subject if it has one: what `StepPage.door` takes.
Stop = tuple[Any, ...]


@dataclass(frozen=True)
class SubjectRow:
    """How much of one subject is answered, and which of its statements are open."""

    number: int
    title: str
    answered: int
    of: int
    open: tuple[Statement, ...]

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
            open=tuple(statement for statement in scale.statements if statement.key not in answers),
        )
        for number, scale in enumerate(instrument.scales, start=1)
    ]


def trail(step: AssessmentStep, instrument: Instrument) -> list[Stop]:
    """The pages in their order: the start, one a subject, what matters and looking back where they are asked, the check."""
    pages: list[Stop] = [("start",), *(("subject", number) for number in range(1, len(instrument.scales) + 1))]
    if instrument.asks_importance:
        pages.append(("importance",))
    if looks_back(step, instrument):
        pages.append(("looking_back",))
    return [*pages, ("check",)]


def beside(step: AssessmentStep, instrument: Instrument, here: Stop) -> tuple[Stop, Stop]:
    """The pages before and after the one that is `here`, neither the first nor the last."""
    pages = trail(step, instrument)
    place = pages.index(here)
    return pages[place - 1], pages[place + 1]


def where_to_go_on(step: AssessmentStep, response_set: ResponseSet) -> str:
    """The address of the first open question, with the way to it on its page; the check when there is none."""
    instrument, ratings = response_set.version.instrument, answering.ratings_of(response_set)
    for row in rows_of(instrument, answering.answers_of(response_set)):
        if row.open:
            return from_the_top(step.door("subject", row.number), row.open[0].key if row.answered else "")
    unrated = [code for code in instrument.rated if code not in ratings]
    if unrated:
        return from_the_top(step.door("importance"), unrated[0] if ratings else "")
    looks = answering.looks_back_of(response_set)
    ahead = [code for code in instrument.subjects if code not in looks] if looks_back(step, instrument) else []
    if ahead:
        return from_the_top(step.door("looking_back"), ahead[0] if looks else "")
    return from_the_top(step.door("check"))


def from_the_top(address: str, question: str = "") -> str:
    """`address` with the place where reading and the Tab key begin: its heading, or one question further down."""
    return f"{address}#{f'q-{question}' if question else 'questions'}"


def looks_back(step: AssessmentStep, instrument: Instrument) -> bool:
    """Whether the start is asked about as well: after the sets, if the version that is answered has the question."""
    return step.wave == Wave.POST and bool(instrument.looking_back)


def start(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
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
        "is_first_wave": step.wave == Wave.PRE,
        "can_redo": enrolment.cohort.is_before_grouping and enrolment.cohort.is_running,
        "cohort": enrolment.cohort,
        "changed": bool(current and renewing.other_version(enrolment, step, current)),
        "gate": None if current else progress.gate_of(enrolment, step),
        "last_day": enrolment.cohort.window(step.wave)[1],
        "is_late": not isinstance(step, SelfAssessmentPage) and step.is_late(enrolment.cohort, timezone.now()),
    }
    return render(request, "assessments/start.html", context)


def begin(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """Open the person's set of answers, or go back into it; where the questions have changed, they are asked first."""
    try:
        current = renewing.resume(enrolment, step)
        asks_first = renewing.other_version(enrolment, step, current) is not None
        return redirect(step.door("changed") if asks_first else where_to_go_on(step, current))
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())


def redo(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """Take the submitted answers up again."""
    if request.method != "POST":
        return redirect(step.door())
    try:
        answering.redo(enrolment, step)
    except AnsweringError as refusal:
        messages.warning(request, str(refusal))
        return redirect(step.door())
    return redirect(from_the_top(step.door("check")))


def subject(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment, number: int) -> HttpResponse:
    """The statements about one subject."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument = current.version.instrument
    if not 1 <= number <= len(instrument.scales):
        raise Http404
    # A page that saves itself is shown nothing, so what is stored is asked for where it is locked, and only there.
    scale = instrument.scales[number - 1]
    answers = cast("Mapping[str, str]", SimpleLazyObject(lambda: answering.answers_of(current)))
    form = statements_form(instrument, scale, answers, posted(request))
    context = {"number": number, "scale": scale, "answers": answers}
    return questions_page(request, step, enrolment, current, form, ("subject", number), context)


def importance(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """How much each subject will matter in the person's role."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument, ratings = current.version.instrument, answering.ratings_of(current)
    if not instrument.asks_importance:
        raise Http404
    form, context = importance_form(instrument, ratings, posted(request)), {"answered": len(ratings)}
    return questions_page(request, step, enrolment, current, form, ("importance",), context)


def looking_back(request: AuthenticatedRequest, step: SecondAssessmentPage, enrolment: Enrolment) -> HttpResponse:
    """How the person sees the start today: one question a subject, after everything else (DOMAIN 2.7)."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument, looks = current.version.instrument, answering.looks_back_of(current)
    if not looks_back(step, instrument):
        raise Http404
    form, context = looking_back_form(instrument, looks, posted(request)), {"answered": len(looks)}
    return questions_page(request, step, enrolment, current, form, ("looking_back",), context)


def check(request: AuthenticatedRequest, step: AssessmentStep, enrolment: Enrolment) -> HttpResponse:
    """What is answered and what is open, before submitting."""
    current = answering.current(enrolment, step)
    if current is None or not current.is_open:
        return no_longer(request, step)
    instrument, answers = current.version.instrument, answering.answers_of(current)
    rows, ratings = rows_of(instrument, answers), answering.ratings_of(current)
    looks = answering.looks_back_of(current) if looks_back(step, instrument) else {}
    context = {
        "step": step,
        "rows": rows,
        "open_rows": [row for row in rows if not row.is_complete],
        "rated": len(ratings),
        "unrated": [scale for scale in instrument.scales if scale.subject in set(instrument.rated) - ratings.keys()],
        "asked_about": len(instrument.subjects),
        "subjects": len(instrument.rated),
        "looks_back": looks_back(step, instrument),
        "looked": len(looks),
        "unlooked": [scale for scale in instrument.scales if scale.subject not in looks],
        "is_again": current.begun_from_id is not None,
        "ask_kindly": answering.is_worth_asking(current, answers, step),
        "kind_words": step.questionnaire.straight_line_prompt if step.questionnaire else "",
        "changed": renewing.other_version(enrolment, step, current) is not None,
        "left": renewing.left_by(enrolment, step),
        "back": step.door(*trail(step, instrument)[-2]),
    }
    return render(request, "assessments/check.html", context)


def kept(
    request: AuthenticatedRequest,
    step: AssessmentStep,
    enrolment: Enrolment,
    current: ResponseSet,
    here: Stop,
    form: SheetForm,
    **sheets: Sheet,
) -> HttpResponse | None:
    """Keep the valid page `here`, then go where the pressed button leads; saving along the way stays where it is.

    None when the person has to choose between what two windows say: the same page is to show both.
    """
    try:
        form.clashes = answering.keep(enrolment, step, current, **sheets)
    except AnsweringError as refusal:
        return no_longer(request, step, str(refusal))
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
    if request.POST.get("return") == "check":
        return redirect(from_the_top(step.door("check")))
    return redirect(from_the_top(step.door(*beside(step, current.version.instrument, here)[1])))


def saved(request: AuthenticatedRequest, form: SheetForm) -> JsonResponse:
    """The answer to a save that happened by itself; 409 with both choices where another window has said something else."""
    disputed = [question for question in form.questions() if question.clash] if form.clashes else []
    boxes = {one.key: render_to_string("assessments/_clash.html", {"question": one}, request) for one in disputed}
    saved_at = time_format(timezone.localtime(), "H:i")
    return JsonResponse(
        {"saved_at": saved_at, "boxes": boxes} if boxes else {"saved_at": saved_at}, status=409 if boxes else 200
    )


def posted(request: AuthenticatedRequest) -> QueryDict | None:
    """What was sent, if something was."""
    return request.POST if request.method == "POST" else None


def questions_page(
    request: AuthenticatedRequest,
    step: AssessmentStep,
    enrolment: Enrolment,
    current: ResponseSet,
    form: SheetForm,
    here: Stop,
    context: dict[str, Any],
) -> HttpResponse:
    """The page of questions `here`: a valid post is kept and leads on.

    422 when what was posted is not valid, 409 when another window has said something else.
    """
    sent, name = request.method == "POST", here[0]
    if sent and form.is_valid():
        done = kept(request, step, enrolment, current, here, form, **{KEPT_AS[name]: form.sheet()})
        if done:
            return done
    back, onward = beside(step, current.version.instrument, here)
    context |= {
        "step": step,
        "form": form,
        "instrument": current.version.instrument,
        "is_last": onward == ("check",),
        "back": step.door(*back),
        "returns": (request.POST if sent else request.GET).get("return") == "check",
        "saves_to": saves_to(step, enrolment, here[-1]),
    }
    return render(request, f"assessments/{name}.html", context, status=409 if form.clashes else 422 if sent else 200)


def saves_to(step: AssessmentStep, enrolment: Enrolment, page: int | str) -> str:
    """Where a page of questions saves itself: that of the subject `page`, `importance` or `looking_back`."""
    return reverse("assessments:save", args=[enrolment.public_id, step.wave, step.pk, page])


def no_longer(request: AuthenticatedRequest, step: AssessmentStep, reason: str = "") -> HttpResponse:
    """Nothing is open here: an autosave hears a conflict, a person is taken to the start and told why."""
    if request.headers.get("X-Autosave"):
        return JsonResponse({}, status=409)
    if reason:
        messages.warning(request, reason)
    return redirect(step.door())
