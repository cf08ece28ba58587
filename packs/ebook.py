"""A pack as EPUB 3: the same parts as on paper, each a document of its own, packed so that the same words give the same bytes.

*tinyhtml5*, which comes with WeasyPrint, turns the HTML of our templates into the strict XML that e-readers ask for.
"""

import hashlib
import uuid
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import tinyhtml5
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from packs.models import LearningPackPage, PackVersion
from packs.sections import spoken, tongues

STYLE = Path(__file__).resolve().parent / "epub.css"
XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
MIME = "application/epub+zip"


@dataclass(frozen=True)
class Chapter:
    """One document of the book."""

    file: str
    title: str
    text: str

    @property
    def id(self) -> str:
        """What the list of its files calls it."""
        return self.file.removesuffix(".xhtml")

    @property
    def properties(self) -> str:
        """What e-readers must know of it before they open it."""
        return "svg" if f'"{SVG}"' in self.text else ""


def files_of(pack: LearningPackPage, version: PackVersion, *, with_trainer_notes: bool) -> dict[str, str]:
    """The files of the book by their names, in the words of `pack`; `version` says when they were last changed."""
    with translation.override(spoken(pack.language)):
        chapters = list(_chapters(pack, with_trainer_notes))
        about = _about(pack, version) | {"chapters": chapters}
        return {
            "META-INF/container.xml": render_to_string("packs/epub/container.xml"),
            "EPUB/package.opf": render_to_string("packs/epub/package.opf", about),
            "EPUB/nav.xhtml": _strict(render_to_string("packs/epub/nav.html", about)),
            "EPUB/cover.xhtml": _strict(render_to_string("packs/epub/cover.html", about)),
            "EPUB/cover.svg": render_to_string("packs/epub/cover.svg", about).strip(),
            "EPUB/style.css": STYLE.read_text(encoding="utf-8"),
            **{f"EPUB/{chapter.file}": chapter.text for chapter in chapters},
        }


def fingerprint(files: dict[str, str]) -> str:
    """What the book is known by: equal words, equal fingerprint."""
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


def packed(files: dict[str, str]) -> bytes:
    """The book: its kind first and unpacked, as the format asks, and no date that would change by itself."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(zipfile.ZipInfo("mimetype", LONG_AGO), MIME)
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(entry, text.encode())
    return out.getvalue()


def _about(pack: LearningPackPage, version: PackVersion) -> dict[str, Any]:
    return {
        "pack": pack,
        "publisher": pack.publisher,
        "identifier": uuid.uuid5(pack.translation_key, pack.language),
        "changed": version.frozen_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "address": f"{settings.BASE_URL}{pack.get_url() or ''}",
    }


def _chapters(pack: LearningPackPage, with_trainer_notes: bool) -> list[Chapter]:
    """The opening and every part, in the order in which they are read."""
    shared = {
        "pack": pack,
        "publisher": pack.publisher,
        "level": 2,
        **tongues(pack.language, interface=spoken(pack.language)),
    }
    opening = Chapter("opening.xhtml", pack.title, _strict(render_to_string("packs/epub/opening.html", shared)))
    parts = [
        Chapter(
            f"part-{number}.xhtml",
            str(part.title),
            _strict(render_to_string("packs/epub/part.html", shared | {"section": part, "value": part.value})),
        )
        for number, part in enumerate(pack.sections(with_trainer_notes=with_trainer_notes), start=1)
    ]
    return [opening, *parts]


def _strict(html: str) -> str:
    """`html` as XML, in which links lead to our site from wherever the book is read."""
    tree = tinyhtml5.parse(html)
    for link in tree.iter(f"{{{XHTML}}}a"):
        if link.get("href", "").startswith("/"):
            link.set("href", urljoin(settings.BASE_URL, link.get("href")))
    ET.register_namespace("", XHTML)
    ET.register_namespace("svg", SVG)
    return '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n' + ET.tostring(tree, encoding="unicode")
