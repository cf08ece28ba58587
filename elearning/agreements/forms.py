"""How an agreement is asked for: beginning it, its sections, partners, links, comments, names and reviews."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.agreements.drafting import Partner
from elearning.agreements.models import LONGEST_COMMENT, LONGEST_TEXT, ReviewDate, Section
from elearning.agreements.sections import PLANS, REVIEWS, ROLE_COLUMNS, ROLES, WHEN
from elearning.partnering.models import Comparison
from elearning.renderers import AlongsideForm, DayMonthYear

HIGHEST_REVISION = 999_999_999
MOST_ROLES, SPARE_ROLES, MOST_REVIEWS, SPARE_REVIEWS = 30, 3, 12, 2
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class WordsField(forms.CharField):
    """Several lines of text; a line's end counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n").strip()


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date in three boxes, within reason."""
    return forms.DateField(label=label, required=False, widget=DayMonthYear, input_formats=["%Y-%m-%d"], **more)


def within_reason(value: date | None) -> bool:
    """Whether a date can be meant."""
    return value is None or EARLIEST <= value <= LATEST


class BeginForm(AlongsideForm, forms.Form):
    """What an agreement is called, whom the person speaks for, and what it comes from."""

    read_by = readership.AGREEMENTS
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("What is the agreement called?"), max_length=120)
    organisation = forms.CharField(label=_("For which organisation do you speak?"), max_length=160)
    representative = forms.CharField(label=_("Your name, as it should stand there"), max_length=120)
    comparison = forms.ChoiceField(label=_("What does it come from?"), widget=forms.RadioSelect, required=False)
    is_practice = forms.BooleanField(
        label=_("I only want to practise, on an invented partnership"),
        required=False,
        help_text=_("You may then agree for partners who have no address. It says so on every page of it."),
    )

    def __init__(
        self, comparisons: Sequence[Comparison], data: Mapping[str, Any] | None = None, **initial: Any
    ) -> None:
        super().__init__(data, initial={"form_key": uuid.uuid4(), "comparison": "", **initial})
        self.comparisons = {str(one.public_id): one for one in comparisons}
        known = [
            (key, _("Both sides of: %(name)s") % {"name": one.partnership}) for key, one in self.comparisons.items()
        ]
        self.fields["comparison"].choices = [("", _("I begin with empty sections")), *known]  # type: ignore[attr-defined]
        if not comparisons:
            del self.fields["comparison"]

    def begun(self) -> dict[str, Any]:
        """What `drafting.begin` asks for."""
        said = self.cleaned_data
        return {
            "me": Partner(said["organisation"], said["representative"]),
            "title": said["title"],
            "form_key": said["form_key"],
            "is_practice": said["is_practice"],
            "comparison": self.comparisons.get(said.get("comparison", "")),
        }


class SectionForm(AlongsideForm, forms.Form):
    """One section: its text and, where it has one, its table. `version` is the revision that the page knew."""

    read_by = readership.AGREEMENTS
    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False)
    text = WordsField(
        label=_("What you agree"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(self, section: Section, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"version": section.revision, "text": section.text})
        self.number = section.number
        rows = section.rows
        self.size = 0
        if self.number == WHEN:
            first = rows[0] if rows else {}
            self.fields["starts"] = day_field(_("It begins on"), initial=_day(first.get("starts")))
            self.fields["ends"] = day_field(_("It ends or is renewed on"), initial=_day(first.get("ends")))
        elif self.number == ROLES:
            self.size = min(MOST_ROLES, max(len(rows), self._sent("task")) + SPARE_ROLES * (data is None))
            self._ask_roles(rows)
        elif self.number == REVIEWS:
            self.size = min(MOST_REVIEWS, max(len(rows), self._sent("convenes")) + SPARE_REVIEWS * (data is None))
            self._ask_reviews(rows)

    def _sent(self, name: str) -> int:
        """How many rows the browser sent."""
        most = MOST_ROLES if self.number == ROLES else MOST_REVIEWS
        return max((n + 1 for n in range(most) if f"{name}-{n}" in (self.data or {})), default=0)

    def _ask_roles(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for n in range(self.size):
            row = rows[n] if n < len(rows) else {}
            for name, label in ROLE_COLUMNS.items():
                words = _("%(column)s, row %(number)d") % {"column": label, "number": n + 1}
                self.fields[f"{name}-{n}"] = forms.CharField(
                    label=words, max_length=200, required=False, initial=row.get(name, "")
                )

    def _ask_reviews(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for n in range(self.size):
            row = rows[n] if n < len(rows) else {}
            label = _("Review date %(number)d") % {"number": n + 1}
            self.fields[f"on-{n}"] = day_field(label, initial=_day(row.get("on")))
            who = _("Who calls review %(number)d") % {"number": n + 1}
            self.fields[f"convenes-{n}"] = forms.CharField(
                label=who, max_length=120, required=False, initial=row.get("convenes", "")
            )

    def clean(self) -> dict[str, Any]:
        """Dates are within reason, in order, and each review has its own."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and not within_reason(value):
                self.add_error(name, _("Write a year between 2000 and 2100."))
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("It cannot end before it begins."))
        seen: set[date] = set()
        for n in range(self.size if self.number == REVIEWS else 0):
            on = cleaned.get(f"on-{n}")
            if cleaned.get(f"convenes-{n}") and not on and f"on-{n}" not in self.errors:
                self.add_error(f"on-{n}", _("Give this review a date."))
            if on in seen:
                self.add_error(f"on-{n}", _("There is a review on this day already."))
            seen |= {on} if on else set()
        return cleaned

    def rows(self) -> list[dict[str, str]]:
        """The table as it is kept; empty rows are left out, reviews stand in the order of their dates."""
        said = self.cleaned_data
        if self.number == WHEN:
            dates = {name: said[name].isoformat() for name in ("starts", "ends") if said.get(name)}
            return [dates] if dates else []
        if self.number == ROLES:
            found = [{name: said.get(f"{name}-{n}", "") for name in ROLE_COLUMNS} for n in range(self.size)]
            return [row for row in found if any(row.values())]
        found_days = ((said.get(f"on-{n}"), said.get(f"convenes-{n}", "")) for n in range(self.size))
        days = sorted((on.isoformat(), who) for on, who in found_days if on)
        return [{"on": on, "convenes": who} for on, who in days]

    def role_rows(self) -> list[list[forms.BoundField]]:
        """The boxes of the role table, row by row."""
        return (
            [[self[f"{name}-{n}"] for name in ROLE_COLUMNS] for n in range(self.size)] if self.number == ROLES else []
        )

    def other_fields(self) -> list[forms.BoundField]:
        """Dates, one below the other."""
        if self.number == WHEN:
            return [self["starts"], self["ends"]]
        if self.number == REVIEWS:
            return [self[f"{name}-{n}"] for n in range(self.size) for name in ("on", "convenes")]
        return []

    @property
    def seen(self) -> int:
        """The revision that the page knew."""
        return self.cleaned_data.get("version") or 0


