"""The forms by which sets change: somebody leaves, a small set decides, something went wrong, people are kept apart."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets.models import LearningSet, SetIncident, SupervisionEntry
from elearning import readership
from elearning.accounts.models import Organisation
from elearning.programmes.models import Cohort, LeavingReason
from elearning.renderers import AlongsideForm, DayMonthYear

FROM_SET, WITHDRAWN, DEFERRED, REMOVED = "set", "withdrawn", "deferred", "removed"


class LeaveForm(AlongsideForm, forms.Form):
    """What somebody leaves: their set alone, or the programme. `own` asks the person themselves."""

    read_by = readership.WHY_LEFT
    ASKED: ClassVar = {
        FROM_SET: _("The set only: they go on with the programme, and can be found another set"),
        WITHDRAWN: _("The programme"),
        DEFERRED: _("This cohort: they take part in a later one"),
        REMOVED: _("The programme, by your decision"),
    }
    OWN: ClassVar = {
        FROM_SET: _("The set: I go on with the programme, with packs and my own notes"),
        WITHDRAWN: _("The whole programme"),
    }

    what = forms.ChoiceField(
        label=_("What do they leave?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what.")}
    )

    why = forms.ChoiceField(
        label=_("Why, if you remove them"),
        help_text=_("Counted for the report without a name, and told only together with others."),
        required=False,
    )

    def __init__(self, *args: Any, has_set: bool, removes: bool = False, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.OWN if own else self.ASKED
        hidden = {key for key, is_open in {FROM_SET: has_set, REMOVED: removes}.items() if not is_open}
        what: Any = self.fields["what"]
        what.choices = [(key, said) for key, said in words.items() if key not in hidden]
        if own:
            what.label = _("What do you want to leave?")
        if removes:
            labels, why = dict(LeavingReason.Code.choices), cast("Any", self.fields["why"])
            why.choices = [("", _("Choose")), *((code, labels[code]) for code in LeavingReason.REMOVED_FOR)]
        else:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        """A reason with a removal (DOMAIN 2.5)."""
        found = super().clean() or {}
        if found.get("what") == REMOVED and not found.get("why") and "why" not in self.errors:
            self.add_error("why", _("Choose why you remove them."))
        return found


class SmallForm(AlongsideForm, forms.Form):
    """What a small set is asked: to go on as it is, or to join another."""

    read_by = readership.ARRANGEMENTS
    what = forms.ChoiceField(
        label=_("What shall the set be asked?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to ask.")},
    )

    def __init__(self, joinable: Iterable[LearningSet], *args: Any, may_go_on: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.joinable = {f"join-{one.number}": one for one in joinable}
        go_on = [("go-on", _("To go on as it is, with shorter meetings"))] if may_go_on else []
        join = [(key, _("To join %(set)s") % {"set": one}) for key, one in self.joinable.items()]
        what: Any = self.fields["what"]
        what.choices = [*go_on, *join]

    def joins(self) -> LearningSet | None:
        """The set to join; None for going on."""
        return self.joinable.get(self.cleaned_data["what"])


class EndForm(AlongsideForm, forms.Form):
    """That a small set ends: its members know."""

    read_by = readership.UNREAD
    asked = forms.BooleanField(label=_("The members have been asked, and know that the set ends"))
    mark_optional = False


class AnswerForm(AlongsideForm, forms.Form):
    """A member's answer to what the set is asked."""

    read_by = readership.BALLOT
    answer = forms.ChoiceField(
        label=_("What do you say?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )


class IncidentForm(AlongsideForm, forms.Form):
    """That something happened: a day and a kind, and no words."""

    read_by = readership.INCIDENTS
    happened_on = forms.DateField(label=_("On which day"), widget=DayMonthYear, input_formats=["%Y-%m-%d"])
    kind = forms.ChoiceField(label=_("What kind"), choices=SetIncident.Kind.choices, widget=forms.RadioSelect)


class OutcomeForm(AlongsideForm, forms.Form):
    """How something that happened ended."""

    read_by = readership.INCIDENTS
    incident = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("How it stands"), choices=SetIncident.Outcome.choices)


class ApartForm(AlongsideForm, forms.Form):
    """Two organisations whose people are kept apart."""

    read_by = readership.COMPOSITION
    one = forms.ChoiceField(label=_("One organisation"))
    other = forms.ChoiceField(label=_("The other organisation"))

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organisation.objects.filter(pk__in=cohort.enrolments.values("organisation")).order_by("name")
        self.organisations = {organisation.slug: organisation for organisation in here}
        for name in ("one", "other"):
            field: Any = self.fields[name]
            field.choices = [("", _("Choose")), *((slug, found.name) for slug, found in self.organisations.items())]

    def clean(self) -> dict[str, Any]:
        """Two that differ."""
        found = super().clean() or {}
        if found.get("one") and found.get("one") == found.get("other"):
            raise forms.ValidationError(_("Choose two organisations that differ."))
        return found

    def pair(self) -> tuple[Organisation, Organisation]:
        """The two."""
        return self.organisations[self.cleaned_data["one"]], self.organisations[self.cleaned_data["other"]]


class SupervisionForm(AlongsideForm, forms.Form):
    """One entry of a facilitator's own log of supervision."""

    read_by = readership.SUPERVISION
    on = forms.DateField(label=_("On which day"), widget=DayMonthYear, input_formats=["%Y-%m-%d"])
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=5,
        max_value=SupervisionEntry.LONGEST,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    with_whom = forms.CharField(
        label=_("With whom"),
        help_text=_("Your supervisor, or the group. Never somebody of a set."),
        max_length=120,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )


class EntryForm(forms.Form):
    """Which entry of one's own log is taken out."""

    read_by = readership.UNREAD
    remove = forms.IntegerField(min_value=1, max_value=2**31 - 1)
