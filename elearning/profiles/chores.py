"""What this room does by the clock: forget whom results were shown to, when the time for that is over; and its kinds of mail."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.jobs.ticking import chore
from elearning.post.kinds import kind, mails
from elearning.profiles import retaining, sharing
from elearning.records.clearing import clears

clears("results_kept", retaining.due, retaining.tidy)
chore("forget_shares", sharing.forget, every=timedelta(days=1))

kind(
    "news",
    _("Confirmations and news"),
    _("That your choice is confirmed, or that somebody has shared something with you."),
)
mails("news", "priorities_confirmed", "priorities_changed", "something_shared")
