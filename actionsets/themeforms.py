"""The forms of theme notes: a facilitator's sentences, and a member's word on each of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets.models import ThemeNote, ThemeSentence
from elearning import readership
from elearning.programmes.models import Cohort, Subject
from elearning.renderers import AlongsideForm


class ThemeForm(AlongsideForm, forms.Form):
    """Up to three general sentences, each with the subject it belongs to."""

    read_by = readership.THEMES
    mark_optional = False

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = {one.code: one for one in cohort.programme.framework.subjects.order_by("sort_order", "pk")}
        choices = [("", _("Choose a subject")), *((code, one.title) for code, one in self.subjects.items())]
        for at in range(ThemeNote.MOST):
            self.fields[f"text_{at}"] = forms.CharField(
                label=_("Sentence %(number)s") % {"number": at + 1},
                max_length=ThemeSentence.LONGEST,
                required=False,
                widget=forms.Textarea({"rows": 3}),
            )
            self.fields[f"subject_{at}"] = forms.ChoiceField(
                label=_("Subject of sentence %(number)s") % {"number": at + 1}, choices=choices, required=False
            )

    @classmethod
    def first(cls, sentences: Sequence[ThemeSentence]) -> dict[str, str]:
        """What the form starts with."""
        found: dict[str, str] = {}
        for at, one in enumerate(sentences[: ThemeNote.MOST]):
            found |= {f"text_{at}": one.text, f"subject_{at}": one.subject.code}
        return found

    def clean(self) -> dict[str, Any]:
        """A subject for each sentence, and one sentence at least."""
        found = super().clean() or {}
        places = [at for at in range(ThemeNote.MOST) if " ".join(str(found.get(f"text_{at}", "")).split())]
        for at in places:
            if not found.get(f"subject_{at}") and f"subject_{at}" not in self.errors:
                self.add_error(f"subject_{at}", _("Choose the subject of this sentence."))
        if not places and not self.errors:
            self.add_error("text_0", _("Write one sentence at least."))
        return found

    def rows(self) -> list[tuple[str, Subject]]:
        """The sentences with their subjects, without empty ones."""
        return [
            (self.cleaned_data[f"text_{at}"], self.subjects[self.cleaned_data[f"subject_{at}"]]) for at in self.places()
        ]

    def places(self) -> list[int]:
        """The places in the form of the sentences of `rows`."""
        return [at for at in range(ThemeNote.MOST) if self.cleaned_data.get(f"text_{at}", "").strip()]


class ClearForm(AlongsideForm, forms.Form):
    """A member's word on every sentence of a note."""

    read_by = readership.BALLOT
    YES, NO = ("yes", _("This can be passed on")), ("no", _("Not this sentence"))

    def __init__(
        self,
        sentences: Sequence[ThemeSentence],
        own: Mapping[int, bool],
        *args: Any,
        named: Mapping[int, Sequence[str]],
        organisation: str,
        **kwargs: Any,
    ) -> None:
        """`named` are the organisations that sentences name, by their keys; `organisation` is the member's own."""
        super().__init__(*args, **kwargs)
        with_name = ("yes", _("This can be passed on, with the name of %(name)s in it") % {"name": organisation})
        self.sentences = {f"sentence_{one.pk}": one for one in sentences}
        for name, one in self.sentences.items():
            said = own.get(one.pk)
            self.fields[name] = forms.ChoiceField(
                label=one.text,
                help_text=one.subject.title,
                choices=(with_name if organisation in named.get(one.pk, ()) else self.YES, self.NO),
                widget=forms.RadioSelect,
                initial=None if said is None else "yes" if said else "no",
                error_messages={"required": _("Choose for each sentence.")},
            )

    def answers(self) -> dict[int, bool]:
        """The word on each sentence, by its key."""
        return {one.pk: self.cleaned_data[name] == "yes" for name, one in self.sentences.items()}
