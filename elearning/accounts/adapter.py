"""How allauth behaves here: nobody signs up, people come by invitation; secrets lie sealed, and pictures are drawn by us."""

from io import BytesIO
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from elearning import sealed
from elearning.accounts import limiting
from elearning.accounts.models import User
from elearning.post import posting
from elearning.post.kinds import known


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up door, and sends mail by way of the outbox."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("That is not the code we sent. Check it, or ask for another one."),
        "email_password_mismatch": _(
            "Address and password do not belong together. Check both, or sign in with a code."
        ),
        "incorrect_password": _("That is not your present password."),
        "too_many_login_attempts": _("The code was wrong too often, so it works no more. Ask for another one."),
        "too_many_passwords": _(
            "There have been too many attempts. Wait a quarter of an hour, or sign in with a code."
        ),
        "rate_limited": _("There have been too many requests. Wait a quarter of an hour, and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made by an invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether somebody may be sent there next: to an address of ours without a host, and nowhere else."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try to sign in by password before anything is hashed. Raises ValidationError when there were too many.

        allauth gives the try back when the password was right. Its own counting goes by process; ours by database.
        """
        self._login_failed_rl_usage = limiting.take(request, "login_failed", key=credentials.get("email") or "")
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_passwords")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Let go of wrong tries once a new password is set by a mailed link; allauth calls it by this name."""
        limiting.forget(request, "login_failed", key=credentials.get("email") or "")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put one of allauth's mails into the outbox: a slow mail server slows no page and tells nobody who has an account."""
        ours = {name: at_home(value) for name, value in context.items()}
        message = self.render_mail(template_prefix, email, {"email": email, **ours})
        receiver = User.objects.filter(email__iexact=email).first()
        posting.put(message, name=template_prefix.rpartition("/")[2], kind=known("sign_in"), receiver=receiver)


def at_home(value: Any) -> Any:
    """An address as it is at the one place that people know (BASE_URL), whatever host was asked for; all else as it is."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return value
    host = urlsplit(settings.BASE_URL)
    return urlunsplit(urlsplit(value)._replace(scheme=host.scheme, netloc=host.netloc))


class SecondStepAdapter(DefaultMFAAdapter):
    """Seals the secrets of second steps, and draws the picture that an app reads."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That is not the right code. Codes of an app change every half minute: take the next one."),
    }

    def encrypt(self, text: str) -> str:
        """`text` as it lies in the table."""
        return sealed.keyring().seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What lies in the table, open."""
        return sealed.keyring().open(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The picture of `url`, dark on white whatever is behind it."""
        drawn = BytesIO()
        segno.make(url, error="m", micro=False).save(
            drawn, kind="svg", scale=5, border=4, light="#ffffff", dark="#000000"
        )
        return drawn.getvalue().decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: `securing` writes its own letters."""
