"""Keeps a page of questions that saves itself. One such save comes for every answer of everybody, so that little is asked of the
database: who writes, and what in, is found by one question each if everything is as it should be. Only if not is it asked why.

What is refused at the pages (`views.answering`) is refused here: to others it does not exist, an unpublished step has no open
set, and what is submitted, left or closed stays as it is. A save goes to the enrolment for which its page was made.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Q

from elearning.accounts.models import User
from elearning.assessments import answering
from elearning.assessments.answering import Sheet
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import (
    FollowUpAssessmentPage,
    ResponseSet,
    SecondAssessmentPage,
    SelfAssessmentPage,
)
from elearning.programmes import progress
from elearning.programmes.models import Cohort, Enrolment, StepPage, Wave
from elearning.readership import ITEM_ANSWERS, Reader

STEPS: dict[str, type[StepPage]] = {
    Wave.PRE: SelfAssessmentPage,
    Wave.POST: SecondAssessmentPage,
    Wave.FOLLOW_UP: FollowUpAssessmentPage,
}


class NothingOpenError(Exception):
    """There is no set of answers in which the person may write now."""


class Place(NamedTuple):
    """Whose page saves itself, and in which step of which wave."""

    user: User
    public_id: UUID
    wave: str
    step_id: int


# What is asked of an enrolment: what must be so before anybody may answer, then the way in.
WAY = (
    "state",
    "privacy_acknowledged_at",
    "profile_completed_at",
    "privacy_version",
    "cohort__programme__privacy_version",
    "cohort__state",
    "respondent_key__key",
    "pk",
    "cohort__time_zone",
    "cohort__programme__path",
    "cohort__programme__depth",
)


class WayIn(NamedTuple):
    """What leads from a person to their answers: the pseudonym, the enrolment, the clock of its cohort, and where its programme
    stands in the tree."""

    key: UUID
    enrolment_id: int
    time_zone: str
    path: str
    depth: int


class Kept(NamedTuple):
    """What was left as it stands, as `answering.record` says it, and the clock of the cohort, which tells when."""

    clashes: dict[str, str]
    time_zone: str


def keep(place: Place, ask: Callable[[Instrument], dict[str, Sheet]]) -> Kept:
    """Keep what `ask` makes of the questions that are open at `place`, and record downward how many statements are answered.

    `ask` may return nothing: then nothing is written. Raises NothingOpenError where the person may write nothing.
    """
    way = _way_in(place)
    with transaction.atomic():
        mine = _open_set(place, way)
        instrument = mine.version.instrument
        sheets = ask(instrument)
        clashes, answered = answering.write(mine, **sheets) if sheets else ({}, None)
        if answered is not None:
            statements = instrument.statements
            given = len(answered & {one.key for one in statements})
            progress.count(way.enrolment_id, place.step_id, answered=given, of=len(statements))
    return Kept(clashes, way.time_zone)


def enrolment_at(place: Place) -> Enrolment | None:
    """The person's own enrolment, to say why nothing is open; None if it is not theirs, or they do not take part."""
    mine = Enrolment.objects.filter(public_id=place.public_id, user=place.user).taking_part()
    return mine.select_related("cohort__programme").first()


def _way_in(place: Place) -> WayIn:
    """What leads to the person's answers, if they take part and have joined whole (`programmes.http.still_to_join`), and their
    cohort runs."""
    mine = Enrolment.objects.filter(public_id=place.public_id, user=place.user).values_list(*WAY)
    for state, read_at, profile_at, read, to_read, runs, *way in mine:
        has_joined = state in Enrolment.TAKING_PART and read_at and read == to_read and profile_at
        if has_joined and runs == Cohort.State.RUNNING and way[0]:
            return WayIn(*way)
    raise NothingOpenError


def _open_set(place: Place, way: WayIn) -> ResponseSet:
    """The set in hand, locked. Once sets are formed, answers that were taken up again can no longer be changed (DOMAIN 2.6)."""
    own = ResponseSet.objects.filter(ITEM_ANSWERS.reached({Reader.OWNER: Q(key=way.key)}))
    sets = own.open().filter(_asked(place, way), wave=place.wave)
    locked = sets.select_related("version").select_for_update(of=("self",)).order_by()
    found = locked.only("begun_from", "cohort", "version__digest")
    mine = next(iter(found), None)  # there are no two: a constraint says so
    if mine is None or (mine.begun_from_id and not mine.cohort.is_before_grouping):
        raise NothingOpenError
    return mine


def _asked(place: Place, way: WayIn) -> Q:
    """That the step is published in the programme, and that its questions are those of a set: as `questionnaire` finds them."""
    here = {"path__startswith": way.path, "depth": way.depth + 1}
    if place.wave == Wave.PRE:
        own = {"id": place.step_id, "live": True, **here}
        return Q(**{f"version__page__{name}": value for name, value in own.items()})
    pages = SelfAssessmentPage.objects.filter(**here).order_by("-live", "path").values("pk")
    step = STEPS[place.wave]._default_manager.filter(id=place.step_id, live=True, **here)
    return Q(Exists(step), version__page__in=pages[:1])
