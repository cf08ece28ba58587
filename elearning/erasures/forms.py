"""The form by which somebody asks to be erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.renderers import AlongsideForm


class EraseForm(AlongsideForm, forms.Form):
    """One box to tick, so that nobody asks by a slip."""

    read_by = readership.RECORD
    is_sure = forms.BooleanField(
        label=_("I have read what goes and what stays. Erase me in seven days."),
        error_messages={"required": _("Tick the box if you want to be erased.")},
    )
