"""Markup in everything that anybody can write: it is shown as the letters it is made of, and nothing of it ever runs (TRUST C08).

Every column of words of every room is filled with a hundred hostile strings, past all forms, and every block and rich text of
every page, by the editor's own converter. Then each door is opened once, and what it answers is laid before a browser without
any policy, in which only our escaping stands between the words and the page; what would be printed is read by a parser.
"""

import io
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import pikepdf
import pytest
from django.apps import apps
from django.db.models import CharField, Field, Model, TextField
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from wagtail.fields import RichTextField
from wagtail.models import Page as WagtailPage

from elearning.accounts.models import User
from elearning.printing import paper
from packs.models import LearningPackPage
from tests.hostile import CORPUS, alive
from tests.stories.bodies import fill_bodies, rich
from tests.stories.doors import DOORS
from tests.stories.people import People, undone

pytestmark = pytest.mark.one_database("templates escape, whatever the words were kept in")

LEAST_ROOM = 40
PRINTED = (
    "pdf",
    "epub",
    "png",
    "picture",
    "download",
    "files",
    "paper",
    "handout",
    "svg",
)  # no pages, and dear to make
OURS = ("elearning", "packs", "actionsets")
# What names a thing to the program, and is made by it: keys, sums, addresses and zones; and what is authored as rich text.
MADE_BY_US = {
    "token",
    "token_hash",
    "key",
    "fingerprint",
    "digest",
    "password",
    "email",
    "address",
    "time_zone",
    "slug",
    "path",
}
MADE_BY_US |= {
    "url_path",
    "error",
    "occasion",
    "once",
    "message_id",
    "named_mark",
    "file_hash",
    "line_manager_email",
    "link",
    "kinds",
}
APART = {"Letter", "Job", "Chore", "Reminder", "StoppedKind", "StopLink", "SubjectFramework", "PackLink"}


def columns() -> Iterator[tuple[type[Model], list[Field[Any, Any]]]]:
    """Every table of ours with the columns that hold somebody's words."""
    for model in apps.get_models():
        is_ours = (
            model.__module__.startswith(OURS)
            or issubclass(model, WagtailPage)
            or model.__name__ in {"Image", "Collection"}
        )
        found = [field for field in model._meta.local_concrete_fields if is_written(field)] if is_ours else []
        if found and model.__name__ not in APART:
            yield model, found


def is_written(field: Field[Any, Any]) -> bool:
    is_text = isinstance(field, CharField | TextField) and not isinstance(field, RichTextField) and not field.choices
    return (
        is_text
        and not field.primary_key
        and field.name not in MADE_BY_US
        and (field.max_length is None or field.max_length >= LEAST_ROOM)
    )


def fill() -> int:
    """Put the strings into every column, each row getting the next ones; returns how many places were filled."""
    turn, filled = count(), 0
    for model, fields in columns():
        rows = list(model._base_manager.all())
        for row in rows:
            for field in fields:
                if getattr(row, field.name) or field.name in {"title", "name"}:
                    setattr(row, field.name, hostile(turn, field.max_length or 600))
                    filled += 1
        model._base_manager.bulk_update(rows, [field.name for field in fields], batch_size=50)
    return filled


def hostile(turn: Iterator[int], room: int) -> str:
    """As many of the strings as there is room for, behind a number, since some names stand once only."""
    words = f"{next(turn)} "
    for _try in range(len(CORPUS)):
        one = CORPUS[next(turn) % len(CORPUS)]
        if len(words) + len(one) + 1 <= room:
            words += f"{one} "
        elif "__xss" in words:
            break
    return words.strip()


def addresses(people: People) -> dict[str, tuple[str, str]]:
    """Where each door is, and one person who may open it; asked before names are filled, since some are found by them."""
    pages = {name: door for name, door in DOORS.items() if door.opens_to and not any(word in name for word in PRINTED)}
    return {name: (min(door.opens_to), door.where(people)) for name, door in pages.items()}


