"""A whole installation copied, put back and moved to another database: every row, every file, on whichever is in use."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from actionsets.models.private import Reflection
from actionsets.rehearsing.people import Stage
from elearning.accounts.models import User
from elearning.post.models import Letter
from elearning.upkeep import archiving, dumping, moving, restoring
from elearning.upkeep.manifest import Manifest, UnreadableError
from elearning.upkeep.moving import MoveError
from elearning.upkeep.restoring import NotEmptyError

SPARE = "spare"
SESSIONS = "django_session"
LETTERS = "post_letter"


@contextmanager
def database(alias: str, **described: Any) -> Iterator[str]:
    """Another database beside the one in use."""
    connections.settings[alias] = {**connection.settings_dict, **described}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]


@contextmanager
def sqlite(folder: Path, alias: str = SPARE) -> Iterator[str]:
    """An empty SQLite file."""
    plain = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / f"{alias}.sqlite3")}
    with database(alias, **plain, OPTIONS={"transaction_mode": "IMMEDIATE"}) as using:
        yield using


@contextmanager
def postgresql() -> Iterator[str]:
    """An empty database on the same server."""
    name = f"{connection.settings_dict['NAME']}_spare"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        with database(SPARE, NAME=name) as using:
            yield using
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[str]:
    """An empty database of the kind in use."""
    with sqlite(tmp_path) if connection.vendor == "sqlite" else postgresql() as using:
        yield using


@pytest.fixture
def tables(spare: str) -> str:
    """A database of the kind in use with empty tables, as migrations leave them."""
    lay_tables(spare)
    return spare


def lay_tables(using: str) -> None:
    own = [kind for kind in moving.tables() if not kind._meta.auto_created]
    with connections[using].schema_editor() as editor:
        for kind in own:
            editor.create_model(kind)


def unpacked(place: Path) -> Manifest:
    """A copy of the installation, taken and unpacked."""
    out = io.BytesIO()
    archiving.write(out)
    out.seek(0)
    return restoring.unpack(out, place)


def without(told: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}


def test_copy_put_back_holds_every_row_and_every_file(stage: Stage, spare: str, tmp_path: Path) -> None:
    store = storages["private"]
    kept = store.save("kept/für Zoë.txt", ContentFile(b"as it was"))
    place = tmp_path / "place"
    place.mkdir()
    manifest = unpacked(place)
    store.delete(kept)

    restoring.restore(place, manifest, using=spare)
    restored = restoring.settle(manifest, using=spare)

    assert without(moving.sums(spare), SESSIONS) == without(moving.sums("default"), SESSIONS)
    assert sum(manifest.rows.values()) > 5_000
    assert Reflection.objects.using(spare).count() == Reflection.objects.count() > 0
    assert store.open(kept).read() == b"as it was"
    assert (Session.objects.using(spare).count(), restored.missing_keys) == (0, ())
    store.delete(kept)


def test_letters_that_may_have_gone_out_since_are_not_sent_again(stage: Stage, spare: str, tmp_path: Path) -> None:
    letter = Letter.objects.create(
        name="sign_in_code",
        kind="sign_in",
        state=Letter.State.WAITING,
        content="{}",
        message_id="<once@example.org>",
        written_at=timezone.now(),
        due_at=timezone.now(),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    place = tmp_path / "place"
    place.mkdir()

    manifest = unpacked(place)
    restoring.restore(place, manifest, using=spare)
    restored = restoring.settle(manifest, using=spare)

    assert restored.doubted >= 1
    assert Letter.objects.using(spare).get(pk=letter.pk).state == Letter.State.UNSURE
    letter.delete()


def older(spare: str, target: Path) -> None:
    """A copy of an earlier version in `target`, made by way of an emptied `spare`: without sessions, letters and erasures."""
    first = target.with_suffix(".dump")
    dumping.dump("default", first)
    dumping.load(spare, first)
    with connections[spare].cursor() as cursor:
        gone = [kind._meta.db_table for app in ("erasures", "post") for kind in apps.get_app_config(app).get_models()]
        for table in (SESSIONS, *gone):
            with_what_leads_there = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TABLE "{table}"{with_what_leads_there}')
        cursor.execute("DELETE FROM django_migrations WHERE app IN ('sessions', 'post', 'erasures')")
    with target.open("wb") as out:
        archiving.write(out, using=spare)
    if connection.vendor == "postgresql":
        with connections[spare].cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connections[spare].close()


def address(using: str) -> str:
    """A database as `DATABASE_URL` says it."""
    known = connections[using].settings_dict
    if connection.vendor == "sqlite":
        Path(known["NAME"]).unlink(missing_ok=True)
        return f"sqlite:///{known['NAME']}"
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


def test_copy_of_an_earlier_version_is_brought_up_before_it_is_settled(
    stage: Stage, spare: str, tmp_path: Path
) -> None:
    copy = tmp_path / "older.tar"
    older(spare, copy)
    there = {"DATABASE_URL": address(spare), "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "restore", str(copy)],
        cwd=settings.BASE_DIR,
        env={**os.environ, **there},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "Everybody has to sign in again." in done.stdout
    assert (Session.objects.using(spare).count(), Letter.objects.using(spare).count()) == (0, 0)
    assert User.objects.using(spare).count() == User.objects.count() > 0


def test_copy_is_not_put_over_an_installation(stage: Stage, tmp_path: Path) -> None:
    people = User.objects.count()
    with pytest.raises(NotEmptyError, match="There is a database already"):
        restoring.restore(tmp_path, unpacked(tmp_path))

    assert User.objects.count() == people > 0


def test_copy_of_another_kind_of_database_is_refused(stage: Stage, tmp_path: Path) -> None:
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    manifest = unpacked(tmp_path)
    with pytest.raises(UnreadableError, match="move_to_postgresql"):
        restoring.restore(tmp_path, Manifest(**{**vars(manifest), "engine": other}))


def test_everything_is_moved_and_stands_there_the_same(stage: Stage, tables: str) -> None:
    moved = moving.move("default", tables)

    assert sum(table.rows for table in moved) > 5_000
    assert moving.sums(tables) == moving.sums("default")


def test_keys_go_on_where_they_were(stage: Stage, tables: str) -> None:
    moving.move("default", tables)
    newest = User.objects.order_by("pk").last()

    assert User.objects.db_manager(tables).create(email="new@example.org").pk > newest.pk


def test_people_who_are_there_are_not_swept_aside(stage: Stage, tables: str) -> None:
    User.objects.db_manager(tables).create(email="here@example.org")
    with pytest.raises(MoveError, match="people in the new database already"):
        moving.move("default", tables)

    assert User.objects.using(tables).count() == 1


def test_moving_to_sqlite_and_from_there_changes_nothing(stage: Stage, tables: str, tmp_path: Path) -> None:
    """On PostgreSQL both ways between the two kinds: what a growing installation does is the second."""
    with sqlite(tmp_path, "file") as between:
        lay_tables(between)
        moving.move("default", between)
        moving.move(between, tables)

    assert moving.sums(tables) == moving.sums("default")


def test_backup_writes_a_whole_copy_and_keeps_so_many(stage: Stage, tmp_path: Path) -> None:
    for year in (2020, 2021):
        (tmp_path / f"alongside-{year}0101T000000Z.tar").write_bytes(b"older")
    said = io.StringIO()
    call_command("backup", str(tmp_path), keep=2, stderr=said)

    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept[0] == "alongside-20210101T000000Z.tar"
    assert len(kept) == 2
    assert (tmp_path / kept[1]).stat().st_mode & 0o777 == 0o600
    assert said.getvalue().startswith(f"Copied {sum(dumping.count('default').values())} rows of ")
    told = io.StringIO()
    call_command("restore", str(tmp_path / kept[1]), check=True, stdout=told)
    assert told.getvalue().startswith("Whole, and not put back: ")


def test_backup_that_cannot_be_written_leaves_nothing(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    with pytest.raises(CommandError, match="No copy was made"):
        call_command("backup", str(tmp_path / "full" / "copy.tar"))

    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_commands_say_in_words_what_they_cannot_do(stage: Stage, tmp_path: Path) -> None:
    wrong = tmp_path / "letter.tar"
    wrong.write_bytes(b"Dear all")
    with pytest.raises(CommandError, match="no copy of Alongside"):
        call_command("restore", str(wrong))
    with pytest.raises(CommandError, match="No such file"):
        call_command("restore", str(tmp_path / "gone.tar"))
    with pytest.raises(CommandError, match="NEW_DATABASE_URL=postgres"):
        call_command("move_to_postgresql", "sqlite:///elsewhere")
