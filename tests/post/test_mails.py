"""Every mail there is, rendered with telltale names wherever a name could stand: none of them may come out (DOMAIN 2.4)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from elearning.post import kinds

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FOLDER, SIGNING_IN = TEMPLATES / "emails", TEMPLATES / "account" / "email"
NAMES = sorted({path.name.partition(".")[0] for path in FOLDER.iterdir() if not path.name.startswith("_")})
TELLTALE = "Telltale"
# What a mail may say, by the end of the path that leads to it: who writes to whom, the name of a programme or cohort that
# somebody is invited to or runs, the name of a publisher to its own people; dates, numbers and links.
MAY_SAY = {
    "person.name": "Ada",
    "user.name": "Ada",
    "name": "Ada",
    "by.name": "Max",
    "contact.name": "Max",
    "contact.email": "max@example.org",
    "owner": "Ben",
    "facilitator": "Fay",
    "programme.title": "Making Partnering Work",
    "programme": "Making Partnering Work",
    "cohort": "Autumn cohort",
    "cohort.programme.title": "Making Partnering Work",
    "role.get_kind_display": "Facilitator",
    "role": "Author",
    "publisher.title": "Making Partnering Work",
    "number": 2,
    "code": "QX7-PL2",
    # What somebody has changed of their own sign-in goes to them alone.
    "address": "ada@example.org",
    "what": "A passkey was added",
    # What those who run a cohort write is refused if it tells a name (tests/actionsets/test_messaging.py).
    "subject": "Before we meet",
}
# Whatever a template writes as a date or a time, it is given one.
DATES = {
    name
    for path in FOLDER.iterdir()
    for name in re.findall(r"([a-z_.]+)\|(?:date|time)\b", path.read_text(encoding="utf-8"))
}
LINKS = {"link", "path", "base_url", "stop_link", "mail_link", "password_reset_url", "signup_url"}


class Tale:
    """Stands for whatever a template asks for: it says what a mail may say at this path, and else a telltale name."""

    def __init__(self, path: str = "") -> None:
        self.path = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in {"resolve_expression", "as_widget"}:
            raise AttributeError(name)
        return tale(f"{self.path}.{name}")

    def __str__(self) -> str:
        return str(MAY_SAY.get(self.path, f"{TELLTALE} {self.path}"))


def tale(path: str) -> Any:
    """What stands at `path` in the context of a mail."""
    if path in DATES:
        return datetime(2026, 5, 4, tzinfo=UTC)
    if path == "number":
        return 2
    if path in LINKS:
        return "/my/" if path == "path" else "http://testserver/my/"
    return Tale(path)


ITEMS = [{"sentence": "Your group meets on Monday.", "link": "http://testserver/my/", "links": []}]


def asked_for(path: Path) -> set[str]:
    """The names of the context that a template speaks of."""
    text = path.read_text(encoding="utf-8")
    spoken = re.findall(r"{{\s*([a-z_]+)", text) + re.findall(r"(?:with|and|count|if|in)\s+(?:\w+=)?([a-z_]+)", text)
    return set(spoken) | set(re.findall(r"\w+=([a-z_]+)", text))


def parts(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Every template of a mail, rendered."""
    for path in sorted(folder.glob(f"{name}[._]*")):
        words = {key: tale(key) for key in asked_for(path)} | {"items": ITEMS, "text": "What somebody wrote."}
        yield path.name, render_to_string(str(path.relative_to(TEMPLATES)), words)


def test_there_are_mails_to_try() -> None:
    assert {"digest", "invitation", "set_dates", "set_proposed"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_mail_says_no_telltale_name(name: str) -> None:
    said = dict(parts(FOLDER, name))

    assert {suffix for suffix in ("subject.txt", "txt", "html") if f"{name}.{suffix}" not in said} == set()
    assert {part: text for part, text in said.items() if TELLTALE in text} == {}


@pytest.mark.parametrize("name", sorted({path.name.rsplit("_", 1)[0] for path in SIGNING_IN.iterdir()}))
def test_mail_of_signing_in_says_no_telltale_name(name: str) -> None:
    said = dict(parts(SIGNING_IN, name))

    assert set(said) == {f"{name}_subject.txt", f"{name}_message.txt"}
    assert {part: text for part, text in said.items() if TELLTALE in text} == {}


def test_subjects_are_short_and_one_line() -> None:
    subjects = {name: dict(parts(FOLDER, name))[f"{name}.subject.txt"].strip() for name in NAMES}

    assert {name: said for name, said in subjects.items() if "\n" in said or not 5 < len(said) < 70} == {}


@pytest.mark.parametrize(
    "words",
    [
        "{{ learning_set }}",
        "{{ meeting.place }}",
        "{% with one=enrolment %}{{ one.user.email }}{% endwith %}",
        "{% load i18n %}{% blocktranslate with title=pack.title %}Read {{ title }}.{% endblocktranslate %}",
        "{{ bids.first.title }}",
    ],
)
def test_mail_that_did_tell_would_be_found_out(tmp_path: Path, words: str) -> None:
    path = tmp_path / "leak.txt"
    path.write_text(words, encoding="utf-8")

    assert TELLTALE in Template(words).render(Context({key: tale(key) for key in asked_for(path)}))


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_in_html_stands_in_our_frame_with_its_way_out(name: str) -> None:
    text = (FOLDER / f"{name}.html").read_text(encoding="utf-8")

    assert text.startswith('{% extends "emails/_frame.html" %}')


def test_kinds_that_mails_are_of_have_been_named() -> None:
    assert {key for key in kinds.KIND_OF.values() if key not in kinds.KINDS} == set()
    assert [name for name in kinds.KIND_OF if name not in NAMES] == []
