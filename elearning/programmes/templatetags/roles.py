"""Asks in a template what somebody's roles let them see."""

from typing import Any

from django import template

from elearning.accounts.models import User
from elearning.programmes import permissions

register = template.Library()


@register.simple_tag
def convenes(user: Any) -> bool:
    """Whether `user` is shown the way to the cohorts; never for a visitor."""
    return isinstance(user, User) and permissions.convenes(user)
