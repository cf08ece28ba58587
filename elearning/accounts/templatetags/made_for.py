"""Marks a form with the person for whom its page is made."""

from django import template
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString

from elearning.accounts.http import MADE_FOR, mark_of

register = template.Library()


KEEPING = "alongside.keeping"
LENGTH = 20


@register.simple_tag
def signed_in_as(request: HttpRequest) -> str:
    """A name for this sign-in that tells nothing of it, for what a window keeps of forms; empty where nobody is signed in."""
    key = request.session.session_key if request.user.is_authenticated else None
    return salted_hmac(KEEPING, key).hexdigest()[:LENGTH] if key else ""


@register.simple_tag(takes_context=True)
def made_for(context: template.Context) -> SafeString | str:
    """The hidden field of a participant's own form; nothing where nobody is signed in. Needs: request."""
    user = context["request"].user
    return (
        format_html('<input type="hidden" name="{}" value="{}">', MADE_FOR, mark_of(user))
        if user.is_authenticated
        else ""
    )
