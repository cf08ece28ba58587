"""Saying what matters, choosing one to three subjects, putting them in order, and naming whom to show results to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.accounts.models import User
from elearning.profiles.choosing import MOST_PRIORITIES
from elearning.profiles.models.priorities import MOST_LETTERS
from elearning.profiles.weighing import UNKNOWN, Words
from elearning.programmes.models import Subject
from elearning.renderers import AlongsideForm


class ImportanceForm(AlongsideForm, forms.Form):
    """One question a subject, none of which has to be answered."""

    read_by = readership.ITEM_ANSWERS
    mark_optional: ClassVar[bool] = False

    def __init__(
        self,
        subjects: Sequence[Subject],
        words: Words,
        stated: Mapping[str, int | None],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        self.codes = [subject.code for subject in subjects]
        for subject in subjects:
            value = stated.get(subject.code, "")
            self.fields[f"importance-{subject.code}"] = forms.ChoiceField(
                label=subject.title,
                help_text=subject.plain,
                choices=words.choices,
                initial=UNKNOWN if value is None else str(value),
                required=False,
                widget=forms.RadioSelect(attrs={"class": "pd-scale"}),
                error_messages={
                    "invalid_choice": _("Choose one of the answers to: %(text)s") % {"text": subject.title}
                },
            )

    def given(self) -> dict[str, str]:
        """What was answered, by the code of the subject; after `is_valid`."""
        return {code: self.cleaned_data[f"importance-{code}"] for code in self.codes}


class ChoiceForm(AlongsideForm, forms.Form):
    """Ticks for one to three subjects; the template lays them out with their meanings."""

    read_by = readership.CHOICES
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
    """One subject in the order, with the button that takes the focus ("up", "down" or none) and the reason for it."""

    number: int
    of: int
    subject: Subject
    focus: str
    reason: forms.BoundField

    @property
    def is_first(self) -> bool:
        """Whether it cannot go further up."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        """Whether it cannot go further down."""
        return self.number == self.of


class OrderForm(AlongsideForm, forms.Form):
    """The whole order as it stands on the page: for each subject a place to choose, and a reason to note."""

    read_by = readership.CHOICES
    would_move = forms.BooleanField(
        label=_("Ask me about another set if one suits these priorities better and has room"),
        help_text=_("Your facilitator sees this tick. Without it you stay in the set you were offered."),
        required=False,
    )

    def __init__(
        self,
        codes: Sequence[str],
        data: Mapping[str, Any] | None = None,
        *,
        reasons: Mapping[str, str] | None = None,
        would_move: bool = False,
    ) -> None:
        super().__init__(data, initial={"would_move": would_move})
        self.codes = tuple(codes)
        self.stored = dict(reasons or {})
        for code in codes:
            self.fields[f"reason-{code}"] = _reason_field(self.stored.get(code, ""))
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
        for key in self.codes:
            self.fields[f"reason-{key}"].label = _reason_label(subjects[key])
        if code in self.codes:
            at = self.codes.index(code) + 1
            button = "down" if at == 1 else "up" if at == last else button
        return [
            Place(n, last, subjects[key], focus=button if key == code else "", reason=self[f"reason-{key}"])
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

    def draft(self) -> dict[str, Any]:
        """What is kept until the order is confirmed: the codes in order, the move made, reasons, and the wish to move."""
        arrangement, moved = self.rearranged()
        return {
            "codes": list(arrangement.codes),
            "moved": moved,
            "reasons": {code: self._reason(code) for code in self.codes},
            "would_move": self.cleaned_data["would_move"],
        }

    def _reason(self, code: str) -> str:
        """The reason as it was sent; as stored where the page sent none."""
        name = f"reason-{code}"
        return str(self.cleaned_data[name]) if name in self.data else self.stored.get(code, "")

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


def _reason_field(text: str) -> forms.CharField:
    return forms.CharField(
        help_text=_("Only you can see this."),
        initial=text,
        max_length=MOST_LETTERS,
        error_messages={
            "max_length": _("A reason has at most %(limit_value)d characters; this one has %(show_value)d.")
        },
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _reason_label(subject: Subject) -> SafeString:
    """One question for all, told apart by the subject for those who do not see what stands above it."""
    return format_html('{}<span class="govuk-visually-hidden"> {}</span>', _("Why this one?"), subject.title)


class ShareForm(AlongsideForm, forms.Form):
    """One named person: a facilitator from the list, or somebody of the cohort by their address."""

    read_by = readership.RESULTS
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
