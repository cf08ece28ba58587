"""The board: words for what gets in the way, and ways past them, added without a name and let through by the facilitator."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.partnering.models import WorkshopPage
from elearning.programmes.models import Cohort
from elearning.workshops import conducting
from elearning.workshops.models import BoardNote
from elearning.workshops.refusals import Refusal, TooMany


class NotOnTheBoard(Refusal):
    """What a way past something answers is not on the board."""


@dataclass
class Entry:
    """A challenge as it stands on the board, with the ways past it. `is_own`: this cohort's own word; `note` where a person
    added it."""

    key: str
    word: str
    looks_like: str = ""
    ask: str = ""
    is_own: bool = False
    note: BoardNote | None = None
    ways: list[BoardNote] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """Whether somebody has added it, or a way past it."""
        return self.note is not None or bool(self.ways)


def board(cohort: Cohort, step: WorkshopPage) -> list[Entry]:
    """The challenges of the page, then those that workshops have added, each with its ways. One query."""
    notes = list(BoardNote.objects.on_the_board_of(cohort))
    return _laid_out(step, notes, cohort)


def _laid_out(step: WorkshopPage, notes: Iterable[BoardNote], cohort: Cohort) -> list[Entry]:
    entries = {
        str(block.id): Entry(str(block.id), block.value["word"], block.value["looks_like"], block.value["ask"])
        for block in step.challenges
    }
    rows = list(notes)
    for note in (one for one in rows if one.is_word):
        own = note.cohort_id == cohort.pk
        entries[str(note.key)] = Entry(str(note.key), note.word, note.text, note.ask, is_own=own, note=note)
    for note in (one for one in rows if not one.is_word and one.about in entries):
        entries[note.about].ways.append(note)
    return list(entries.values())


@transaction.atomic
def add_word(cohort: Cohort, *, key: uuid.UUID, word: str, text: str, ask: str) -> BoardNote:
    """Hand in a word for what gets in the way; the same form twice makes one. Raises TooMany."""
    return _handed_in(cohort, key, {"word": word, "text": text, "ask": ask})


@transaction.atomic
def add_way(cohort: Cohort, step: WorkshopPage, *, key: uuid.UUID, about: str, text: str) -> BoardNote:
    """Hand in a way past a challenge on the board. Raises NotOnTheBoard and TooMany."""
    if about not in {entry.key for entry in board(cohort, step)}:
        raise NotOnTheBoard(_("That challenge is not on the board any more. Please choose another."))
    return _handed_in(cohort, key, {"about": about, "text": text})


def _handed_in(cohort: Cohort, key: uuid.UUID, given: dict[str, str]) -> BoardNote:
    found = BoardNote.objects.filter(cohort=cohort, key=key).first()
    if found:
        return found
    if BoardNote.objects.waiting_in(cohort).count() >= BoardNote.MOST_WAITING:
        raise TooMany(_("Very many notes are waiting to be read. Please say it aloud, or try again later."))
    note, _is_new = BoardNote.objects.get_or_create(cohort=cohort, key=key, defaults=given)
    conducting.stir(cohort, everybody=False)
    return note


@transaction.atomic
def move(note: BoardNote, to: str, *, by: User) -> bool:
    """Let a note through, hand it on to later workshops, or leave it out; what makes no sense, or is done, changes nothing."""
    stored = BoardNote.objects.select_for_update().get(pk=note.pk)
    if to not in BoardNote.MOVES[stored.state]:
        return False
    stored.state = to
    stored.save(update_fields=["state"])
    conducting.stir(stored.cohort, everybody=True)
    return True
