"""Lets a publisher's invented people work: those of each desk, and a correction that waits for its second reader."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from elearning.accounts.models import Organisation, User
from packs import publishing
from packs.models import LearningPackPage, PublisherPage, Role
from packs.sections import block_of

Words = Mapping[str, Any]


@transaction.atomic
def staff(entries: Iterable[Words], *, password: str) -> dict[str, User]:
    """The people whom `entries` (key, publisher, role, name, email) describe, by key, each at their publisher."""
    return {entry["key"]: _person(entry, password) for entry in entries}


def _person(entry: Words, password: str) -> User:
    first, _, last = entry["name"].partition(" ")
    user = User.objects.filter(email=entry["email"]).first() or User.objects.create_user(
        entry["email"], password, first_name=first, last_name=last
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
