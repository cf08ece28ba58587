"""What people are asked about an opportunity: its words, an answer, a report, and what to look for in the list."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.opportunities.models import LONGEST_LIFE, LONGEST_TEXT, Opportunity
from elearning.renderers import AlongsideForm, DayMonthYear

HIGHEST_REVISION = 999_999_999


def lines(label: Any, help_text: Any = "") -> forms.CharField:
    """A box of a few lines."""
    area = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, help_text=help_text, widget=area)


def last_day() -> forms.DateField:
    """The last day in the list, in three boxes."""
    return forms.DateField(
        label=_("Last day in the list"),
        widget=DayMonthYear,
        help_text=_("Half a year from today at most. You can renew it."),
        error_messages={"invalid": _("There is no such date. Write it like 6 10 2026.")},
    )


def within_reach(day: date) -> date:
    """`day`, if it is from today to half a year from now. Raises ValidationError."""
    today = timezone.localdate()
    if not today <= day <= today + LONGEST_LIFE:
        raise forms.ValidationError(_("Choose a day from today to half a year from now."))
    return day


class OpportunityForm(AlongsideForm, forms.ModelForm):
    """One offer or request."""

    read_by = readership.OPPORTUNITIES
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False, initial=0
    )

    class Meta:
        model = Opportunity
        fields = ["kind", "title", "what", "who", "when", "credit", "ends_on", "to_partners"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"version": self.instance.revision, "key": uuid.uuid4()})
        if not self.instance.pk:
            self.initial["ends_on"] = timezone.localdate() + timedelta(days=60)
        self.fields["kind"].choices = Opportunity.Kind.choices  # type: ignore[attr-defined]
        self.fields["what"] = lines(self.fields["what"].label)
        self.fields["ends_on"] = last_day()

    def clean_ends_on(self) -> date:
        """A day from today to half a year from now."""
        return within_reach(self.cleaned_data["ends_on"])

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of an opportunity."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [self[name] for name in self._meta.fields or []]


class RenewForm(AlongsideForm, forms.Form):
    """Until when it stands in the list again."""

    read_by = readership.OPPORTUNITIES
    ends_on = last_day()

    def clean_ends_on(self) -> date:
        """A day from today to half a year from now."""
        return within_reach(self.cleaned_data["ends_on"])


class WordForm(AlongsideForm, forms.Form):
    """A word about an opportunity."""

    read_by = readership.WORDS_BETWEEN
    text = lines(
        _("Your message"), _("The other reads your name and your organisation with it, not your e-mail address.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"key": uuid.uuid4()}, **kwargs})


class ReportForm(AlongsideForm, forms.Form):
    """Why somebody finds an opportunity wrong."""

    read_by = readership.REPORTED
    why = lines(_("What is wrong with it?"), _("Only the programme manager reads this, with your name."))


class TakeDownForm(AlongsideForm, forms.Form):
    """Why an opportunity is taken down."""

    read_by = readership.REPORTED
    reason = lines(_("Why do you take it down?"), _("Its owner reads this."))


class LookForm(AlongsideForm, forms.Form):
    """What to show of the list."""

    read_by = readership.UNREAD
    mark_optional = False
    kind = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Offers and requests")), *Opportunity.Kind.choices]
    )
    words = forms.CharField(label=_("With the words"), required=False, max_length=80)
