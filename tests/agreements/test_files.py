"""An agreement as a file: headings, tables and the line about legal advice, in each kind."""

import io
import re

import docx
import pytest
from django.urls import reverse
from odfdo import Document
from pypdf import PdfReader

from elearning.agreements import document, drafting, exporting
from elearning.agreements.document import Paper
from elearning.agreements.models import PartnershipAgreement
from elearning.agreements.sections import NOT_LEGAL, PLANS
from elearning.agreements.views.files import paper_of
from tests.agreements import makers
from tests.conftest import Cast, signed_in
from tests.laying import laid

HEADINGS = [f"{one.number}. {one.title}" for one in PLANS]
TABLES = [
    ["Partner", "Who speaks for it"],
    ["What", "Date"],
    ["Task", "Leads", "Does", "Is asked", "Is told"],
    ["Date", "Who calls the meeting"],
    ["Partner", "Name", "Role", "Date"],
]


@laid
def ready(cast: Cast) -> PartnershipAgreement:
    return makers.between(cast)


@pytest.fixture
def paper(cast: Cast, ready: PartnershipAgreement) -> Paper:
    return paper_of(makers.agreed(cast, ready))


def test_docx_has_headings_tables_and_the_line(paper: Paper) -> None:
    made = docx.Document(io.BytesIO(exporting.as_docx(paper)))

    assert [one.text for one in made.paragraphs if one.style.name == "Heading 1"] == [*HEADINGS, "Agreed by"]
    assert [[cell.text for cell in table.rows[0].cells] for table in made.tables] == TABLES
    assert str(NOT_LEGAL) in [one.text for one in made.paragraphs]


def test_odt_has_headings_tables_and_the_line(paper: Paper) -> None:
    made = Document(io.BytesIO(exporting.as_odt(paper)))

    assert [one.inner_text for one in made.body.headers] == [paper.title, *HEADINGS, "Agreed by"]
    heads = [[str(cell.inner_text).strip() for cell in table.get_row(0).cells] for table in made.body.tables]
    assert heads == TABLES
    assert str(NOT_LEGAL) in [one.inner_text for one in made.body.paragraphs]


def test_pdf_is_tagged_and_says_the_line(paper: Paper) -> None:
    made = PdfReader(io.BytesIO(exporting.pdf(paper)))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in made.pages))

    assert (
        str(NOT_LEGAL) in text,
        made.metadata.title if made.metadata else "",
        "/MarkInfo" in made.trailer["/Root"],
    ) == (
        True,
        "Joined-up discharge",
        True,
    )


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_hostile_words_make_a_file(ready: PartnershipAgreement, kind: str) -> None:
    makers.write(ready, 3, "<b>&\x0b\ufffe]]> \U0001f91d " + "x" * 3000)
    paper = document.paper(drafting.content_of(ready), state="Draft")

    made = exporting.as_docx(paper) if kind == "docx" else exporting.as_odt(paper)

    assert made[:2] == b"PK"


@pytest.mark.parametrize("kind", ["html", "docx", "odt", "pdf"])
def test_file_is_for_partners(cast: Cast, ready: PartnershipAgreement, kind: str) -> None:
    door = reverse("agreements:download", args=[ready.public_id, kind])

    assert [signed_in(one).get(door).status_code for one in (cast.ben.user, cast.cal.user, cast.max)] == [200, 404, 404]


@pytest.mark.parametrize("number", ["2", "0", "x", "9" * 30, "١"])
def test_version_that_there_is_not(cast: Cast, ready: PartnershipAgreement, number: str) -> None:
    makers.agreed(cast, ready)
    door = reverse("agreements:download", args=[ready.public_id, "html"])

    assert signed_in(cast.ada.user).get(door, {"version": number}).status_code == 404
    assert signed_in(cast.ada.user).get(door, {"version": "1"}).status_code == 200