def answers(people: People, places: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each door's page."""
    clients = {who: people.client(who) for who in {who for who, _address in places.values()}}
    for name, (who, address) in places.items():
        answer = clients[who].get(address)
        is_kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html") and not is_kept:
            yield f"{name} as {who}", answer.content.decode()


class Press:
    """Stands where the printing process stands: keeps what would be printed, and gives back a page or a picture at once."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def __call__(self, module: str, *arguments: str, given: bytes) -> bytes:
        self.given.append(given.decode(errors="replace"))
        out = io.BytesIO()
        if any(one.startswith("picture=") for one in arguments):
            Image.new("RGB", (2, 2)).save(out, "PNG")
        else:
            paper = pikepdf.new()
            paper.add_blank_page()
            paper.save(out)
        return out.getvalue()


def on_paper(people: People, press: Press) -> Iterator[tuple[str, str]]:
    """What each door that gives a document would print, and the pages in its books."""
    for name, door in DOORS.items():
        if not door.opens_to or not any(word in name for word in PRINTED):
            continue
        who, before = min(door.opens_to), len(press.given)
        answer = people.client(who).get(door.where(people))
        yield from ((f"{name} as {who}, printed", html) for html in press.given[before:])
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                parts = [part for part in book.namelist() if part.endswith((".xhtml", ".html", ".opf", ".ncx"))]
                yield from ((f"{name} as {who}, {part}", book.read(part).decode()) for part in parts)


def in_the_admin() -> Iterator[tuple[str, str]]:
    """Lists and editors of Wagtail's admin, as the owner of the installation sees them."""
    client = Client()
    client.force_login(User.objects.create_superuser("owner@markup.example"))
    pack = LearningPackPage.objects.live().first()
    assert pack is not None
    names = {
        "wagtailadmin_home": [],
        "wagtailadmin_explore": [pack.get_parent().pk],
        "wagtailadmin_pages:edit": [pack.pk],
        "wagtailadmin_pages:history": [pack.pk],
        "wagtailimages:index": [],
        "wagtailadmin_collections:index": [],
        "wagtailadmin_reports:site_history": [],
        "wagtailadmin_reports:aging_pages": [],
    }
    for name, arguments in names.items():
        answer = client.get(reverse(name, args=arguments))
        assert answer.status_code == 200, name
        yield name, answer.content.decode()


@pytest.fixture
def trap(chromium: Browser) -> Iterator[Page]:
    """A window in which everything would run, and nothing is fetched."""
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())

    def answer(route: Route) -> None:
        route.fulfill(
            status=200, content_type="text/html", body="<!doctype html><title>x</title>"
        ) if route.request.url.endswith("/trap") else route.abort()

    context.route("**/*", answer)
    page.goto("http://trap.invalid/trap")
    page.evaluate("() => { window.__xss = () => { window.fired = (window.fired || 0) + 1; }; }")
    yield page
    context.close()


LOOK = """() => {
  const names = [...document.querySelectorAll('*')].flatMap(node => [...node.attributes]
    .filter(one => /^on/i.test(one.name) || (/^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(one.name)
      && /^[\\x00-\\x20]*(javascript|vbscript|data:text)/i.test(one.value)))
    .filter(one => one.value.includes('__xss')).map(one => node.outerHTML.slice(0, 120)));
  const fired = window.fired || 0; window.fired = 0;
  return fired ? ['ran ' + fired, ...names] : names;
}"""


def caught(trap: Page, html: str) -> list[str]:
    """What ran, or would run when touched."""
    trap.set_content(html, wait_until="domcontentloaded")
    found: list[str] = trap.evaluate(LOOK)
    return found


def test_trap_catches_what_is_not_escaped(trap: Page) -> None:
    assert len(set(CORPUS)) >= 100
    assert [one for one in CORPUS[:5] if not caught(trap, f"<p>{one}</p>")] == []
    assert len([one for one in CORPUS if caught(trap, f'<title>x</title><p title="{one}">{one}</p>')]) > 70


def test_nothing_that_anybody_wrote_runs_anywhere(people: People, trap: Page) -> None:
    with undone():
        places = addresses(people)
        assert (fill() > 1_000, fill_bodies() > 200) == (True, True)
        pages = [*answers(people, places), *in_the_admin()]
        faults = {name: found for name, html in pages if (found := caught(trap, html))}

    assert faults == {}
    assert len(pages) > 120
    assert len([name for name, html in pages if "__xss" in html]) > 80


def test_nothing_that_anybody_wrote_is_alive_on_paper(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    press = Press()
    monkeypatch.setattr(paper, "apart", press)
    with undone():
        fill()
        fill_bodies()
        papers = list(on_paper(people, press))

    assert {name: found for name, html in papers if (found := alive(html))} == {}
    assert len([name for name, html in papers if "__xss" in html]) > 8, [name for name, _html in papers]


def test_editor_keeps_no_link_that_runs() -> None:
    kept = rich("one two three four five six")

    assert "<h2" in kept
    assert alive(kept) == []
    assert alive(kept.replace("&quot;", '"')) != []
