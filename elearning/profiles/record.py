"""What this room tells a person of themselves: their answers, results, priorities, and to whom they showed them.

Answers hang on a pseudonym; it is looked up here for its own person, and stands nowhere in what is told.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.assessments import instruments
from elearning.assessments.models import (
    ImportanceRating,
    InstrumentVersion,
    LookingBack,
    RespondentKey,
    Response,
    ResponseSet,
)
from elearning.profiles.models import (
    PriorityChoice,
    PriorityList,
    PriorityReason,
    PrioritySuggestion,
    Result,
    ResultLook,
    ResultShare,
    ScaleResult,
    StatedImportance,
)
from elearning.records.telling import Row, Table, made, table, tells

COHORT = ("cohort", _("Cohort"), "enrolment__cohort__name")


def tell(person: User) -> Iterator[Table]:
    """Answers of every wave, results, choices with their history, shares."""
    keys = RespondentKey.objects.filter(enrolment__user=person).values("key")
    sets = ResponseSet.objects.filter(key__in=keys)
    yield table(
        "questionnaires",
        _("Questionnaires you began"),
        sets,
        ("cohort", _("Cohort"), "cohort__name"),
        ("wave", _("Time"), "wave"),
        ("version", _("Version of the questions"), "version__number"),
        ("state", _("State"), "state"),
        ("started_at", _("Begun on"), "started_at"),
        ("submitted_at", _("Submitted on"), "submitted_at"),
        ("superseded_at", _("Replaced on"), "superseded_at"),
    )
    yield made("answers", _("Your answers"), Response, list(_answers(person)), *ANSWER)
    for name, title, model in RATED:
        yield table(
            name,
            title,
            model._default_manager.filter(response_set__key__in=keys),
            ("wave", _("Time"), "response_set__wave"),
            ("subject", _("Subject"), "subject_code"),
            ("value", _("Value"), "value"),
        )
    yield from _results(person)
    yield from _choices(person)
    yield from _shares(person)


ANSWER = (
    ("wave", _("Time")),
    ("state", _("State")),
    ("code", _("Code of the statement")),
    ("statement", _("Statement")),
    ("value", _("Your answer")),
    ("answer", _("In words")),
    ("no_chance", _("Little chance to practise")),
)
RATED = (
    ("importance", _("How much subjects matter to you"), ImportanceRating),
    ("looking_back", _("Looking back at the start"), LookingBack),
)


def _answers(person: User) -> Iterator[Row]:
    """Every answer with its statement as it was asked; three queries, however many answers."""
    keys = RespondentKey.objects.filter(enrolment__user=person).values("key")
    rows = Response.objects.filter(response_set__key__in=keys).select_related("response_set").order_by("pk")
    found = list(rows)
    wanted = {one.response_set.version_id for one in found}
    read = {pk: instruments.read(one.schema) for pk, one in InstrumentVersion.objects.in_bulk(wanted).items()}
    asked = {pk: {one.key: one for one in instrument.statements} for pk, instrument in read.items()}
    for one in found:
        version = one.response_set.version_id
        statement, labels = asked[version].get(one.item), read[version].responses
        words = labels[one.value - 1] if one.value and one.value <= len(labels) else ""
        yield (
            one.response_set.wave,
            one.response_set.state,
            statement.code if statement else one.item,
            statement.text if statement else "",
            one.value,
            words,
            one.no_chance,
        )


def _results(person: User) -> Iterator[Table]:
    yield table(
        "results",
        _("Your results"),
        Result.objects.filter(enrolment__user=person),
        COHORT,
        ("wave", _("Time"), "wave"),
        ("version", _("Version of the questions"), "version__number"),
        ("scoring_version", _("Version of the scoring"), "scoring_version"),
        ("made_at", _("Worked out on"), "made_at"),
        ("superseded_at", _("Replaced on"), "superseded_at"),
    )
    yield table(
        "scores",
        _("Your results by subject"),
        ScaleResult.objects.filter(result__enrolment__user=person),
        ("wave", _("Time"), "result__wave"),
        ("made_at", _("Worked out on"), "result__made_at"),
        ("subject", _("Subject"), "subject__title"),
        ("statements", _("Statements"), "items"),
        ("answered", _("Answered"), "answered"),
        ("total", _("Sum of the answers"), "total"),
        ("no_chance", _("Little chance to practise"), "no_chance"),
        ("is_scored", _("Enough to say something"), "is_scored"),
        ("importance", _("Importance"), "importance"),
        ("looking_back", _("Looking back at the start"), "looking_back"),
    )
    yield table(
        "suggestions",
        _("Subjects suggested to you"),
        PrioritySuggestion.objects.filter(result__enrolment__user=person),
        ("wave", _("Time"), "result__wave"),
        ("subject", _("Subject"), "subject__title"),
        ("position", _("Place"), "position"),
        ("kind", _("Kind"), "kind"),
    )


def _choices(person: User) -> Iterator[Table]:
    yield table(
        "priority_lists",
        _("Lists of priorities you confirmed"),
        PriorityList.objects.filter(enrolment__user=person),
        COHORT,
        ("confirmed_at", _("Confirmed on"), "confirmed_at"),
        ("superseded_at", _("Replaced on"), "superseded_at"),
        ("would_move", _("You would change sets for it"), "would_move"),
    )
    yield table(
        "priorities",
        _("Your priorities"),
        PriorityChoice.objects.filter(priority_list__enrolment__user=person),
        ("cohort", _("Cohort"), "priority_list__enrolment__cohort__name"),
        ("confirmed_at", _("Confirmed on"), "priority_list__confirmed_at"),
        ("rank", _("Place"), "rank"),
        ("subject", _("Subject"), "subject__title"),
        ("source", _("How it was chosen"), "source"),
        ("reason", _("Why, in your words"), "reason__text"),
    )
    yield table(
        "stated_importance",
        _("How much subjects matter to you, said without the questionnaire"),
        StatedImportance.objects.filter(enrolment__user=person),
        COHORT,
        ("subject", _("Subject"), "subject__title"),
        ("value", _("Value"), "value"),
    )


def _shares(person: User) -> Iterator[Table]:
    yield table(
        "shares",
        _("To whom you showed your results"),
        ResultShare.objects.filter(enrolment__user=person),
        COHORT,
        ("address", _("Address, as you gave it"), "address"),
        ("with_numbers", _("With numbers"), "with_numbers"),
        ("shared_at", _("Shared on"), "shared_at"),
        ("ends_on", _("Ends on"), "ends_on"),
        ("revoked_at", _("Taken back on"), "revoked_at"),
    )
    yield table(
        "looks",
        _("When somebody opened them"),
        ResultLook.objects.filter(share__enrolment__user=person),
        ("address", _("Address, as you gave it"), "share__address"),
        ("looked_at", _("Opened on"), "looked_at"),
    )


tells(
    "profiles",
    _("Your answers, results and priorities"),
    tell,
    rank=30,
    covers=(
        RespondentKey,
        ResponseSet,
        Response,
        ImportanceRating,
        LookingBack,
        Result,
        ScaleResult,
        PrioritySuggestion,
        PriorityList,
        PriorityChoice,
        PriorityReason,
        StatedImportance,
        ResultShare,
        ResultLook,
    ),
)
