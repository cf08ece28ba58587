"""Prints somebody's record: at once if it is short, by a worker if it is long. What is kept is sealed, and for a day only."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from elearning.accounts.models import User
from elearning.buckets import files_in
from elearning.jobs import working
from elearning.jobs.models import Job
from elearning.jobs.working import GiveUpError, Work
from elearning.printing import paper
from elearning.printing.paper import NotPrintedError
from elearning.records import composing
from elearning.sealed import keyring
from elearning.sealing import NoSuchKeyError

KIND = "records.pdf"
FOLDER = "records"
KEPT = timedelta(days=1)
# Rows up to which a PDF takes a second or two (some 11 rows a page). 4,000 rows of three lines, 364 pages, take 26 seconds
# of one processor and 384 MB (13 to lay out, 12 to write, 1 to mend); the press gives a long one 150.
SHORT = 200


class BeingMadeError(Exception):
    """A worker is making the PDF; it will be there in a moment."""


def pdf_now(person: User) -> bytes:
    """The record of `person` as a PDF. Raises BeingMadeError once a worker has been asked for it, and NotPrintedError."""
    record = composing.compose(person)
    if settings.WORKERS and record.rows > SHORT:
        working.ask(KIND, f"person-{person.pk}", {"person": person.pk}, by=person)
        raise BeingMadeError
    return _printed(record)


def make(work: Work) -> dict[str, int]:
    """The job: print the record as it stands now, and keep it sealed. Making it twice gives the newer one."""
    person = User.objects.filter(pk=str(work.payload["person"])).first()
    if person is None:
        raise GiveUpError("person_is_gone")
    try:
        content = keyring().seal_bytes(_printed(composing.compose(person), is_long=True))
    except NotPrintedError as problem:
        raise GiveUpError("not_printed") from problem
    store, name = storages["private"], _place(person)
    store.delete(name)
    store.save(name, ContentFile(content))
    return {"bytes": len(content)}


def kept(person: User) -> bytes | None:
    """The PDF that was made for `person` in the background; None if there is none (any more)."""
    store, name = storages["private"], _place(person)
    if not store.exists(name) or store.get_modified_time(name) < timezone.now() - KEPT:
        return None
    with store.open(name) as file:
        try:
            return keyring().open_bytes(bytes(file.read()))
        except NoSuchKeyError:
            return None


def in_hand(person: User) -> Job | None:
    """The job that makes, or last made, the PDF of `person`."""
    return Job.objects.filter(kind=KIND, key=f"person-{person.pk}").order_by("-pk").first()


def has_failed(person: User) -> bool:
    """Whether the last PDF that `person` asked for within a day could not be made."""
    job = in_hand(person)
    is_recent = job is not None and job.finished_at is not None and job.finished_at > timezone.now() - KEPT
    return is_recent and job is not None and job.state == Job.State.FAILED


def forget(person: User) -> None:
    """Delete the PDF that was made for `person`, if there is one."""
    storages["private"].delete(_place(person))


def prune(now: datetime | None = None) -> int:
    """Delete the PDFs that are a day old; returns how many."""
    store, before = storages["private"], (now or timezone.now()) - KEPT
    old = [name for name in files_in(store, FOLDER) if store.get_modified_time(name) < before]
    for name in old:
        store.delete(name)
    return len(old)


def _printed(record: composing.Record, *, is_long: bool = False) -> bytes:
    return paper.render(paper.dressed(composing.as_html(record, on_paper=True)), is_long=is_long)


def _place(person: User) -> str:
    """Where the PDF lies: a name that says nothing of whose it is."""
    return f"{FOLDER}/{keyring().marks('record', str(person.pk))[0]}.sealed"
