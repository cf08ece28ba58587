"""allauth's forms in our own words and markup (what they check and do stays allauth's), and what people say of themselves."""

from typing import Any

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.accounts import clocks, limiting
from elearning.renderers import AlongsideForm


def address(field: forms.Field) -> None:
    """Ask `field` as an e-mail address: our label, the right keyboard, filled in by the browser."""
    field.label = _("E-mail address")
    field.widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})


def password(field: forms.Field, label: Any, *, new: bool) -> None:
    """Ask `field` as a password, which may be pasted or filled in by a password manager."""
    field.label = label
    field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})


class Counted:
    """Counts, before anything else is done, how often somebody asks for mail to an address."""

    counts_as: str
    cleaned_data: dict[str, Any]

    def clean_email(self) -> str:
        """Raises ValidationError when there were too many tries; known and unknown addresses are counted alike."""
        if not limiting.allows(context.request, self.counts_as, key=self.cleaned_data["email"]):
            raise get_adapter().validation_error("rate_limited")
        return super().clean_email()  # type: ignore[misc]


class CodeRequestForm(Counted, AlongsideForm, allauth.RequestLoginCodeForm):
    """Asks for the address to which a sign-in code goes."""

    read_by = readership.UNREAD
    counts_as = "request_login_code"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address(self.fields["email"])
        self.fields["email"].help_text = _("The address to which your invitation was sent.")


class CodeForm(AlongsideForm, allauth.ConfirmLoginCodeForm):
    """Asks for the code from the mail."""

    read_by = readership.UNREAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the e-mail")
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10", "spellcheck": "false"}
        )


class PasswordSignInForm(AlongsideForm, allauth.LoginForm):
    """Asks for address and password."""

    read_by = readership.UNREAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address(self.fields["login"])
        password(self.fields["password"], _("Password"), new=False)
        self.fields["password"].help_text = ""


class PasswordResetForm(Counted, AlongsideForm, allauth.ResetPasswordForm):
    """Asks for the address to which a link for a new password goes."""

    read_by = readership.UNREAD
    counts_as = "reset_password"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address(self.fields["email"])


class NewPassword:
    """The two fields of a new password, as three of allauth's forms ask them."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password(self.fields["password1"], _("New password"), new=True)
        self.fields["password1"].help_text = _(
            "At least 12 characters. Three or four unrelated words are easy to remember."
        )
        password(self.fields["password2"], _("The same password again"), new=True)


class PasswordFromKeyForm(AlongsideForm, NewPassword, allauth.ResetPasswordKeyForm):
    """Asks for a new password behind a mailed link."""

    read_by = readership.UNREAD


class PasswordSetForm(AlongsideForm, NewPassword, allauth.SetPasswordForm):
    """Asks for a first password."""

    read_by = readership.UNREAD


class PasswordChangeForm(AlongsideForm, NewPassword, allauth.ChangePasswordForm):
    """Asks for the present password and a new one."""

    read_by = readership.UNREAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password(self.fields["oldpassword"], _("Present password"), new=False)


class DetailsForm(AlongsideForm, forms.Form):
    """Asks for the name that others read, and for one's own time zone."""

    read_by = {
        "first_name": readership.NAME,
        "last_name": readership.NAME,
        "time_zone": readership.OWN_SETTINGS,
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
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        help_text=_(
            "Mails come at decent hours there, and times are shown and put into your calendar as clocks show them there. "
            "Choose a big town that has the same time as you."
        ),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = ("", _("The one of my programme"))
        self.fields["time_zone"].choices = [usual, *clocks.choices()]  # type: ignore[attr-defined]


class ProofForm(AlongsideForm, forms.Form):
    """Asks for a mailed code, or for the password of somebody who has one."""

    read_by = readership.UNREAD
    mark_optional = False
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=4096,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, asks_code: bool, asks_password: bool, has_app: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_app:
            self.fields["code"].label = _("Code from your app, or a recovery code")
        for name, is_asked in (("code", asks_code), ("password", asks_password)):
            if not is_asked:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """One of them is enough; none is too little."""
        given = super().clean() or {}
        if not any(given.values()) and self.fields:
            self.add_error(
                next(iter(self.fields)),
                _("Type the code.") if "code" in self.fields else _("Type your password."),
            )
        return given
