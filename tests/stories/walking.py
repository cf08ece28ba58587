"""Every page that anybody may open, opened: what each of the table's doors answers to those whom it lets in."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import ZipFile

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from elearning.readership import UNREAD
from elearning.renderers import AlongsideForm
from tests.stories.doors import DOORS
from tests.stories.people import People

WITHOUT_END = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
OWN_HOST = "testserver"  # canonical addresses are whole
LEADS_AWAY = {"action", "formaction", "href", "poster", "src", "xlink:href"}
OUTWARD = {"external", "license"}  # works that a pack cites, and the licence of the content
BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK")
WRITES = re.compile(r"(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Opened:
    """What one person met behind one door, and what the database was asked for it."""

    door: str
    who: str
    user: int | None
    answer: HttpResponse
    asked: list[str]

    def __str__(self) -> str:
        return f"{self.door} as {self.who}"

    @property
    def is_page(self) -> bool:
        """Whether it is a page that a person reads on screen."""
        is_file = self.answer.headers.get("Content-Disposition", "").startswith("attachment")
        is_html = self.answer.headers["Content-Type"].startswith("text/html")
        return self.answer.status_code == 200 and is_html and not is_file

    @cached_property
    def source(self) -> str:
        """The source of a page."""
        return self.answer.content.decode()

    @cached_property
    def read(self) -> "Reader":
        """What a reader of the page comes across."""
        return Reader(self.source)

    @property
    def written(self) -> list[str]:
        """What was written into the database; sessions aside, which Django keeps."""
        return [query for query in self.asked if WRITES.match(query) and "django_session" not in query]


def walk(people: People) -> Iterator[Opened]:
    """Look in at every door as everybody who may open it."""
    clients = {who: people.client(who) for who in people.users}
    for name, door in DOORS.items():
        address = door.where(people)
        for who in sorted(door.opens_to):
            user = people.users[who]
            yield look_in(clients[who], address, name, who, user.pk if user else None)


def look_in(client: Client, address: str, door: str, who: str, user: int | None) -> Opened:
    """One person's look at one address."""
    connection.queries_log.clear()  # it holds 9000, and captures nothing more once it is full
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = [query["sql"] for query in queries.captured_queries]
    return Opened(door, who, user, answer, [query for query in asked if not query.startswith(BRACKETS)])


def to_sign_in(answer: HttpResponse) -> bool:
    """Whether the answer leads to the sign-in."""
    return answer.status_code == 302 and urlsplit(answer.headers["Location"]).path == reverse("account_login")


def plain(words: str) -> str:
    """Words as they are compared: without markup, and with single spaces."""
    return " ".join(html.unescape(words).split())


def words_of(opened: Opened) -> str:
    """Everything that can be read in an answer: text with and without markup, the text of a PDF or of a book.

    Of a picture nothing is read: the only one that the product draws is made of a pack's title, subject and code.
    """
    content = opened.answer.content
    if opened.answer.headers.get("Content-Type", "").startswith("image/png"):
        return ""
    if content.startswith(b"%PDF"):
        return words_in_pdf(content)
    source = words_in_book(content) if content.startswith(b"PK") else content.decode()
    return f"{plain(source)} {plain(re.sub(r'<[^>]*>', ' ', source))} {opened.answer.headers.get('Location', '')}"


@cache
def words_in_book(content: bytes) -> str:
    """Every page of an EPUB, or of whatever else is packed, one after another."""
    with ZipFile(BytesIO(content)) as book:
        return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())


@cache
def words_in_pdf(content: bytes) -> str:
    """The text of a PDF."""
    return plain(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


class Reader(HTMLParser):
    """Reads a page: its title, how many first headings it has, and what leads to another host other than links in content."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.title, self.headings, self.foreign = "", 0, []
        self.inside: list[tuple[str, bool]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        in_prose = any(is_prose for _tag, is_prose in self.inside)
        for name in LEADS_AWAY & given.keys():
            is_link = tag == "a" and (in_prose or OUTWARD & set(given.get("rel", "").split()))
            if urlsplit(given[name]).netloc not in {"", OWN_HOST} and not is_link:
                self.foreign.append(f"{tag} {name}={given[name]}")
        if tag not in WITHOUT_END:
            self.inside.append((tag, "pd-prose" in given.get("class", "").split()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (name, _prose) in enumerate(self.inside) if name == tag]
        if places:
            del self.inside[places[-1] :]

    def handle_data(self, data: str) -> None:
        if self.inside and [name for name, _prose in self.inside[:3]] == ["html", "head", "title"]:
            self.title += data


def forms_shown(answer: HttpResponse) -> Iterator[tuple[str, str]]:
    """Every form of ours that a page was made of, and the sentences on who reads it that the page lacks."""
    source = plain(answer.content.decode())
    markup = answer.content.decode()
    on_page = (
        form for form in forms_in(answer) if any(f'name="{one.html_name}' in markup for one in form.visible_fields())
    )
    for form in {id(form): form for form in on_page}.values():
        kinds = form.read_by.values() if isinstance(form.read_by, Mapping) else [form.read_by]
        said = [kind for kind in kinds if plain(kind.sentence) in source or plain(kind.shown_sentence) in source]
        lacking = [kind.name for kind in kinds if kind is not UNREAD and kind not in said]
        yield type(form).__name__, ", ".join(lacking)


def forms_in(answer: HttpResponse) -> Iterator[AlongsideForm]:
    """The forms in the contexts of the templates that made a page, alone or in lists."""
    for context in getattr(answer, "context", None) or []:
        for value in [value for scope in context.dicts for value in scope.values()]:
            found = value if isinstance(value, list | tuple) else [value]
            yield from (one for one in found if isinstance(one, AlongsideForm))
