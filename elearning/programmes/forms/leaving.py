"""The form that asks somebody who has left why, if they like to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.programmes.models import LeavingReason
from elearning.renderers import AlongsideForm

NOTHING = "nothing"


class WhyForm(AlongsideForm, forms.Form):
    """One reason, or none."""

    read_by = readership.WHY_LEFT
    why = forms.ChoiceField(
        label=_("Why did you leave?"),
        help_text=_("Choose what comes nearest. You can also say nothing."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one, or that you would rather not say.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(LeavingReason.Code.choices)
        why: Any = self.fields["why"]
        why.choices = [*((code, labels[code]) for code in LeavingReason.SAID), (NOTHING, _("I would rather not say"))]
