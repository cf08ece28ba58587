"""Readers and versions: staying with the one that was started, moving on, and the notes of versions read before.

A note belongs to the version it was written in (DOMAIN 5.2). Moving copies it where the new version asks the same question;
the one that was written stays as it is, so that nothing is lost and nothing is put into somebody's mouth.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from packs.models import PackNote, PackReading, PackVersion
from packs.reading import latest_version
from packs.sections import Ask, sections, unchanged


@dataclass(frozen=True)
class Moved:
    """What became of somebody's notes when they moved to another version."""

    to: PackVersion
    carried: int
    left: int

    @property
    def words(self) -> str:
        """The same in a sentence or two."""
        here = _("You are now reading version %(version)s.") % {"version": self.to.label}
        came = ngettext("%(n)d note has come with you.", "%(n)d notes have come with you.", self.carried)
        stay = ngettext(
            "%(n)d note has no question here any more: you find it under “Earlier notes”.",
            "%(n)d notes have no question here any more: you find them under “Earlier notes”.",
            self.left,
        )
        parts = [here, came % {"n": self.carried}, stay % {"n": self.left} if self.left else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class KeptNote:
    """A note of an earlier version beside the question it answered."""

    question: str | Promise
    text: str


@dataclass(frozen=True)
class Edition:
    """An earlier version and what somebody wrote in it."""

    version: PackVersion
    notes: list[KeptNote]


@transaction.atomic
def move_on(reading: PackReading) -> Moved:
    """Change to the latest version. Notes that fit are copied there, parts that are the same stay done; no way back."""
    own = PackReading.objects.select_for_update().select_related("pack", "version").get(pk=reading.pk)
    version = latest_version(own.pack)
    if version.pk == own.version_id:
        return Moved(version, carried=0, left=0)
    notes = [note for note in own.notes_now if note.text]
    asks = asks_of(version)
    fitting = [note for note in notes if fits(note, asks)]
    _carry(own, fitting, version)
    same = unchanged(own.version.body, version.body)
    own.version, own.finished = version, [slug for slug in own.finished if slug in same]
    own.save(update_fields=["version", "finished"])
    return Moved(version, carried=len(fitting), left=len(notes) - len(fitting))


def asks_of(version: PackVersion) -> dict[str, Ask]:
    """The private questions of a version, by key."""
    return {ask.key: ask for part in sections(version.body, with_trainer_notes=False) for ask in part.asks}


def fits(note: PackNote, asks: dict[str, Ask]) -> bool:
    """Whether the note answers one of `asks`: the question is there, and so is the answer if it was chosen from a list."""
    ask = asks.get(note.key)
    return ask is not None and (not ask.choices or note.text in {str(value) for value, _label in ask.choices})


def has_earlier_notes(reading: PackReading) -> bool:
    """Whether the person wrote something in a version they have moved on from."""
    return reading.notes.exclude(version=reading.version_id).exclude(text="").exists()


def earlier_notes(reading: PackReading) -> list[Edition]:
    """What the person wrote in versions they have moved on from, latest first, each note beside its question."""
    written = reading.notes.exclude(version=reading.version_id).exclude(text="").select_related("version")
    by_version: dict[PackVersion, list[PackNote]] = {}
    for note in written.order_by("-version__number", "pk"):
        by_version.setdefault(note.version, []).append(note)
    return [
        Edition(version, [_beside(note, asks_of(version)) for note in notes]) for version, notes in by_version.items()
    ]


def _beside(note: PackNote, asks: dict[str, Ask]) -> KeptNote:
    ask = asks.get(note.key)
    if ask is None:
        return KeptNote("", note.text)
    words = {str(value): str(label) for value, label in ask.choices}
    return KeptNote(ask.label, words.get(note.text, note.text))


def _carry(reading: PackReading, notes: list[PackNote], version: PackVersion) -> None:
    for note in notes:
        PackNote.objects.create(reading=reading, version=version, key=note.key, text=note.text)
