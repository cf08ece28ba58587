"""Asks which entries of the log to show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.auditing.kinds import Act
from elearning.renderers import AlongsideForm


class KindForm(AlongsideForm, forms.Form):
    """One kind of act, or all."""

    read_by = readership.UNREAD
    mark_optional = False
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Everything")), *Act.choices])
