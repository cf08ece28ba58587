"""The panel that tells somebody what others show to them."""

from typing import Any

from django import template

from elearning.accounts.models import User
from elearning.profiles import sharing

register = template.Library()


@register.inclusion_tag("profiles/_shared_panel.html")
def shared_panel(user: User) -> dict[str, Any]:
    """Who shows their results to `user`; nothing where nobody does. One query."""
    return {"shares": sharing.shared_with(user)}
