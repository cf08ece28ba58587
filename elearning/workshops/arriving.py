"""Who is at the workshop: noted by themselves with the code of the day, or by the facilitator.

Being there is the progress of the workshop's step, as it always was. A name typed by somebody who has not signed in is no
more than a name: the facilitator says whose it is.
"""

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.partnering.models import WorkshopPage
from elearning.programmes import noting, progress
from elearning.programmes.models import Cohort, Enrolment, StepProgress
from elearning.workshops import conducting
from elearning.workshops.models import Arrival
from elearning.workshops.refusals import TooMany

KEPT = timedelta(days=1)


@transaction.atomic
def check_in(enrolment: Enrolment, step: WorkshopPage) -> None:
    """Note somebody who holds the code of the day as being there; twice changes nothing."""
    progress.done(enrolment, step)
    conducting.stir(enrolment.cohort, everybody=False)


def is_here_now(step: WorkshopPage) -> Exists:
    """For a query of enrolments: whether each has been noted as being at the workshop."""
    return Exists(StepProgress.objects.filter(enrolment=OuterRef("pk"), step_id=step.pk, done_at__isnull=False))


@transaction.atomic
def tick(enrolment: Enrolment, step: WorkshopPage, *, by: User) -> None:
    """Note somebody as being there, as the facilitator sees them: nobody needs a phone."""
    check_in(enrolment, step)
    noting.changed(Thing.ATTENDANCE, [enrolment], by=by, cohort=enrolment.cohort)


@transaction.atomic
def untick(enrolment: Enrolment, step: WorkshopPage, *, by: User) -> None:
    """Take back that somebody is there."""
    progress.reopen(enrolment, step)
    noting.changed(Thing.ATTENDANCE, [enrolment], by=by, cohort=enrolment.cohort)
    conducting.stir(enrolment.cohort, everybody=False)


@transaction.atomic
def type_name(cohort: Cohort, name: str, *, key: uuid.UUID) -> None:
    """Let a name wait for the facilitator. The same form twice makes one. Raises TooMany."""
    if Arrival.objects.filter(cohort=cohort, key=key).exists():
        return
    if Arrival.objects.filter(cohort=cohort).count() >= Arrival.MOST:
        raise TooMany(_("Very many names are waiting. Please tell the facilitator that you are here."))
    Arrival.objects.get_or_create(cohort=cohort, key=key, defaults={"name": name})
    conducting.stir(cohort, everybody=False)


@transaction.atomic
def admit(arrival: Arrival, enrolment: Enrolment, step: WorkshopPage, *, by: User) -> None:
    """The name is that of `enrolment`, who is there from now on; the name itself is not kept."""
    arrival.delete()
    check_in(enrolment, step)
    noting.changed(Thing.ATTENDANCE, [enrolment], by=by, cohort=enrolment.cohort)


@transaction.atomic
def dismiss(arrival: Arrival, *, by: User) -> None:
    """The name is nobody's of this cohort; it is not kept."""
    cohort = arrival.cohort
    arrival.delete()
    conducting.stir(cohort, everybody=False)


def folded(name: str) -> str:
    """A name without accents, capitals and double spaces, to compare what was typed with who is expected."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(one for one in plain if not unicodedata.combining(one)).casefold().split())


def likely(name: str, people: Iterable[Enrolment]) -> Enrolment | None:
    """Whose name it looks like, if it looks like exactly one person's."""
    fits = [one for one in people if folded(one.user.name) == folded(name)]
    return fits[0] if len(fits) == 1 else None


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete names that nobody let in once the day is over; returns how many."""
    before = now - KEPT
    return Arrival.objects.filter(cohort__workshop_ends_at__lt=before).delete()[0]
