"""What the pages of signing in show: providers that vouch for people, and what a browser is asked, as JSON."""

import json
from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """`value` as JSON, for an attribute; the template escapes it."""
    return json.dumps(value)


@register.simple_tag
def providers() -> list[dict[str, Any]]:
    """The organisations' own sign-ins that this installation knows."""
    return list(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
