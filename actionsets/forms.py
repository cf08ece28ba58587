"""Every form of this room."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets import proposing, repairing
from actionsets.gathering import Gathered
from actionsets.models import FacilitatorOffer, LearningSet, MeetingAttendance, SetMembership, SetProposal
from elearning import readership
from elearning.accounts.models import User
from elearning.programmes.models import Availability, Cohort, CohortRole, Enrolment, Subject
from elearning.renderers import AlongsideForm


class ProposeForm(AlongsideForm, forms.Form):
    """How the sets should be formed."""

    read_by = readership.FORMATION
    smallest = forms.IntegerField(
        label=_("Smallest set"), min_value=4, max_value=8, widget=forms.NumberInput({"class": "govuk-input--width-2"})
    )
    largest = forms.IntegerField(
        label=_("Largest set"), min_value=4, max_value=8, widget=forms.NumberInput({"class": "govuk-input--width-2"})
    )
    most_per_organisation = forms.IntegerField(
        label=_("Most people of one organisation in a set"),
        min_value=1,
        max_value=8,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )
    may_stretch = forms.BooleanField(
        label=_("Allow sets of four or eight if fewer people wait that way"), required=False
    )
    place_undecided = forms.BooleanField(
        label=_("Also place people who have chosen no priorities"),
        required=False,
        help_text=_("Left unticked, you place them by hand after a word with them."),
    )
    with_facilitators = forms.BooleanField(
        label=_("Give each set a facilitator who offers its subject and half day"),
        required=False,
        help_text=_("No more sets are formed than the facilitators have offered to lead."),
    )
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    way = forms.ChoiceField(widget=forms.HiddenInput, required=False, choices=[(way, way) for way in proposing.WAYS])

    @classmethod
    def like(cls, proposal: SetProposal, gathered: Gathered) -> "ProposeForm":
        """The form with what was asked for a proposal in hand."""
        usual = cls.for_cohort(gathered)
        asked = {name: value for name, value in proposal.settings.items() if name in usual.fields and name != "way"}
        usual.initial.update(asked)
        return usual

    @classmethod
    def for_cohort(cls, gathered: Gathered) -> "ProposeForm":
        """The form with the cohort's own limits filled in; facilitators are asked about where any has offered to lead."""
        cohort = gathered.cohort
        usual = {
            "smallest": cohort.smallest_set,
            "largest": cohort.largest_set,
            "most_per_organisation": cohort.most_per_organisation,
            "may_stretch": True,
            "with_facilitators": gathered.offered * cohort.largest_set >= len(gathered.people),
        }
        form = cls(initial=usual)
        if not gathered.offered:
            del form.fields["with_facilitators"]
        return form

    def clean(self) -> dict[str, Any]:
        """The smallest set is no larger than the largest."""
        cleaned = super().clean() or {}
        if cleaned.get("smallest") and cleaned.get("largest") and cleaned["smallest"] > cleaned["largest"]:
            self.add_error("largest", _("The largest set cannot be smaller than the smallest."))
        return cleaned

    def settings(self) -> dict[str, Any]:
        """What was asked, without what the form carries for itself."""
        asked = {
            name: value for name, value in self.cleaned_data.items() if name not in {"replaces", "revision", "way"}
        }
        return {**asked, "way": self.cleaned_data["way"] or proposing.AFRESH}


