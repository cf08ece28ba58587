"""The forms of dates: whether somebody can come, when a set could meet, and what becomes of a meeting."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from actionsets import polling
from actionsets.meeting import Sitting
from actionsets.models import DateOption, MeetingAnswer, MeetingChange, OptionAnswer, SetMeeting
from elearning import readership
from elearning.accounts.models import User
from elearning.programmes.models import Cohort
from elearning.renderers import AlongsideForm, DayMonthYear

EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
REASON_HINT = _(
    "Your set and those who run the programme can read it; it is not mailed. Do not say who is away, or why anybody is."
)
NO_SUCH_TIME = _("The clocks go forward that day and leave out this time. Give another one.")


def _date_field(label: Any, *, required: bool = True) -> forms.DateField:
    """A date of this age: others could not be counted with."""
    return forms.DateField(
        label=label,
        required=required,
        widget=DayMonthYear,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        error_messages={"required": _("Give a date."), "invalid": _("There is no such date. Write it like 6 10 2026.")},
    )


def _time_field(*, required: bool = True) -> forms.TimeField:
    return forms.TimeField(
        label=_("Starts at"),
        required=required,
        widget=forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": _("Give a time such as 09:30.")},
    )


def _minutes_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Minutes"), min_value=30, max_value=480, widget=forms.NumberInput({"class": "govuk-input--width-3"})
    )


class ComingForm(AlongsideForm, forms.Form):
    """Whether somebody can come: the button that was pressed."""

    read_by = readership.ARRANGEMENTS
    answer = forms.ChoiceField(choices=MeetingAnswer.Answer.choices)


class PlaceForm(AlongsideForm, forms.Form):
    """Where a set meets."""

    read_by = readership.ARRANGEMENTS
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    link = forms.URLField(
        label=_("Link to join online"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("Members and the facilitator see it on the set’s page; it never stands in a mail."),
    )

    def clean(self) -> dict[str, Any]:
        """A set meets somewhere."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("place") and not cleaned.get("link"):
            self.add_error("place", _("Give a place, a link, or both."))
        return cleaned


