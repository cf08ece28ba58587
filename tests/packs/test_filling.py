"""The copy to fill in: its fields, their names and words, and what two checkers and a viewer make of it."""

import io

import pdfua
import pikepdf
import pypdf
import pytest
from django.test import Client

from elearning.printing import paper
from elearning.printing.fields import STAMP
from packs import exporting, rendering
from packs.exporting import Copy
from packs.models import LearningPackPage
from packs.stamping import NotOursError, read_stamp
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

EVERY_KIND = """<!doctype html><html lang="en"><head><title>T</title></head><body><h1>Small</h1>
<input type="text" name="line" aria-label="A line"><textarea name="lines" aria-label="Several lines"></textarea>
<input type="checkbox" name="tick" value="yes" aria-label="A tick">
<select name="pick" aria-label="One of them"><option value="a">First</option><option value="b">Second</option></select>
<input type="radio" name="one" value="x" data-question="One or other" aria-label="This">
<input type="radio" name="one" value="y" data-question="One or other" aria-label="That"></body></html>"""


@laid
def pack(db: None) -> LearningPackPage:
    return makers.pack(factories.framework())


@laid
def printed(pack: LearningPackPage) -> bytes:
    return rendering.copy_of(pack, Copy.FILL)


@pytest.fixture
def form(printed: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed))


def asks_of(pack: LearningPackPage) -> list[str]:
    return [f"q_{ask.key}" for part in pack.sections(with_trainer_notes=False) for ask in part.asks]


def names(form: pikepdf.Pdf) -> list[str]:
    return [str(one.T) for one in form.Root.AcroForm.Fields]


def test_every_question_has_one_field_with_its_own_name(pack: LearningPackPage, form: pikepdf.Pdf) -> None:
    found = names(form)

    assert [name for name in found if name.startswith("q_")] == asks_of(pack)
    assert len(set(found)) == len(found)


def test_blank_cells_of_tools_are_fields_too(form: pikepdf.Pdf) -> None:
    says = {str(one.T): str(one.TU) for one in form.Root.AcroForm.Fields}

    assert says["tool-1_1_1"] == "My request in one sentence, with a date: What I know"
    assert says["tool-3_2_1"] == "Row 2: Task (start with a verb)"


def test_fields_are_called_by_what_they_ask(pack: LearningPackPage, form: pikepdf.Pdf) -> None:
    said = {str(one.T): str(one.TU) for one in form.Root.AcroForm.Fields}
    asked = {f"q_{ask.key}": str(ask.label) for part in pack.sections(with_trainer_notes=False) for ask in part.asks}

    assert {name: said[name] for name in asked} == asked


def test_buttons_of_a_group_belong_to_it_and_lie_on_one_page(form: pikepdf.Pdf) -> None:
    groups = [one for one in form.Root.AcroForm.Fields if "/Kids" in one]

    assert {"/T" in kid for group in groups for kid in group.Kids} == {False}
    assert {kid.Parent == group for group in groups for kid in group.Kids} == {True}
    assert {len({kid.P.objgen for kid in group.Kids}) for group in groups} == {1}
    assert str(groups[-1].Kids[0].Contents) == "What I want from the set To be heard"


def test_fields_have_a_font_that_every_viewer_knows_and_a_picture(form: pikepdf.Pdf) -> None:
    texts = [one for one in form.Root.AcroForm.Fields if one.FT == "/Tx"]

    assert {str(one.DA).split()[0] for one in texts} == {"/Helv"}
    assert {"/N" in one.AP for one in texts} == {True}
    assert str(form.Root.AcroForm.DR.Font.Helv.BaseFont) == "/Helvetica"


def test_form_is_read_without_a_complaint(pack: LearningPackPage, caplog: pytest.LogCaptureFixture) -> None:
    reader = pypdf.PdfReader(io.BytesIO(rendering.copy_of(pack, Copy.FILL)))

    assert set(asks_of(pack)) <= set(reader.get_fields() or {})
    assert caplog.records == []


