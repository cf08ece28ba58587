"""Lets invented people work on packs: those of each publisher's desk, a correction that waits, a month of readers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import chain, repeat
from typing import Any

from django.db import transaction
from django.utils import timezone

from elearning.accounts.models import Organisation, User
from elearning.programmes.models import Enrolment
from packs import publishing, reading, using
from packs.models import LearningPackPage, PublisherPage, Role
from packs.sections import ISSUE, block_of, sections

Words = Mapping[str, Any]


@transaction.atomic
def staff(entries: Iterable[Words], *, password: str) -> dict[str, User]:
    """The people whom `entries` (key, publisher, role, name, email) describe, by key, each at their publisher. `password` is
    hashed already."""
    return {entry["key"]: _person(entry, password) for entry in entries}


def _person(entry: Words, password: str) -> User:
    first, _, last = entry["name"].partition(" ")
    user = User.objects.filter(email=entry["email"]).first() or User.objects.create(
        email=entry["email"], password=password, first_name=first, last_name=last
    )
    publisher = PublisherPage.objects.get(organisation=Organisation.objects.get(slug=entry["publisher"]))
    publishing.admit(user, publisher=publisher, role=Role(entry["role"]))
    return user


@transaction.atomic
def hand_in(entry: Words, people: Mapping[str, User]) -> None:
    """A correction to a published pack: written and handed in by its author, passed once by a reviewer with a word."""
    pack = LearningPackPage.objects.get(code=entry["code"])
    draft = pack.get_latest_revision_as_object()
    draft.version, draft.summary = entry["version"], entry["summary"]
    block_of(draft.body, "change_log").append(
        {"version": entry["version"], "date": pack.published_on, "note": entry["note"]}
    )
    draft.save_revision(user=people[entry["author"]], log_action=True)
    pack.refresh_from_db()
    state = pack.get_workflow().start(pack, people[entry["author"]])
    current = state.current_task_state
    current.task.specific.on_action(current.specific, people[entry["reviewer"]], "approve", comment=entry["comment"])


@transaction.atomic
def be_read(entry: Words, readers: Sequence[Enrolment]) -> None:
    """`readers` read the pack of `entry`: some write a card, most answer the two questions, and copies are fetched."""
    pack = LearningPackPage.objects.get(code=entry["code"])
    card = next((one for one in sections(pack.body, with_trainer_notes=False) if one.kind == "bring"), None)
    useful, length = (_spread(entry[name]) for name in ("useful", "length"))
    said = (chain(words, repeat("")) for words in (entry["cards"], useful, length))
    for reader, issue, first, second in zip(readers, *said, strict=False):
        own = reading.take_up(reader, pack)
        if issue and card:
            reading.write(own, {ISSUE: issue}, version=0, section=card, finish=True)
        if first and second:
            using.tap(own, useful=first, length=second)
    for kind, number in entry["fetched"].items():
        for _ in range(number):
            using.download(reading.latest_version(pack), kind)


def _spread(answers: Mapping[str, int]) -> list[str]:
    return [answer for answer, number in answers.items() for _ in range(number)]


def let_the_month_end() -> None:
    """Freeze the figures of use as if this month were over, so that publishers have some to look at."""
    following = (using.month_of() + timedelta(days=31)).replace(day=1)
    using.freeze_due(timezone.make_aware(datetime.combine(following, time())))
