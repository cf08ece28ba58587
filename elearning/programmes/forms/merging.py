"""The forms by which two enrolments of one person become one: the manager's question, and the person's answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.programmes.models import Enrolment
from elearning.renderers import AlongsideForm


class SamePersonForm(AlongsideForm, forms.Form):
    """Two of a cohort: the enrolment that stays, and the one that goes."""

    read_by = readership.PEOPLE
    mark_optional = False
    stays = forms.ChoiceField(
        label=_("The one that stays"),
        help_text=_("The address that they use, and at which they take part already."),
        error_messages={"required": _("Choose the one that stays.")},
    )
    goes = forms.ChoiceField(
        label=_("The one that goes"),
        help_text=_("All of it goes to the first."),
        error_messages={"required": _("Choose the one that goes.")},
    )

    def __init__(self, people: Sequence[Enrolment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        for name, found in (("stays", [one for one in people if one.is_taking_part]), ("goes", people)):
            field: Any = self.fields[name]
            words = ((str(one.public_id), f"{one.called}, {one.user.email}, {one.organisation.name}") for one in found)
            field.choices = [("", _("Choose")), *words]

    def clean(self) -> dict[str, Any]:
        """Two that differ."""
        found = super().clean() or {}
        if found.get("stays") and found.get("stays") == found.get("goes"):
            self.add_error("goes", _("Choose two that differ."))
        return found

    def pair(self) -> tuple[Enrolment, Enrolment]:
        """The one that stays and the one that goes."""
        return self.people[self.cleaned_data["stays"]], self.people[self.cleaned_data["goes"]]


class TakeBackForm(forms.Form):
    """Which question is taken back."""

    read_by = readership.UNREAD
    take_back = forms.UUIDField()


class YesForm(AlongsideForm, forms.Form):
    """Whether the other address is the person's own as well."""

    read_by = readership.PEOPLE
    answer = forms.ChoiceField(
        label=_("Is that you as well?"),
        choices=[("yes", _("Yes, that is my address too: put both together")), ("no", _("No, or I am not sure"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
