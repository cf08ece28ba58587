"""How allauth behaves here: nobody signs up by themselves, people come by invitation."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up door, and keeps a broken mail server from breaking a page."""

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails; one that cannot be sent is logged by its name only."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("The mail %s could not be sent.", template_prefix)
