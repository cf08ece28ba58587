"""The values exercise as a form: six short parts, none of them required."""

from typing import Any, cast

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.renderers import AlongsideForm, DayMonthYear
from elearning.values.models import LONGEST_TEXT, MOST_VALUES, BoardValue, ValuesBoard
from elearning.values.valuing import Value

HIGHEST_REVISION = 999_999_999
PARTS = {
    "why": ("why_one", "why_two"),
    "bring": ("i_bring", "we_bring"),
    "proud": ("proud", "alive"),
}


class ValuesForm(AlongsideForm, forms.ModelForm):
    """Everything that somebody writes in the exercise, with up to six values."""

    read_by = readership.VALUES
    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False)
    look_again_on = forms.DateField(
        label=_("When do you look at these again?"),
        widget=DayMonthYear,
        required=False,
        error_messages={"invalid": _("There is no such date. Write it like 6 10 2026.")},
    )

    class Meta:
        model = ValuesBoard
        fields = ["done_with", "why_one", "why_two", "i_bring", "we_bring", "proud", "alive", "look_again_on"]
        fields += ["to_set", "to_facilitators"]
        widgets = {"done_with": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.revision
        for name in ("i_bring", "we_bring", "proud", "alive"):
            area = forms.Textarea(attrs={"rows": 3})
            label = self.fields[name].label
            self.fields[name] = forms.CharField(label=label, max_length=LONGEST_TEXT, required=False, widget=area)
        there = list(self.instance.values.all()) if self.instance.pk else []
        for place in range(1, MOST_VALUES + 1):
            self._ask(place, there[place - 1] if place <= len(there) else None)

    def _ask(self, place: int, kept: Any) -> None:
        for name in ("name", "seen", "not_seen"):
            field = cast("models.CharField[str, str]", BoardValue._meta.get_field(name))
            key = f"{name}_{place}"
            self.fields[key] = forms.CharField(label=field.verbose_name, max_length=field.max_length, required=False)
            self.initial[key] = getattr(kept, name) if kept else ""

    def part(self, name: str) -> list[forms.BoundField]:
        """The fields of one part."""
        return [self[one] for one in PARTS[name]]

    def why(self) -> list[forms.BoundField]:
        """Why values matter, on two cards."""
        return self.part("why")

    def bring(self) -> list[forms.BoundField]:
        """What one brings, and what one's organisation does."""
        return self.part("bring")

    def proud_of(self) -> list[forms.BoundField]:
        """Good joint work."""
        return self.part("proud")

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The values, each with its number and its three boxes."""
        names = ("name", "seen", "not_seen")
        return [(place, [self[f"{name}_{place}"] for name in names]) for place in range(1, MOST_VALUES + 1)]

    def clean(self) -> dict[str, Any]:
        """What is said about a value needs its name."""
        cleaned = super().clean() or self.cleaned_data
        for place in range(1, MOST_VALUES + 1):
            said = cleaned.get(f"seen_{place}") or cleaned.get(f"not_seen_{place}")
            if said and not cleaned.get(f"name_{place}"):
                self.add_error(f"name_{place}", _("Name the value that you describe."))
        return cleaned

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of a board."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def values(self) -> list[Value]:
        """The values that have a name, in their order."""
        sent = self.cleaned_data
        rows = [(sent[f"name_{n}"], sent[f"seen_{n}"], sent[f"not_seen_{n}"]) for n in range(1, MOST_VALUES + 1)]
        return [row for row in rows if row[0]]

    @property
    def seen(self) -> int:
        """The revision that the page knew; -1 if it said none."""
        value = self.cleaned_data.get("version")
        return -1 if value is None else int(value)
