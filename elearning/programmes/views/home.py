"""A participant's home, and the way to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from elearning.accounts.http import AuthenticatedRequest
from elearning.programmes import merging, parting
from elearning.programmes.http import still_to_join
from elearning.programmes.models import Cohort, Enrolment, ProgrammePage
from elearning.programmes.reports.home import home_of

# Somebody who runs more cohorts finds them all in their list.
SHOWN = 8


def home(request: HttpRequest, programme: ProgrammePage) -> HttpResponse | None:
    """The home of the person who is enrolled in `programme`; None for anybody else, who reads the public description."""
    enrolment = Enrolment.objects.current(request.user, programme) if request.user.is_authenticated else None
    if enrolment is None:
        return None
    first = still_to_join(enrolment, programme)
    if first:
        return redirect(first)
    enrolment.cohort.programme = programme
    context = {"page": programme, "enrolment": enrolment, "home": home_of(enrolment)}
    return render(request, "programmes/home.html", context)


def mine(request: AuthenticatedRequest) -> HttpResponse:
    """The person's programme if they have one; a list if there are several, or kind words and other ways if there is none."""
    enrolments = list(
        Enrolment.objects.filter(user=request.user)
        .taking_part()
        .select_related("cohort__programme")
        .order_by("-cohort__workshop_starts_at", "-pk")
    )
    running_first = Cohort.objects.run_by(request.user).order_by("-state", "-workshop_starts_at", "pk")
    runs = list(running_first.select_related("programme")[: SHOWN + 1])
    looks_after = Cohort.objects.looked_after_by(request.user).select_related("programme")
    reads = Cohort.objects.commissioned_by(request.user).select_related("programme")
    writes = request.user.has_perm("wagtailadmin.access_admin")
    twice = merging.asked_of(request.user)
    if len(enrolments) == 1 and not runs and not looks_after and not reads and not writes and not twice:
        return redirect(enrolments[0].cohort.programme.url)
    left = parting.asked(request.user)
    context = {
        "enrolments": enrolments,
        "runs": runs[:SHOWN],
        "runs_more": len(runs) > SHOWN,
        "looks_after": looks_after,
        "reads": reads,
        "writes": writes,
        "left": left,
        "twice": twice,
    }
    return render(request, "programmes/mine.html", context)
