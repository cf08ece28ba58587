"""Registers the room accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The room accounts."""

    name = "elearning.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
