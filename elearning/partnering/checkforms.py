"""How the Healthy Partnership Checklist is asked: about which partnership, and one group of statements a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.partnering.checking import Given
from elearning.partnering.models import ChecklistVersion, HealthAnswer, MapEntry, Statement
from elearning.partnering.models.checks import LONGEST_REASON
from elearning.programmes.models import Enrolment
from elearning.renderers import AlongsideForm

HIGHEST_REVISION = 999_999_999
OTHER = "other"


class PartnershipForm(AlongsideForm, forms.Form):
    """Which partnership the checklist is about: a partner on one's map, or another by its name."""

    read_by = readership.HEALTH_CHECK
    mark_optional = False
    which = forms.ChoiceField(
        label=_("Which partnership?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one partnership."), "invalid_choice": _("Choose one partnership.")},
    )
    name = forms.CharField(
        label=_("Its name"),
        max_length=120,
        required=False,
        help_text=_("Use initials if the name is sensitive."),
    )

    def __init__(self, entries: Sequence[MapEntry], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={} if entries else {"which": OTHER})
        self.entries = {str(one.pk): one for one in entries}
        known = [(str(one.pk), one.name) for one in entries]
        self.fields["which"].choices = [*known, (OTHER, _("Another one, named below"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another partnership needs a name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("which") == OTHER and not cleaned.get("name"):
            self.add_error("name", _("Write the name of the partnership."))
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """The partner on the map, or the name."""
        entry = self.entries.get(self.cleaned_data["which"])
        return {"entry": entry} if entry else {"partnership": self.cleaned_data["name"]}


class AskSideForm(PartnershipForm):
    """About which partnership the other side is asked, and who that is: somebody from the workshop, or an address."""

    read_by = readership.WORDS_BETWEEN
    who = forms.ChoiceField(
        label=_("Who answers for the other side?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one person."), "invalid_choice": _("Choose one person.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self, entries: Sequence[MapEntry], people: Sequence[Enrolment], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(entries, data)
        self.people = {str(one.public_id): one for one in people}
        known = [(key, f"{one.user.name}, {one.organisation.name}") for key, one in self.people.items()]
        self.fields["who"].choices = [*known, (OTHER, _("Somebody else, by their address below"))]  # type: ignore[attr-defined]
        self.fields["name"].help_text = _("The other side reads this name.")
        if not people:
            self.initial["who"] = OTHER

    def clean(self) -> dict[str, Any]:
        """Somebody else needs an address."""
        cleaned = super().clean()
        if cleaned.get("who") == OTHER and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write their e-mail address."))
        return cleaned

    def asked(self) -> dict[str, str]:
        """The name of the partnership, and the address of the person."""
        entry, person = self.chosen().get("entry"), self.people.get(self.cleaned_data["who"])
        return {
            "partnership": entry.name if entry else self.cleaned_data["name"],
            "email": person.user.email if person else self.cleaned_data["email"],
        }


class AcceptForm(AlongsideForm, forms.Form):
    """For which organisation somebody answers."""

    read_by = readership.WORDS_BETWEEN
    organisation = forms.CharField(
        label=_("For which organisation do you answer?"), max_length=160, help_text=_("The other side reads this.")
    )


class AgreeForm(AlongsideForm, forms.Form):
    """Agreeing to compare, and whether reasons are shown too."""

    read_by = readership.HEALTH_CHECK
    mark_optional = False
    shows_reasons = forms.BooleanField(label=_("Show the other side what makes me say so as well"), required=False)


class PointsForm(AlongsideForm, forms.Form):
    """Which statements to talk about in the agreement."""

    read_by = readership.WORDS_BETWEEN
    points = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, codes: Sequence[str], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["points"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]


class ChecklistForm(AlongsideForm, forms.Form):
    """Statements of a checklist, each with an answer and a reason, none of them required.

    `version` is the revision of the checklist that the page knew.
    """

    read_by = readership.HEALTH_CHECK
    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False)

    def __init__(
        self,
        asked: ChecklistVersion,
        statements: Sequence[Statement],
        stored: Mapping[str, HealthAnswer],
        data: Mapping[str, Any] | None = None,
        *,
        revision: int = 0,
    ) -> None:
        super().__init__(data, initial={"version": revision})
        self.asked = statements
        choices = asked.choices()
        for one in statements:
            kept = stored.get(one.code)
            self.fields[f"s-{one.code}"] = _said(one, choices, kept)
            self.fields[f"r-{one.code}"] = _reason(one, asked.reason_label, kept)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each statement."""
        return [(self[f"s-{one.code}"], self[f"r-{one.code}"]) for one in self.asked]

    def given(self) -> dict[str, Given]:
        """What the form says, by statement; statements with an error are left out."""
        both = {one.code: (f"s-{one.code}", f"r-{one.code}") for one in self.asked}
        said = self.cleaned_data
        return {code: Given(said[s], said[r]) for code, (s, r) in both.items() if s in said and r in said}

    @property
    def seen(self) -> int:
        """The revision that the page knew."""
        return self.cleaned_data.get("version") or 0


def _said(one: Statement, choices: Sequence[tuple[str, str]], kept: HealthAnswer | None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=one.text,
        choices=choices,
        initial=kept.said if kept else "",
        widget=forms.RadioSelect(attrs={"class": "pd-scale"}),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the answers to: %(text)s") % {"text": one.text}},
    )


def _reason(one: Statement, label: str, kept: HealthAnswer | None) -> forms.CharField:
    return forms.CharField(
        label=f"{one.number}. {label}",
        initial=kept.reason if kept else "",
        max_length=LONGEST_REASON,
        required=False,
    )
