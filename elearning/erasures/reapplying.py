"""Erases again who was erased after a copy was made that has been put back (TRUST P05)."""

from collections.abc import Iterable

from django.db import DatabaseError
from django.utils import timezone

from elearning.erasures import asking, carrying, ledger
from elearning.erasures.ledger import Line
from elearning.erasures.models import Erasure


def known_before() -> list[Line]:
    """What the database that is about to be replaced knows, and the file beside the copies; an empty database knows nothing."""
    try:
        return ledger.known()
    except DatabaseError:
        return ledger.from_file()


def reapply(lines: Iterable[Line]) -> int:
    """Erase whoever is here although they were erased, and all whose erasure was begun in the copy; returns how many.

    Nobody is written to: they have had their last mail.
    """
    people = ledger.come_back(lines)
    for person in people:
        erasure = asking.ask_for(person, reason="", asked=Erasure.Asked.BEFORE)
        Erasure.objects.filter(pk=erasure.pk).update(asked=Erasure.Asked.BEFORE, due_at=timezone.now())
        erasure.refresh_from_db()
        carrying.carry_out(erasure)
    return len(people)


def told_after(lines: list[Line]) -> str:
    """`reapply`, in a sentence for the operator; and another where a key is missing that some of it hangs on."""
    said = f"{reapply(lines)} people were erased again who had been erased after this copy was made."
    untold = ledger.unreadable(lines)
    if not untold:
        return said
    keys = ", ".join(sorted({line.key for line in untold}))
    return (
        f"{said}\n{len(untold)} erasures of the ledger were noted with keys named {keys}, which are missing in SEALING_KEYS:"
        " whoever they are about may be back. Before you start, add those keys behind the first and call"
        " `manage.py reapply_erasures`."
    )
