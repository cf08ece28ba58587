"""What the questionnaires contribute to a cohort's figures: who chose what, in memory, and never anybody's words."""

from datetime import datetime, time, timedelta

from elearning.auditing import noting as log
from elearning.auditing.kinds import Right, Thing
from elearning.evaluations.models import (
    CohortOutcome,
    EndEvaluationPage,
    EvaluationAnswer,
    EvaluationKey,
    EvaluationSheet,
    EvaluationVersion,
    FollowUpEvaluationPage,
    PracticeStory,
    Question,
)
from elearning.programmes import narrating, noting
from elearning.programmes.evidence import Asked, Evaluation, Evaluations
from elearning.programmes.models import Cohort
from elearning.programmes.narrating import Narrative, Outcome, Story
from elearning.programmes.snapshots import bind_source

KINDS: tuple[type[EndEvaluationPage] | type[FollowUpEvaluationPage], ...] = (EndEvaluationPage, FollowUpEvaluationPage)


def evaluations_of(cohort: Cohort) -> Evaluations:
    """What the people of `cohort` have sent within the days of each questionnaire."""
    found = {}
    for kind in KINDS:
        page = kind.objects.child_of(cohort.programme).live().first()
        if page:
            found[str(page.wave)] = _evaluation(cohort, page)
    return Evaluations(found)


def _evaluation(cohort: Cohort, page: EndEvaluationPage | FollowUpEvaluationPage) -> Evaluation:
    over = datetime.combine(page.window(cohort)[1] + timedelta(days=1), time.min, cohort.zone)
    sheets = EvaluationSheet.objects.sent().filter(cohort=cohort, page_id=page.pk, sent_at__lt=over)
    version = _version(sheets.first(), page)
    if version is None:
        return Evaluation()
    asked = {one.key: one for one in version.questions if not one.is_words}
    answers = _answers(cohort, list(sheets.filter(version=version)), asked)
    return Evaluation(tuple(_asked(one) for one in asked.values()), answers)


def _version(
    sheet: EvaluationSheet | None, page: EndEvaluationPage | FollowUpEvaluationPage
) -> EvaluationVersion | None:
    if sheet:
        return sheet.version
    return EvaluationVersion.objects.filter(page_id=page.pk).order_by("-number").first()


def _answers(
    cohort: Cohort, sheets: list[EvaluationSheet], asked: dict[str, Question]
) -> dict[int, dict[str, tuple[int, ...]]]:
    """The places of what was chosen, by enrolment and question; a fixed number of queries. Whose answers they are is known
    in memory alone, and that it was looked up is noted for each (DOMAIN 1.12: the table of keys is access-logged)."""
    keys = EvaluationKey.objects.filter(enrolment__cohort=cohort, key__in={sheet.key for sheet in sheets})
    people = {one.key: one.enrolment for one in keys.select_related("enrolment")}
    about = noting.users_of(people.values())
    log.looked(Thing.PSEUDONYM, about, by=None, right=Right.SOFTWARE, cohort=cohort.public_id)
    owners = {sheet.pk: people[sheet.key].pk for sheet in sheets if sheet.key in people}
    found: dict[int, dict[str, tuple[int, ...]]] = {owner: {} for owner in owners.values()}
    for row in EvaluationAnswer.objects.filter(sheet__in=owners, question__in=asked).defer("text"):
        places = asked[row.question].places(row.chosen)
        if places:
            found[owners[row.sheet_id]][row.question] = places
    return found


def _asked(one: Question) -> Asked:
    kind = "several" if one.several else "rating" if one.kind == "rating" else "one"
    return Asked(one.key, one.group, one.text, kind, tuple(label for _key, label in one.options))


def narrative_of(cohort: Cohort) -> Narrative:
    """What may be told of `cohort` beside its figures: stories approved for its report, and the commissioner's own words."""
    stories = (Story(one.title, tuple(one.parts())) for one in PracticeStory.objects.reported(cohort))
    kept = CohortOutcome.objects.filter(cohort=cohort).first()
    return Narrative(tuple(stories), outcome=_outcome(kept) if kept else Outcome())


def _outcome(kept: CohortOutcome) -> Outcome:
    return Outcome(
        indicator=kept.indicator,
        measured=kept.measured,
        at_start=kept.at_start,
        at_end=kept.at_end,
        named_on=kept.cohort.day_of(kept.named_at) if kept.named_at else None,
        cost=kept.cost,
        currency=kept.currency,
    )


narrating.bind(narrative_of)
bind_source(Evaluations, evaluations_of)
