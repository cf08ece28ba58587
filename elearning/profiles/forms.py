"""Choosing one to three subjects, putting them in order, and naming whom to show one's results to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.profiles.choosing import MOST_PRIORITIES
from elearning.programmes.models import Subject
from elearning.renderers import AlongsideForm


class ChoiceForm(AlongsideForm, forms.Form):
    """Ticks for one to three subjects; the template lays them out with their meanings."""

    subjects = forms.MultipleChoiceField(
        label=_("Your subjects"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one subject."),
            "invalid_choice": _("Choose subjects from this list."),
        },
    )

    def __init__(self, subjects: Sequence[Subject], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = [(subject.code, subject.title) for subject in subjects]  # type: ignore[attr-defined]

    def clean_subjects(self) -> list[str]:
        """The codes, three at most."""
        chosen: list[str] = self.cleaned_data["subjects"]
        if len(chosen) > MOST_PRIORITIES:
            raise forms.ValidationError(
                _("Choose three subjects at most. You have chosen %(count)s.") % {"count": len(chosen)}
            )
        return chosen


@dataclass(frozen=True)
class Arrangement:
    """Subjects in an order that somebody is working on: codes without repetition."""

    codes: tuple[str, ...]

    def moved(self, code: str, by: int) -> "Arrangement":
        """The same with `code` moved `by` places; at the ends it stays."""
        place = self.codes.index(code)
        return self.put(code, place + by)

    def put(self, code: str, place: int) -> "Arrangement":
        """The same with `code` at `place`, counted from 0."""
        rest = [other for other in self.codes if other != code]
        place = min(max(place, 0), len(rest))
        return Arrangement((*rest[:place], code, *rest[place:]))


@dataclass(frozen=True)
class Place:
    """One subject in the order, with the button that takes the focus ("up", "down" or none)."""

    number: int
    of: int
    subject: Subject
    focus: str

    @property
    def is_first(self) -> bool:
        """Whether it cannot go further up."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        """Whether it cannot go further down."""
        return self.number == self.of


class OrderForm(AlongsideForm, forms.Form):
    """The whole order as it stands on the page, one place to choose for each subject."""

    def __init__(self, codes: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.codes = tuple(codes)
        places = [(str(number), str(number)) for number in range(1, len(codes) + 1)]
        for place, code in enumerate(codes, start=1):
            self.fields[f"place-{code}"] = forms.ChoiceField(choices=places, initial=str(place), required=False)

    def rearranged(self) -> tuple[Arrangement, str]:
        """The order that the pressed button asks for, and the move it made, such as "up LEAD"; after `is_valid`."""
        for name, by in (("up", -1), ("down", 1)):
            code = str(self.data.get(name, ""))
            if code in self.codes:
                return Arrangement(self.codes).moved(code, by), f"{name} {code}"
        return self.arranged(), ""

    def places(self, subjects: Mapping[str, Subject], moved: str) -> list[Place]:
        """The rows of the page; the button that was pressed last, or its counterpart at an end, takes the focus."""
        button, _space, code = moved.partition(" ")
        last = len(self.codes)
        if code in self.codes:
            at = self.codes.index(code) + 1
            button = "down" if at == 1 else "up" if at == last else button
        return [
            Place(number=n, of=last, subject=subjects[key], focus=button if key == code else "")
            for n, key in enumerate(self.codes, start=1)
        ]

    def arranged(self) -> Arrangement:
        """The order that the chosen places ask for; only after `is_valid`."""
        now = {code: place for place, code in enumerate(self.codes, start=1)}
        wanted = {code: int(self.cleaned_data[f"place-{code}"] or now[code]) for code in self.codes}
        if sorted(wanted.values()) == sorted(now.values()):
            return Arrangement(tuple(sorted(self.codes, key=wanted.__getitem__)))
        arrangement = Arrangement(self.codes)
        for code in self.codes:
            if wanted[code] != now[code]:
                arrangement = arrangement.put(code, wanted[code] - 1)
        return arrangement

    def clean(self) -> dict[str, Any] | None:
        """Refuse two subjects that were both given the same new place: the page cannot know which is meant."""
        cleaned = super().clean()
        changed = [
            self.cleaned_data.get(f"place-{code}")
            for place, code in enumerate(self.codes, start=1)
            if self.cleaned_data.get(f"place-{code}") not in {"", None, str(place)}
        ]
        if len(set(changed)) < len(changed):
            raise forms.ValidationError(_("Give each subject a place of its own."))
        return cleaned


class ShareForm(AlongsideForm, forms.Form):
    """One named person: a facilitator from the list, or somebody of the cohort by their address."""

    SOMEBODY_ELSE = "else"

    who = forms.ChoiceField(label=_("Whom do you want to show them to?"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("The e-mail address of somebody in your cohort"),
        help_text=_("Only if you chose somebody else. It is the address they sign in with; ask them for it."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    with_numbers = forms.BooleanField(label=_("Show the pictures and numbers as well"), required=False)

    def __init__(self, facilitators: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facilitators = {str(user.pk): user for user in facilitators}
        listed = [
            (key, _("%(name)s, facilitator") % {"name": user.name or user.email})
            for key, user in self.facilitators.items()
        ]
        self.fields["who"].choices = [*listed, (self.SOMEBODY_ELSE, _("Somebody else in my cohort"))]  # type: ignore[attr-defined]

    @property
    def address(self) -> str:
        """The address of the person who was chosen; after `is_valid`."""
        chosen = self.facilitators.get(self.cleaned_data["who"])
        return chosen.email if chosen else self.cleaned_data["email"]

    def clean(self) -> dict[str, Any] | None:
        """Somebody else needs an address."""
        cleaned = super().clean() or {}
        if cleaned.get("who") == self.SOMEBODY_ELSE and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address of the person you mean."))
        return cleaned
