"""Addresses of the doors of a step."""

from typing import Any

from django import template

from elearning.programmes.models import StepPage
from elearning.programmes.reports import home

register = template.Library()


@register.simple_tag
def door(step: StepPage, name: str = "start", *args: Any, **kwargs: Any) -> str:
    """The address of the door `name` of `step`."""
    return step.door(name, *args, **kwargs)


@register.filter
def how_long(step: StepPage) -> str:
    """How long `step` takes, in words such as "about 25 minutes"; empty if nobody has said."""
    return home.how_long(step.minutes)
