"""What this room tells a person of themselves: the packs they read, and every word they noted there."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.records.telling import Row, Table, made, table, tells
from packs.models import (
    Erratum,
    LonePublication,
    PackFeedback,
    PackNote,
    PackReading,
    PackTap,
    PackTranslation,
    PackVersion,
    PackVisit,
    ResourceCode,
    Withdrawal,
)
from packs.sections import sections


def tell(person: User) -> Iterator[Table]:
    """Readings, notes and cards with their questions, visits, and what they said of a pack."""
    yield table(
        "readings",
        _("Packs you have opened"),
        PackReading.objects.filter(enrolment__user=person),
        ("cohort", _("Cohort"), "enrolment__cohort__name"),
        ("code", _("Code"), "pack__code"),
        ("pack", _("Pack"), "pack__title"),
        ("version", _("Version"), "version__number"),
        ("opened_at", _("Opened on"), "opened_at"),
        ("prepared_at", _("You felt prepared on"), "prepared_at"),
        ("finished", _("Parts that are done"), "finished"),
    )
    columns = (
        ("pack", _("Pack")),
        ("version", _("Version")),
        ("question", _("Question")),
        ("words", _("What you wrote or chose")),
        ("changed_at", _("Changed on")),
    )
    yield made("notes", _("Your notes, cards and answers in packs"), PackNote, list(_notes(person)), *columns)
    yield table(
        "visits",
        _("Months in which you worked with a pack"),
        PackVisit.objects.filter(reading__enrolment__user=person),
        ("pack", _("Pack"), "reading__pack__title"),
        ("month", _("Month"), "month"),
        ("has_card", _("With a card"), "has_card"),
    )
    yield table(
        "taps",
        _("What you said of a pack"),
        PackTap.objects.filter(reading__enrolment__user=person),
        ("pack", _("Pack"), "reading__pack__title"),
        ("useful", _("Useful"), "useful"),
        ("length", _("Length"), "length"),
        ("answered_at", _("Answered on"), "answered_at"),
    )


def _notes(person: User) -> Iterator[Row]:
    """Every note with its question as it was asked; two queries, however many notes."""
    rows = PackNote.objects.filter(reading__enrolment__user=person).exclude(text="").select_related("reading__pack")
    found = list(rows.defer("reading__pack__body").order_by("pk"))
    versions = PackVersion.objects.in_bulk({one.version_id for one in found})
    asks = {pk: _asked(version) for pk, version in versions.items()}
    for one in found:
        label, words = asks[one.version_id].get(one.key, (one.key, {}))
        yield (
            one.reading.pack.title,
            versions[one.version_id].number,
            label,
            words.get(one.text, one.text),
            one.changed_at,
        )


def _asked(version: PackVersion) -> dict[str, tuple[str, dict[str, str]]]:
    """The words of each question of a version, and those of its answers."""
    parts = sections(version.body, with_trainer_notes=False)
    return {
        ask.key: (str(ask.label), {code: str(words) for code, words in ask.choices})
        for part in parts
        for ask in part.asks
    }


OF_OFFICE = _("What editors and publishers did for a pack: it is the history of the pack, and stands there.")

tells(
    "packs",
    _("Your learning packs"),
    tell,
    rank=40,
    covers=(PackReading, PackNote, PackVisit, PackTap),
    left_out={
        **dict.fromkeys((ResourceCode, LonePublication, PackTranslation, Erratum, Withdrawal), OF_OFFICE),
        PackFeedback: _("Messages to a pack’s authors: they do not hold who was signed in."),
    },
)
