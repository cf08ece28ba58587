"""The forms of a set at work: asking for time, and changing how it works together."""

import re

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from actionsets.models import AirtimeBid
from elearning import readership
from elearning.renderers import AlongsideForm
from packs.models import LearningPackPage

LEAST_AND_MOST = {"least": AirtimeBid.SHORTEST, "most": AirtimeBid.LONGEST}
NOT_IN_REACH = format_lazy(_("Write a number of minutes from {least} to {most}."), **LEAST_AND_MOST)


class BidForm(AlongsideForm, forms.Form):
    """What somebody would like time for at a meeting, and how much."""

    read_by = readership.BIDS
    title = forms.CharField(
        label=_("What it is about, in a few words"),
        help_text=_("Your set reads this. Roles rather than names; you can also leave it out."),
        max_length=AirtimeBid.LONGEST_TITLE,
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("Minutes you would like"),
        min_value=AirtimeBid.SHORTEST,
        max_value=AirtimeBid.LONGEST,
        error_messages=dict.fromkeys(("min_value", "max_value"), NOT_IN_REACH),
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )


class AgreementForm(AlongsideForm, forms.Form):
    """How a set agrees to work, beside the lines that stay as they are."""

    read_by = readership.SET_AGREEMENT
    MOST, LONGEST = 40, 400

    rules = forms.CharField(
        label=_("What you agree"),
        help_text=_("One rule a paragraph, with an empty line between them. Take away what you do not want."),
        max_length=MOST * LONGEST,
        widget=forms.Textarea({"rows": 18}),
        error_messages={"required": _("Write at least one rule.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_rules(self) -> list[str]:
        """The rules one by one, without empty ones."""
        lines = [" ".join(part.split()) for part in re.split(r"\n\s*\n", self.cleaned_data["rules"].replace("\r", ""))]
        lines = [line for line in lines if line]
        if len(lines) > self.MOST:
            raise forms.ValidationError(_("That is more than forty rules. Which matter most to you?"))
        if any(len(line) > self.LONGEST for line in lines):
            raise forms.ValidationError(_("Keep each rule below 400 letters: nobody remembers a longer one."))
        return lines


class CardForm(forms.Form):
    """Which pack's preparation card is copied to a bid. A number is asked for, since a key of a page that is larger than
    any database holds would be an error of the database."""

    read_by = readership.UNREAD
    pack = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_pack(self) -> LearningPackPage:
        """The pack itself."""
        found = LearningPackPage.objects.filter(pk=self.cleaned_data["pack"]).first()
        if found is None:
            raise forms.ValidationError(_("There is no such pack."))
        return found
