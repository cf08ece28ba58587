"""The forms of a shared board: open one, lay a card, name a heap, put cards together, say what one would see."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from elearning import readership
from elearning.renderers import AlongsideForm, DayMonthYear
from elearning.values.models import BoardCard, SharedBoard, SharedValue
from elearning.values.pooling import Move

HIGHEST = 2**31 - 1


class OpenForm(AlongsideForm, forms.Form):
    """A new board; `key` makes sending twice harmless."""

    read_by = readership.CARDS
    title = forms.CharField(
        label=_("What is it for?"),
        help_text=_("A partnership, or the workshop. Everybody in your cohort can read it."),
        max_length=80,
        error_messages={"required": _("Say in a few words what it is for.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CardForm(AlongsideForm, forms.Form):
    """A card without a name."""

    read_by = readership.CARDS
    prefix = "card"
    part = forms.ChoiceField(label=_("What is on it?"), choices=BoardCard.Part.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Card"),
        help_text=_("A few words. No names of people, please."),
        max_length=140,
        error_messages={"required": _("Write a few words on the card.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class NameForm(AlongsideForm, forms.Form):
    """The name of a new heap."""

    read_by = readership.CARDS
    prefix = "value"
    name = forms.CharField(
        label=_("Name of a heap"), max_length=60, error_messages={"required": _("Give the heap a name.")}
    )


class DescribeForm(AlongsideForm, forms.ModelForm):
    """What one would see of a value, and what not."""

    read_by = readership.CARDS
    mark_optional = False
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST)

    class Meta:
        model = SharedValue
        fields = ["name", "seen", "not_seen"]

    def __init__(self, data: Any, *, instance: SharedValue) -> None:
        super().__init__(data, instance=instance, prefix=f"value-{instance.pk}")
        self.initial["revision"] = instance.revision

    def has_seen(self, revision: int) -> None:
        """Whoever reads the page that comes knows what stands there now."""
        self.data = {**self.data.dict(), self.add_prefix("revision"): str(revision)}  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """What the form says, for `pooling.describe`."""
        return {name: self.cleaned_data[name] for name in ("name", "seen", "not_seen", "revision")}


class LookAgainForm(AlongsideForm, forms.Form):
    """When the values are to be looked at again."""

    read_by = readership.CARDS
    prefix = "again"
    on = forms.DateField(
        label=_("When do you look at these again?"),
        widget=DayMonthYear,
        required=False,
        error_messages={"invalid": _("There is no such date. Write it like 6 10 2026.")},
    )


class TogetherForm(AlongsideForm, forms.Form):
    """Where each card is to lie. Each says where it lay when the page was shown."""

    read_by = readership.CARDS
    mark_optional = False

    def __init__(
        self, board: SharedBoard, values: Sequence[SharedValue], cards: Sequence[BoardCard], data: Any
    ) -> None:
        super().__init__(data, prefix="put")
        self.cards = list(cards)
        heaps = [("0", pgettext_lazy("card", "On no heap")), *((str(value.pk), value.name) for value in values)]
        for card in self.cards:
            now = str(card.value_id or 0)
            self.fields[f"to_{card.pk}"] = forms.ChoiceField(
                label=card.text, choices=[*heaps, ("out", _("Take it out"))], initial=now, required=False
            )
            was = forms.IntegerField(
                widget=forms.HiddenInput, initial=now, required=False, min_value=0, max_value=HIGHEST
            )
            self.fields[f"was_{card.pk}"] = was

    def rows(self) -> list[tuple[BoardCard, forms.BoundField, forms.BoundField]]:
        """Each card with its box and the place where it lay."""
        return [(card, self[f"to_{card.pk}"], self[f"was_{card.pk}"]) for card in self.cards]

    def moves(self) -> list[Move]:
        """The cards that are to lie elsewhere."""
        said = [
            (card.pk, self.cleaned_data.get(f"was_{card.pk}"), self.cleaned_data.get(f"to_{card.pk}"))
            for card in self.cards
        ]
        wanted = [(pk, was or 0, to) for pk, was, to in said if to and to != str(was or 0)]
        return [Move(pk, was, was if to == "out" else int(to), is_out=to == "out") for pk, was, to in wanted]
