"""What this room tells a person of themselves: their map, what they wrote to the questions, and their checklists."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.partnering.models import (
    Answer,
    AnswerSheet,
    HealthAnswer,
    HealthCheck,
    MapEntry,
    PartnershipMap,
    Side,
)
from elearning.records.telling import Table, made, table, tells


def tell(person: User) -> Iterator[Table]:
    """Maps, partners (those taken off the map too), answers."""
    yield table(
        "maps",
        _("Your maps"),
        PartnershipMap.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("finished_at", _("Finished on"), "finished_at"),
    )
    partners = MapEntry.objects.filter(map__enrolment__user=person)
    yield table(
        "partners",
        _("Partners on your maps"),
        partners,
        ("cohort", _("Cohort"), "map__enrolment__cohort__name"),
        ("removed_at", _("Taken off the map on"), "removed_at"),
        *((one.name, one.verbose_name, one.name) for one in MapEntry._meta.fields if one.name in OF_A_PARTNER),
    )
    yield _sheets(person)
    yield _answers(person)
    yield table(
        "checklists",
        _("Your checklists about a partnership"),
        HealthCheck.objects.of(person),
        ("partnership", _("Partnership"), "partnership"),
        ("occasion", _("Occasion"), "occasion"),
        ("begun_at", _("Begun on"), "begun_at"),
        ("locked_at", _("Seen by the other side on"), "locked_at"),
    )
    yield _said(person)
    yield table(
        "sides",
        _("Partnerships you look at from both sides"),
        Side.objects.filter(user=person),
        ("partnership", _("Partnership"), "comparison__partnership"),
        ("organisation", _("For which organisation"), "organisation"),
        ("asked_at", _("Asked on"), "asked_at"),
        ("accepted_at", _("Accepted on"), "accepted_at"),
        ("declined_at", _("Declined on"), "declined_at"),
        ("agreed_at", _("Agreed to compare on"), "agreed_at"),
        ("shows_reasons", _("You show your reasons"), "shows_reasons"),
    )


OF_A_PARTNER = (
    "name",
    "kind",
    "sector",
    "purpose",
    "started_because",
    "level_now",
    "level_wanted",
    "strength",
    "health",
    "importance",
    "power",
    "benefit",
    "agreement",
    "review",
    "review_date",
    "my_role",
    "key_contact",
    "note",
)


def _sheets(person: User) -> Table:
    return table(
        "answer_sheets",
        _("Questions before the workshop"),
        AnswerSheet.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("page", _("Page"), "page__title"),
        ("version", _("Version of the questions"), "version__number"),
        ("submitted_at", _("Handed in on"), "submitted_at"),
    )


def _answers(person: User) -> Table:
    """Each answer with its question as it was asked."""
    rows = Answer.objects.filter(sheet__enrolment__user=person).select_related("sheet__version", "sheet__page")
    told = [
        (one.sheet.page.title, one.question.text if one.question else one.key, one.text, one.shared)
        for one in rows.order_by("pk")
    ]
    columns = (
        ("page", _("Page")),
        ("question", _("Question")),
        ("answer", _("Your answer")),
        ("shared", _("Shared with your facilitator")),
    )
    return made("answers", _("Your answers"), Answer, told, *columns)


def _said(person: User) -> Table:
    """Each answer to a checklist with its statement as it stood."""
    rows = HealthAnswer.objects.filter(check_of__owner=person).select_related("check_of__version").order_by("pk")
    told = []
    for one in rows:
        texts = {statement.code: statement.text for statement in one.check_of.version.statements()}
        told.append((one.check_of.partnership, texts.get(one.code, one.code), one.get_said_display(), one.reason))
    columns = (
        ("partnership", _("Partnership")),
        ("statement", _("Statement")),
        ("answer", _("Your answer")),
        ("reason", _("What makes you say so")),
    )
    return made("checklist_answers", _("Your answers to checklists"), HealthAnswer, told, *columns)


tells(
    "partnering",
    _("Your partnerships"),
    tell,
    rank=20,
    covers=(PartnershipMap, MapEntry, AnswerSheet, Answer, HealthCheck, HealthAnswer, Side),
)
