"""What a map asks for beside its partners: links between them, what to bring, what to show, a list to take in."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.partnering.models import MapEntry, MapLink
from elearning.partnering.models.maps import Level
from elearning.partnering.sheets import MOST_BYTES
from elearning.renderers import AlongsideForm

NOT_SAID = ("", _("Not said"))
MUCH = 3


class LinkForm(AlongsideForm, forms.ModelForm):
    """Two partners of one map who work with each other."""

    read_by = readership.MAP
    one = forms.TypedChoiceField(label=_("Partner"), coerce=int)
    two = forms.TypedChoiceField(label=_("Works with"), coerce=int)

    class Meta:
        model = MapLink
        fields = ["level", "strength", "health"]

    field_order = ["one", "two", "level", "strength", "health"]

    def __init__(self, *args: Any, entries: Sequence[MapEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a partner")), *((entry.pk, entry.name) for entry in entries)]
        for name in ("one", "two"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name in ("level", "strength", "health"):
            field = self.fields[name]
            field.choices = [NOT_SAID, *(row for row in field.choices if row[0] not in ("", None))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody works with themselves here."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("two"):
            self.add_error("two", _("Choose another partner than the first."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What is said of the link."""
        return {name: self.cleaned_data[name] for name in ("level", "strength", "health")}


class BringForm(AlongsideForm, forms.Form):
    """Which partners to bring to the workshop, and whether it shows how each is doing."""

    read_by = readership.MAP
    chosen = forms.TypedMultipleChoiceField(
        label=_("Which partners do you bring?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one partner to bring.")},
    )
    with_health = forms.BooleanField(label=_("Include how each partnership is doing"), required=False)

    mark_optional = False

    def __init__(self, *args: Any, entries: Sequence[MapEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(entry.pk, entry.name) for entry in entries]  # type: ignore[attr-defined]


class ShowForm(AlongsideForm, forms.Form):
    """Which partners the list and the picture show; what is not understood is no filter."""

    read_by = readership.UNREAD
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("Every level")), *Level.choices], required=False)
    sector = forms.ChoiceField(
        label=_("Sector"), choices=[("", _("Every sector")), *MapEntry.Sector.choices], required=False
    )
    kind = forms.ChoiceField(
        label=_("Outside or inside"), choices=[("", _("Both")), *MapEntry.Kind.choices], required=False
    )
    matters = forms.BooleanField(label=_("Only those that matter very much or more"), required=False)

    mark_optional = False

    def choose(self, entries: Sequence[MapEntry]) -> list[MapEntry]:
        """Those of `entries` that are asked for."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        wanted = {
            name: asked.get(field) for name, field in (("level_now", "level"), ("sector", "sector"), ("kind", "kind"))
        }
        return [
            entry
            for entry in entries
            if all(not value or getattr(entry, name) == value for name, value in wanted.items())
            and (not asked.get("matters") or (entry.importance or 0) >= MUCH)
        ]

    def is_narrowing(self) -> bool:
        """Whether anything is asked for."""
        return any(getattr(self, "cleaned_data", {}).values())


class SheetForm(AlongsideForm, forms.Form):
    """A list of partners: pasted, or a file. `token` tells a list that is sent twice."""

    read_by = readership.MAP
    token = forms.UUIDField(widget=forms.HiddenInput)
    pasted = forms.CharField(
        label=_("Paste a list"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "One partner a line: its name, then a level such as Networking. Commas, semicolons or tabs between them, so you "
            "can copy from a spreadsheet."
        ),
    )
    file = forms.FileField(
        label=_("Or choose a CSV file"),
        required=False,
        help_text=_("Up to 300 partners and 200 KB, with headings in the first line."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        error_messages={"empty": _("This file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        """One of the two, and not too large."""
        given = super().clean() or self.cleaned_data
        has_text, upload = bool(given.get("pasted", "").strip()), given.get("file")
        if has_text and upload:
            self.add_error("file", _("Paste a list or choose a file, not both."))
        elif not has_text and not upload and not self.errors:
            self.add_error("pasted", _("Paste a list or choose a file."))
        if upload and upload.size > MOST_BYTES:
            self.add_error("file", _("This file is larger than 200 KB."))
        return given

    def source(self) -> bytes | str:
        """What was given: the bytes of the file, or the pasted text."""
        upload = self.cleaned_data.get("file")
        return upload.read() if upload else self.cleaned_data["pasted"]
