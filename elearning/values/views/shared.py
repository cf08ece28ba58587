"""Shared values boards on screen: those of a cohort, and one of them with everything that can be done on it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes.models import Cohort, Enrolment
from elearning.values import pooling, valuing
from elearning.values.models import BoardCard, SharedBoard, SharedValue
from elearning.values.pooling import ChangedError, SharedBoardError
from elearning.values.sharedforms import CardForm, DescribeForm, LookAgainForm, NameForm, OpenForm, TogetherForm


def boards(request: AuthenticatedRequest, cohort_id: UUID) -> HttpResponse:
    """The boards of a cohort, and a new one."""
    cohort = get_object_or_404(Cohort.objects.select_related("programme"), public_id=cohort_id)
    if not pooling.at_the_table(request.user, cohort):
        raise Http404
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            board = pooling.open_board(cohort, by=request.user, **form.cleaned_data)
        except SharedBoardError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("values:board", board.public_id)
    context = {"cohort": cohort, "form": form, "boards": cohort.shared_boards.all(), "mine": _mine(request, cohort)}
    return render(request, "values/boards.html", context, status=422 if form.errors else 200)


def board(request: AuthenticatedRequest, board_id: UUID) -> HttpResponse:
    """One board; each of its forms says by its button what it does."""
    there = get_object_or_404(SharedBoard.objects.select_related("cohort__programme"), public_id=board_id)
    if not pooling.at_the_table(request.user, there.cohort):
        raise Http404
    table = Table(request, there)
    if request.method == "POST":
        done = table.done()
        if done is not None:
            return done
    return render(request, "values/board.html", table.context(), status=422 if table.is_wrong else 200)


def _mine(request: AuthenticatedRequest, cohort: Cohort) -> Enrolment | None:
    return Enrolment.objects.filter(user=request.user, cohort=cohort).taking_part().first()


class Table:
    """A board with its forms, of which at most one was sent."""

    def __init__(self, request: AuthenticatedRequest, there: SharedBoard) -> None:
        self.request, self.board, self.is_wrong = request, there, False
        self.values = list(there.values.all())
        self.cards = list(there.cards.all())
        self.mine = _mine(request, there.cohort)
        sent = request.POST.get("do", "") if request.method == "POST" else ""
        self.sent, self.about = sent.partition(":")[0], sent.partition(":")[2]
        self.card = CardForm(self._data("card"))
        self.name = NameForm(self._data("name"))
        self.again = LookAgainForm(self._data("again"), initial={"on": there.look_again_on})
        self.together = TogetherForm(there, self.values, self.cards, self._data("together"))
        self.described = [DescribeForm(self._data("describe", str(one.pk)), instance=one) for one in self.values]

    def _data(self, what: str, about: str = "") -> Any:
        return self.request.POST if self.sent == what and self.about == about else None

    def done(self) -> HttpResponse | None:
        """Do what was sent and lead back to the board; None where it was wrong, and the form says so."""
        act: dict[str, Callable[[], HttpResponse | None]] = {
            "card": lambda: self._keep(self.card, lambda said: pooling.add_card(self.board, **said)),
            "name": lambda: self._keep(self.name, lambda said: pooling.name_value(self.board, **said)),
            "again": lambda: self._keep(self.again, lambda said: pooling.look_again(self.board, said["on"])),
            "together": lambda: self._keep(self.together, lambda said: self._put_together()),
            "describe": self._describe,
            "apart": self._take_apart,
            "take_over": self._take_over,
            "clear": self._clear,
        }
        return act.get(self.sent, self._back)()

    def _back(self) -> HttpResponse:
        return redirect("values:board", self.board.public_id)

    def _keep(self, form: BaseForm, verb: Callable[[dict[str, Any]], object]) -> HttpResponse | None:
        if form.is_valid():
            try:
                verb(form.cleaned_data)
                return self._back()
            except SharedBoardError as refusal:
                form.add_error(None, str(refusal))
                if isinstance(refusal, ChangedError) and isinstance(form, DescribeForm):
                    form.has_seen(refusal.stored.revision)
        self.is_wrong = True
        return None

    def _put_together(self) -> None:
        moves = self.together.moves()
        if len(moves) > pooling.put_together(self.board, moves):
            messages.info(self.request, _("Somebody else moved a card at the same time. It lies where they put it."))

    def _value(self) -> SharedValue:
        found = [one for one in self.values if str(one.pk) == self.about]
        if not found:
            raise Http404
        return found[0]

    def _describe(self) -> HttpResponse | None:
        form = self.described[self.values.index(self._value())]
        return self._keep(form, lambda said: pooling.describe(SharedValue(pk=form.instance.pk), **form.words()))

    def _take_apart(self) -> HttpResponse:
        pooling.take_apart(self._value())
        return self._back()

    def _take_over(self) -> HttpResponse:
        if self.mine is None:
            raise Http404
        came = valuing.take_over(self.mine, self.board)
        said = ngettext("%d value is in your own exercise now.", "%d values are in your own exercise now.", came) % came
        messages.success(self.request, said if came else _("They are in your own exercise already, or it holds six."))
        return redirect("values:exercise", self.mine.public_id) if came else self._back()

    def _clear(self) -> HttpResponse:
        if not pooling.may_clear(self.request.user, self.board):
            raise Http404
        cohort = self.board.cohort
        pooling.clear(self.board)
        messages.success(self.request, _("The board is deleted."))
        return redirect("values:boards", cohort.public_id)

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        wrong = next((form for form in self._forms() if form.is_bound and form.errors), None)
        loose = [
            (label, [card for card in self.cards if card.part == part and not card.value_id]) for part, label in PARTS
        ]
        heaps = [(form, [card for card in self.cards if card.value_id == form.instance.pk]) for form in self.described]
        clears = pooling.may_clear(self.request.user, self.board)
        mine = {"board": self.board, "cohort": self.board.cohort, "mine": self.mine, "may_clear": clears, "form": wrong}
        return {**mine, "table": self, "loose": loose, "heaps": heaps}

    def _forms(self) -> list[BaseForm]:
        return [self.card, self.name, self.again, self.together, *self.described]


PARTS = BoardCard.Part.choices
