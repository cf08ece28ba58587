"""Addresses of the doors of a step."""

from typing import Any

from django import template

from elearning.programmes.models import StepPage

register = template.Library()


@register.simple_tag
def door(step: StepPage, name: str = "start", *args: Any, **kwargs: Any) -> str:
    """The address of the door `name` of `step`."""
    return step.door(name, *args, **kwargs)
