"""Who is at a workshop, and who runs it. A manager of the programme does not: the half day is its facilitators' (DOMAIN 6.1)."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from elearning.accounts.models import User
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import Cohort, CohortRole, Enrolment, StepProgress


def led_by(user: User, cohort_id: UUID) -> Cohort | None:
    """The cohort with its room, if `user` facilitates it; None otherwise. One query."""
    rows = Cohort.objects.filter(roles__user=user, roles__kind=CohortRole.Kind.FACILITATOR, public_id=cohort_id)
    return rows.select_related("workshop_room", "programme").first()


def is_here(enrolment: Enrolment, step: WorkshopPage) -> bool:
    """Whether this person has been noted as being at the workshop."""
    return StepProgress.objects.filter(enrolment=enrolment, step_id=step.pk, done_at__isnull=False).exists()


def follows(user: User, cohort_id: UUID) -> tuple[Cohort, bool] | None:
    """The cohort with its room, and whether `user` runs it, if `user` facilitates it or is there; None for everybody else.

    One query: every screen asks every two seconds.
    """
    mine = CohortRole.objects.filter(cohort=OuterRef("pk"), user=user, kind=CohortRole.Kind.FACILITATOR)
    here = StepProgress.objects.filter(
        enrolment__cohort=OuterRef("pk"),
        enrolment__user=user,
        enrolment__state__in=Enrolment.TAKING_PART,
        step__in=WorkshopPage.objects.values("pk"),
        done_at__isnull=False,
    )
    rows = Cohort.objects.filter(public_id=cohort_id).annotate(is_led=Exists(mine), is_here=Exists(here))
    cohort = rows.select_related("workshop_room").first()
    if cohort is None or not (cohort.is_led or cohort.is_here):
        return None
    return cohort, cohort.is_led
