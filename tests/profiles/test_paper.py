"""My results as a PDF: for the person alone, tagged, read out in words, and kept nowhere."""

import io
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.test import Client

from elearning.printing import paper
from elearning.profiles import exporting
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast, steps: makers.Steps) -> Client:
    makers.result(cast.ada, steps)
    return signed_in(cast.ada.user)


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind]


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "ben"])
def test_pdf_does_not_exist_for_others(ada: Client, cast: Cast, steps: makers.Steps, who: str) -> None:
    person = getattr(cast, who)

    assert signed_in(getattr(person, "user", person)).get(steps.results.door("pdf")).status_code == 404


def test_pdf_is_sent_as_a_file_that_nothing_keeps(ada: Client, steps: makers.Steps) -> None:
    before = sorted(Path(settings.PRIVATE_ROOT).rglob("*.pdf"))

    response = ada.get(steps.results.door("pdf"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-results.pdf"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert sorted(Path(settings.PRIVATE_ROOT).rglob("*.pdf")) == before


def test_pdf_is_tagged_with_title_language_and_heads_of_tables(ada: Client, steps: makers.Steps) -> None:
    pdf = pikepdf.open(io.BytesIO(ada.get(steps.results.door("pdf")).content))

    assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("en-gb", True)
    assert str(pdf.docinfo["/Title"]) == "My results"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert {str(head.A.Scope) for head in elements(pdf, "/TH")} == {"/Column", "/Row"}


def test_pdf_reads_out_every_picture(ada: Client, steps: makers.Steps) -> None:
    pdf = pikepdf.open(io.BytesIO(ada.get(steps.results.door("pdf")).content))
    said = [str(figure.Alt) for figure in elements(pdf, "/Figure")]

    assert len(said) == 8
    assert set(said) == {
        "a usual part of your practice",
        "not much part of your practice yet",
        "part of your practice some of the time",
    }


def test_pdf_holds_words_and_numbers_only_on_request(ada: Client, steps: makers.Steps) -> None:
    words = text_of(ada.get(steps.results.door("pdf")).content)
    numbers = text_of(ada.get(f"{steps.results.door('pdf')}?numbers=1").content)

    assert "By your own account you are strongest in Title of GRUP." in words
    assert "(2.3)" not in words
    assert "(2.3)" in numbers
    assert "Give or take about half a point." in numbers


def test_pdf_names_nobody(ada: Client, cast: Cast, steps: makers.Steps) -> None:
    text = text_of(ada.get(steps.results.door("pdf")).content)

    assert [name for name in ("Ada", cast.organisation.name, cast.ada.user.email) if name in text] == []


def test_pdf_before_any_result_does_not_exist(cast: Cast, steps: makers.Steps) -> None:
    assert signed_in(cast.cal.user).get(steps.results.door("pdf")).status_code == 404


def test_pdf_that_cannot_be_printed_is_told_in_words(
    ada: Client, steps: makers.Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "SECONDS", 0)

    response = ada.get(steps.results.door("pdf"))

    assert response.status_code == 503
    assert "Your results are safe." in response.content.decode()


def test_paper_carries_no_address_that_leads_back(cast: Cast, steps: makers.Steps) -> None:
    html = exporting.html_of(makers.result(cast.ada, steps), steps.results, with_numbers=False)

    assert 'href="' not in html
