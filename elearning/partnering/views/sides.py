"""Both sides of a partnership: asking the other side, answering apart, agreeing to compare, and what the two say."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elearning.accounts.http import AuthenticatedRequest
from elearning.partnering import checking, retaining, siding, spread
from elearning.partnering.checkforms import AcceptForm, AgreeForm, AskSideForm, PointsForm
from elearning.partnering.models import Comparison, HealthAnswer, MapEntry, Side, WorkshopPage
from elearning.partnering.siding import SidesError
from elearning.programmes.models import Enrolment

KINDS = {
    spread.ALIKE_WELL: gettext_lazy("You see this alike."),
    spread.ALIKE_TO_DO: gettext_lazy("You both see work to do here. What would be a first step?"),
    spread.NEAR: gettext_lazy("You see this nearly alike."),
    spread.APART: gettext_lazy(
        "You see this differently, and neither is wrong. What does each of you see from where you stand?"
    ),
    spread.ONE_KNOWS: gettext_lazy("One of you does not know. What could the other tell?"),
    spread.NOBODY_KNOWS: gettext_lazy("Neither of you knows. Who could tell you?"),
    spread.NOT_BOTH: gettext_lazy("Not answered by both."),
}


def ask(request: AuthenticatedRequest, step: WorkshopPage, enrolment: Enrolment) -> HttpResponse:
    """Ask somebody of the other organisation to answer the checklist on the same partnership."""
    entries, people = list(MapEntry.objects.of(enrolment).on_the_map()), siding.co_participants(enrolment, step)
    form = AskSideForm(entries, people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = siding.ask(enrolment, step, **form.asked())
        except (SidesError, checking.NoChecklistError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("They are asked by mail. You can begin to answer at once."))
            return redirect("partnering:side", made.public_id)
    context = {"step": step, "form": form, "comparisons": listed(request)}
    return render(request, "partnering/ask_side.html", context, status=422 if form.errors else 200)


def listed(request: AuthenticatedRequest) -> list[dict[str, Any]]:
    """The person's comparisons, each with the other side's name."""
    mine = Comparison.objects.visible_to(request.user).prefetch_related("sides__user")
    return [
        {"comparison": one, "other": next((side for side in one.sides.all() if side.user_id != request.user.pk), None)}
        for one in mine
    ]


def side_list(request: AuthenticatedRequest) -> HttpResponse:
    """All comparisons of which the person is one side."""
    return render(request, "partnering/sides.html", {"comparisons": listed(request)})


def side(request: AuthenticatedRequest, public_id: UUID) -> HttpResponse:
    """One comparison from the person's own side: what is to be done next or, once both have agreed, what both say."""
    found = Comparison.objects.visible_to(request.user).select_related("version__page")
    comparison = get_object_or_404(found, public_id=public_id)
    both = list(comparison.sides.select_related("user", "check_of").prefetch_related("check_of__answers"))
    mine = next(one for one in both if one.user_id == request.user.pk)
    other = next((one for one in both if one.user_id != request.user.pk), None)
    accept = AcceptForm(request.POST if "accept" in request.POST else None, initial={"organisation": mine.organisation})
    if request.method == "POST" and (not accept.is_bound or accept.is_valid()):
        try:
            return redirect(*pressed(request, mine, accept))
        except SidesError as refusal:
            messages.error(request, str(refusal))
            return redirect("partnering:sides" if not still_there(comparison) else request.path)
    context: dict[str, Any] = {"comparison": comparison, "mine": mine, "other": other, "accept": accept}
    context |= {"agree": AgreeForm(), "has_errors": bool(accept.errors)}
    context["until"] = retaining.last_day([one.user_id for one in both], comparison.opened_at)
    if comparison.compared_at:
        return render(request, "partnering/compared.html", {**context, **told(comparison, mine, other)})
    return render(request, "partnering/side.html", context, status=422 if accept.errors else 200)


