"""The partnering questions: one a page, a list to check, and handing them in."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import questioning
from elearning.partnering.forms import AnswerForm
from elearning.partnering.models import (
    Answer,
    AnswerSheet,
    MapEntry,
    Question,
    QuestionsTaskPage,
    QuestionsVersion,
)
from elearning.programmes.models import Enrolment


@dataclass(frozen=True)
class Asked:
    """The questions that one person answers, and what they have answered so far."""

    sheet: AnswerSheet | None
    newest: QuestionsVersion | None
    questions: list[Question]
    answers: dict[str, Answer]

    @property
    def rows(self) -> list[tuple[Question, Answer | None]]:
        """Every question with its answer."""
        return [(question, self.answers.get(question.key)) for question in self.questions]

    @property
    def given(self) -> int:
        """How many of the questions are answered."""
        return sum(bool(answer and answer.text) for _, answer in self.rows)

    @property
    def shared(self) -> int:
        """How many of the answers are shared."""
        return sum(bool(answer and answer.shared) for _, answer in self.rows)

    @property
    def next(self) -> Question | None:
        """The first question without an answer."""
        return next((question for question, answer in self.rows if not (answer and answer.text)), None)

    @property
    def has_newer(self) -> bool:
        """Whether the page asks other questions now than those this person answers."""
        return bool(self.sheet and self.newest and self.sheet.version_id != self.newest.pk)

    @property
    def carried(self) -> int:
        """How many of the answers would move along to the newer questions."""
        keys = {question.key for question in self.newest.questions()} if self.newest else set()
        return sum(bool(answer.text) for key, answer in self.answers.items() if key in keys)

    @property
    def left_over(self) -> list[Answer]:
        """Answers to questions that are no longer asked."""
        keys = {question.key for question in self.questions}
        return [answer for key, answer in self.answers.items() if key not in keys and answer.text]


def asked(step: QuestionsTaskPage, enrolment: Enrolment, *, with_newest: bool = True) -> Asked:
    """What `enrolment` is asked on `step`: their own version of the questions, or the newest before they begin."""
    answers = questioning.answers_of(enrolment, step)
    sheet = answers[0].sheet if answers else None
    newest = questioning.newest(step) if with_newest or sheet is None else None
    version = sheet.version if sheet else newest
    return Asked(sheet, newest, version.questions() if version else [], {answer.key: answer for answer in answers})


def question_list(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """What this task is, how far the person has come, and where to go on."""
    context = {"step": step, "asked": asked(step, enrolment), "enrolment": enrolment}
    return render(request, "partnering/question_list.html", context)


def question(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment, key: str) -> HttpResponse:
    """One question; saved while it is written and again with the button."""
    known = asked(step, enrolment, with_newest=False)
    here = next((one for one in known.questions if one.key == key), None)
    if here is None:
        raise Http404
    now, revision = known.answers.get(key), known.sheet.revision if known.sheet else 0
    initial = {"text": now.text if now else "", "shared": bool(now and now.shared), "version": revision}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"step": step, "question": here, "asked": known, "form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = {"text": data["text"], "shared": data["shared"], "seen": data["version"]}
        try:
            sheet = questioning.answer(enrolment, step, key, **words)
        except questioning.ChangedElsewhereError as clash:
            context |= {"clash": clash.answer, "refusal": str(clash), "form": again(form, known)}
        else:
            return saved(request, step, known, here, sheet)
    if "X-Autosave" in request.headers:
        return HttpResponse(status=409 if "clash" in context else 422)
    context["partners"] = list(MapEntry.objects.of(enrolment).on_the_map())
    status = 409 if "clash" in context else 422 if form.errors else 200
    return render(request, "partnering/question.html", context, status=status)


def saved(
    request: AuthenticatedRequest, step: QuestionsTaskPage, known: Asked, here: Question, sheet: AnswerSheet
) -> HttpResponse:
    """Where saving leads: nowhere when the page saved by itself, else to the list or the next question."""
    if "X-Autosave" in request.headers:
        return HttpResponse(status=204, headers={"X-Version": str(sheet.revision)})
    if "later" in request.POST:
        messages.success(request, _("Your answers are saved. Come back whenever you like."))
        return redirect(step.door("start"))
    following = known.questions[here.number : here.number + 1]
    return redirect(step.door("question", following[0].key) if following else step.door("check"))


def again(form: AnswerForm, known: Asked) -> AnswerForm:
    """The same form with what was typed, now knowing what is saved: saving it again is a choice."""
    return AnswerForm(
        {**{name: form.data[name] for name in form.data}, "version": known.sheet.revision if known.sheet else 0}
    )


def check_answers(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Every answer with a link to change it; handing them in finishes the task."""
    if request.method == "POST":
        try:
            questioning.submit(enrolment, step)
        except questioning.NothingAnsweredError as refusal:
            messages.error(request, str(refusal))
            return redirect(step.door("check"))
        messages.success(request, _("Your answers are handed in. You can still change them."))
        return redirect(step.door("start"))
    known = asked(step, enrolment)
    words = questioning.words_of(step) if known.left_over else {}
    left_over = [(words.get(answer.key, ""), answer.text) for answer in known.left_over]
    return render(request, "partnering/check_answers.html", {"step": step, "asked": known, "left_over": left_over})


def stop_sharing(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Takes back every shared answer at once."""
    if request.method == "POST":
        questioning.stop_sharing(enrolment, step)
        messages.success(request, _("None of your answers is shared now."))
    return redirect(step.door("check"))


def new_questions(request: AuthenticatedRequest, step: QuestionsTaskPage, enrolment: Enrolment) -> HttpResponse:
    """Moves the person to the questions as they stand now."""
    if request.method == "POST":
        questioning.take_over(enrolment, step)
        messages.success(request, _("You now answer the new questions. Your earlier answers are kept."))
    return redirect(step.door("start"))
