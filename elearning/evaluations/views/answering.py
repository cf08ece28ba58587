"""The questions about the programme on one page: behind the sign-in, and by the link that needs none.

By the link a page is filled in only where the same browser wrote what it shows; on any other device it begins empty, what
was answered before stays, and nothing of it is shown. So whoever finds the link in somebody's mail reads nothing.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elearning.accounts.http import AuthenticatedRequest
from elearning.evaluations import asking, replying
from elearning.evaluations.forms import EvaluationForm
from elearning.evaluations.models import EvaluationPage, EvaluationSheet
from elearning.evaluations.replying import ChangedElsewhereError, ReplyingError
from elearning.programmes.models import Enrolment

WRITTEN_HERE = "evaluations_written_here"


@dataclass(frozen=True)
class Visit:
    """Who answers what, where; `shows` says whether what was answered before may be shown here."""

    enrolment: Enrolment
    step: EvaluationPage
    address: str
    shows: bool = True
    by_link: bool = False


def evaluation(request: AuthenticatedRequest, step: EvaluationPage, enrolment: Enrolment) -> HttpResponse:
    """The questions, for somebody who is signed in: to answer while they are open, to read again afterwards."""
    visit = Visit(enrolment, step, step.door())
    closed = replying.refusal(enrolment, step)
    if closed and request.method != "POST":
        sheet = replying.sheet_of(enrolment, step)
        context = {"step": step, "reason": closed, "sheet": sheet, "rows": rows_of(sheet)}
        return render(request, "evaluations/closed.html", context)
    return questions(request, visit)


@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same questions by the link in a mail. Open: the link itself says who is asked, and nothing else."""
    try:
        enrolment, step = asking.find(token)
    except asking.LinkGoneError as gone:
        sent = [str(request.POST[name]) for name in request.POST if name.startswith("q-")]
        typed = [text for text in sent if " " in text.strip()]
        return render(request, "evaluations/link_gone.html", {"reason": str(gone), "typed": typed}, status=404)
    written = request.session.get(WRITTEN_HERE) == str(enrolment.public_id)
    return questions(request, Visit(enrolment, step, request.path, shows=written, by_link=True))


def questions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page of questions, kept while it is filled in and sent with the button."""
    sheet = replying.sheet_of(visit.enrolment, visit.step)
    version = sheet.version if sheet else replying.version_for(visit.enrolment.cohort, visit.step)
    context: dict[str, Any] = {"step": visit.step, "visit": visit, "sheet": sheet}
    context["last_day"] = visit.step.window(visit.enrolment.cohort)[1]
    if version is None:
        return render(request, "evaluations/questions.html", context)
    known = sheet.revision if sheet else 0
    hidden = {"version": known, "unseen": 0 if visit.shows else known}
    stored = replying.answers_of(sheet) if visit.shows else {}
    context["form"] = form = EvaluationForm(
        version, stored, request.POST if request.method == "POST" else None, **hidden
    )
    if request.method == "POST":
        return taken(request, visit, form, context)
    return render(request, "evaluations/questions.html", context)


def taken(request: HttpRequest, visit: Visit, form: EvaluationForm, context: dict[str, Any]) -> HttpResponse:
    """Keep whatever is right in the form; send it if that was pressed and nothing is wrong."""
    form.full_clean()
    sheet, saves_itself = None, "X-Autosave" in request.headers
    try:
        sheet = replying.answer(visit.enrolment, visit.step, form.given(), seen=form.seen, unseen=form.not_seen)
        if visit.by_link and sheet:
            request.session[WRITTEN_HERE] = str(visit.enrolment.public_id)
        if not (saves_itself or form.errors or "later" in request.POST):
            replying.send(visit.enrolment, visit.step)
    except ChangedElsewhereError as clash:
        return clashed(request, visit, form, context, clash)
    except ReplyingError as refusal:
        form.add_error(None, str(refusal))
    if saves_itself:
        headers = {"X-Version": str(sheet.revision)} if sheet else {}
        return HttpResponse(status=422 if form.errors else 204, headers=headers)
    if form.errors:
        known(form, sheet.revision if sheet else form.seen)
        return render(request, "evaluations/questions.html", context, status=422)
    return onward(request, visit)


def onward(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where a form without a fault leads."""
    if "later" in request.POST:
        messages.success(request, _("Your answers are saved. Come back whenever you like."))
        return redirect(visit.address if visit.by_link else visit.step.programme.url)
    messages.success(request, visit.step.thanks or _("Thank you. Your answers are sent."))
    return redirect(visit.address)


def known(form: EvaluationForm, revision: int) -> None:
    """Let the same form be shown once more with what was typed, knowing the sheet's `revision`."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(revision)  # type: ignore[index]


def clashed(
    request: HttpRequest, visit: Visit, form: EvaluationForm, context: dict[str, Any], clash: ChangedElsewhereError
) -> HttpResponse:
    """Both what was typed here and, to whoever may see it, what is saved: pressing the button again is a choice."""
    if "X-Autosave" in request.headers:
        return HttpResponse(status=409)
    known(form, clash.revision)
    saved = rows_of(context["sheet"], only=clash.questions) if visit.shows else []
    more = {"refusal": str(clash), "saved": saved}
    return render(request, "evaluations/questions.html", {**context, **more}, status=409)


def rows_of(sheet: EvaluationSheet | None, *, only: list[str] | None = None) -> list[tuple[str, list[str]]]:
    """Each question that is answered with what was answered, to be read."""
    if sheet is None:
        return []
    answers, rows = replying.answers_of(sheet), []
    for question in sheet.version.questions:
        answer = answers.get(question.key)
        if answer and (only is None or question.key in only):
            labels = [label for key, label in question.options if key in answer.chosen]
            rows.append((question.text, [answer.text] if answer.text else labels))
    return [(text, said) for text, said in rows if said]