def still_there(comparison: Comparison) -> bool:
    """Whether the question has not been taken back."""
    return Comparison.objects.filter(pk=comparison.pk).exists()


def pressed(request: AuthenticatedRequest, mine: Side, accept: AcceptForm) -> tuple[Any, ...]:
    """Do what was pressed; where that leads. Raises SidesError."""
    here: tuple[Any, ...] = ("partnering:side", mine.comparison.public_id)
    acts: dict[str, Callable[[], tuple[Any, ...] | None]] = {
        "accept": lambda: accepted(mine, accept),
        "decline": lambda: declined(request, mine),
        "answer": lambda: ("partnering:check_part", siding.own_check(mine).public_id, 1),
        "agree": lambda: agreed(request, mine),
        "take_back": lambda: siding.take_back(mine),
        "withdraw": lambda: withdrawn(request, mine),
        "keep": lambda: marked(request, mine.comparison),
    }
    for name, act in acts.items():
        if name in request.POST:
            return act() or here
    return here


def accepted(mine: Side, accept: AcceptForm) -> tuple[Any, ...]:
    """Yes, and on to the first statements."""
    siding.accept(mine, organisation=accept.cleaned_data["organisation"])
    return ("partnering:side", mine.comparison.public_id)


def declined(request: AuthenticatedRequest, mine: Side) -> tuple[Any, ...]:
    """No, and back to one's own programme."""
    siding.decline(mine)
    messages.success(request, _("You have said no. You are not asked again."))
    return ("partnering:sides",)


def withdrawn(request: AuthenticatedRequest, mine: Side) -> tuple[Any, ...]:
    """The question is taken back."""
    siding.withdraw(mine)
    messages.success(request, _("The question is taken back. Each of you keeps your own answers."))
    return ("partnering:sides",)


def agreed(request: AuthenticatedRequest, mine: Side) -> None:
    """Agrees to compare."""
    form = AgreeForm(request.POST)
    siding.agree(mine, shows_reasons=form.is_valid() and form.cleaned_data["shows_reasons"])


def marked(request: AuthenticatedRequest, comparison: Comparison) -> None:
    """Keeps which statements are to be talked about."""
    form = PointsForm([one.code for one in comparison.version.statements()], request.POST)
    if form.is_valid():
        siding.choose(comparison, form.cleaned_data["points"])
        messages.success(request, _("Your points are kept. Both of you see them."))


def told(comparison: Comparison, mine: Side, other: Side | None) -> dict[str, Any]:
    """What both say, statement by statement, and what to talk about first."""
    version = comparison.version
    codes = [one.code for one in version.statements()]
    sheets = [one.check_of.said() if one and one.check_of else {} for one in (mine, other)]
    pairs = spread.side_by_side(codes, sheets[0], sheets[1])
    chosen = {one.code for one in comparison.points.all()}
    reasons = [reasons_of(mine), reasons_of(other) if other and other.shows_reasons else {}]
    words, texts = dict(version.choices()), {one.code: one for one in version.statements()}
    rows = {
        pair.code: {
            "statement": texts[pair.code],
            "mine": words.get(pair.first, ""),
            "other": words.get(pair.second, ""),
            "my_reason": reasons[0].get(pair.code, ""),
            "other_reason": reasons[1].get(pair.code, ""),
            "says": KINDS[pair.kind],
            "kind": pair.kind,
            "is_chosen": pair.code in chosen,
        }
        for pair in pairs
    }
    first = [rows[pair.code] for pair in spread.talk_first(pairs)]
    return {"rows": list(rows.values()), "first": first, "chosen": [one for one in rows.values() if one["is_chosen"]]}


def reasons_of(side: Side) -> dict[str, str]:
    """What makes a side say so, by statement."""
    answers: list[HealthAnswer] = list(side.check_of.answers.all()) if side.check_of else []
    return {one.code: one.reason for one in answers if one.reason}
