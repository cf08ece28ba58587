"""What somebody who joins is asked: that they have read who sees what, and a short profile."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.programmes.models import Availability, Enrolment
from elearning.renderers import AlongsideForm


class NoticeForm(AlongsideForm, forms.Form):
    """Asks for the acknowledgement; nothing personal."""

    read_by = readership.UNREAD
    acknowledged = forms.BooleanField(
        label=_("I have read who sees what"),
        error_messages={"required": _("Tick the box when you have read who sees what.")},
    )


class ProfileForm(AlongsideForm, forms.ModelForm):
    """Asks a person about themselves, saying beside each question who can read the answer."""

    read_by = {
        "first_name": readership.NAME,
        "last_name": readership.NAME,
        "role_title": readership.ROLE,
        "level": readership.LEVEL,
        "line_manager_email": readership.LINE_MANAGER,
        "availability": readership.AVAILABILITY,
        "access_needs": readership.ACCESS_NEEDS,
    }
    first_name = forms.CharField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Write your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Leave it empty if you have one name only."),
    )
    availability = forms.MultipleChoiceField(
        label=_("Half days that usually suit you"),
        choices=Availability.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Sets meet at a time that suits all their members. Leave all empty if any half day is as good as another. "
        ),
    )

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = ["role_title", "level", "line_manager_email", "availability", "access_needs"]
        widgets: ClassVar[dict[str, Any]] = {
            "role_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "level": forms.RadioSelect,
            "line_manager_email": forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "access_needs": forms.Textarea(attrs={"rows": 4}),
        }
        labels: ClassVar[dict[str, Any]] = {
            "role_title": _("What you do there"),
            "level": _("Your level of responsibility"),
            "line_manager_email": _("Your line manager’s e-mail address"),
            "access_needs": _("What do you need in order to take part well?"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "role_title": _("Your job title, or what you would say to a partner."),
            "level": _("Sets are made of people at roughly the same level, so that nobody has to perform for a boss."),
            "line_manager_email": _("Only so that the two of you are never put in one set. Nothing is sent to it."),
            "access_needs": _(
                "Such as step-free access, captions, larger print or a break at a certain time. You need not say why."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance.user
        self.initial.update(first_name=user.first_name, last_name=user.last_name)
        self.fields["role_title"].required = True
        self.fields["role_title"].error_messages["required"] = _("Write what you do there.")
        level = self.fields["level"]
        level.choices, level.required = Enrolment.Level.choices, True  # type: ignore[attr-defined]
        level.error_messages["required"] = _("Choose the level that comes closest.")
        self.order_fields(["first_name", "last_name", *self.Meta.fields])

    def clean_line_manager_email(self) -> str:
        """The address in lower case; a person is not their own line manager."""
        email = self.cleaned_data["line_manager_email"].lower()
        if email and email == self.instance.user.email.lower():
            raise forms.ValidationError(_("This is your own address. Write your line manager’s, or leave it empty."))
        return email

    def week(self) -> list[tuple[Any, list[Any]]]:
        """The half days as a grid: the name of each day, with its morning and its afternoon box."""
        boxes = list(self["availability"])
        days = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"))
        return [(day, boxes[2 * index : 2 * index + 2]) for index, day in enumerate(days)]
