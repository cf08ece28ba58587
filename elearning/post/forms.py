"""Asks which kinds of mail somebody wants."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.post.kinds import KINDS
from elearning.renderers import AlongsideForm, Hinted


class WishesForm(AlongsideForm, forms.Form):
    """A box for each kind of mail that can be turned off."""

    read_by = readership.OWN_SETTINGS
    mark_optional = False
    kinds = forms.MultipleChoiceField(label=_("Write to me about"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [one for one in KINDS.values() if one.can_stop]
        self.fields["kinds"].choices = [(one.key, Hinted(str(one.title), hint=str(one.about))) for one in free]  # type: ignore[attr-defined]
