"""What `manage.py check` says of an installation: nothing where all is well, and in words what is not (TRUST S01, R15, C09)."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from wagtail import blocks
from wagtail.fields import StreamField

from elearning.programmes.models import StepPage
from elearning.upkeep import checks

PRODUCTION = {
    "BASE_URL": "https://learning.example.org",
    "ALLOWED_HOSTS": "learning.example.org",
    "SECRET_KEY": "a-production-secret-of-fifty-letters-0123456789-abcdef",
    "SEALING_KEYS": "MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
    "DATABASE_URL": "postgres://alongside:secret@db.invalid/alongside",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "SECURITY_CONTACT": "mailto:security@example.org",
}


def found(folder: Path, **changed: str) -> list[str]:
    """The names of what `check --deploy` finds, in a process of its own."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **PRODUCTION, **changed}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    named = re.findall(r"\(([a-z_]+\.[EW]\d+)\)", done.stderr)
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) is (not named)
    return named


def test_installation_as_the_readme_wants_it_has_nothing_wrong(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_everything_that_is_wrong_is_named(tmp_path: Path) -> None:
    told = found(
        tmp_path,
        DEBUG="yes",
        ALLOWED_HOSTS="*",
        HSTS_SECONDS="60",
        EMAIL_URL="smtp://mail.example.org:25",
        SECURITY_CONTACT="",
    )

    assert sorted(told) == sorted(
        ["security.W018", "alongside.W002", "alongside.W004", "alongside.W007", "alongside.W013"]
    )


def names(told: Any) -> list[str]:
    return [one.id.rpartition(".")[2] for one in told]


def test_host_that_nobody_answers_to_is_told(settings: Any) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://learning.example.org:8443", ["other.example.org"]
    assert "W003" in names(checks.place_is_known(None))

    settings.ALLOWED_HOSTS = ["learning.example.org"]
    assert "W003" not in names(checks.place_is_known(None))


@pytest.mark.parametrize("timeout", [None, 0, 11])
def test_mail_server_that_may_take_for_ever_is_told(settings: Any, timeout: int | None) -> None:
    settings.EMAIL_TIMEOUT = timeout

    assert "W006" in names(checks.people_are_looked_after(None))


def test_machine_without_a_key_of_its_own_is_told() -> None:
    assert names(checks.keys_are_given(None)) == ["W009"]


SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    },
}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, []),
        ({"transaction_mode": "DEFERRED"}, ["W010"]),
        ({"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"}, ["W011"]),
    ],
    ids=["ours", "deferred", "careless"],
)
def test_careless_sqlite_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: Any, options: dict[str, str], told: list[str]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    settings.DATABASES = {"default": {**SQLITE, "OPTIONS": {**SQLITE["OPTIONS"], **options}}}  # type: ignore[dict-item]

    assert names(checks.sqlite_is_careful(None)) == told


def test_sqlite_with_the_fault_of_the_reset_log_is_told(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DATABASES = {"default": SQLITE}
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))

    assert names(checks.sqlite_is_careful(None)) == ["W012"]


def fields() -> Iterator[StreamField]:
    for model in apps.get_models():
        yield from (field for field in model._meta.get_fields() if isinstance(field, StreamField))


def test_no_page_of_ours_holds_a_block_of_markup() -> None:
    assert checks.blocks_are_harmless(None) == []
    kinds = {type(block) for field in fields() for block in checks.every(field.stream_block)}
    assert {blocks.RichTextBlock, blocks.CharBlock} <= {base for kind in kinds for base in kind.__mro__}


def test_block_of_markup_is_found_however_deep_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = blocks.StreamBlock([("a", blocks.ListBlock(blocks.StructBlock([("b", blocks.RawHTMLBlock())])))])
    field = StepPage._meta.get_field("introduction")
    monkeypatch.setattr(field, "stream_block", deep)

    assert {one.id for one in checks.blocks_are_harmless(None)} == {"alongside.E001"}
