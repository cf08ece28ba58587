"""What people who run cohorts are asked: dates and rules, roles, lists of people, who came."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammePage
from elearning.programmes.rosters import MOST_BYTES
from elearning.renderers import AlongsideForm, DayMonthYear

TIME_ZONES = Cohort.TIME_ZONES


def date_field(label: Any, help_text: Any = "") -> forms.DateField:
    """A date asked in three boxes."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=DayMonthYear,
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Write a day, a month and a year."),
            "invalid": _("There is no such date. Write it like 6 10 2026."),
        },
    )


def time_field(label: Any) -> forms.TimeField:
    """A time of day, such as 9:30."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-4", "inputmode": "text"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={
            "required": _("Write a time, such as 9:30."),
            "invalid": _("Write the time like 9:30 or 14:00."),
        },
    )


class CohortForm(AlongsideForm, forms.ModelForm):
    """Asks for a cohort's dates, place and rules for sets; dates are those of the cohort's own time zone."""

    read_by = readership.COHORT_DETAILS
    workshop_on = date_field(_("Day of the workshop"), _("For example 6 10 2026. The other dates count from this one."))
    starts = time_field(_("It starts at"))
    ends = time_field(_("It ends at"))
    priorities_due_on = date_field(_("Priorities chosen by"), _("Usually ten days after the workshop."))
    grouping_on = date_field(_("Sets proposed on"), _("Usually two weeks after the workshop."))
    last_meeting_on = date_field(
        _("Last meeting of the sets"),
        _("About when. People answer the questionnaire again from the day before until two weeks after."),
    )
    workshop_link = forms.URLField(
        label=_("Link to join online"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole link, such as https://meet.example.org/room.")},
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES)

    class Meta:
        model = Cohort
        fields: ClassVar[list[str]] = [
            "programme",
            "name",
            "workshop_place",
            "workshop_link",
            "time_zone",
            "priorities_due_on",
            "grouping_on",
            "last_meeting_on",
            "mode",
            "smallest_set",
            "largest_set",
            "most_per_organisation",
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "mode": forms.RadioSelect,
            "smallest_set": forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
            "largest_set": forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
            "most_per_organisation": forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("People see it. For example the places or organisations they come from."),
            "workshop_place": _("Address and room. Leave it empty if you meet online."),
            "smallest_set": _("Five or more works best; four is the least."),
            "largest_set": _("Seven or fewer works best; eight is the most."),
            "most_per_organisation": _("One if your organisations are many, two if they are few."),
        }

    def __init__(self, *args: Any, programmes: QuerySet[ProgrammePage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.fields["programme"]
        programme.queryset, programme.empty_label = programmes, None  # type: ignore[attr-defined]
        self.fields["mode"].choices = Cohort.Mode.choices  # type: ignore[attr-defined]
        zones = dict(TIME_ZONES)
        if self.instance.time_zone not in zones:
            self.fields["time_zone"].choices = [(self.instance.time_zone, self.instance.time_zone), *TIME_ZONES]  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["programme"]
            self.initial.update(when_of(self.instance))

    def clean(self) -> dict[str, Any]:
        """The moments of the workshop, put together from day and times, and all dates in their order."""
        given = super().clean() or self.cleaned_data
        self._workshop(given)
        self._order(given, "workshop_on", "priorities_due_on", _("The priorities are chosen after the workshop."))
        self._order(given, "priorities_due_on", "grouping_on", _("Sets are proposed after the priorities are chosen."))
        self._order(given, "grouping_on", "last_meeting_on", _("The sets meet after they are proposed."))
        if given.get("smallest_set") and given.get("largest_set") and given["smallest_set"] > given["largest_set"]:
            self.add_error("largest_set", _("The largest set must not be smaller than the smallest."))
        if (given.get("largest_set") or 0) > 8:
            self.add_error("largest_set", _("Eight people is the most that one set can hold."))
        return given

    def _workshop(self, given: dict[str, Any]) -> None:
        if not all(given.get(name) for name in ("workshop_on", "starts", "ends")):
            return
        if given["ends"] <= given["starts"]:
            self.add_error("ends", _("The workshop must end after it starts."))
            return
        zone = Cohort(time_zone=given.get("time_zone") or "Europe/London").zone
        for field, moment in (("workshop_starts_at", "starts"), ("workshop_ends_at", "ends")):
            given[field] = datetime.combine(given["workshop_on"], given[moment], tzinfo=zone)

    def _order(self, given: dict[str, Any], first: str, second: str, problem: Any) -> None:
        if given.get(first) and given.get(second) and given[second] < given[first]:
            self.add_error(second, problem)

    def validate_constraints(self) -> None:
        """Left to `clean`, which says in plain words what the database would refuse."""

    def values(self) -> dict[str, Any]:
        """The fields of the cohort as they are to be stored."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"workshop_on", "starts", "ends"}
        }


