"""The settings read the environment, start without it, and refuse nonsense in plain words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

KEY = "MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY="


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """What happens when the settings are read with only these variables set."""
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **variables}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import elearning.settings as s; d = s.DATABASES['default']; print(d['ENGINE'], d['OPTIONS'])",
        ],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_need_nothing(tmp_path: Path) -> None:
    assert start(tmp_path).stdout.split()[0] == "django.db.backends.sqlite3"


def test_secret_key_is_made_once_and_kept(tmp_path: Path) -> None:
    start(tmp_path)
    first = (tmp_path / "secret-key").read_text()
    start(tmp_path)

    assert (tmp_path / "secret-key").read_text() == first
    assert len(first) >= 50


def test_processes_that_start_at_once_have_one_secret_key(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "-c", "import elearning.settings as s; print(s.SECRET_KEY)"]
    pipes = {"cwd": settings.BASE_DIR, "env": environment, "stdout": subprocess.PIPE, "text": True}

    several = [subprocess.Popen(command, **pipes) for _process in range(6)]  # type: ignore[call-overload]  # noqa: S603
    told = [process.communicate()[0].strip() for process in several]

    assert told == [(tmp_path / "secret-key").read_text()] * 6
    assert sorted(path.name for path in tmp_path.glob("secret-key*")) == ["secret-key"]


def test_key_of_a_machine_that_was_given_none_goes_on_opening(tmp_path: Path) -> None:
    start(tmp_path)
    command = (
        "import elearning.settings as s; from elearning.sealing import *; print(*s.SEALING_KEYS, derived(s.SECRET_KEY))"
    )
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "SEALING_KEYS": KEY}

    told = subprocess.check_output(  # noqa: S603
        [sys.executable, "-c", command], cwd=settings.BASE_DIR, env=environment, text=True
    ).split()

    assert told[0] == KEY
    assert told[1] == told[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/alongside"),
        ("DATABASE_URL", "nonsense"),
        ("EMAIL_URL", "pigeon://loft"),
        ("EMAIL_URL", "smtp://host:port"),
        ("SECURITY_CONTACT", "security@example.org"),
        ("SECURITY_CONTACT", "mailto:a@example.org\nExpires: never"),
        ("CACHE_URL", "nonsense://"),
        ("BASE_URL", "learning.example.org"),
        ("SECRET_KEY", "short"),
        ("DEBUG", "perhaps"),
        ("INVITATION_DAYS", "soon"),
        ("SEALING_KEYS", "secret"),
        ("SEALING_KEYS", "c2hvcnQ="),
        ("SEALING_KEYS", KEY + "," + KEY),
        ("WORKERS", "many"),
        ("WORKERS", "-1"),
    ],
)
def test_settings_refuse_nonsense_by_name(tmp_path: Path, name: str, value: str) -> None:
    answer = start(tmp_path, **{name: value})

    assert answer.returncode == 1
    assert f"the setting {name} is wrong" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_settings_ask_for_a_key_where_people_are_served(tmp_path: Path) -> None:
    without = start(tmp_path, BASE_URL="https://learning.example.org")
    with_one = start(tmp_path, BASE_URL="https://learning.example.org", SEALING_KEYS=KEY)

    assert "the setting SEALING_KEYS is wrong" in without.stderr
    assert (without.returncode, with_one.returncode) == (1, 0)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp+tls://me:pw@mail.example.org:587", "mail.example.org 587 True False"),
        ("smtp+ssl://me:pw@mail.example.org:465", "mail.example.org 465 False True"),
        ("smtp://mail.example.org:25", "mail.example.org 25 False False"),
    ],
)
def test_settings_take_mail_servers_as_the_readme_writes_them(tmp_path: Path, url: str, told: str) -> None:
    code = "import elearning.settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL)"
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "EMAIL_URL": url}

    said = subprocess.check_output([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, text=True)  # noqa: S603

    assert said.strip() == told


BUCKET = {"S3_BUCKET": "files", "S3_ACCESS_KEY_ID": "us", "S3_SECRET_ACCESS_KEY": "secret-0123456789"}


@pytest.mark.parametrize(
    ("described", "wrong"),
    [
        ({**BUCKET, "S3_BUCKET": ""}, "S3_BUCKET"),
        ({**BUCKET, "S3_ACCESS_KEY_ID": ""}, "S3_ACCESS_KEY_ID"),
        ({**BUCKET, "S3_SECRET_ACCESS_KEY": ""}, "S3_SECRET_ACCESS_KEY"),
        ({"S3_ENDPOINT_URL": "https://s3.example.org"}, "S3_BUCKET"),
        ({**BUCKET, "S3_ENDPOINT_URL": "s3.example.org"}, "S3_ENDPOINT_URL"),
        ({**BUCKET, "STORAGE_BACKEND": "django.core.files.storage.FileSystemStorage"}, "STORAGE_BACKEND"),
    ],
)
def test_settings_refuse_half_a_bucket(tmp_path: Path, described: dict[str, str], wrong: str) -> None:
    answer = start(tmp_path, **described)

    assert f"the setting {wrong} is wrong" in answer.stderr
    assert "secret-0123456789" not in answer.stderr


def test_settings_keep_files_in_the_bucket_that_is_described(tmp_path: Path) -> None:
    command = (
        "import elearning.settings as s; print(*[s.STORAGES[a]['OPTIONS']['folder'] for a in ('default', 'private')])"
    )
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **BUCKET}

    told = subprocess.check_output(  # noqa: S603
        [sys.executable, "-c", command], cwd=settings.BASE_DIR, env=environment, text=True
    )

    assert told.split() == ["media", "private"]


def test_settings_take_postgres(tmp_path: Path) -> None:
    assert start(tmp_path, DATABASE_URL="postgres://a:b@h/n").stdout.split()[0] == "django.db.backends.postgresql"


def test_sqlite_queues_writers_and_overwrites_what_is_deleted(tmp_path: Path) -> None:
    options = start(tmp_path).stdout

    for rule in ("'transaction_mode': 'IMMEDIATE'", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        assert rule in options


@pytest.mark.django_db
def test_database_is_the_one_that_was_asked_for() -> None:
    asked = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]

    assert connection.vendor == {"postgres": "postgresql", "postgresql": "postgresql"}.get(asked, "sqlite")
