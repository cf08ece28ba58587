"""Marks a form with the person for whom its page is made."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from elearning.accounts.http import MADE_FOR, mark_of

register = template.Library()


@register.simple_tag(takes_context=True)
def made_for(context: template.Context) -> SafeString | str:
    """The hidden field of a participant's own form; nothing where nobody is signed in. Needs: request."""
    user = context["request"].user
    return (
        format_html('<input type="hidden" name="{}" value="{}">', MADE_FOR, mark_of(user))
        if user.is_authenticated
        else ""
    )
