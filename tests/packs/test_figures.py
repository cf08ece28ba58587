"""Pictures in packs: in words as well, with a line on whose they are, on screen, on paper and in books."""

import base64
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from elearning.printing import paper
from packs import ebook, editions, exporting, reading, rendering
from packs.blocks import PackBody
from packs.models import LearningPackPage
from packs.models.asking import findings
from tests.conftest import Cast
from tests.laying import laid
from tests.packs import makers
from tests.tools import needs

RIGHTS = "Photo: Alder Lane Learning, CC BY 4.0"


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def with_figure(pack: LearningPackPage, *, after: str, **changes: Any) -> LearningPackPage:
    """The same pack, published, with a picture below the block of this kind."""
    image = get_image_model().objects.create(title="Seam", file=get_test_image_file("seam.png", size=(40, 30)))
    words = {"image": image.pk, "alt_text": "Two desks and a gap between them", "decorative": False}
    figure = {"image": words | changes, "caption": "Where work changes hands.", "rights": changes.pop("rights", RIGHTS)}
    raw: list[dict[str, Any]] = []
    for block in pack.body.get_prep_value():
        raw += [block, {"type": "figure", "value": figure, "id": "fig-1"}] if block["type"] == after else [block]
    pack.body = PackBody().to_python(raw)
    pack.save_revision().publish()
    return LearningPackPage.objects.get(pk=pack.pk)


def shown(pack: LearningPackPage, door: str) -> str:
    answer = Client().get(f"{pack.url}{door}")
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


@pytest.mark.parametrize("door", ["reading/", "whole/"])
def test_picture_stands_in_the_part_it_follows(pack: LearningPackPage, door: str) -> None:
    with_figure(pack, after="reading")

    page = shown(pack, door)

    assert page.count('alt="Two desks and a gap between them"') == 1
    assert f"Where work changes hands. {RIGHTS}" in page
    assert RIGHTS not in shown(pack, "tool-1/")


def test_picture_of_a_question_page_stands_there_too(pack: LearningPackPage) -> None:
    with_figure(pack, after="reflective_questions")

    assert RIGHTS in shown(pack, "reflect/")


def test_picture_before_every_part_belongs_to_the_first(pack: LearningPackPage) -> None:
    with_figure(pack, after="outcomes")

    assert RIGHTS in shown(pack, "reading/")


def test_picture_in_the_notes_for_facilitators_is_theirs(pack: LearningPackPage) -> None:
    wording = with_figure(pack, after="trainer_notes")

    assert RIGHTS not in shown(pack, "whole/")
    assert RIGHTS not in exporting.html_of(wording)
    assert RIGHTS in exporting.html_of(wording, kind=exporting.Copy.TRAINER)


def test_paper_and_book_carry_the_picture_within(pack: LearningPackPage) -> None:
    wording = with_figure(pack, after="reading")

    book = ebook.files_of(wording, reading.latest_version(wording), with_trainer_notes=False)
    for document in (exporting.html_of(wording), "".join(book.values())):
        [data] = re.findall(
            r'<img src="data:image/png;base64,([^"]+)" alt="Two desks and a gap between them"', document
        )
        assert Picture.open(io.BytesIO(base64.b64decode(data))).size == (40, 30)


def test_decoration_is_silent(pack: LearningPackPage) -> None:
    with_figure(pack, after="reading", decorative=True, alt_text="")

    assert re.findall(r'<img alt=""|<img[^>]* alt=""', shown(pack, "reading/"))


def test_picture_that_is_gone_leaves_the_rest(pack: LearningPackPage) -> None:
    wording = with_figure(pack, after="reading")
    get_image_model().objects.all()._raw_delete("default")  # as if its file and row were lost; nobody here can do that

    assert RIGHTS not in shown(wording, "reading/")
    assert wording.title in exporting.html_of(LearningPackPage.objects.get(pk=pack.pk))


def test_what_a_picture_lacks_is_found(pack: LearningPackPage) -> None:
    assert findings(with_figure(pack, after="reading")) == []

    found = findings(with_figure(pack, after="scenario", alt_text="", rights=""))

    assert [kind for kind, _words in found] == ["alt", "rights"]


def test_new_picture_makes_the_part_unread_again(cast: Cast, pack: LearningPackPage) -> None:
    own = reading.take_up(cast.ada, pack)
    own.finished = ["reading", "tool-1"]
    own.save()
    with_figure(pack, after="reading")

    editions.move_on(own)

    own.refresh_from_db()
    assert own.finished == ["tool-1"]


@pytest.mark.one_database("what a checker says of a file")
def test_epubcheck_has_nothing_to_say_of_a_book_with_a_picture(pack: LearningPackPage, tmp_path: Path) -> None:
    needs("epubcheck")
    path = tmp_path / "pack.epub"
    path.write_bytes(rendering.copy_of(with_figure(pack, after="reading"), exporting.Copy.EPUB))

    checker = ["java", "-jar", shutil.which("epubcheck") or "", "--failonwarnings", str(path)]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.returncode, "No errors or warnings detected" in done.stdout) == (0, True), done.stdout + done.stderr


def test_picture_is_in_the_pdf_with_its_words(pack: LearningPackPage) -> None:
    wording = with_figure(pack, after="reading")

    document = pikepdf.open(io.BytesIO(paper.render(exporting.html_of(wording))))

    figures = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
    assert "Two desks and a gap between them" in [str(one.get("/Alt", "")) for one in figures]