class SeriesPlaceForm(PlaceForm):
    """Where a set meets, and on whose clock; with the mark of the dates as they were shown."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=Cohort.TIME_ZONES, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, own_zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own_zone not in dict(Cohort.TIME_ZONES):
            self.fields["time_zone"].choices = [(own_zone, own_zone), *Cohort.TIME_ZONES]  # type: ignore[attr-defined]
        self.fields["time_zone"].initial = own_zone


class SittingForm(AlongsideForm, forms.Form):
    """The date and time of one meeting, and its agenda where there is a choice."""

    read_by = readership.ARRANGEMENTS
    on = _date_field(_("Date"))
    at = _time_field()
    minutes = _minutes_field()
    agenda = forms.ChoiceField(label=_("Agenda"), required=False)
    mark_optional = False

    def __init__(self, *args: Any, agendas: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agenda"].choices = [("", _("The usual one")), *agendas]  # type: ignore[attr-defined]

    def sitting(self) -> Sitting:
        """What was given, as the verb wants it."""
        given = self.cleaned_data
        return Sitting(given["on"], given["at"], timedelta(minutes=given["minutes"]), given["agenda"])


class BaseSittingFormSet(forms.BaseFormSet):
    """The dates of all meetings of a set, in order."""

    zone: ZoneInfo | None = None

    def clean(self) -> None:
        """The dates follow one another, at times that clocks show."""
        if any(self.errors):
            return
        days: list[date] = [form.cleaned_data["on"] for form in self.forms]
        for form in self.forms:
            if self.zone and not form.sitting().exists(self.zone):
                form.add_error("at", NO_SUCH_TIME)
        for form, earlier, later in zip(self.forms[1:], days, days[1:], strict=False):
            if later <= earlier:
                form.add_error("on", _("Each meeting comes after the one before it."))


SittingFormSet = forms.formset_factory(
    SittingForm,
    formset=BaseSittingFormSet,
    extra=0,
    min_num=4,
    max_num=6,
    validate_min=True,
    validate_max=True,
    absolute_max=6,
)


class SeriesForm(AlongsideForm, forms.Form):
    """What a series of dates is counted from."""

    read_by = readership.ARRANGEMENTS
    first = _date_field(_("First meeting"))
    count = forms.IntegerField(
        label=_("How many meetings"),
        min_value=4,
        max_value=6,
        required=False,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )
    weeks = forms.IntegerField(
        label=_("Weeks between them"),
        help_text=_("Four to six suit most sets."),
        min_value=1,
        max_value=12,
        required=False,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )
    mark_optional = False


class MoveForm(PlaceForm):
    """Another time or place for one meeting."""

    on = _date_field(_("Date"))
    at = _time_field()
    minutes = _minutes_field()
    reason = forms.CharField(
        label=_("Why, in a few words"),
        help_text=REASON_HINT,
        max_length=MeetingChange.LONGEST_REASON,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    field_order = ("on", "at", "minutes", "place", "link", "reason", "seen")

    def __init__(self, zone: ZoneInfo, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """A time that clocks show."""
        cleaned = super().clean()
        if not self.errors and not self.sitting().exists(self.zone):
            self.add_error("at", NO_SUCH_TIME)
        return cleaned

    def sitting(self) -> Sitting:
        """The time that was given."""
        given = self.cleaned_data
        return Sitting(given["on"], given["at"], timedelta(minutes=given["minutes"]))


class CallOffForm(AlongsideForm, forms.Form):
    """That one meeting is called off, or did not happen."""

    read_by = readership.ARRANGEMENTS
    reason = forms.CharField(
        label=_("Why, in a few words"),
        help_text=REASON_HINT,
        max_length=MeetingChange.LONGEST_REASON,
        required=False,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ShortForm(forms.Form):
    """What a meeting was to which fewer came than it takes."""

    read_by = readership.ARRANGEMENTS
    was = forms.ChoiceField(choices=[("held", "held"), ("not_held", "not_held")], required=False)


EVERY = _("This meeting and all after it, every {weeks} weeks")


class OptionsForm(AlongsideForm, forms.Form):
    """Which dates a set is asked about: some of those worked out, and one of one's own."""

    read_by = readership.ARRANGEMENTS
    options = forms.MultipleChoiceField(
        label=_("Dates to ask about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = _date_field(_("One more date"), required=False)
    at = _time_field(required=False)
    weeks = forms.TypedChoiceField(
        label=_("What these dates are for"),
        choices=[
            ("", _("This meeting alone")),
            *(
                (str(weeks), format_lazy(_("This meeting and all after it, every {weeks} weeks"), weeks=weeks))
                for weeks in (4, 5, 6)
            ),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    mark_optional = False

    def __init__(self, offered: Sequence[tuple[Sitting, str]], zone: ZoneInfo, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.offered = {f"{one.on.isoformat()}T{one.at:%H:%M}": one for one, _label in offered}
        labels = zip(self.offered, (label for _one, label in offered), strict=True)
        self.fields["options"].choices = list(labels)  # type: ignore[attr-defined]
        self.length = offered[0][0].length if offered else timedelta(minutes=210)

    def clean(self) -> dict[str, Any]:
        """One date at least, and a time for a date of one's own."""
        cleaned = super().clean() or {}
        on, at = cleaned.get("on"), cleaned.get("at")
        if on and not at and "at" not in self.errors:
            self.add_error("at", _("Give a time such as 09:30."))
        if on and at and not Sitting(on, at, self.length).exists(self.zone):
            self.add_error("at", NO_SUCH_TIME)
        if not self.errors and not cleaned.get("options") and not on:
            self.add_error("options", _("Choose at least one date, or give one of your own."))
        if not self.errors and len(self.sittings()) > polling.MOST_OPTIONS:
            self.add_error("options", _("Choose twelve at most: nobody answers more."))
        return cleaned

    def sittings(self) -> list[Sitting]:
        """The times that were chosen."""
        given = self.cleaned_data
        own = [Sitting(given["on"], given["at"], self.length)] if given.get("on") and given.get("at") else []
        return [self.offered[key] for key in given.get("options", [])] + own


class FromForm(AlongsideForm, forms.Form):
    """From which day on dates are looked for."""

    read_by = readership.UNREAD
    start = _date_field(_("Look from this day on"))
    meeting = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=99)


class OptionAnswersForm(AlongsideForm, forms.Form):
    """What a member says to each of the times asked about."""

    read_by = readership.ARRANGEMENTS
    mark_optional = False

    def __init__(self, options: Iterable[DateOption], zone: ZoneInfo, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in options:
            self.fields[f"option-{option.pk}"] = forms.ChoiceField(
                label=told_time(option.starts_at, option.ends_at, zone),
                choices=OptionAnswer.Answer.choices,
                widget=forms.RadioSelect({"class": "govuk-radios--inline govuk-radios--small"}),
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Something is said."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Answer at least one of the dates."))
        return cleaned

    def answers(self) -> dict[int, str]:
        """What was said, by option."""
        return {int(name.removeprefix("option-")): word for name, word in self.cleaned_data.items() if word}


def told_time(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """A time in words, as clocks show it in `zone`."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    told = {"day": date_format(begins, "l j F"), "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    return str(_("%(day)s, %(begins)s to %(ends)s") % told)


class DecideForm(forms.Form):
    """Which of the times is taken, or that the question is taken back."""

    read_by = readership.ARRANGEMENTS
    option = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    drop = forms.BooleanField(required=False)
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class SubstituteForm(AlongsideForm, forms.Form):
    """Who is to lead, and what."""

    read_by = readership.ARRANGEMENTS
    facilitator = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a facilitator of this cohort")
    )
    meeting = forms.ChoiceField(label=_("For"))
    mark_optional = False

    def __init__(self, people: QuerySet[User], meetings: Iterable[SetMeeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = people  # type: ignore[attr-defined]
        self.fields["facilitator"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        told = [(row.number, f"{row} · {told_time(row.starts_at, row.ends_at, row.zone)}") for row in meetings]
        last = (0, _("From now on: a new facilitator; the set agrees anew how it works"))
        self.fields["meeting"].choices = [*told, last]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Which question, or substitute, is taken back."""

    read_by = readership.UNREAD
    withdraw = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class YesNoForm(forms.Form):
    """A member's word on somebody who is to lead."""

    read_by = readership.BALLOT
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
