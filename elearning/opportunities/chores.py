"""What this room writes about by mail."""

from django.utils.translation import gettext_lazy as _

from elearning.post.kinds import kind, mails

kind(
    "opportunities",
    _("Offers and requests"),
    _("That somebody has written to you about one, or that one was reported."),
)
mails("opportunities", "opportunity_answered", "opportunity_reported", "opportunity_taken_down")
