"""Checks posted pages of answers, and lays out the questions for our own template loop.

No widget is rendered: a page of four statements would cost three times as much (PERFORMANCE 4.3).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from elearning.assessments.answering import Sheet
from elearning.assessments.instruments import Instrument, Scale
from elearning.renderers import AlongsideForm


@dataclass(frozen=True)
class Option:
    """One radio button."""

    ident: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    """One question of a page, ready for the template."""

    key: str
    name: str
    text: str
    hint: str
    shown: str
    options: tuple[Option, ...]
    errors: ErrorList


class SheetForm(AlongsideForm, forms.Form):
    """Some questions that all have the same choices. `texts` gives each key its question and a hint."""

    form_id = forms.CharField(required=False, max_length=36)

    def __init__(
        self,
        texts: Mapping[str, tuple[str, str]],
        choices: Iterable[tuple[str, str]],
        stored: Mapping[str, str],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id="id_%s")
        self.texts = texts
        self.choices = list(choices)
        self.stored = stored
        for key, (text, _hint) in texts.items():
            self.fields[f"a-{key}"] = forms.ChoiceField(
                label=text,
                choices=self.choices,
                required=False,
                error_messages={"invalid_choice": _("Choose one of the answers to: %(text)s") % {"text": text}},
            )

    @property
    def token(self) -> str:
        """The name of this one opened page; kept when it is shown again with errors."""
        return str(self.data.get("form_id", ""))[:36] or str(uuid4())

    @property
    def has_answers(self) -> bool:
        """Whether anything on this page is answered already."""
        return any(key in self.stored for key in self.texts)

    def questions(self) -> Iterator[Question]:
        """The questions in order, with what is chosen now."""
        for key, (text, hint) in self.texts.items():
            name = f"a-{key}"
            chosen = self.data.get(name, "") if self.is_bound else self.stored.get(key, "")
            shown = self.data.get(f"s-{key}", "") if self.is_bound else self.stored.get(key, "")
            yield Question(
                key=key,
                name=name,
                text=text,
                hint=hint,
                shown=shown,
                options=tuple(
                    Option(ident=f"id_{name}_{place}", value=value, label=label, is_chosen=value == chosen)
                    for place, (value, label) in enumerate(self.choices)
                ),
                errors=self.errors.get(name, ErrorList()) if self.is_bound else ErrorList(),
            )

    def sheet(self) -> Sheet:
        """What was posted, for `answering.record`; only after `is_valid`. A question missing from the post is left alone."""
        return Sheet(
            given={
                key: self.cleaned_data[f"a-{key}"]
                for key in self.texts
                if f"a-{key}" in self.data or self._was_shown(key)
            },
            shown={key: str(self.data.get(f"s-{key}", "")) for key in self.texts},
            form=self.cleaned_data["form_id"],
        )

    def _was_shown(self, key: str) -> bool:
        return f"s-{key}" in self.data


def statements_form(
    instrument: Instrument, scale: Scale, stored: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> SheetForm:
    """The page of one subject."""
    texts = {statement.key: (statement.text, "") for statement in scale.statements}
    return SheetForm(texts, instrument.answer_choices(), stored, data)


def importance_form(
    instrument: Instrument, stored: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> SheetForm:
    """The page about what matters: one question a subject, with its plain meaning."""
    texts = {scale.subject: (scale.title, scale.plain) for scale in instrument.scales}
    return SheetForm(texts, instrument.importance_choices(), stored, data)
