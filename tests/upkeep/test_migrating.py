"""Migrations run one at a time, give way to people who work, and keep the release before alive."""

import threading

import pytest
from django.db import OperationalError, connection, connections, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from elearning.upkeep import migrating

ROOMS = ("elearning", "packs", "actionsets")


@pytest.mark.django_db
def test_second_migration_waits_for_the_first() -> None:
    told: list[str] = []
    waits = threading.Event()

    def tell(sentence: str) -> None:
        told.append(sentence)
        waits.set()

    def migrate() -> None:
        with migrating.alone("default", tell):
            told.append("mine")
        connections.close_all()

    second = threading.Thread(target=migrate)
    with migrating.alone("default", lambda sentence: None):
        second.start()
        assert waits.wait(30)
        during = list(told)
    second.join(30)

    assert during == ["Another process migrates this database; this one waits for it."]
    assert told == [*during, "mine"]


@pytest.mark.django_db
def test_migration_may_think_for_longer_than_a_request() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite ends nothing for taking long.")

    def limits() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setting FROM pg_settings WHERE name = ANY(%s) ORDER BY name", [[*migrating.WHILE_MIGRATING]]
            )
            return [row[0] for row in cursor.fetchall()]

    before = limits()
    with migrating.alone("default", lambda sentence: None):
        meanwhile = limits()

    assert meanwhile == ["0", "2000", "0"]
    assert limits() == before != meanwhile


def refused(code: str) -> OperationalError:
    problem = OperationalError("canceling statement")
    problem.__cause__ = Exception()
    problem.__cause__.sqlstate = code  # type: ignore[attr-defined]
    return problem


def test_migration_tries_again_while_a_table_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "PAUSE", 0)
    coming: list[OperationalError | None] = [refused(migrating.NO_LOCK), refused(migrating.NO_LOCK), None]
    told: list[str] = []

    def migrate() -> None:
        if problem := coming.pop(0):
            raise problem

    migrating.patiently(migrate, told.append)

    assert (coming, len(told)) == ([], 2)


def test_migration_gives_up_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "PAUSE", 0)

    def migrate() -> None:
        raise refused(migrating.NO_LOCK)

    with pytest.raises(migrating.BusyError, match="Nothing is half done"):
        migrating.patiently(migrate, lambda sentence: None)


def test_other_errors_are_not_tried_again() -> None:
    calls: list[int] = []

    def migrate() -> None:
        calls.append(1)
        raise refused("53100")

    with pytest.raises(OperationalError):
        migrating.patiently(migrate, lambda sentence: None)
    assert calls == [1]


@pytest.mark.django_db
def test_migration_does_not_wait_long_for_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds on PostgreSQL, so that nobody who reads queues behind it for longer; SQLite's writers queue by themselves."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks no tables.")
    monkeypatch.setattr(migrating, "TRIES", 1)
    held, done = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE auth_group IN ACCESS SHARE MODE")
            held.set()
            done.wait(30)
        connections.close_all()

    def migrate() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE auth_group IN ACCESS EXCLUSIVE MODE")

    reader = threading.Thread(target=read)
    reader.start()
    assert held.wait(30)
    try:
        with (
            migrating.alone("default", lambda sentence: None),
            pytest.raises(migrating.BusyError),
            transaction.atomic(),
        ):
            migrating.patiently(migrate, lambda sentence: None)
    finally:
        done.set()
        reader.join()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "5s"


def breaks_the_release_before(operation: Operation) -> str:
    """Why the code of the release before could not go on with the tables as `operation` leaves them; empty if it can."""
    if isinstance(operation, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        return "a name it uses is gone: add the new one, copy, and take the old one off a release later"
    if isinstance(operation, migrations.RemoveField | migrations.DeleteModel):
        return "what it reads is gone: stop using it in one release, and take it off in the next"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not field.null and field.db_default is models.NOT_PROVIDED and not field.many_to_many:
            return "it writes rows without the new column: give it null=True or a db_default"
    if isinstance(operation, migrations.AddIndex):
        return "writers wait while the index is built: use AddIndexConcurrently on its own"
    return ""


@pytest.mark.parametrize(
    ("operation", "is_safe"),
    [
        (migrations.AddField("cohort", "note", models.TextField(default="")), False),
        (migrations.AddField("cohort", "note", models.TextField(db_default="")), True),
        (migrations.AddField("cohort", "note", models.TextField(null=True)), True),
        (migrations.RemoveField("cohort", "note"), False),
        (migrations.RenameField("cohort", "note", "words"), False),
        (migrations.RenameModel("Cohort", "Group"), False),
        (migrations.DeleteModel("Cohort"), False),
        (migrations.AddIndex("cohort", models.Index(fields=["name"], name="by_name")), False),
        (migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]), True),
        (migrations.RunPython(migrations.RunPython.noop), True),
    ],
)
def test_breaking_operations_are_told_from_others(operation: Operation, is_safe: bool) -> None:
    assert (breaks_the_release_before(operation) == "") is is_safe


def test_no_migration_breaks_the_release_before() -> None:
    """Those after the first of a room. One that takes off what the release before has already left says so in CONTRACTS."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    later = [
        (f"{label}.{name}: {why}", getattr(migration, "CONTRACTS", ""))
        for (label, name), migration in sorted(loader.disk_migrations.items())
        if migration.__module__.split(".")[0] in ROOMS and not migration.initial
        for operation in migration.operations
        if (why := breaks_the_release_before(operation))
    ]

    assert [problem for problem, contracts in later if not contracts] == []
