"""What people bring to an event, what its hosts answer, and what people take away."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.events import bringing
from elearning.events.forms import lines, revision
from elearning.events.models import Contribution, Takeaway
from elearning.events.models.people import LONGEST_TAKEAWAY
from elearning.programmes.models import Enrolment
from elearning.renderers import AlongsideForm
from elearning.stories.models import Story


class ContributionForm(AlongsideForm, forms.Form):
    """Something for the day."""

    read_by = readership.BROUGHT
    kind = forms.ChoiceField(label=_("What do you bring?"), widget=forms.RadioSelect, choices=Contribution.Kind.choices)
    title = forms.CharField(
        label=_("In one line"), max_length=160, help_text=_("The question itself, or what it is that you offer.")
    )
    text = lines(_("More about it"), _("What for, how long it takes, what you would need."), required=False)
    link = forms.URLField(
        label=_("Link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole link, such as https://example.org/checklist.")},
    )
    story = forms.ModelChoiceField(
        label=_("A practice story of yours"),
        queryset=Story.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Those that the whole programme may read."),
    )
    with_name = forms.BooleanField(label=_("Show my name beside it"), required=False, initial=True)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, enrolment: Enrolment) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        stories = bringing.own_stories(enrolment)
        if stories:
            field = self.fields["story"]
            field.queryset = Story.objects.filter(pk__in=[one.pk for one in stories])  # type: ignore[attr-defined]
        else:
            del self.fields["story"]

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of a contribution."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [field for field in self if field.name != "key"]


class DecideForm(AlongsideForm, forms.Form):
    """What a host does with something that was brought."""

    read_by = readership.BROUGHT
    shown = forms.TypedChoiceField(
        label=_("What becomes of it?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Show it to everybody in the programme")),
            ("no", _("Not this time; only the person who brought it reads why")),
        ],
        coerce=lambda value: value == "yes",
    )
    reply = lines(_("A word to the person who brought it"), required=False)


class TakeawayForm(AlongsideForm, forms.Form):
    """One takeaway, and whether others read it."""

    read_by = readership.TAKEAWAYS
    text = lines(
        _("What I take away"),
        _("What worked elsewhere, what was hard, how they got past it, and what you try next."),
        most=LONGEST_TAKEAWAY,
    )
    is_shared = forms.BooleanField(label=_("Share it with those who came, and with the hosts"), required=False)
    with_name = forms.BooleanField(label=_("If I share it, show my name beside it"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = revision()

    def __init__(self, data: Any = None, *, one: Takeaway | None = None) -> None:
        initial: dict[str, Any] = {"key": uuid.uuid4()}
        if one:
            names = {"text": one.text, "is_shared": one.is_shared, "with_name": one.with_name}
            initial |= {**names, "version": one.revision}
        super().__init__(data, initial=initial)

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of a takeaway."""
        return {name: self.cleaned_data[name] for name in ("text", "is_shared", "with_name")}
