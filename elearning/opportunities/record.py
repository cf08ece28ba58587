"""What this room tells a person of themselves: what they put up, what was said about it, and what they reported."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.opportunities.models import Opportunity, OpportunityMessage, OpportunityReport
from elearning.records.telling import Table, table, tells


def tell(person: User) -> Iterator[Table]:
    """Offers and requests, words that one wrote about any of them, and reports."""
    yield table(
        "opportunities",
        _("Your offers and requests"),
        Opportunity.objects.filter(enrolment__user=person),
        ("kind", _("Kind"), "kind"),
        ("title", _("What, in one line"), "title"),
        ("what", _("What it is about"), "what"),
        ("who", _("Who it is for"), "who"),
        ("when", _("When"), "when"),
        ("credit", _("How everybody is credited"), "credit"),
        ("ends_on", _("Last day in the list"), "ends_on"),
        ("to_partners", _("Also for coordinators"), "to_partners"),
        ("state", _("State"), "state"),
        ("reason", _("Why it was taken down"), "reason"),
    )
    asked = Q(asker=person, is_from_owner=False)
    yield table(
        "messages",
        _("What you wrote about offers and requests"),
        OpportunityMessage.objects.filter(asked | Q(opportunity__enrolment__user=person, is_from_owner=True)),
        ("opportunity", _("About"), "opportunity__title"),
        ("text", _("Message"), "text"),
        ("sent_at", _("Sent on"), "sent_at"),
    )
    yield table(
        "reports",
        _("What you reported"),
        OpportunityReport.objects.filter(reported_by=person),
        ("opportunity", _("About"), "opportunity__title"),
        ("why", _("What is wrong with it"), "why"),
        ("reported_at", _("Reported on"), "reported_at"),
    )


tells(
    "opportunities",
    _("Offers and requests"),
    tell,
    rank=56,
    covers=(Opportunity, OpportunityMessage, OpportunityReport),
)