def when_of(cohort: Cohort) -> dict[str, Any]:
    """Day and times of the cohort's workshop in its own time zone, as the form asks them."""
    starts = cohort.workshop_starts_at.astimezone(cohort.zone)
    ends = cohort.workshop_ends_at.astimezone(cohort.zone)
    return {"workshop_on": starts.date(), "starts": starts.time(), "ends": ends.time()}


class WorkshopDayForm(AlongsideForm, forms.Form):
    """Asks for the one date from which a new cohort's others are proposed."""

    read_by = readership.COHORT_DETAILS
    workshop_on = date_field(
        _("Day of the workshop"), _("For example 6 10 2026. All other dates are proposed from it.")
    )


class RoleForm(AlongsideForm, forms.Form):
    """Asks who helps to run a cohort, and as what."""

    read_by = readership.PEOPLE
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the e-mail address of the person."),
            "invalid": _("Write a whole e-mail address, such as name@example.org."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What they do"),
        choices=CohortRole.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they do.")},
    )
    organisation = forms.CharField(
        required=False,
        max_length=160,
        label=_("Organisation they look after"),
        help_text=_("Only for an organisation coordinator. Write it as in the list of people you invite."),
    )

    def clean(self) -> dict[str, Any]:
        """A coordinator needs an organisation."""
        given = super().clean() or self.cleaned_data
        if given.get("kind") == CohortRole.Kind.COORDINATOR and not given.get("organisation"):
            self.add_error("organisation", _("Write the organisation whose people they look after."))
        return given


class RosterForm(AlongsideForm, forms.Form):
    """Asks for a list of people, pasted or as a file."""

    read_by = readership.PEOPLE
    pasted = forms.CharField(
        required=False,
        label=_("Paste the list"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "One person a line: name, e-mail address, organisation and, if you like, role. Commas, semicolons or tabs "
            "between them, so you can copy from a spreadsheet."
        ),
    )
    file = forms.FileField(
        required=False,
        label=_("Or choose a CSV file"),
        help_text=_("Up to 2,000 people and 1 MB. A first line with headings may put the columns in another order."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={"empty": _("This file is empty.")},
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, not both, and not too large."""
        given = super().clean() or self.cleaned_data
        has_text, upload = bool(given.get("pasted", "").strip()), given.get("file")
        if has_text and upload:
            self.add_error("file", _("Paste the list or choose a file, not both."))
        elif not has_text and not upload and not self.errors:
            self.add_error("pasted", _("Paste a list or choose a file."))
        if upload and upload.size > MOST_BYTES:
            self.add_error("file", _("This file is larger than 1 MB."))
        return given

    def source(self) -> bytes | str:
        """What was given: the bytes of the file, or the pasted text."""
        upload = self.cleaned_data.get("file")
        return upload.read() if upload else self.cleaned_data["pasted"]


class AttendanceForm(AlongsideForm, forms.Form):
    """Asks who of a cohort's people were at the workshop."""

    read_by = readership.ATTENDANCE
    present = forms.ModelMultipleChoiceField(
        queryset=Enrolment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Who was there?"),
    )

    def __init__(self, *args: Any, people: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = people  # type: ignore[attr-defined]
        self.fields["present"].label_from_instance = name_and_organisation  # type: ignore[attr-defined]


def name_and_organisation(enrolment: Enrolment) -> str:
    """How a person stands in a list to tick."""
    return f"{enrolment.user.name}, {enrolment.organisation.name}"
