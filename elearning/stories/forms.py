"""What people are asked about a story: its words, their part, who else tells it, who stands in it, who may read it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.evaluations.models.stories import LONGEST_PART
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import ProgrammePage, Subject
from elearning.renderers import AlongsideForm
from elearning.stories.models import Story, StoryVoice

HIGHEST_REVISION = 999_999_999


class LinesField(forms.CharField):
    """Several lines of text; a line's end counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n").strip()


def lines(label: Any, *, required: bool = False, help_text: Any = "", most: int = LONGEST_PART) -> LinesField:
    """A box of a few lines."""
    area = forms.Textarea(attrs={"rows": 4})
    return LinesField(label=label, max_length=most, required=required, help_text=help_text, widget=area)


def words_of(programme: ProgrammePage) -> list[str]:
    """The words with which the boards of the workshops of `programme` begin (DOMAIN 3.7)."""
    pages = WorkshopPage.objects.child_of(programme).live()
    return [block.value["word"] for page in pages for block in page.challenges]


class VersionForm(AlongsideForm, forms.ModelForm):
    """A form about a row of which the page knows the revision."""

    read_by = readership.STORIES
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False, initial=0
    )

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of its row."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or [] if name in self.fields}

    @property
    def seen(self) -> int:
        """The revision that the page knew; -1 if it said none."""
        value = self.cleaned_data.get("version")
        return -1 if value is None else int(value)

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [self[name] for name in self._meta.fields or [] if name in self.fields]


class StoryForm(VersionForm):
    """What all say together."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Story
        fields = ["title", "setting", "tried", "advice", "subjects", "challenges"]
        widgets = {"subjects": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, programme: ProgrammePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"version": self.instance.revision, "key": uuid.uuid4()})
        for name in ("setting", "tried", "advice"):
            was = self.fields[name]
            self.fields[name] = lines(was.label, help_text=was.help_text)
        self.fields["subjects"].queryset = Subject.objects.filter(framework=programme.framework_id)  # type: ignore[attr-defined]
        known = dict.fromkeys([*words_of(programme), *self.instance.challenges])
        self.fields["challenges"] = forms.MultipleChoiceField(
            label=self.fields["challenges"].label,
            choices=[(word, word) for word in known],
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
        )
        if not known:
            del self.fields["challenges"]


class PartForm(VersionForm):
    """One voice's own part."""

    class Meta:
        model = StoryVoice
        fields = ["viewpoint", "worked", "hard", "overcome", "with_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.story.revision
        for name in ("worked", "hard", "overcome"):
            self.fields[name] = lines(self.fields[name].label)


class VoiceForm(AlongsideForm, forms.Form):
    """Who else could add a part."""

    read_by = readership.STORIES
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Of somebody who takes part in the same programme."), max_length=254
    )


class NamedForm(AlongsideForm, forms.Form):
    """Somebody who can be recognised in the story."""

    read_by = readership.STORIES
    name = forms.CharField(label=_("Name"), max_length=120)
    named_email = forms.EmailField(label=_("Their e-mail address"), max_length=254)


class WidenForm(AlongsideForm, forms.Form):
    """Whom to ask all to let read it."""

    read_by = readership.STORIES
    wanted = forms.TypedChoiceField(label=_("Who may read it next?"), widget=forms.RadioSelect, coerce=int)
    nobody_else = forms.BooleanField(
        label=_("Nobody else can be recognised in it than those listed above"),
        error_messages={"required": _("Tick that nobody else can be recognised, or list them first.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION)

    def __init__(self, story: Story, data: Any = None) -> None:
        super().__init__(data, initial={"version": story.revision})
        self.fields["wanted"].choices = story.wider()  # type: ignore[attr-defined]


class ReasonForm(AlongsideForm, forms.Form):
    """Why a story is given back."""

    read_by = readership.STORIES
    reason = lines(
        _("Why do you give it back, or take it down?"), required=True, help_text=_("All who write it read this.")
    )
