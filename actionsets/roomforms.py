"""The forms of a meeting: a press on its clock, who presents, how we worked, and what one takes home."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets.chairing import Act
from actionsets.models import AirtimeSlot, ProcessReview, ReviewSlip, SetMembership
from elearning import readership
from elearning.renderers import AlongsideForm

LARGEST = 2**31 - 1


class PressForm(forms.Form):
    """What was pressed, and which state of the clock the person saw."""

    read_by = readership.UNREAD
    act = forms.ChoiceField(choices=[("begin", "begin"), *Act.choices])
    seen = forms.IntegerField(min_value=0, max_value=LARGEST)


class TurnForm(forms.Form):
    """Who is noted for a turn: oneself (`take`, `give_back`), or for the facilitator a member by `presenter`."""

    read_by = readership.UNREAD
    turn = forms.IntegerField(min_value=1, max_value=AirtimeSlot.MOST)
    presenter = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)
    give_back = forms.BooleanField(required=False)


class LedgerForm(AlongsideForm, forms.Form):
    """Who presented in each turn of a meeting."""

    read_by = readership.AIRTIME
    mark_optional = False

    def __init__(
        self, turns: Mapping[int, AirtimeSlot | None], members: Iterable[SetMembership], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(place.pk): place for place in members}
        for turn, slot in turns.items():
            # Somebody who has left stays noted until another is chosen.
            held = {str(slot.presenter_id): slot.presenter} if slot else {}
            people = {**self.members, **held}
            self.members |= held
            self.fields[f"turn-{turn}"] = forms.ChoiceField(
                label=_("Turn %(turn)s") % {"turn": turn},
                choices=[("", _("Nobody")), *((key, place.enrolment.user.name) for key, place in people.items())],
                initial=str(slot.presenter_id) if slot else "",
                required=False,
            )

    def turns(self) -> dict[int, SetMembership | None]:
        """What was given, by turn."""
        return {int(name.removeprefix("turn-")): self.members.get(key) for name, key in self.cleaned_data.items()}


def _rating(name: str) -> forms.TypedChoiceField:
    words = [(number, word) for number, word in enumerate(ProcessReview.ANSWERS, start=ReviewSlip.LEAST)]
    return forms.TypedChoiceField(
        label=ProcessReview.QUESTIONS[name],
        choices=words,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
    )


class SlipForm(AlongsideForm, forms.Form):
    """How one found that the set worked; every answer may be left out, but not all of them."""

    read_by = readership.PROCESS_REVIEW
    asked, listened, shared = _rating("asked"), _rating("listened"), _rating("shared")
    word = forms.CharField(
        label=_("This meeting in one word"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    mark_optional = False

    def clean_word(self) -> str:
        """One word, without a space in it."""
        word: str = self.cleaned_data["word"].strip()
        if len(word.split()) > 1:
            raise forms.ValidationError(_("One word is enough."))
        return word

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        cleaned = super().clean() or {}
        if not self.errors and all(value in (None, "") for value in cleaned.values()):
            raise forms.ValidationError(_("Answer at least one of these."))
        return cleaned

    def ratings(self) -> dict[str, int | None]:
        """The answers by question."""
        return {name: self.cleaned_data[name] for name in ProcessReview.QUESTIONS}


class TakingHomeForm(forms.Form):
    """The keys of an action and a reflection that are written together; they make sending twice harmless."""

    read_by = readership.REFLECTIONS
    action_key = forms.UUIDField(widget=forms.HiddenInput)
    reflection_key = forms.UUIDField(widget=forms.HiddenInput)
