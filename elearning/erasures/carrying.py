"""Carries erasures out: a machine of steps, each noted in the transaction in which it is done.

Whatever stops it (a process that dies, a full disk, a database that goes away), the next run goes on with the first step that
is not noted, and ends in the same state. It is done when every step is, and the last mail has gone or been given up.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from elearning import mail
from elearning.accounts.models import User
from elearning.erasures import ledger, rows, steps, unused
from elearning.erasures.models import Erasure
from elearning.jobs import working
from elearning.post.models import Letter

KIND = "erasures.carry_out"


class NotEmptiedError(Exception):
    """Somebody was reading the database, so that its log could not be emptied; it is tried again."""


def look_after(now: datetime) -> int:
    """Have every erasure begun or gone on with whose time has come; a chore. Returns how many."""
    unused.spare()
    due = list(Erasure.objects.due(now).values_list("pk", flat=True))
    for pk in due:
        working.ask(KIND, f"erasure-{pk}", {"erasure": pk})
    return len(due)


def work(job: working.Work) -> dict[str, int]:
    """The job. What cannot end yet, since the last mail is on its way, is gone on with by the chore."""
    erasure = Erasure.objects.open().filter(pk=str(job.payload["erasure"])).first()
    return {"is_done": int(erasure is None or carry_out(erasure, after_each=job.renew))}


def carry_out(erasure: Erasure, *, after_each: Callable[[], object] = lambda: None) -> bool:
    """Go on with the first step that is not noted; whether all is done. Raises what a step raises, with that step undone."""
    for name in [*FIRST, *(step.name for step in _all_steps()), *LAST]:
        if name not in erasure.done:
            _do(erasure.pk, name)
            erasure.refresh_from_db()
        after_each()
    if erasure.letter and erasure.letter.state in (Letter.State.WAITING, Letter.State.SENDING):
        return False
    empty_the_log()
    Erasure.objects.filter(pk=erasure.pk, state=Erasure.State.RUNNING).update(
        state=Erasure.State.DONE, ended_at=timezone.now()
    )
    empty_the_log()
    return True


def _all_steps() -> list[steps.Step]:
    return sorted([*steps.STEPS.values(), *rows.steps()], key=lambda step: (step.rank, step.name))


@transaction.atomic
def _do(pk: int, name: str) -> None:
    """One step and the note that it is done: both, or neither."""
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=pk)
    if name in erasure.done:
        return
    person = User.objects.filter(pk=erasure.user_id).first() if erasure.user_id else None
    if name in OWN:
        OWN[name](erasure, person)
    elif person is not None:
        next(step for step in _all_steps() if step.name == name).function(person)
    Erasure.objects.filter(pk=pk).update(done=[*erasure.done, name])


def _begin(erasure: Erasure, person: User | None) -> None:
    """From here on it cannot be taken back."""
    if person is not None:
        erasure.person_mark, erasure.address_mark = ledger.marks_of(person)
        erasure.address = person.email
    erasure.state, erasure.began_at = Erasure.State.RUNNING, timezone.now()
    erasure.save()


def _note(erasure: Erasure, person: User | None) -> None:
    """The ledger knows of it before anything goes, whatever happens to the database."""
    ledger.note(erasure)


def _delete_person(erasure: Erasure, person: User | None) -> None:
    if person is not None:
        person.delete()


def _write_last_letter(erasure: Erasure, person: User | None) -> None:
    """The one mail that still goes to the address; then it is known no more. Nobody of that address is looked for."""
    is_told = erasure.address and erasure.asked != Erasure.Asked.BEFORE
    letter = mail.send("erasure_done", erasure.address, {}) if is_told else None
    Erasure.objects.filter(pk=erasure.pk).update(letter=letter, address="")


def _clear_cache(erasure: Erasure, person: User | None) -> None:
    cache.clear()


OWN: dict[str, Callable[[Erasure, User | None], None]] = {
    "begin": _begin,
    "ledger": _note,
    "person": _delete_person,
    "letter": _write_last_letter,
    "cache": _clear_cache,
}
FIRST, LAST = ("begin", "ledger"), ("person", "letter", "cache")


def empty_the_log() -> None:
    """SQLite: write its log back into the file and empty it, so that nothing that was deleted stands there.

    Raises NotEmptiedError when somebody reads at this moment. PostgreSQL clears up by itself (README, “Personal data”).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
    if row and row[0]:
        raise NotEmptiedError
