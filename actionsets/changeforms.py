"""The forms by which sets change: somebody leaves, a small set decides, something went wrong, people are kept apart."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning.renderers import AlongsideForm

FROM_SET, WITHDRAWN, DEFERRED, REMOVED = "set", "withdrawn", "deferred", "removed"


class LeaveForm(AlongsideForm, forms.Form):
    """What somebody leaves: their set alone, or the programme. `own` asks the person themselves."""

    ASKED: ClassVar = {
        FROM_SET: _("The set only: they go on with the programme, and can be found another set"),
        WITHDRAWN: _("The programme"),
        DEFERRED: _("This cohort: they take part in a later one"),
        REMOVED: _("The programme, by your decision"),
    }
    OWN: ClassVar = {
        FROM_SET: _("The set: I go on with the programme, with packs and my own notes"),
        WITHDRAWN: _("The whole programme"),
    }

    what = forms.ChoiceField(
        label=_("What do they leave?"), widget=forms.RadioSelect, error_messages={"required": _("Choose what.")}
    )

    def __init__(self, *args: Any, has_set: bool, removes: bool = False, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.OWN if own else self.ASKED
        hidden = {key for key, is_open in {FROM_SET: has_set, REMOVED: removes}.items() if not is_open}
        what: Any = self.fields["what"]
        what.choices = [(key, said) for key, said in words.items() if key not in hidden]
        if own:
            what.label = _("What do you want to leave?")