class FindForm(AlongsideForm, forms.Form):
    """Whom to look for on a board."""

    read_by = readership.UNREAD
    who = forms.CharField(
        label=_("Find a person"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    mark_optional = False


class RevisionForm(AlongsideForm, forms.Form):
    """A press of a button on a proposal, with the state of it that the person saw."""

    read_by = readership.FORMATION
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RepairForm(RevisionForm):
    """Which repair is to be done: the one that was seen."""

    way = forms.ChoiceField(widget=forms.HiddenInput, choices=[(way, way) for way in repairing.WAYS])
    mark = forms.CharField(widget=forms.HiddenInput, max_length=16)


class MoveForm(RevisionForm):
    """Where somebody should go. `to` is the number of a set, or 0 for a place among those waiting."""

    to = forms.TypedChoiceField(label=_("Move to"), coerce=int)
    reason = forms.CharField(
        label=_("Why it should stand all the same"),
        help_text=_("Only the programme manager can let a move stand that breaks a rule. The reason is kept with it."),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, sets: Iterable[LearningSet], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = move_choices(sets)  # type: ignore[attr-defined]


def move_choices(sets: Iterable[LearningSet]) -> list[tuple[int, str]]:
    """Where somebody can be moved: each set by its number, and 0 for waiting."""
    return [*((one.number, _set_words(one)) for one in sets), (0, str(_("Waiting for a place")))]


def _set_words(one: LearningSet) -> str:
    return f"{one} – {one.focus.short}" if one.focus else str(one)


class JoinForm(AlongsideForm, forms.Form):
    """Which set at work somebody joins."""

    read_by = readership.FORMATION
    to = forms.TypedChoiceField(
        label=_("Which set"), widget=forms.RadioSelect, error_messages={"required": _("Choose a set.")}
    )
    set_agrees = forms.BooleanField(
        label=_("The set has been asked, and agrees"),
        help_text=_("Needed where it has met already. Its members then agree anew on how they work."),
        required=False,
    )
    mark_optional = False

    def __init__(self, sets: Iterable[LearningSet], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sets = {str(one.number): one for one in sets}
        to: Any = self.fields["to"]
        to.choices = [(number, _set_words(one)) for number, one in self.sets.items()]
        to.coerce = self.sets.get


class OtherSetForm(forms.Form):
    """The number of the other set that somebody would rather be asked about; without one they decline."""

    read_by = readership.UNREAD
    other = forms.IntegerField(required=False, min_value=1, max_value=32_767)


class KeepApartForm(AlongsideForm, forms.Form):
    """Whom a participant should not share a set with."""

    read_by = readership.KEEP_APART
    named = forms.CharField(
        label=_("Their name or e-mail address"),
        max_length=160,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )


class FacilitatorForm(AlongsideForm, forms.Form):
    """Who leads a set."""

    read_by = readership.FORMATION
    facilitator = forms.ModelChoiceField(
        label=_("Facilitator"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    mark_optional = False

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = User.objects.filter(cohort_roles__cohort=cohort, cohort_roles__kind="facilitator").distinct()
        self.fields["facilitator"].queryset = leaders.order_by("last_name", "first_name")  # type: ignore[attr-defined]
        self.fields["facilitator"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class OfferForm(AlongsideForm, forms.Form):
    """What a facilitator can lead in a cohort."""

    read_by = readership.FORMATION
    most_sets = forms.IntegerField(
        label=_("How many sets"),
        help_text=_("0 if none this time."),
        min_value=0,
        max_value=FacilitatorOffer.MOST,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )
    subjects = forms.ModelMultipleChoiceField(
        label=_("Subjects"),
        queryset=Subject.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty if any will do."),
    )
    slots = forms.MultipleChoiceField(
        label=_("Half days"),
        choices=Availability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave all empty if any will do."),
    )
    mark_optional = False

    def __init__(self, role: CohortRole, *args: Any, **kwargs: Any) -> None:
        said = FacilitatorOffer.objects.filter(role=role).prefetch_related("subjects").first()
        if said:
            kwargs["initial"] = {
                "most_sets": said.most_sets,
                "subjects": list(said.subjects.all()),
                "slots": said.slots,
            }
        super().__init__(*args, **kwargs)
        framework = role.cohort.programme.framework
        self.fields["subjects"].queryset = framework.subjects.all()  # type: ignore[attr-defined]


class AttendanceForm(AlongsideForm, forms.Form):
    """Who was at a meeting: one question for each member."""

    read_by = readership.ATTENDANCE
    mark_optional = False

    def __init__(self, members: Iterable[SetMembership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for member in members:
            self.fields[f"member-{member.pk}"] = forms.ChoiceField(
                label=member.enrolment.user.name,
                choices=MeetingAttendance.Status.choices,
                widget=forms.RadioSelect({"class": "govuk-radios--inline govuk-radios--small"}),
                required=True,
                error_messages={
                    "required": _("Say whether %(name)s was there.") % {"name": member.enrolment.user.name}
                },
            )

    def statuses(self) -> dict[int, str]:
        """What was given, by membership."""
        return {int(name.removeprefix("member-")): status for name, status in self.cleaned_data.items()}


class MatchForm(AlongsideForm, forms.Form):
    """Whom a declaration means that no name matched."""

    read_by = readership.COMPOSITION
    rule = forms.IntegerField(widget=forms.HiddenInput)
    other = forms.ModelChoiceField(
        label=_("Who is meant"), queryset=Enrolment.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Enrolment.objects.filter(cohort=cohort).by_name().select_related("user")
        self.fields["other"].queryset = people  # type: ignore[attr-defined]
        self.fields["other"].label_from_instance = lambda one: one.called  # type: ignore[attr-defined]
