"""How allauth behaves here: nobody signs up by themselves, people come by invitation."""

from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

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
        "too_many_login_attempts": _(
            "There have been too many attempts. Wait a quarter of an hour, or sign in with a code."
        ),
        "rate_limited": _("There have been too many requests. Wait a little, and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made by an invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether somebody may be sent there next: to an address of ours without a host, and nowhere else."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

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
