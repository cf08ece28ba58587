"""Reading a pack: which packs are pinned, taking one up, keeping private notes, feeling prepared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from elearning.accounts.models import User
from elearning.profiles.models import PriorityChoice
from elearning.programmes import progress
from elearning.programmes.models import Enrolment, ProgrammePage
from packs import using
from packs.models import LearningPackPage, PackNote, PackReading, PackShelfPage, PackVersion, PublisherPage
from packs.models.packs import PackQuerySet
from packs.numbering import parts_of
from packs.sections import ISSUE, Section, block_of, sections


class SavedElsewhereError(Exception):
    """The notes were changed in another window since this page was opened; nothing was written over."""

    def __init__(self, kept: dict[str, str], version: int) -> None:
        super().__init__()
        self.kept, self.version = kept, version


@dataclass(frozen=True)
class Pin:
    """A subject somebody chose, with its packs."""

    rank: int
    choice: PriorityChoice
    packs: list[LearningPackPage]


@dataclass(frozen=True)
class Visit:
    """Somebody looking at a pack: the pack, the parts they may see, and their own reading of it if they have one."""

    pack: LearningPackPage
    enrolment: Enrolment | None
    reading: PackReading | None
    sections: list[Section] = field(default_factory=list)

    def at(self, slug: str) -> Section | None:
        """The part with this place in the address."""
        return next((part for part in self.sections if part.slug == slug), None)

    def around(self, section: Section) -> tuple[Section | None, Section | None]:
        """The parts before and after `section`."""
        place = self.sections.index(section)
        before = self.sections[place - 1] if place else None
        after = self.sections[place + 1] if place + 1 < len(self.sections) else None
        return before, after

    @property
    def next_part(self) -> Section | None:
        """The first part that is not done yet."""
        return next((part for part in self.sections if not self.is_done(part)), None)

    def is_done(self, section: Section) -> bool:
        """Whether the reader has finished this part."""
        return bool(self.reading and self.reading.has_finished(section.slug))

    @property
    def is_through(self) -> bool:
        """Whether the reader has finished every part, or feels prepared."""
        return bool(self.reading and (self.reading.prepared_at or self.next_part is None))

    @property
    def purpose(self) -> str:
        """When the pack is for you, in the version that is read."""
        return self.reading.version.purpose if self.reading else self.pack.purpose

    @property
    def outcomes(self) -> Any:
        """What a reader can do afterwards, in the version that is read."""
        return block_of(self.reading.version.body, "outcomes") if self.reading else self.pack.outcomes()

    @property
    def news(self) -> list[Any]:
        """The lines of the change log that are newer than the version that is read."""
        if self.reading is None:
            return []
        own = parts_of(self.reading.version.label)
        return [change for change in self.pack.changes() or [] if parts_of(change["version"]) > own]

    @property
    def newer(self) -> bool:
        """Whether the reader's version is no longer the latest."""
        return bool(self.reading and self.reading.version_id != latest_version(self.pack).pk)


def reader(user: User | AnonymousUser) -> Enrolment | None:
    """The enrolment that `user` reads with: the latest they take part in, or None."""
    if not user.is_authenticated:
        return None
    mine = Enrolment.objects.filter(user=user).taking_part().select_related("cohort__programme")
    return mine.order_by("-cohort__workshop_starts_at", "-pk").first()


def visit(user: User | AnonymousUser, pack: LearningPackPage, *, with_trainer_notes: bool) -> Visit:
    """`user` before `pack`: in the version they took up, or as it stands now."""
    enrolment = reader(user)
    own = enrolment.pack_readings.filter(pack=pack).select_related("version").first() if enrolment else None
    body = own.version.body if own else pack.body
    return Visit(pack, enrolment, own, sections(body, with_trainer_notes=with_trainer_notes))


def latest_version(pack: LearningPackPage) -> PackVersion:
    """The version that was published last."""
    return pack.versions.order_by("-number")[0]


def pinned(enrolment: Enrolment) -> list[Pin]:
    """The subjects that the person chose, first choice first, each with its published packs."""
    choices = PriorityChoice.objects.filter(
        priority_list__enrolment=enrolment, priority_list__superseded_at__isnull=True
    ).select_related("subject")
    chosen = list(choices.order_by("rank"))
    shown = _in_one_language(enrolment).for_subjects([choice.subject for choice in chosen])
    packs = with_publishers(shown) if chosen else []
    return [Pin(c.rank, c, [pack for pack in packs if pack.subject_id == c.subject_id]) for c in chosen]


def library(enrolment: Enrolment | None = None) -> PackQuerySet:
    """Every pack that anybody may read, in the order of the codes; with those that one person had started, if given."""
    packs = LearningPackPage.objects.found_by(enrolment) if enrolment else LearningPackPage.objects.published()
    return packs.select_related("subject", "locale").order_by("code", "pk")


def others(programme: ProgrammePage, pins: list[Pin], *, most: int = 24) -> list[LearningPackPage]:
    """The packs on the programme's other subjects; the rest of the library is in the catalogue."""
    shown = [pack.pk for pin in pins for pack in pin.packs]
    found = library().filter(subject__framework=programme.framework_id).exclude(pk__in=shown)
    found = found.once_each(programme.locale_id)
    return with_publishers(found.order_by("subject__sort_order", "code")[:most])


def of_publisher(publisher: PublisherPage) -> list[LearningPackPage]:
    """The published packs of one organisation."""
    return with_publishers(library().child_of(publisher))


