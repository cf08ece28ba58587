"""The pack for e-readers: valid by epubcheck, the same words as on paper, the same bytes each time."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from packs import rendering
from packs.exporting import Copy
from packs.models import LearningPackPage
from tests import factories
from tests.laying import laid
from tests.packs import makers
from tests.tools import needs

HARD = "Donaudampfschifffahrtsgesellschaft & Llanfairpwllgwyngyll <em>“so”</em> – Rhyngwladol"


@laid
def pack(db: None) -> LearningPackPage:
    return makers.pack(factories.framework())


def book_of(pack: LearningPackPage) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(rendering.copy_of(pack, Copy.EPUB)))


@pytest.mark.one_database("what a checker says of a file")
@pytest.mark.parametrize("changes", [{}, {"title": HARD, "summary": HARD, "authors": "Ŵyn & Søn"}])
def test_epubcheck_has_nothing_to_say(db: None, changes: dict[str, str], tmp_path: Path) -> None:
    needs("epubcheck")
    path = tmp_path / "pack.epub"
    path.write_bytes(rendering.copy_of(makers.pack(factories.framework(), **changes), Copy.EPUB))

    checker = ["java", "-jar", shutil.which("epubcheck") or "", "--failonwarnings", str(path)]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.returncode, "No errors or warnings detected" in done.stdout) == (0, True), done.stdout + done.stderr


def test_every_part_is_a_chapter_named_in_the_contents(pack: LearningPackPage) -> None:
    nav = ET.fromstring(book_of(pack).read("EPUB/nav.xhtml"))  # noqa: S314
    links = [(link.get("href"), link.text) for link in nav.iter("{http://www.w3.org/1999/xhtml}a")]
    parts = [str(part.title) for part in pack.sections(with_trainer_notes=False)]

    assert [text for _, text in links[: len(parts) + 1]] == [pack.title, *parts]
    assert {f"EPUB/{href}" for href, _ in links} <= set(book_of(pack).namelist())


def test_notes_for_facilitators_are_not_in_it(pack: LearningPackPage) -> None:
    book = book_of(pack)

    assert [name for name in book.namelist() if b"Blaming character" in book.read(name)] == []


def test_same_words_give_the_same_bytes(pack: LearningPackPage) -> None:
    again = LearningPackPage.objects.get(pk=pack.pk)
    files = [rendering._wanted(one, Copy.EPUB, None) for one in (pack, again)]

    assert (files[0].name, files[0].made()) == (files[1].name, files[1].made())


def test_links_of_the_site_work_from_anywhere(pack: LearningPackPage) -> None:
    book = book_of(pack)

    assert [name for name in book.namelist() if b'href="/' in book.read(name)] == []


def test_download_is_a_book_with_a_safe_name(pack: LearningPackPage) -> None:
    response = Client().get(f"{pack.url}epub/")

    assert response.headers["Content-Type"] == "application/epub+zip"
    assert response.headers["Content-Disposition"] == 'attachment; filename="MPW-410-02-v1.0.epub"'
    assert zipfile.ZipFile(io.BytesIO(response.content)).namelist()[0] == "mimetype"
