"""What facilitators read: the answers that people chose to share with them."""

import uuid
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from elearning.accounts.http import AuthenticatedRequest
from elearning.auditing.kinds import Thing
from elearning.partnering import bringing
from elearning.partnering.models import Answer
from elearning.partnering.permissions import reads_shared_answers
from elearning.programmes import noting
from elearning.programmes.models import Cohort


def shared_answers(request: AuthenticatedRequest, public_id: uuid.UUID) -> HttpResponse:
    """Shared answers by person; nobody is listed who shares nothing."""
    cohort = get_object_or_404(Cohort, public_id=public_id)
    if not reads_shared_answers(request.user, cohort):
        raise Http404
    answers = Answer.objects.shared_in(cohort).select_related(
        "sheet__version", "sheet__enrolment__user", "sheet__enrolment__organisation"
    )
    rows = sorted((one for one in answers if one.question), key=by_person)
    people = [(enrolment, list(theirs)) for enrolment, theirs in groupby(rows, key=lambda one: one.sheet.enrolment)]
    noting.looked(Thing.ANSWERS, [enrolment for enrolment, _theirs in people], by=request.user, cohort=cohort)
    return render(request, "partnering/shared_answers.html", {"cohort": cohort, "people": people})


def line_up(request: AuthenticatedRequest, public_id: uuid.UUID) -> HttpResponse:
    """How the partners that people brought to the workshop stand along the continuum: counts and no names."""
    cohort = get_object_or_404(Cohort, public_id=public_id)
    if not reads_shared_answers(request.user, cohort):
        raise Http404
    return render(request, "partnering/line_up.html", {"cohort": cohort, "lineup": bringing.lineup(cohort)})


def by_person(answer: Answer) -> tuple[str, int, int]:
    """Orders answers by name, then by person, then by question."""
    enrolment = answer.sheet.enrolment
    return (enrolment.user.name.casefold(), enrolment.pk, answer.question.number if answer.question else 0)
