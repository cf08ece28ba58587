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
from elearning.assessments.comparing import Change
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


class DeclarationForm(forms.Form):
    """Of every reworded statement: does it still ask the same? Nothing is chosen beforehand but what was said before."""

    SAME, NEW = "same", "new"

    def __init__(
        self, reworded: Iterable[Change], declared: Mapping[str, str], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.keys: dict[str, str] = {}
        for number, change in enumerate(reworded, start=1):
            if change.before is None or change.after is None:
                continue
            self.keys[f"statement-{number}"] = change.key
            self.fields[f"statement-{number}"] = forms.ChoiceField(
                label=f"{change.code}: {change.after.text}",
                help_text=_("Before: %(text)s") % {"text": change.before.text},
                choices=[
                    (self.SAME, _("The same statement, only the wording is better: answers can be compared")),
                    (self.NEW, _("A new statement: answers given so far are not compared with new ones")),
                ],
                widget=forms.RadioSelect,
                initial=self.SAME if declared.get(change.key) == change.after.text else None,
                error_messages={"required": _("Say whether %(code)s still asks the same.") % {"code": change.code}},
            )

    def same(self) -> set[str]:
        """The keys of the statements declared to ask the same; only after `is_valid`."""
        return {key for name, key in self.keys.items() if self.cleaned_data[name] == self.SAME}
