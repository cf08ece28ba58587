"""A word, a questionnaire rendered by a plain loop, and its results added up by the database."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tests.bench.floor.models import Answer, Question, Questionnaire, Reply

POINTS = [(str(value), f"Point {value}") for value in range(1, 6)]


def hello(request: HttpRequest) -> HttpResponse:
    """The least that the stack can do."""
    return HttpResponse("Hello")


def fields_of(questions: list[Question]) -> dict[str, forms.Field]:
    """A field for each question."""
    return {
        f"q{one.pk}": forms.ChoiceField(choices=POINTS, required=False)
        if one.is_scale
        else forms.CharField(max_length=500, required=False)
        for one in questions
    }


@login_required
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Twenty questions on a page; keeps what is sent."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    asked = list(questionnaire.question_set.all())
    form = type("Sheet", (forms.Form,), fields_of(asked))(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep(request, questionnaire, form.cleaned_data)
        return redirect(request.path)
    stored = Answer.objects.filter(reply__questionnaire=questionnaire, reply__user=request.user)
    given = dict(stored.values_list("question_id", "value"))
    rows = [(one, given.get(one.pk, "")) for one in asked]
    return render(request, "floor/questions.html", {"questionnaire": questionnaire, "rows": rows, "points": POINTS})


@transaction.atomic
def keep(request: HttpRequest, questionnaire: Questionnaire, cleaned: dict[str, Any]) -> None:
    """All answers of a page, over those that are there."""
    reply, _new = Reply.objects.select_for_update().get_or_create(questionnaire=questionnaire, user=request.user)
    Answer.objects.bulk_create(
        [Answer(reply=reply, question_id=int(name[1:]), value=value) for name, value in cleaned.items()],
        update_conflicts=True,
        update_fields=["value"],
        unique_fields=["reply", "question"],
    )


@login_required
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """How often each point was chosen, question by question."""
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    answers = Answer.objects.filter(question__questionnaire=questionnaire, question__is_scale=True)
    counts: dict[int, dict[str, int]] = {}
    for question, value, times in answers.values_list("question", "value").annotate(Count("pk")).order_by():
        counts.setdefault(question, {})[value] = times
    rows = [
        (one, [(label, counts.get(one.pk, {}).get(value, 0)) for value, label in POINTS])
        for one in questionnaire.question_set.all()
    ]
    return render(request, "floor/results.html", {"questionnaire": questionnaire, "rows": rows})
