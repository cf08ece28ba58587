"""A filled-in PDF comes back: what it holds is compared with the reader's notes, and taken over as they choose.

Nothing is written before the reader confirms, and the file is kept nowhere. A file is refused, in words, when it is not
ours, another pack's, another person's or a newer version's, when it is broken, or when it carries more than answers.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from elearning.printing import paper
from elearning.programmes.models import Enrolment
from packs import reading
from packs.models import LearningPackPage, PackReading, PackVersion
from packs.sections import LONGEST_NOTE, Ask, sections
from packs.stamping import NotOursError, Stamp, read_stamp

QUESTION, TOOL = "q_", "tool-"
REFUSALS: dict[str, Promise] = {
    "locked": _("This file is locked with a password. Save it without one and bring it again."),
    "acts": _("This file carries scripts or actions, which our copies never do. It was not opened any further."),
    "carries_files": _(
        "This file carries other files inside it, which our copies never do. It was not opened any further."
    ),
    "other_form": _("This form is of a kind that we do not make. Download the copy to fill in again, and use that."),
    "too_much": _("There is far more in this file than in any copy of ours. It was not read."),
    "broken": _("This file cannot be read as a PDF. It may be broken: save it again, or download a new copy."),
}


class CannotReturnError(Exception):
    """The file is not taken back; the message says why in words for the reader."""


@dataclass(frozen=True)
class Offer:
    """One answer of the file, beside what is kept for the same question."""

    ask: Ask
    given: str
    kept: str = ""
    revision: int = 0

    @property
    def is_same(self) -> bool:
        """Whether nothing would change."""
        return even(self.given) == even(self.kept)

    @property
    def is_new(self) -> bool:
        """Whether nothing is kept yet."""
        return not self.kept.strip()

    @property
    def both(self) -> str:
        """The kept words with those of the file below them; added once however often it is asked for."""
        return self.kept if even(self.given) in even(self.kept) else f"{self.kept.rstrip()}\n\n{self.given}"

    @property
    def can_be_both(self) -> bool:
        """Whether both texts can be kept, one below the other."""
        return not self.ask.choices and len(self.both) <= LONGEST_NOTE


@dataclass(frozen=True)
class Leftover:
    """An answer of the file that has no place here, and why."""

    label: str | Promise
    text: str
    why: str


@dataclass(frozen=True)
class Returned:
    """What a file holds: answers to decide on, answers that are here already, and answers without a place."""

    offers: list[Offer]
    same: int
    leftovers: list[Leftover] = field(default_factory=list)
    on_tools: int = 0


def even(text: str) -> str:
    """`text` with one kind of line end and none at its own end: browsers and viewers differ in both."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def look_into(enrolment: Enrolment, pack: LearningPackPage, file: bytes) -> Returned:
    """What `file` holds for this reader of `pack`. Raises CannotReturnError."""
    stamp, fields = _opened(file)
    own, version = _place(enrolment, pack)
    former = _version_of(stamp, enrolment, pack, version)
    written = {name: text for name, text in fields.items() if text.strip()}
    texts = {name.removeprefix(QUESTION): text for name, text in written.items() if name.startswith(QUESTION)}
    offers, leftovers = _sorted(own, version, former, texts)
    return Returned(
        [one for one in offers if not one.is_same],
        sum(one.is_same for one in offers),
        leftovers,
        sum(name.startswith(TOOL) for name in written),
    )


def offers_for(enrolment: Enrolment, pack: LearningPackPage, texts: Mapping[str, str]) -> list[Offer]:
    """`texts` beside the reader's notes as they are now; those that cannot be kept, or are here already, are left out."""
    own, version = _place(enrolment, pack)
    return [one for one in _sorted(own, version, version, texts)[0] if not one.is_same]


@transaction.atomic
def take_over(enrolment: Enrolment, pack: LearningPackPage, chosen: Mapping[str, tuple[str, int]]) -> PackReading:
    """Keep the `chosen` texts (key → text and the revision it was compared with) as the reader's notes; all or none.

    Doing it again changes nothing. Raises `reading.SavedElsewhereError` when notes were changed since.
    """
    own = reading.take_up(enrolment, pack)
    for part in sections(own.version.body, with_trainer_notes=False):
        mine = {ask.key: chosen[ask.key] for ask in part.asks if ask.key in chosen}
        if mine:
            texts = {key: text for key, (text, _revision) in mine.items()}
            reading.write(own, texts, version=sum(revision for _text, revision in mine.values()), section=part)
    return own


