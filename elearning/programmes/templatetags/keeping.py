"""Says in a template until when something is kept."""

from datetime import date
from typing import Any

from django import template

from elearning.programmes import closing
from elearning.programmes.models import Cohort

register = template.Library()


@register.inclusion_tag("components/kept_until.html")
def kept_until(what: Cohort | date) -> dict[str, Any]:
    """Until when it is kept: what people wrote in a cohort, or what goes on a day of its own."""
    return {"day": closing.kept_until(what) if isinstance(what, Cohort) else what}
