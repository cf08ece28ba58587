"""The forms of the room: what is pressed at the desk, a name at the door, where one stands, and what one adds to the board."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.partnering.models import HealthCheck, WorkshopPage
from elearning.partnering.models.maps import LEVEL_MEANINGS, NOT_SURE, Level
from elearning.partnering.spread import VALUES
from elearning.renderers import AlongsideForm, Hinted
from elearning.workshops.boarding import Entry
from elearning.workshops.conducting import Act
from elearning.workshops.models import Arrival, BoardNote, Showing

LARGEST = 2**31 - 1


class PressForm(forms.Form):
    """What was pressed on the clock, which state of it the person saw, and whether it is sent `again` for want of an answer."""

    read_by = readership.UNREAD
    act = forms.ChoiceField(choices=[("begin", "begin"), *Act.choices])
    seen = forms.IntegerField(min_value=0, max_value=LARGEST)
    again = forms.BooleanField(required=False)


class AttendForm(forms.Form):
    """Who is there: a person ticked or not, or a name that waits and whose it is."""

    read_by = readership.UNREAD
    act = forms.ChoiceField(choices=[(one, one) for one in ("tick", "untick", "admit", "dismiss")])
    person = forms.UUIDField(required=False)
    arrival = forms.UUIDField(required=False)


class ShowForm(forms.Form):
    """Which figures go up on the screens, or come down."""

    read_by = readership.UNREAD
    act = forms.ChoiceField(choices=[("show", "show"), ("hide", "hide")])
    kind = forms.ChoiceField(choices=Showing.Kind.choices)


class ModerateForm(forms.Form):
    """What becomes of a note."""

    read_by = readership.UNREAD
    note = forms.UUIDField()
    to = forms.ChoiceField(choices=BoardNote.State.choices)


class NameForm(AlongsideForm, forms.Form):
    """The name of somebody who comes in without signing in; `key` makes sending twice harmless."""

    read_by = readership.ROOM_NAME
    name = forms.CharField(
        label=_("Your name"),
        max_length=Arrival.LONGEST,
        help_text=_("As the facilitator knows you. Only they see it, and it is not kept after the day."),
        widget=forms.TextInput({"class": "govuk-!-width-two-thirds", "autocomplete": "name", "spellcheck": "false"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    mark_optional = False


class StandForm(AlongsideForm, forms.Form):
    """Where a partnership stands today, and where it would do best."""

    read_by = readership.STAND
    level_now = forms.ChoiceField(
        label=_("Where is it today?"),
        choices=Level,
        widget=forms.RadioSelect,
        help_text=_("Choose the furthest level that is true in practice, whatever the paperwork says."),
    )
    level_wanted = forms.ChoiceField(
        label=_("Where would it do best?"),
        choices=[*((level.value, level.label) for level in Level), (NOT_SURE, _("Not sure"))],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("It may be the same, closer, or less close. More is not better."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now: Any = self.fields["level_now"]
        now.choices = [(level.value, Hinted(str(level.label), hint=str(LEVEL_MEANINGS[level]))) for level in Level]


def _line(label: Any, help_text: Any = "", *, longest: int = BoardNote.LONGEST, **options: Any) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, max_length=longest, widget=widget, **options)


class LayForm(AlongsideForm, forms.Form):
    """Which of one's checklists is laid beside the others', and whether it may be shown where few do so."""

    read_by = readership.HEALTH_CHECK
    check_of = forms.ChoiceField(label=_("About which partnership?"), widget=forms.RadioSelect)
    is_open = forms.BooleanField(
        label=_("I agree to answer openly: my answers may be shown where fewer than five people lay theirs down."),
        required=False,
    )
    mark_optional = False

    def __init__(self, checks: Sequence[HealthCheck], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = {str(one.public_id): one for one in checks}
        chooser: Any = self.fields["check_of"]
        chooser.choices = [(key, one.partnership) for key, one in self.checks.items()]

    def chosen(self) -> HealthCheck:
        """The checklist that was chosen."""
        return self.checks[self.cleaned_data["check_of"]]


class WordForm(AlongsideForm, forms.Form):
    """A word for what gets in the way. `letter` is the one it begins with, or empty."""

    read_by = readership.CARDS
    prefix = "word"
    word = _line(_("A word for it"), longest=BoardNote.LONGEST_WORD)
    text = _line(_("What it looks like"), _("No names of people or organisations, please."), required=False)
    ask = _line(_("A question that may open it"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, letter: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        if letter:
            self.fields["word"].help_text = _t("It begins with %(letter)s.") % {"letter": letter}

    def clean_word(self) -> str:
        """One word or two, with the letter of the list."""
        word: str = " ".join(self.cleaned_data["word"].split())
        if self.letter and not word.casefold().startswith(self.letter.casefold()):
            raise forms.ValidationError(_t("On this list every word begins with %(letter)s.") % {"letter": self.letter})
        return word


class WayForm(AlongsideForm, forms.Form):
    """A way past a challenge that stands on the board."""

    read_by = readership.CARDS
    prefix = "way"
    about = forms.ChoiceField(label=_("Past which challenge?"))
    text = _line(_("What somebody could try next week"), _("No names of people or organisations, please."))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, entries: Sequence[Entry], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chooser: Any = self.fields["about"]
        chooser.choices = [("", _t("Choose one")), *((entry.key, entry.word) for entry in entries)]


class SheetForm(AlongsideForm, forms.Form):
    """What a sheet of paper says to the statements of `step`, none of them required, but one at least."""

    read_by = readership.STAND
    mark_optional = False
    is_open = forms.BooleanField(
        label=_("The sheet says: may be shown where fewer than five people answer."), required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, step: WorkshopPage, data: Any = None) -> None:
        super().__init__(data)
        self.groups = step.statement_groups()
        self.codes = [one["code"] for _group, rows in self.groups for one in rows]
        choices = list(zip(VALUES, (str(block.value) for block in step.checklist_answers), strict=False))
        for _group, rows in self.groups:
            for one in rows:
                self.fields[f"s-{one['code']}"] = forms.ChoiceField(
                    label=one["text"],
                    choices=choices,
                    required=False,
                    widget=forms.RadioSelect(attrs={"class": "pd-scale"}),
                )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The statements under the headings of their groups."""
        return [(group, [self[f"s-{one['code']}"] for one in rows]) for group, rows in self.groups]

    def clean(self) -> dict[str, Any]:
        """A sheet on which nothing is ticked is none."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.said():
            raise forms.ValidationError(_t("Choose at least one answer. A sheet without one is not counted."))
        return cleaned

    def said(self) -> dict[str, str]:
        """What is ticked, by code of the statement."""
        given = {code: self.cleaned_data.get(f"s-{code}", "") for code in self.codes}
        return {code: said for code, said in given.items() if said}


class TakeOutForm(forms.Form):
    """Which sheet is taken out."""

    read_by = readership.UNREAD
    out = forms.UUIDField()