def with_publishers(packs: Iterable[LearningPackPage]) -> list[LearningPackPage]:
    """The same packs, each knowing its publisher; one query however many packs there are."""
    found = list(packs)
    parents = {pack.path[: -pack.steplen] for pack in found}
    publishers = {page.path: page for page in PublisherPage.objects.filter(path__in=parents)}
    for pack in found:
        pack.publisher = publishers[pack.path[: -pack.steplen]]
    return found


def readings_of(enrolment: Enrolment) -> dict[int, PackReading]:
    """The person's own readings, by pack."""
    return {own.pack_id: own for own in enrolment.pack_readings.select_related("version")}


@transaction.atomic
def take_up(enrolment: Enrolment, pack: LearningPackPage) -> PackReading:
    """Record that the person has opened `pack` in its latest version; the first time counts."""
    reading, made = PackReading.objects.get_or_create(
        enrolment=enrolment,
        pack=pack,
        defaults={"version": latest_version(pack), "opened_at": timezone.now()},
    )
    if made:
        for shelf in _shelves(enrolment):
            progress.start(enrolment, shelf)
    using.visit(reading)
    return reading


@transaction.atomic
def write(
    reading: PackReading, texts: Mapping[str, str], *, version: int, section: Section, finish: bool = False
) -> int:
    """Keep `texts` (key → words) as the notes of one part, and return the version that the next change must name.

    `version` is the one the page was opened with. Words that were changed elsewhere since are never written over: raises
    SavedElsewhereError with what is kept. Sending the same words twice changes nothing.
    """
    own = PackReading.objects.select_for_update().get(pk=reading.pk)
    kept = {note.key: note for note in own.notes_now.filter(key__in=texts)}
    current = version_of(list(kept.values()))
    changed = {key: text for key, text in texts.items() if text != (kept[key].text if key in kept else "")}
    if changed and version != current:
        raise SavedElsewhereError({key: note.text for key, note in kept.items() if key in changed}, current)
    for key, text in changed.items():
        _keep(own, kept.get(key), key, text)
    if finish:
        _finish(own, section)
        if texts.get(ISSUE):
            using.finish_card(own)
    return current + len(changed)


def version_of(notes: list[PackNote]) -> int:
    """How often the notes of one part were changed: the sum of their revisions."""
    return sum(note.revision for note in notes)


def notes_of(reading: PackReading | None, section: Section) -> list[PackNote]:
    """The reader's notes in one part."""
    return list(reading.notes_now.filter(key__in=[ask.key for ask in section.asks])) if reading else []


def texts_of(reading: PackReading | None) -> dict[str, str]:
    """What the reader wrote or chose in the version that is read, by key."""
    return dict(reading.notes_now.exclude(text="").values_list("key", "text")) if reading else {}


@dataclass(frozen=True)
class Card:
    """Somebody's preparation card (DOMAIN 5.1): what they wrote on it, line by line, in the order of the card."""

    lines: list[tuple[str, str]]
    issue: str = ""

    @property
    def text(self) -> str:
        """The card as plain text, to be put somewhere else by its owner."""
        return "\n\n".join(f"{label}\n{words}" for label, words in self.lines)


def card_of(enrolment: Enrolment, pack: LearningPackPage) -> Card:
    """The preparation card that the person keeps with `pack`: theirs alone, for them to copy into a bid (DOMAIN 7.2)."""
    own = enrolment.pack_readings.filter(pack=pack).select_related("version").first()
    texts = texts_of(own)
    parts = sections(own.version.body, with_trainer_notes=False) if own else []
    asks = [ask for part in parts if part.kind == "bring" for ask in part.asks if ask.key in texts]
    return Card([(str(ask.label), ask.in_words(texts[ask.key])) for ask in asks], texts.get(ISSUE, ""))


@transaction.atomic
def finish(reading: PackReading, section: Section) -> None:
    """Record that a part is done."""
    _finish(PackReading.objects.select_for_update().get(pk=reading.pk), section)


@transaction.atomic
def prepare(reading: PackReading, *, is_prepared: bool) -> None:
    """Set or take away the private tick “I feel prepared”; the shelf counts as done with the first one (DOMAIN 2.2)."""
    PackReading.objects.filter(pk=reading.pk).update(prepared_at=timezone.now() if is_prepared else None)
    if is_prepared:
        for shelf in _shelves(reading.enrolment):
            progress.done(reading.enrolment, shelf)


def _in_one_language(enrolment: Enrolment) -> PackQuerySet:
    """What the person finds on their shelf: each pack once, and those they took up in another language too."""
    found = library(enrolment)
    mine = enrolment.pack_readings.values("pack")
    return found.once_each(enrolment.cohort.programme.locale_id) | found.filter(pk__in=mine)


def _keep(reading: PackReading, note: PackNote | None, key: str, text: str) -> None:
    if note is None:
        PackNote.objects.create(reading=reading, version_id=reading.version_id, key=key, text=text)
        return
    note.text, note.revision = text, note.revision + 1
    note.save(update_fields=["text", "revision", "changed_at"])


def _finish(reading: PackReading, section: Section) -> None:
    if section.slug not in reading.finished:
        reading.finished = [*reading.finished, section.slug]
        reading.save(update_fields=["finished"])


def _shelves(enrolment: Enrolment) -> list[PackShelfPage]:
    return list(PackShelfPage.objects.child_of(enrolment.cohort.programme).live())
