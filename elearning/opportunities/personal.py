"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, purpose

OFFERS = purpose(
    "opportunities",
    _("What you offer or look for, and the messages about it"),
    _("So that partners can help one another."),
    Kept.ATTENDANCE,
)
REPORTS = purpose(
    "opportunities",
    _("That you reported an offer, and why"),
    _("So that whoever runs the programme can look at it."),
    Kept.ATTENDANCE,
)
holds(
    "opportunities.Opportunity",
    OFFERS,
    whose="enrolment__user",
    personal="enrolment kind title what who when credit ends_on to_partners state reason created_at",
    other="id public_id revision",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "opportunities.OpportunityMessage",
    OFFERS,
    whose="asker",
    personal="opportunity asker is_from_owner text sent_at",
    other="id key",
    untold="asker",
    untold_because=_("It is your own."),
)
holds(
    "opportunities.OpportunityReport",
    REPORTS,
    whose="reported_by",
    personal="opportunity reported_by why reported_at settled_at",
    other="id",
    untold="reported_by",
    untold_because=_("It is your own."),
)
