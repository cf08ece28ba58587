"""The forms of what is its owner's alone: an action, a reflection, and looking for something in one's learning log."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets.models.private import ACTION_LENGTH, REFLECTION_LENGTH, ActionCommitment
from elearning import readership
from elearning.partnering.models import MapEntry
from elearning.profiles import choosing
from elearning.programmes.models import Enrolment
from elearning.renderers import AlongsideForm, DayMonthYear


class ActionForm(AlongsideForm, forms.Form):
    """What somebody will do, and by when."""

    read_by = readership.ACTIONS
    text = forms.CharField(
        label=_("What you will do"),
        help_text=_("Small enough to begin. A first step that teaches you something is a good one."),
        max_length=ACTION_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )
    due_on = forms.DateField(
        label=_("By when"),
        widget=DayMonthYear,
        input_formats=["%Y-%m-%d"],
        required=False,
        error_messages={"invalid": _("Give a date such as 27 3 2027.")},
    )
    subject = forms.ChoiceField(label=_("A subject you have chosen"), required=False)
    pack = forms.ChoiceField(label=_("A learning pack you have opened"), required=False)
    entry = forms.ChoiceField(label=_("A partner on your map"), required=False)
    meeting = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=99)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)
    mark_optional: ClassVar[bool] = True
    about = ("subject", "pack", "entry")  # asked only where it is known whose they are

    def __init__(
        self, *args: Any, of: Enrolment | None = None, stored: ActionCommitment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = _own(of, stored) if of else {}
        for name in self.about:
            if own.get(name):
                self.fields[name].choices = [("", _("None")), *own[name].items()]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    @property
    def links(self) -> dict[str, int | None]:
        """What the action is about, by the columns that hold it; what could not be chosen stays as it is."""
        given = {name: self.cleaned_data[name] for name in self.about if name in self.fields}
        return {f"{name}_id": int(value) if value else None for name, value in given.items()}

    @property
    def about_fields(self) -> list[forms.BoundField]:
        """The questions on what the action is about; none where there is nothing to choose."""
        return [self[name] for name in self.about if name in self.fields]


def _own(enrolment: Enrolment, stored: ActionCommitment | None) -> dict[str, dict[str, str]]:
    """What an action can be about: nothing but the person's own, and what it is about already; three queries."""
    opened = enrolment.pack_readings.select_related("pack").order_by("pack__title")
    partners = MapEntry.objects.of(enrolment).on_the_map()
    own = {
        "subject": {str(one.subject_id): str(one.subject.short) for one in choosing.current(enrolment)},
        "pack": {str(one.pack_id): one.pack.title for one in opened},
        "entry": {str(one.pk): one.name for one in partners},
    }
    for name, shown in (("subject", "short"), ("pack", "title"), ("entry", "name")):
        linked = getattr(stored, name, None)
        if linked:
            own[name].setdefault(str(linked.pk), getattr(linked, shown))
    return own


class ReflectionForm(AlongsideForm, forms.Form):
    """What somebody notes for themselves."""

    read_by = readership.REFLECTIONS
    text = forms.CharField(
        label=_("Your reflection"),
        help_text=_("What happened, what surprised you, what you make of it. Write as you would in a notebook."),
        max_length=REFLECTION_LENGTH,
        widget=forms.Textarea({"rows": 12}),
    )
    meeting = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=99)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2_000_000_000)


class LogForm(AlongsideForm, forms.Form):
    """What somebody looks for in their own words."""

    read_by = readership.UNREAD
    q = forms.CharField(
        label=_("Find in what you wrote"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    mark_optional = False
