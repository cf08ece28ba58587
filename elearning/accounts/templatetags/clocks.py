"""Tells people what their own clock will show, where they have said that it stands elsewhere."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elearning.accounts import clocks

register = template.Library()


@register.simple_tag(takes_context=True)
def for_me(context: template.Context, at: datetime, zone: ZoneInfo) -> str:
    """“for you Monday 11:00, Helsinki time”; nothing for who has chosen no zone, or one with the same time as `zone`."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or not clocks.is_elsewhere(user, at, zone):
        return ""
    mine = clocks.zone_of(user)
    told = date_format(timezone.localtime(at, mine), "l H:i")
    return _("for you %(clock)s, %(zone)s") % {"clock": told, "zone": clocks.words(mine)}
