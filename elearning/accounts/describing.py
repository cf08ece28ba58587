"""Keeps what people say of themselves for all programmes: their name, and where their clock stands."""

from django.db import transaction

from elearning.accounts.models import User


@transaction.atomic
def describe(user: User, *, first_name: str, last_name: str, time_zone: str) -> None:
    """From now on `user` has this name and this time zone; an empty zone is that of whatever they take part in."""
    user.first_name, user.last_name, user.time_zone = first_name, last_name, time_zone
    user.save(update_fields=["first_name", "last_name", "time_zone"])
