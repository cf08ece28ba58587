"""How partners and answers are asked for."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.partnering.listing import FIELDS, SEALED
from elearning.partnering.models import MapEntry
from elearning.partnering.models.answers import LONGEST_ANSWER
from elearning.partnering.models.maps import LEVEL_MEANINGS, Level
from elearning.renderers import AlongsideForm, DayMonthYear, Hinted

NOT_SAID = ("", _("Not said"))
CHOICES = ("kind", "sector", "started_because", "level_wanted", "importance", "power", "benefit", "agreement", "review")


class WrittenField(forms.CharField):
    """Several lines of text; a line's end counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n").strip()


class EntryForm(AlongsideForm, forms.ModelForm):
    """One partner. `form_key` tells a form sent twice, `version` a form that another window has overtaken."""

    read_by = readership.MAP
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    review_date = forms.DateField(
        label=_("Review date"), required=False, widget=DayMonthYear, input_formats=["%Y-%m-%d"]
    )
    note = WrittenField(
        label=_("Note"),
        max_length=1000,
        required=False,
        help_text=_("For you alone."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = MapEntry
        fields = [*FIELDS, *SEALED]
        widgets = {
            "key_contact": forms.TextInput,
            "level_now": forms.RadioSelect,
            "strength": forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            "health": forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        }

    in_front = ("name", "level_now", "strength", "health", "sector", "importance")
    behind = (
        "kind",
        "purpose",
        "level_wanted",
        "power",
        "benefit",
        "started_because",
        "my_role",
        "agreement",
        "review",
        "review_date",
        "key_contact",
        "note",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())
        self.initial.setdefault("version", self.instance.revision)
        self.fields["level_now"].choices = [  # type: ignore[attr-defined]
            (level.value, Hinted(str(level.label), hint=str(LEVEL_MEANINGS[level]))) for level in Level
        ]
        self.fields["level_now"].error_messages["required"] = _("Choose where it is today.")
        self.fields["name"].error_messages["required"] = _("Write the name of the partner, or its initials.")
        for name in ("strength", "health", "my_role", *CHOICES):
            field = self.fields[name]
            field.choices = [NOT_SAID, *(row for row in field.choices if row[0] not in ("", None))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A date of review says by itself that there is one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("review_date"):
            if cleaned.get("review") in {MapEntry.Review.NONE_SET, MapEntry.Review.UNKNOWN}:
                self.add_error("review_date", _("You give a date, but say that there is none or that you don’t know."))
            else:
                cleaned["review"] = MapEntry.Review.DATE
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What is said about the partner, without what the form carries for its own use."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def front_fields(self) -> list[forms.BoundField]:
        """What the picture shows."""
        return [self[name] for name in self.in_front]

    def more_fields(self) -> list[forms.BoundField]:
        """What stands behind the picture."""
        return [self[name] for name in self.behind]

    def more_is_open(self) -> bool:
        """Whether the second half of the form holds anything to see: words already there, or an error."""
        return any(self.errors.get(name) or self[name].value() for name in self.behind)


class AnswerForm(AlongsideForm, forms.Form):
    """One answer, and whether the facilitator may read it."""

    read_by = readership.TASK_ANSWERS
    text = WrittenField(label=_("Your answer"), max_length=LONGEST_ANSWER, required=False)
    shared = forms.BooleanField(
        label=_("Share this answer with my facilitator"),
        required=False,
        help_text=_("They can read it once you have handed in your answers. You can take it back at any time."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    mark_optional = False
