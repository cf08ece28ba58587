"""Asks in a template what somebody's roles let them see."""

from typing import Any

from django import template

from elearning.accounts.models import User
from elearning.programmes import permissions
from elearning.programmes.models import Cohort

register = template.Library()


@register.simple_tag
def convenes(user: Any) -> bool:
    """Whether `user` is shown the way to the cohorts; never for a visitor."""
    return isinstance(user, User) and permissions.convenes(user)


@register.simple_tag
def facilitates(user: Any, cohort: Cohort) -> bool:
    """Whether `user` facilitates `cohort`: who may read what people chose to share with their facilitator."""
    return isinstance(user, User) and permissions.facilitates(user, cohort)
