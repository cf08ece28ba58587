"""Says in a template who can see something, in the words of the table of readers."""

from django import template
from django.template.loader import render_to_string

from elearning.readership import KINDS

register = template.Library()


@register.simple_tag
def who_reads(name: str, *, shown: bool = False) -> str:
    """The line that says who can see what is of the kind `name`, or once it is `shown`. Raises KeyError for no such kind."""
    kind = KINDS[name]
    return render_to_string("components/private.html", {"text": kind.shown_sentence if shown else kind.sentence})