class PartyForm(AlongsideForm, forms.Form):
    """A further partner."""

    read_by = readership.AGREEMENTS
    organisation = forms.CharField(label=_("Organisation"), max_length=160)
    representative = forms.CharField(label=_("Who speaks for it"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_("They can then write here too, and agree. They are told by mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def partner(self) -> Partner:
        """The partner as it was written."""
        said = self.cleaned_data
        return Partner(said["organisation"], said["representative"], said["email"])


class ShareForm(AlongsideForm, forms.Form):
    """A link to read and comment, for how long."""

    read_by = readership.AGREEMENTS
    for_whom = forms.CharField(
        label=_("For whom is it?"), max_length=120, required=False, help_text=_("So that you know it again.")
    )
    days = forms.TypedChoiceField(
        label=_("How long does it open?"),
        coerce=int,
        choices=[("7", _("A week")), ("14", _("Two weeks")), ("30", _("A month")), ("90", _("Three months"))],
        initial="14",
    )


class CommentForm(AlongsideForm, forms.Form):
    """A comment by the name one types."""

    read_by = readership.AGREEMENTS
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Your name"), max_length=120)
    number = forms.TypedChoiceField(label=_("What is it about?"), coerce=int)
    text = WordsField(label=_("Your comment"), max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, data: Mapping[str, Any] | None = None, **initial: Any) -> None:
        super().__init__(data, initial={"form_key": uuid.uuid4(), **initial})
        sections = [(str(one.number), f"{one.number}. {one.title}") for one in PLANS]
        self.fields["number"].choices = [("0", _("The whole")), *sections]  # type: ignore[attr-defined]

    def refused(self, reason: str) -> None:
        """Be shown once more with what was written and `reason`, as a form of its own that can be sent later."""
        self.data = {**{name: self.data[name] for name in self.data}, "form_key": str(uuid.uuid4())}
        self.add_error(None, reason)


class SignForm(AlongsideForm, forms.Form):
    """A typed name and role."""

    read_by = readership.AGREEMENTS
    party = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=HIGHEST_REVISION)
    name = forms.CharField(label=_("Your full name"), max_length=120)
    role = forms.CharField(label=_("Your role"), max_length=120)


class ReviewForm(AlongsideForm, forms.Form):
    """What came of a review."""

    read_by = readership.AGREEMENTS
    review = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=HIGHEST_REVISION)
    held_on = forms.DateField(
        label=_("When did you look at it together?"), widget=DayMonthYear, input_formats=["%Y-%m-%d"]
    )
    outcome = forms.ChoiceField(
        label=_("What did you decide?"), choices=ReviewDate.Outcome.choices, widget=forms.RadioSelect
    )
    note = WordsField(
        label=_("In a few words"), max_length=LONGEST_COMMENT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_held_on(self) -> date:
        """A day that has come."""
        held_on: date = self.cleaned_data["held_on"]
        if not EARLIEST <= held_on <= timezone.localdate():
            raise forms.ValidationError(_("Write a day that has come."))
        return held_on


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
