"""How allauth behaves here: nobody signs up by themselves, people come by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes the sign-up door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is made by an invitation."""
        return False
