"""What people are asked about an event: its words and time, its parts, its hosts, and whether they come."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.accounts import clocks
from elearning.events.models import AgendaItem, Coming, LearningEvent
from elearning.events.models.events import LONGEST_PART, LONGEST_TEXT, MOST_PLACES
from elearning.events.models.people import LONGEST_NEEDS
from elearning.post.hours import zone_called
from elearning.programmes.models import Cohort, ProgrammePage
from elearning.renderers import AlongsideForm, DayMonthYear

HIGHEST_REVISION = 999_999_999
YEARS_AHEAD = 3


def lines(
    label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4, most: int = LONGEST_TEXT
) -> forms.CharField:
    """A box of a few lines."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, help_text=help_text, widget=area, required=required)


def time_of_day(label: Any) -> forms.TimeField:
    """A time of day, such as 9:30."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-4", "inputmode": "text"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={
            "invalid": _("Write the time like 9:30 or 14:00."),
        },
    )


def revision() -> forms.IntegerField:
    """Which words the page showed."""
    return forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False, initial=0
    )


class EventForm(AlongsideForm, forms.ModelForm):
    """An event's words, time and place; times are those of its own time zone."""

    read_by = readership.EVENTS
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=ProgrammePage.objects.none(), empty_label=None)
    purpose = lines(_("What it is for"))
    for_whom = forms.CharField(
        label=_("Who it is for"),
        max_length=240,
        help_text=_("Such as: everybody who manages people across two houses."),
    )
    day = forms.DateField(
        label=_("On which day?"),
        widget=DayMonthYear,
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Write a day, a month and a year."),
            "invalid": _("There is no such date. Write it like 6 10 2026."),
        },
    )
    starts = time_of_day(_("It starts at"))
    ends = time_of_day(_("It ends at"))
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Address and room. Leave it empty if you meet online."),
    )
    link = forms.URLField(
        label=_("Link to join online"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Only those who come and the hosts see it."),
        error_messages={"invalid": _("Write the whole link, such as https://meet.example.org/room.")},
    )
    places = forms.IntegerField(
        label=_("Number of places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Leave it empty if there is room for all. When all are taken, people go on a waiting list."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    questions = lines(
        _("Questions to think about beforehand"),
        _("One a line. People read them on the page and on paper; nobody has to answer."),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = revision()

    class Meta:
        model = LearningEvent
        fields: ClassVar[list[str]] = [
            *("programme", "title", "purpose", "for_whom", "day", "starts", "ends", "time_zone"),
            *("place", "link", "places", "questions"),
        ]

    def __init__(self, *args: Any, programmes: list[ProgrammePage] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=list(clocks.choices()))
        self.initial.update({"version": self.instance.revision, "key": uuid.uuid4()})
        self.initial.setdefault("time_zone", usual_zone(programmes or []))
        if self.instance.pk or not programmes or len(programmes) == 1:
            del self.fields["programme"]
        else:
            mine = ProgrammePage.objects.filter(pk__in=[one.pk for one in programmes])
            self.fields["programme"].queryset = mine  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial.update(when_of(self.instance))

    def clean(self) -> dict[str, Any]:
        """The moments, put together from day, times and zone; a new time is not in the past, nor many years off."""
        given = super().clean() or self.cleaned_data
        if not all(given.get(name) is not None for name in ("day", "starts", "ends", "time_zone")):
            return given
        today = timezone.localdate()
        if given["day"].year > today.year + YEARS_AHEAD:
            self.add_error("day", _("Choose a day in the next three years."))
            return given
        zone = zone_called(given["time_zone"])
        starts_at, ends_at = (datetime.combine(given["day"], given[name], tzinfo=zone) for name in ("starts", "ends"))
        if ends_at <= starts_at:
            self.add_error("ends", _("It must end after it starts."))
        elif starts_at != self.instance.starts_at and ends_at <= timezone.now():
            self.add_error("day", _("This day has passed. Choose one that is to come."))
        given["starts_at"], given["ends_at"] = starts_at, ends_at
        return given

    def _post_clean(self) -> None:
        """The instance stays as it is: the verb writes, from `words`."""

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of an event."""
        names = (
            "title",
            "purpose",
            "for_whom",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "link",
            "places",
            "questions",
        )
        return {name: self.cleaned_data[name] for name in names}

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [field for field in self if field.name not in {"key", "version"}]


def usual_zone(programmes: list[ProgrammePage]) -> str:
    """The time zone of the latest cohort of these programmes, else that of a model without any."""
    latest = Cohort.objects.filter(programme__in=programmes).order_by("-workshop_starts_at", "-pk").first()
    return latest.time_zone if latest and latest.time_zone in clocks.known() else LearningEvent().time_zone


def when_of(event: LearningEvent) -> dict[str, Any]:
    """Day and times of the event in its own time zone, as the form asks them."""
    starts, ends = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}


class PartForm(AlongsideForm, forms.ModelForm):
    """One part of the agenda."""

    read_by = readership.EVENTS
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_PART,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    purpose = lines(_("What for"), required=False, rows=3, most=600)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = revision()

    class Meta:
        model = AgendaItem
        fields: ClassVar[list[str]] = ["kind", "title", "minutes", "led_by", "purpose", "question"]
        help_texts: ClassVar[dict[str, Any]] = {
            "led_by": _("Names or roles, as people will read them. Such as: a chair, a worker and a resident."),
            "question": _("What you ask the room first, if anything."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"version": self.instance.revision, "key": uuid.uuid4()})
        self.fields["kind"].choices = AgendaItem.Kind.choices  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of a part."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [self[name] for name in self._meta.fields or []]


class ComeForm(AlongsideForm, forms.Form):
    """Whether somebody comes, and what they need."""

    read_by = readership.COMING
    comes = forms.TypedChoiceField(
        label=_("Do you come?"),
        choices=[("yes", _("Yes, I come")), ("no", _("No, I cannot"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    needs = forms.CharField(
        label=_("What do you need, to take part well?"),
        required=False,
        max_length=LONGEST_NEEDS,
        help_text=_(
            "Such as food you do not eat, step-free access or captions. The hosts and the programme manager read it; it is "
            "deleted a month after the day."
        ),
    )
    is_named = forms.BooleanField(label=_("Others who come may read my name and organisation"), required=False)

    def __init__(self, data: Any = None, *, coming: Coming | None) -> None:
        initial: dict[str, Any] = {}
        if coming:
            answer = "no" if coming.state == Coming.State.CANNOT else "yes"
            initial = {"comes": answer, "needs": coming.needs, "is_named": coming.is_named}
        super().__init__(data, initial=initial)


class HostForm(AlongsideForm, forms.Form):
    """Who hosts an event beside the programme manager."""

    read_by = readership.EVENTS
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of somebody who takes part in the programme, facilitates or manages it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CancelForm(AlongsideForm, forms.Form):
    """Why an event is cancelled."""

    read_by = readership.EVENTS
    reason = lines(_("Why is it cancelled?"), _("Everybody who opens its page reads this."))
