"""The questions about a programme as a form: one field a question, none of them required."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.evaluations.models import CohortOutcome, EvaluationAnswer, EvaluationVersion, PracticeStory, Question
from elearning.evaluations.models.answers import LONGEST_WORDS
from elearning.evaluations.models.stories import LONGEST_PART, PARTS
from elearning.evaluations.replying import Given
from elearning.programmes.models import Enrolment
from elearning.renderers import AlongsideForm

HIGHEST_REVISION = 999_999_999


class WordsField(forms.CharField):
    """Several lines of text; a line's end counts as one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text with plain line ends."""
        return str(super().to_python(value)).replace("\r\n", "\n").strip()


class EvaluationForm(AlongsideForm, forms.Form):
    """All questions of one version. `version` is the revision of the sheet that the page knew, `unseen` the one up to which
    it was not shown what had been answered (only the link without a sign-in has it above nought)."""

    read_by = readership.EVALUATION
    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False)
    unseen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION, required=False)

    def __init__(
        self,
        asked: EvaluationVersion,
        stored: Mapping[str, EvaluationAnswer],
        data: Mapping[str, Any] | None = None,
        **hidden: int,
    ) -> None:
        super().__init__(data, initial=hidden)
        self.asked = asked
        for question in asked.questions:
            kept = stored.get(question.key)
            if question.is_words:
                self._ask_words(question, kept)
            else:
                self._ask_choice(question, kept)

    def _ask_choice(self, question: Question, kept: EvaluationAnswer | None) -> None:
        chosen = list(kept.chosen) if kept else []
        several = question.several
        css = "pd-scale" if question.kind == "rating" else ""
        widget = forms.CheckboxSelectMultiple() if several else forms.RadioSelect(attrs={"class": css})
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        self.fields[f"q-{question.key}"] = kind(
            label=question.text,
            help_text=question.help,
            choices=question.options,
            initial=chosen if several else next(iter(chosen), ""),
            widget=widget,
            required=False,
            error_messages={"invalid_choice": _("Choose one of the answers to: %(text)s") % {"text": question.text}},
        )

    def _ask_words(self, question: Question, kept: EvaluationAnswer | None) -> None:
        self.fields[f"q-{question.key}"] = WordsField(
            label=question.text,
            help_text=question.help,
            initial=kept.text if kept else "",
            max_length=LONGEST_WORDS,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields under the headings of their groups."""
        for group, questions in self.asked.groups:
            yield group, [self[f"q-{one.key}"] for one in questions]

    def given(self) -> dict[str, Given]:
        """What the form says, question by question; questions with an error are left out."""
        found = {}
        for question in self.asked.questions:
            name = f"q-{question.key}"
            if name not in self.cleaned_data:
                continue
            value = self.cleaned_data[name]
            if question.is_words:
                found[question.key] = Given(text=value)
            else:
                ticked = value if isinstance(value, list) else [value] if value else []
                in_order = tuple(key for key, _label in question.options if key in ticked)
                found[question.key] = Given(chosen=in_order)
        return found

    @property
    def seen(self) -> int:
        """The revision of the sheet that the page knew."""
        return self.cleaned_data.get("version") or 0

    @property
    def not_seen(self) -> int:
        """The revision up to which the page was not shown what had been answered."""
        return self.cleaned_data.get("unseen") or 0


class AskForm(AlongsideForm, forms.Form):
    """Whom to ask for a story."""

    read_by = readership.UNREAD
    people = forms.MultipleChoiceField(
        label=_("Whom would you like to ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick somebody to ask.")},
    )

    def __init__(self, enrolments: Sequence[Enrolment], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.by_id = {str(one.public_id): one for one in enrolments}
        self.fields["people"].choices = [(key, one.user.name) for key, one in self.by_id.items()]  # type: ignore[attr-defined]

    def clean_people(self) -> list[Enrolment]:
        """The people themselves."""
        return [self.by_id[key] for key in self.cleaned_data["people"]]


class FinalForm(AlongsideForm, forms.ModelForm):
    """The words of a story, as those who run the cohort would have them."""

    read_by = readership.CASES
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST_REVISION)
    mark_optional = False

    class Meta:
        model = PracticeStory
        fields = ["title", *PARTS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.revision
        for name in PARTS:
            label = self.fields[name].label
            self.fields[name] = WordsField(
                label=label, max_length=LONGEST_PART, required=False, widget=forms.Textarea(attrs={"rows": 4})
            )

    def knowing(self, revision: int) -> None:
        """Show what was sent again, to be sent once more in the knowledge of `revision`."""
        self.data = {**self.data.dict(), "version": str(revision)}  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """What the form says, by the fields of a story."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def shown(self) -> list[forms.BoundField]:
        """The fields to fill in."""
        return [self[name] for name in self._meta.fields or []]


class StoryForm(FinalForm):
    """The same as its owner writes it, with who may read it once it is approved."""

    class Meta(FinalForm.Meta):
        fields = [*FinalForm.Meta.fields, "visibility", "others_agree"]
        widgets = {"visibility": forms.RadioSelect}
        labels = {"others_agree": _("Nobody can be recognised in it who has not agreed to that")}


class OutcomeForm(AlongsideForm, forms.ModelForm):
    """What a commissioner wants to see change, and the cost. `names` and `values` say what can be written at this time."""

    read_by = readership.OUTCOMES

    class Meta:
        model = CohortOutcome
        fields = ["indicator", "measured", "at_start", "at_end", "cost", "currency"]

    def __init__(self, *args: Any, names: bool, values: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shut = [*([] if names else ["indicator", "measured", "at_start"]), *([] if values else ["at_end"])]
        self.closed = [(self.fields.pop(name).label, getattr(self.instance, name)) for name in shut]
        self.fields["currency"].required = False

    def clean_currency(self) -> str:
        """Pounds, unless another is chosen."""
        return self.cleaned_data["currency"] or CohortOutcome.Currency.GBP
