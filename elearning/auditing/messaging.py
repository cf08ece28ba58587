"""Tells people by letter that an operator opened something of theirs in an emergency, as soon as they may be told.

What was opened and why stands in no mail: it is read behind the sign-in, in the log itself.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from elearning import mail
from elearning.auditing.models import BreakGlass, Told


def tell_due(now: datetime | None = None) -> int:
    """Write to everybody who may be told by `now` and was not; how many letters. Twice writes none twice."""
    moment = now or timezone.now()
    waiting = BreakGlass.objects.filter(told=None, entry__shown_from__lte=moment).select_related("entry__about")
    return sum(tell(one) for one in waiting.order_by("pk"))


@transaction.atomic
def tell(glass: BreakGlass) -> bool:
    """Write the letter about `glass` to the person concerned, once; whether it was written now."""
    _told, is_new = Told.objects.get_or_create(glass=glass)
    if is_new:
        person = glass.entry.about
        mail.send("glass_broken", person.email, {"user": person, "path": reverse("auditing:mine")})
    return is_new
