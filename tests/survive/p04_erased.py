"""P04, P05: somebody with a mark in every column is erased; no byte of the files holds it, nor after an old copy is put back.

The control is the same search before: it must find the mark in many tables, and in the bytes of SQLite's file and its log.
PostgreSQL keeps deleted rows in its files for a while: how many hold the mark just after, and after what the guide says, is told.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth import get_user_model
from django.db import connection, models

from elearning.declaring import HOLDINGS, is_ours
from elearning.programmes.models import Enrolment
from tests.erasures.scanning import everywhere
from tests.survive.ground import manage
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict

MARK, ADDRESS = "Quixotic", "quixotic.sand@example.org"
MARKS = (MARK, ADDRESS)
BUSIEST = "tomasz."  # of the demonstration: whoever has written most
COPIES = ".tar"
SHORTEST = 40  # codes are shorter
CLEANING = (
    "ALTER SYSTEM SET wal_recycle = off",
    "SELECT pg_reload_conf()",
    "VACUUM FULL",
    "DO $$ BEGIN FOR file IN 1..(SELECT count(*) FROM pg_ls_waldir()) LOOP"
    " PERFORM pg_logical_emit_message(false, '', '-'); PERFORM pg_switch_wal(); END LOOP; END $$",
    "CHECKPOINT",
    "ALTER SYSTEM RESET wal_recycle",
    "SELECT pg_reload_conf()",
)


def check(place: Installation) -> Verdict:
    """Mark, look, copy, erase, look, put the copy back, look."""
    columns = mark()
    before, bytes_before = everywhere(MARKS), found_in(place)
    connection.close()
    told = place.environment(WORKERS="0", EMAIL_URL="console:")
    copy = place.var / f"copy{COPIES}"
    manage(told, "backup", str(copy))
    manage(told, "erase_person", ADDRESS, "--reason", "P04", "--even-if-needed", "--yes")
    after, bytes_after = everywhere(MARKS), found_in(place)
    connection.close()
    inside = beneath(place) if place.cluster else ""
    said = manage(told, "restore", str(copy), "--replace").stdout
    again, bytes_again = everywhere(MARKS), found_in(place)
    if place.cluster:
        inside += f", {found_beneath(place)[0]} after the older copy was put back"
    verdict = Verdict(
        f"{columns} columns marked; found in {len(before)} places before, {len(after)} after, {len(again)} after the older copy"
        f" was put back; files with bytes of it: {len(bytes_before)}, {len(bytes_after)}, {len(bytes_again)}{inside}"
    )
    verdict.expect(len(before) > 20, "the search finds little before: it proves nothing")
    verdict.expect(place.cluster or bytes_before, "no bytes before: the search proves nothing")
    verdict.expect(not after and not bytes_after, f"left: {after[:5]} {bytes_after}")
    verdict.expect("1 people were erased again" in said, f"not erased again: {said[-200:]}")
    verdict.expect(not again and not bytes_again, f"left after the copy: {again[:5]} {bytes_again}")
    verdict.expect(
        not place.cluster or cleaned(place) == (0, 0), "bytes are left beneath PostgreSQL when it was cleaned"
    )
    return verdict


def beneath(place: Installation) -> str:
    """How many of PostgreSQL's own files, of tables and of its log, hold the mark after the erasure, and after cleaning."""
    (tables, log), (clean_tables, clean_log) = found_beneath(place), cleaned(place)
    return (
        f"; beneath PostgreSQL {tables} files of tables and {log} of its log when it was just erased,"
        f" {clean_tables} and {clean_log} after cleaning"
    )


def found_beneath(place: Installation) -> tuple[int, int]:
    """How many files of tables, and how many of the log of writes, hold the mark; what is in memory is written out before."""
    assert place.cluster is not None
    with psycopg.connect(place.url, autocommit=True) as line:
        line.execute("CHECKPOINT")
    data = Path(place.cluster.data)
    return len(with_marks((data / "base").rglob("*"))), len(with_marks((data / "pg_wal").glob("*")))


def cleaned(place: Installation) -> tuple[int, int]:
    """As the guide says: tables are written anew, and the log begins new files instead of taking old ones again."""
    with psycopg.connect(place.url, autocommit=True) as line:
        for words in CLEANING:
            line.execute(words)
    return found_beneath(place)


def mark() -> int:
    """Put the mark into every column of words of somebody who takes part; how many columns."""
    enrolment = Enrolment.objects.select_related("user").filter(user__email__startswith=BUSIEST).earliest("pk")
    person, count = enrolment.user, 0
    for holding in HOLDINGS.values():
        if not (holding.whose and holding.model and is_ours(holding.model)) or holding.label == "accounts.User":
            continue
        key = holding.model._default_manager.filter(**{holding.whose: person.pk}).values_list("pk", flat=True).first()
        names = [name for name in holding.fields.personal if takes_words(holding.model._meta.get_field(name))]
        if key is not None and names:
            words = dict.fromkeys(names, f"{MARK} wrote this")
            models.QuerySet(holding.model).filter(pk=key).update(**words)
            count += len(names)
    get_user_model().objects.filter(pk=person.pk).update(first_name=MARK, last_name="Sand", email=ADDRESS)
    return count + 2


def takes_words(field: Any) -> bool:
    """Whether a column holds words that somebody types: no codes, no fingerprints, no addresses."""
    if isinstance(field, models.EmailField | models.URLField) or not isinstance(
        field, models.CharField | models.TextField
    ):
        return False
    return not field.choices and not field.unique and (field.max_length or 99) >= SHORTEST and field.name != "key"


def found_in(place: Installation) -> list[str]:
    """The files of the installation, copies aside, in whose bytes the mark stands."""
    return with_marks(path for path in Path(place.var).rglob("*") if path.suffix != COPIES)


def with_marks(paths: Iterable[Path]) -> list[str]:
    """The names of those files in whose bytes the mark stands."""
    words = [mark.encode() for mark in MARKS]
    return [path.name for path in paths if path.is_file() and any(word in path.read_bytes() for word in words)]
