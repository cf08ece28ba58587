"""Forms of the second step and of one's own address."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.accounts import limiting
from elearning.renderers import AlongsideForm

DIGITS = {"autocomplete": "one-time-code", "class": "govuk-input--width-10", "spellcheck": "false", "inputmode": "text"}


class SecondStepForm(AlongsideForm, AuthenticateForm):
    """Asks for a code from the app, or a recovery code, at signing in."""

    read_by = readership.UNREAD
    code = forms.CharField(label=_("Code from your app, or a recovery code"), widget=forms.TextInput(attrs=DIGITS))

    def clean_code(self) -> str:
        """Tries are counted before a code is looked at; a code that was right is taken once, whichever process is asked."""
        key = f"{self.user.pk}"
        if not limiting.allows(context.request, "second_step", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        if not limiting.allows(context.request, "used_code", key=f"{key} {code}"):
            raise get_adapter().validation_error("incorrect_code")
        limiting.forget(context.request, "second_step", key=key)
        return str(code)


class AppForm(AlongsideForm, ActivateTOTPForm):
    """Asks for the first code of an app that has just read our picture."""

    read_by = readership.UNREAD
    code = forms.CharField(label=_("The code that the app shows"), widget=forms.TextInput(attrs=DIGITS))


class PasskeyForm(AlongsideForm, AddWebAuthnForm):
    """Asks what a new passkey is to be called; the browser adds the rest."""

    read_by = readership.UNREAD
    mark_optional = False
    name = forms.CharField(label=_("What to call it"), max_length=60, required=False, help_text=_("Such as: my phone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.initial.pop("name", None)

    def clean_name(self) -> str:
        """A passkey without a name is called after its kind."""
        return str(self.cleaned_data["name"] or _("Passkey"))


class AddressForm(AlongsideForm, forms.Form):
    """Asks for a new e-mail address."""

    read_by = readership.UNREAD
    email = forms.EmailField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class AddressCodeForm(AlongsideForm, forms.Form):
    """Asks for the code that was sent to the new address."""

    read_by = readership.UNREAD
    code = forms.CharField(
        label=_("Code from the e-mail to the new address"), max_length=20, widget=forms.TextInput(attrs=DIGITS)
    )