def _opened(file: bytes) -> tuple[Stamp, dict[str, str]]:
    """The stamp and the fields of `file`, read by a process of its own. Raises CannotReturnError."""
    try:
        found = json.loads(paper.apart("elearning.printing.unpress", given=file))
    except (paper.NotPrintedError, ValueError) as problem:
        raise CannotReturnError(REFUSALS["broken"]) from problem
    if "refused" in found:
        raise CannotReturnError(REFUSALS[found["refused"]])
    try:
        return read_stamp(found["stamp"]), found["fields"]
    except NotOursError as problem:
        raise CannotReturnError(
            _("This PDF is not a copy to fill in that was made here, or a program has taken away what it is known by.")
        ) from problem


def _place(enrolment: Enrolment, pack: LearningPackPage) -> tuple[PackReading | None, PackVersion]:
    own = enrolment.pack_readings.filter(pack=pack).select_related("version").first()
    return own, own.version if own else reading.latest_version(pack)


def _version_of(stamp: Stamp, enrolment: Enrolment, pack: LearningPackPage, mine: PackVersion) -> PackVersion:
    """The version the file was made of. Raises CannotReturnError when it has no place in this reading."""
    if stamp.page != pack.pk:
        raise CannotReturnError(_other_pack(stamp))
    former = pack.versions.filter(number=stamp.version).first()
    if stamp.reader and not Enrolment.objects.filter(public_id=stamp.reader, user=enrolment.user_id).exists():
        raise CannotReturnError(_("This copy was made for somebody else. Only they can bring it back."))
    if former is None:
        raise CannotReturnError(_("This file was made from a version of the pack that is not here."))
    if former.number > mine.number:
        words = _now("This file was made from version %(file)s, and you are reading version %(mine)s. Move on first.")
        raise CannotReturnError(words % {"file": former.label, "mine": mine.label})
    return former


def _other_pack(stamp: Stamp) -> str:
    other = LearningPackPage.objects.published().filter(pk=stamp.page).first()
    if other is None:
        return _now("This file belongs to another pack.")
    return _now("This file belongs to another pack: %(title)s (%(code)s). Bring it back there.") % {
        "title": other.title,
        "code": other.code,
    }


def _asks_of(version: PackVersion) -> dict[str, Ask]:
    return {ask.key: ask for part in sections(version.body, with_trainer_notes=False) for ask in part.asks}


def _sorted(
    own: PackReading | None, version: PackVersion, former: PackVersion, texts: Mapping[str, str]
) -> tuple[list[Offer], list[Leftover]]:
    """What can be kept in `version`, in its order, and what cannot."""
    asks, before = _asks_of(version), _asks_of(former)
    notes = {note.key: note for note in own.notes_now} if own else {}
    offers, leftovers = [], []
    for key in [*[key for key in asks if key in texts], *[key for key in texts if key not in asks]]:
        ask, text = asks.get(key), texts[key]
        why = _what_is_wrong(ask, text)
        if ask and not why:
            note = notes.get(key)
            offers.append(Offer(ask, text, note.text if note else "", note.revision if note else 0))
        else:
            label = before[key].label if key in before else _("A question that is not in this pack")
            leftovers.append(Leftover(ask.label if ask else label, readable(text), why))
    return offers, leftovers


def _what_is_wrong(ask: Ask | None, text: str) -> str:
    """Why `text` cannot be kept as the answer to `ask`, or nothing."""
    if ask is None:
        return _now("This question is not asked in the version that you are reading.")
    if text != readable(text):
        return _now("It has signs in it that no text can hold.")
    if ask.choices and text not in dict(ask.choices):
        return _now("It is not one of the answers to choose from.")
    if len(text) > LONGEST_NOTE:
        return _now("It has %(length)d signs; %(most)d can be kept.") % {"length": len(text), "most": LONGEST_NOTE}
    return ""


def readable(text: str) -> str:
    """`text` without what neither a page nor a database can hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
