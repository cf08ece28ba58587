"""What this room tells a person of themselves: their map, what they wrote to the questions, and their checklists."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.partnering.models import (
    Answer,
    AnswerSheet,
    BroughtMap,
    HealthAnswer,
    HealthCheck,
    KeptMap,
    MapEntry,
    MapLink,
    PartnershipMap,
    Side,
)
from elearning.partnering.models.copies import COPIED, in_words, label_of, thawed
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
    yield table(
        "partner_links",
        _("Links between partners on your maps"),
        MapLink.objects.filter(map__enrolment__user=person),
        ("one", _("Partner"), "one__name"),
        ("two", _("Works with"), "two__name"),
        ("level", _("How closely"), "level"),
        ("strength", _("How strong"), "strength"),
        ("health", _("How it is doing"), "health"),
    )
    yield _copies(
        "kept_maps", _("Maps you kept"), KeptMap, KeptMap.objects.filter(map__enrolment__user=person), "kept_at"
    )
    brought = BroughtMap.objects.filter(map__enrolment__user=person)
    yield _copies("brought_maps", _("Maps you brought to the workshop"), BroughtMap, brought, "brought_at")
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


def _copies(key: str, title: Any, model: type[KeptMap | BroughtMap], rows: Iterable[Any], made_at: str) -> Table:
    """Each copy with its partners in words; what a copy leaves out or was not said is not there."""
    told = [(getattr(copy, made_at), "\n".join(_told(row) for row in copy.entries)) for copy in rows]
    return made(key, title, model, told, ("made_at", _("As it stood on")), ("partners", _("Partners")))


def _told(row: Mapping[str, Any]) -> str:
    """One partner of a copy as a line: its name, then each thing that was said."""
    entry = thawed(dict(row))
    said = ((label_of(name), in_words(entry, name)) for name in COPIED if name != "name" and name in row)
    return f"{entry.name}: {'; '.join(f'{label} {words}' for label, words in said if words)}"


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
    covers=(
        *(PartnershipMap, MapEntry, MapLink, KeptMap, BroughtMap),
        *(AnswerSheet, Answer, HealthCheck, HealthAnswer, Side),
    ),
)
