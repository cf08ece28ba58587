"""Keeps a page of questions that saves itself. One such save comes for every answer of everybody, so that little is asked of the
database: whose enrolment it is and what they write in, each in one question.

What is refused at the pages (`views.answering`) is refused here: to others it does not exist, an unpublished step has no open
set, and what is submitted, left or closed stays as it is. A save goes to the enrolment for which its page was made.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import (
    FollowUpAssessmentPage,
    InstrumentVersion,
    RespondentKey,
    ResponseSet,
    SecondAssessmentPage,
    SelfAssessmentPage,
)
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, ProgrammePage, StepPage, Wave
from elearning.readership import ITEM_ANSWERS, Reader

STEPS: dict[str, type[StepPage]] = {
    Wave.PRE: SelfAssessmentPage,
    Wave.POST: SecondAssessmentPage,
    Wave.FOLLOW_UP: FollowUpAssessmentPage,
}
# Of all that a way in could bring along (long texts of pages, above all) only what decides whether somebody may write.
NEEDED = (
    "key",
    *(
        f"enrolment__{name}"
        for name in ("user", "privacy_version", "privacy_acknowledged_at", "profile_completed_at", "public_id")
    ),
    *(f"enrolment__cohort__{name}" for name in ("time_zone", "grouping_on")),
    *(f"enrolment__cohort__programme__{name}" for name in ("path", "depth", "privacy_version")),
)
# The questions as this process has read them, by the digest of their words: frozen words never change.
READ: dict[tuple[int, str], Instrument] = {}
MOST_READ = 64


def way_in(user: User, public_id: UUID) -> RespondentKey | None:
    """The pseudonym of `user` in the enrolment `public_id`, with its cohort and programme; None if it is not theirs, if they do
    not take part, or if they have begun nothing."""
    mine = RespondentKey.objects.filter(
        enrolment__public_id=public_id, enrolment__user=user, enrolment__state__in=Enrolment.TAKING_PART
    )
    return next(iter(mine.select_related("enrolment__cohort__programme").only(*NEEDED)), None)


@transaction.atomic
def keep(key: RespondentKey, wave: str, step_id: int, ask: Callable[[Instrument], dict[str, Sheet]]) -> dict[str, str]:
    """Keep what `ask` makes of the questions that are open in `wave`, and record downward how many statements are answered.

    `ask` may return nothing: then nothing is written. Returns what was left as it stands, as `answering.record` does. Raises
    AnsweringError where nothing is open, or the cohort is closed.
    """
    mine = _open_set(key, wave, step_id)
    instrument = instrument_of(mine.version)
    sheets = ask(instrument)
    if not sheets:
        return {}
    clashes, answered = answering.write(mine, **sheets)
    if answered is not None:
        statements = instrument.statements
        given = len(answered & {one.key for one in statements})
        progress.count(key.enrolment, step_id, answered=given, of=len(statements))
    return clashes


def instrument_of(version: InstrumentVersion) -> Instrument:
    """The questions of `version`, whose words are fetched once for each process."""
    name = (version.pk, version.digest)
    if name not in READ:
        if len(READ) >= MOST_READ:
            READ.clear()
        READ[name] = version.instrument
    return READ[name]


def _open_set(key: RespondentKey, wave: str, step_id: int) -> ResponseSet:
    """The set in hand, locked. Once sets are formed, answers that were taken up again can no longer be changed (DOMAIN 2.6)."""
    cohort = key.enrolment.cohort
    own = ResponseSet.objects.filter(ITEM_ANSWERS.reached({Reader.OWNER: Q(key=key.key)}))
    sets = own.open().filter(_asked(cohort.programme, wave, step_id), wave=wave)
    if not cohort.is_before_grouping:
        sets = sets.filter(begun_from__isnull=True)
    locked = sets.select_related("version", "cohort").select_for_update(of=("self",)).order_by()
    mine = next(
        iter(locked.only("state", "cohort__state", "version__digest")), None
    )  # one at most: a constraint says so
    if mine is None:
        raise AnsweringError(_("You have submitted your answers, so this page can no longer be changed."))
    answering.refuse_when_closed(mine.cohort)
    return mine


def _asked(programme: ProgrammePage, wave: str, step_id: int) -> Q:
    """That the step is published in `programme`, and that its questions are those of a set: as `questionnaire` finds them."""
    here = {"path__startswith": programme.path, "depth": programme.depth + 1}
    if wave == Wave.PRE:
        own = {"id": step_id, "live": True, **here}
        return Q(**{f"version__page__{name}": value for name, value in own.items()})
    pages = SelfAssessmentPage.objects.filter(**here).order_by("-live", "path").values("pk")
    return Q(Exists(STEPS[wave]._default_manager.filter(id=step_id, live=True, **here)), version__page__in=pages[:1])
