"""Asks in a template what somebody's roles let them see."""

from typing import Any

from django import template
from django.template import Context

from elearning.accounts.models import User
from elearning.programmes import http, permissions
from elearning.programmes.models import Cohort

register = template.Library()


@register.simple_tag(takes_context=True)
def reach(context: Context) -> str:
    """Whether the person who reads this page is shown the way to cohorts and reports ("runs"), to reports alone ("reads")
    or to neither, as every visitor."""
    return http.reach(context["request"])


@register.simple_tag
def facilitates(user: Any, cohort: Cohort) -> bool:
    """Whether `user` facilitates `cohort`: who may read what people chose to share with their facilitator."""
    return isinstance(user, User) and permissions.facilitates(user, cohort)
