"""Asks what a message says, and beforehand what it begins with."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionsets.messaging import Draft
from actionsets.models import Message
from elearning import readership
from elearning.renderers import AlongsideForm


class DraftForm(AlongsideForm, forms.Form):
    """What to begin with."""

    read_by = readership.UNREAD
    draft = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)

    def __init__(self, drafts: Sequence[Draft], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = {one.code: one for one in drafts}
        self.fields["draft"].choices = [(code, one.title) for code, one in self.drafts.items()]  # type: ignore[attr-defined]


class MessageForm(AlongsideForm, forms.Form):
    """Subject and text. `key` is made with the page, so that pressing twice sends once."""

    read_by = readership.MESSAGES
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("Others may see it on a screen: it says nothing of what people work on."),
        max_length=Message.LONGEST_SUBJECT,
    )
    text = forms.CharField(
        label=_("Message"),
        help_text=_(
            "It begins with “Hello” and the name, and ends with yours. Name no subject, set, issue or partner."
        ),
        max_length=Message.LONGEST,
        widget=forms.Textarea({"rows": 8}),
    )

    def clean_subject(self) -> str:
        """The subject on one line."""
        return " ".join(str(self.cleaned_data["subject"]).split())
