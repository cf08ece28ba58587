"""Who reads what is filled in: which fields of a page stand without the sentence that says so."""

from html.parser import HTMLParser

from django.http import HttpResponse

from elearning.readership import KINDS, UNREAD
from tests.stories.walking import forms_in, plain

# Fields that a person fills in; what is hidden, pressed or brought along as a file from a pack is not.
WRITTEN = {"text", "search", "email", "url", "tel", "number", "password", "date", "time", "radio", "checkbox", "file"}
SENTENCES = {plain(said) for kind in KINDS.values() for said in (kind.sentence, kind.shown_sentence) if said}


class Fields(HTMLParser):
    """The forms of a page: the fields that a person fills in, with the words in and right before each form."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[set[str], str]] = []
        self.words: list[str] = []
        self.names: set[str] = set()
        self.is_sent = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_sent, self.names = given.get("method", "").lower() == "post", set()
        kind = given.get("type", "text") if tag == "input" else tag
        if kind in WRITTEN | {"textarea", "select"} and "hidden" not in given and given.get("name"):
            self.names.add(given["name"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            if self.is_sent and self.names:
                self.found.append((self.names, plain(" ".join(self.words))))
            self.words = []


def untold(answer: HttpResponse) -> list[str]:
    """The fields of each form that is sent, where neither the form nor what stands right before it says who reads them.

    What a search asks for is sent to nobody, and what a form of the kind `UNREAD` takes is nobody's to read.
    """
    unread = {form.add_prefix(name) for form in forms_in(answer) if form.read_by is UNREAD for name in form.fields}
    return [
        ", ".join(sorted(names - unread))
        for names, words in Fields(answer.content.decode()).found
        if {name for name in names if plain_name(name) not in unread} and not any(one in words for one in SENTENCES)
    ]


def plain_name(name: str) -> str:
    """The name of the field to which an input belongs: dates have three inputs."""
    for part in ("_day", "_month", "_year", "_0", "_1", "_2"):
        name = name.removesuffix(part)
    return name
