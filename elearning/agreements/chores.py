"""The mails of this room, and when people are reminded of a review."""

from django.utils.translation import gettext_lazy as _

from elearning.agreements import reminding
from elearning.post.kinds import kind, mails
from elearning.post.reminding import remind

kind(
    "agreements",
    _("Partnership agreements"),
    _("That you are a partner in one, that it is put to you, and that a review date is near."),
)
mails("agreements", "agreement_party", "agreement_proposed", "agreement_agreed")
remind("review", reminding.due_reviews, kind="agreements")
