"""Forms of the second step and of one's own address."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from elearning import readership
from elearning.accounts import limiting
from elearning.renderers import AlongsideForm

DIGITS = {"autocomplete": "one-time-code", "class": "govuk-input--width-10", "spellcheck": "false", "inputmode": "text"}
# What a passkey that no browser made may raise while it is read.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class SecondStepForm(AlongsideForm, AuthenticateForm):
    """Asks for a code from the app, or a recovery code, at signing in; `has_passkey` says whether that would do as well."""

    read_by = readership.UNREAD
    code = forms.CharField(label=_("Code from your app, or a recovery code"), widget=forms.TextInput(attrs=DIGITS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.has_passkey = Authenticator.Type.WEBAUTHN in ways
        if Authenticator.Type.TOTP not in ways:
            self.fields["code"].label = _("A recovery code")

    def clean_code(self) -> str:
        """Tries are counted before a code is looked at; a code that was right is taken once, whichever process is asked."""
        key = f"{self.user.pk}"
        if not limiting.allows(context.request, "second_step", key=key):
            raise ValidationError(_("There have been too many wrong codes. Wait a quarter of an hour, and try again."))
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

    read_by = readership.OWN_SETTINGS
    mark_optional = False
    name = forms.CharField(label=_("What to call it"), max_length=60, required=False, help_text=_("Such as: my phone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.initial.pop("name", None)

    def clean(self) -> dict[str, Any]:
        """What the browser made is checked; whatever is wrong with it, nothing was added, and it can be tried again."""
        try:
            given = super().clean()
        except (ValidationError, *MALFORMED) as problem:
            raise ValidationError(_("That passkey could not be added. Press the button once more.")) from problem
        if not given.get("credential"):
            self.errors.pop("credential", None)
            raise ValidationError(
                _("Your browser made no passkey. Press the button once more, or set up an app instead.")
            )
        return given

    def clean_name(self) -> str:
        """A passkey without a name is called after its kind."""
        return str(self.cleaned_data["name"] or _("Passkey"))


class PasskeyShown:
    """What a browser shows of a passkey, as two of allauth's forms take it, told in words about passkeys."""

    def clean_credential(self) -> Authenticator:
        """Raises ValidationError for a passkey that is not known (any more), is another person's or was not asked for."""
        try:
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        except (ValidationError, *MALFORMED) as problem:
            if getattr(problem, "code", "") == "too_many_login_attempts":
                raise
            raise ValidationError(
                _("That passkey is not known here, or it took too long. Try again, or sign in another way.")
            ) from problem
        return found


class PasskeySignInForm(PasskeyShown, LoginWebAuthnForm):
    """Takes a passkey in place of address and code."""

    read_by = readership.UNREAD


class PasskeyStepForm(PasskeyShown, AuthenticateWebAuthnForm):
    """Takes a passkey as the second step."""

    read_by = readership.UNREAD


class AddressForm(AlongsideForm, forms.Form):
    """Asks for a new e-mail address."""

    read_by = readership.ADDRESS
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
