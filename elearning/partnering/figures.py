"""What maps contribute to a cohort's figures: how many partnerships, agreements and dates of review, and nothing else."""

from django.db.models import Count, Q

from elearning.partnering.models import MapEntry
from elearning.programmes.evidence import Partnerships
from elearning.programmes.models import Cohort
from elearning.programmes.snapshots import bind_source


def partnerships_of(cohort: Cohort) -> Partnerships:
    """The counts of each person's map as it stands; one query."""
    entries = MapEntry.objects.on_the_map().filter(map__enrolment__cohort=cohort)
    rows = list(
        entries.values("map__enrolment_id")
        .annotate(
            total=Count("pk"),
            agreed=Count("pk", filter=Q(agreement=MapEntry.Agreement.CURRENT)),
            reviewed=Count("pk", filter=Q(review=MapEntry.Review.DATE)),
        )
        .order_by()
    )
    return Partnerships(
        on_maps={row["map__enrolment_id"]: row["total"] for row in rows},
        agreements={row["map__enrolment_id"]: row["agreed"] for row in rows},
        reviews={row["map__enrolment_id"]: row["reviewed"] for row in rows},
    )


bind_source(Partnerships, partnerships_of)
