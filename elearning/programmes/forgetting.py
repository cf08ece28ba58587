"""What programmes forget of somebody beyond their own rows, and what they must hand over first."""

from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.erasures.steps import forgets, hand_over_first
from elearning.programmes.models import Cohort, CohortRole, Enrolment, ProgrammeManager


@forgets("programmes.line_managers")
def line_managers(person: User) -> None:
    """Whose line manager they are is known by their address: it is known no more."""
    Enrolment.objects.filter(line_manager_email__iexact=person.email).update(line_manager_email="")


@hand_over_first
def only_manager(person: User) -> list[str]:
    """The programmes with cohorts at work that nobody else manages, and the cohorts that nobody else facilitates."""
    at_work = Cohort.objects.filter(state=Cohort.State.RUNNING)
    mine = ProgrammeManager.objects.filter(user=person, programme__in=at_work.values("programme"))
    others = ProgrammeManager.objects.exclude(user=person).filter(user__is_active=True)
    alone = mine.exclude(programme__in=others.values("programme")).select_related("programme")
    said = [
        _("You alone manage “%(programme)s”: make somebody else its manager first.") % {"programme": row.programme}
        for row in alone
    ]
    leads = CohortRole.objects.filter(user=person, kind=CohortRole.Kind.FACILITATOR, cohort__in=at_work)
    others_lead = CohortRole.objects.filter(kind=CohortRole.Kind.FACILITATOR).exclude(user=person)
    alone_leads = leads.exclude(cohort__in=others_lead.values("cohort")).select_related("cohort")
    return said + [
        _("You alone facilitate “%(cohort)s”: its manager names somebody else first.") % {"cohort": row.cohort.name}
        for row in alone_leads
    ]