@pytest.mark.parametrize("kind", [Copy.READ, Copy.FILL])
def test_checker_finds_no_error(pack: LearningPackPage, kind: Copy, tmp_path: object) -> None:
    path = f"{tmp_path}/pack.pdf"
    with open(path, "wb") as file:
        file.write(rendering.copy_of(pack, kind))

    report = pdfua.validate(path)

    assert [finding for finding in report.findings if finding.severity == pdfua.Severity.ERROR] == []


def test_every_kind_of_field_is_made_and_named(db: None) -> None:
    form = pikepdf.open(io.BytesIO(paper.render(EVERY_KIND, with_fields=True)))

    assert [(str(one.T), str(one.FT), str(one.TU)) for one in form.Root.AcroForm.Fields] == [
        ("line", "/Tx", "A line"),
        ("lines", "/Tx", "Several lines"),
        ("tick", "/Btn", "A tick"),
        ("pick", "/Ch", "One of them"),
        ("one", "/Btn", "One or other"),
    ]


def test_nothing_can_be_filled_in_where_it_was_not_asked_for(db: None) -> None:
    assert "/AcroForm" not in pikepdf.open(io.BytesIO(paper.render(EVERY_KIND))).Root


# Whose it is


def stamp_in(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return str(document.docinfo[STAMP])


def test_visitors_copy_says_what_it_is_and_names_nobody(pack: LearningPackPage) -> None:
    response = Client().get(f"{pack.url}pdf/form/")
    stamp = read_stamp(stamp_in(response.content))

    assert (stamp.page, stamp.version, stamp.language, stamp.reader) == (pack.pk, 1, "en-gb", "")
    assert response.headers["Content-Disposition"] == 'attachment; filename="MPW-410-02-form-v1.0.pdf"'


def test_readers_copy_is_made_for_them_and_stored_nowhere_on_the_way(cast: Cast) -> None:
    pack = makers.pack(cast.programme.framework)
    response = signed_in(cast.ada.user).get(f"{pack.url}pdf/form/")

    assert read_stamp(stamp_in(response.content)).reader == str(cast.ada.public_id)
    assert response.headers["Cache-Control"] == "private, no-store"


def test_stamp_made_elsewhere_is_not_ours() -> None:
    with pytest.raises(NotOursError):
        read_stamp("eyJwIjoxfQ:abc")


# With one's own answers


def test_own_copy_holds_what_the_reader_wrote(cast: Cast) -> None:
    pack = makers.pack(cast.programme.framework)
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}bring/", {"version": "0", "card-issue": "A promise <b>missed</b>", "card-want": "decide"})

    response = client.get(f"{pack.url}pdf/mine/")
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)

    assert ("A promise <b>missed</b>" in text, "Left open" in text) == (True, True)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"] == 'attachment; filename="MPW-410-02-mine-v1.0.pdf"'


def test_own_copy_holds_nothing_of_others(cast: Cast) -> None:
    pack = makers.pack(cast.programme.framework)
    signed_in(cast.ada.user).post(f"{pack.url}bring/", {"version": "0", "card-issue": "Only Ada's"})
    client = signed_in(cast.ben.user)
    client.post(f"{pack.url}start/")

    response = client.get(f"{pack.url}pdf/mine/")

    assert "Only Ada" not in "\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def test_visitor_has_no_own_copy(pack: LearningPackPage) -> None:
    assert Client().get(f"{pack.url}pdf/mine/").status_code == 302


def test_older_copy_is_printed_in_its_own_words(pack: LearningPackPage) -> None:
    first = pack.versions.get()
    pack.summary, pack.version = "Words of the second version.", "1.1"
    pack.save_revision().publish()

    older = exporting.html_of(exporting.at_version(pack, first))

    assert ("Words of the second version." in older, "version 1.0" in older) == (False, True)
