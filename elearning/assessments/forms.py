"""Checks posted pages of answers, and lays out the questions for our own template loop.

No widget is rendered: a page of four statements would cost three times as much (PERFORMANCE 4.3).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.assessments.answering import Sheet
from elearning.assessments.comparing import Change
from elearning.assessments.exchange import MOST_BYTES, Document, ExchangeError, understood
from elearning.assessments.instruments import Instrument, Scale
from elearning.renderers import AlongsideForm

PART = re.compile(r"(a|s|t|keep)-")
LONGEST_NAME, LAST_TURN = 24, 999_999_999  # together they fit beside an answer (`written_in`)


@dataclass(frozen=True)
class Option:
    """One radio button."""

    ident: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Clash:
    """An answer that was changed in two windows: the choices and the words of both, none of them kept over the other."""

    theirs: str
    their_words: str
    here: str
    here_words: str


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
    clash: Clash | None


class SheetForm(AlongsideForm, forms.Form):
    """Some questions that all have the same choices. `texts` gives each key its question and a hint.

    In what was posted, `a-KEY` is the answer and `s-KEY` what the page showed. Where two windows disagreed, the button
    `keep-KEY` says which choice to keep and `t-KEY` what the other one was when the person chose. Our own loop lays the
    questions out, so that a field is made only for an answer that cannot stand: to say so beside its question. (Twenty fields
    of which nothing is said took a tenth of the time of saving one answer.)
    """

    read_by = readership.ITEM_ANSWERS
    form_id = forms.RegexField(r"\A[0-9a-z-]*\Z", required=False, max_length=LONGEST_NAME)
    turn = forms.IntegerField(required=False, min_value=0, max_value=LAST_TURN)

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
        self.clashes: dict[str, str] = {}
        self.offered = {"", *dict(self.choices)}
        sent = data.lists() if isinstance(data, QueryDict) else ()
        self.repeated = {name for name, every in sent if len(set(every)) > 1}
        self.wrong = [key for key in texts if self.is_bound and self._is_wrong(key)]
        for key in self.wrong:
            self.fields[f"a-{key}"] = forms.Field(label=texts[key][0], required=False)

    @property
    def token(self) -> str:
        """The name of this one opened page; kept when it is shown again with errors."""
        return (
            str(self.data.get("form_id", ""))
            if self.is_bound and "form_id" in self.cleaned_data
            else uuid4().hex[:LONGEST_NAME]
        )

    @property
    def last_turn(self) -> int:
        """How often this page has been sent so far."""
        return (self.cleaned_data.get("turn") or 0) if self.is_bound else 0

    @property
    def has_answers(self) -> bool:
        """Whether anything on this page is answered already."""
        return any(key in self.stored for key in self.texts)

    def questions(self) -> Iterator[Question]:
        """The questions in order, with what is chosen now."""
        for key, (text, hint) in self.texts.items():
            name, chosen = f"a-{key}", self._chosen(key)
            yield Question(
                key=key,
                name=name,
                text=text,
                hint=hint,
                shown=self._shown(key),
                options=tuple(
                    Option(ident=f"id_{name}_{place}", value=value, label=label, is_chosen=value == chosen)
                    for place, (value, label) in enumerate(self.choices)
                ),
                errors=self.errors.get(name, ErrorList()) if self.is_bound else ErrorList(),
                clash=self.clash(key, chosen) if key in self.clashes else None,
            )

    def clash(self, key: str, chosen: str) -> Clash:
        """Both choices of an answer that was changed in two windows."""
        words = {"": str(_("No answer")), **dict(self.choices)}
        theirs = self.clashes[key]
        return Clash(theirs=theirs, their_words=words[theirs], here=chosen, here_words=words[chosen])

    def clean(self) -> dict[str, Any] | None:
        """Refuse what no page of these questions sends: other questions, two answers to one, a choice that was not offered."""
        foreign = {name for name in self.data if PART.match(name) and name.partition("-")[2] not in self.texts}
        if foreign or self.errors.keys() & {"form_id", "turn"}:
            self.errors.pop("form_id", None)
            self.errors.pop("turn", None)
            raise forms.ValidationError(
                _("The questions have changed since you opened this page. Nothing was saved: look at it again.")
            )
        for key in self.wrong:
            self.add_error(f"a-{key}", _("Choose one of the answers to: %(text)s") % {"text": self.texts[key][0]})
        return super().clean()

    def sheet(self) -> Sheet:
        """What was posted, for `answering.record`; only after `is_valid`. A question missing from the post is left alone."""
        return Sheet(
            given={key: self._chosen(key) for key in self.texts if self._was_posted(key)},
            shown={key: str(self.data.get(f"{'t' if self.settles(key) else 's'}-{key}", "")) for key in self.texts},
            form=self.cleaned_data["form_id"],
            turn=self.last_turn,
        )

    def settles(self, key: str) -> bool:
        """Whether the person has just said which of two choices to keep."""
        return f"keep-{key}" in self.data

    @property
    def settled(self) -> str:
        """The question about which the person has just said which choice to keep; "" if none."""
        return next((key for key in self.texts if self.settles(key)), "")

    def _chosen(self, key: str) -> str:
        if not self._was_posted(key):
            return self.stored.get(key, "")
        if "clear" in self.data:
            return ""
        return str(self.data.get(f"keep-{key}", self.data.get(f"a-{key}", "")))

    def _shown(self, key: str) -> str:
        return str(self.data.get(f"s-{key}", "")) if self._was_posted(key) else self.stored.get(key, "")

    def _was_posted(self, key: str) -> bool:
        return f"a-{key}" in self.data or f"s-{key}" in self.data or f"keep-{key}" in self.data

    def _is_wrong(self, key: str) -> bool:
        """Whether a choice was posted that is not offered, or two to one question."""
        given = {str(self.data.get(f"{part}-{key}", "")) for part in ("a", "keep")}
        twice = self.repeated and any(f"{part}-{key}" in self.repeated for part in ("a", "s", "keep", "t"))
        return bool(twice) or not given <= self.offered


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


def looking_back_form(
    instrument: Instrument, stored: Mapping[str, str], data: Mapping[str, Any] | None = None
) -> SheetForm:
    """The page that looks back: one question a subject, with its plain meaning."""
    texts = {scale.subject: (scale.title, scale.plain) for scale in instrument.scales}
    return SheetForm(texts, instrument.looking_back_choices(), stored, data)


class DeclarationForm(forms.Form):
    """Of every reworded statement: does it still ask the same? Nothing is chosen beforehand but what was said before."""

    read_by = readership.INSTRUMENTS
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


class ImportForm(forms.Form):
    """A questionnaire as a file and, where its subjects have other codes, which of the programme's they are."""

    read_by = readership.INSTRUMENTS
    file = forms.FileField(
        label=_("File"), help_text=_("A questionnaire that was exported here or elsewhere, up to 1 MB.")
    )
    subjects = forms.CharField(
        label=_("Subjects with other codes"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only where the codes differ: one a line, the file’s first, such as TEAM = GRUP."),
    )

    def clean_file(self) -> Document:
        """The checked document in the file."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        try:
            return understood(upload.read())
        except ExchangeError as refusal:
            raise forms.ValidationError(list(refusal.problems)) from refusal

    def clean_subjects(self) -> dict[str, str]:
        """The programme's code by the file's."""
        lines = [line for line in self.cleaned_data["subjects"].splitlines() if line.strip()]
        pairs = [tuple(part.strip() for part in line.split("=")) for line in lines]
        if any(len(pair) != 2 or not all(pair) for pair in pairs):
            raise forms.ValidationError(_("Write each line as two codes with = between them, such as TEAM = GRUP."))
        return {pair[0]: pair[1] for pair in pairs}

    def refuse(self, refusal: ExchangeError) -> None:
        """Say beside the file why the programme does not take it."""
        self.add_error("file", list(refusal.problems))


class RenewalForm(forms.Form):
    """What somebody in progress decides about other questions; `version` is the one they were shown."""

    read_by = readership.INSTRUMENTS
    MOVE, STAY, BACK = "move", "stay", "back"

    decision = forms.ChoiceField(choices=[(MOVE, MOVE), (STAY, STAY), (BACK, BACK)])
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    @property
    def wanted(self) -> int:
        """The pk of the version that was shown; 0 if none was. Only after `is_valid`."""
        return self.cleaned_data["version"] or 0
