"""The mails of this room, when people are reminded of a review, and what the clock deletes."""

from django.utils.translation import gettext_lazy as _

from elearning.agreements import reminding, retaining
from elearning.post.kinds import kind, mails
from elearning.post.reminding import remind
from elearning.records.clearing import clears

kind(
    "agreements",
    _("Partnership agreements"),
    _("That you are a partner in one, that it is put to you, that a review date is near, and until when it is kept."),
)
mails("agreements", "agreement_party", "agreement_proposed", "agreement_agreed")
remind("review", reminding.due_reviews, kind="agreements")
remind("kept_agreements", retaining.before_forgetting, kind="agreements")
clears("agreements_kept", retaining.due, retaining.tidy)
