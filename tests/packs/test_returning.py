"""A filled-in PDF comes back: round trips through several programs, what is taken over, and what is refused."""

import html
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from elearning.printing import fields, paper, unpress
from packs import rendering
from packs.exporting import Copy
from packs.models import LearningPackPage, PackNote
from packs.stamping import stamp_of
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers
from tests.packs.test_filling import EVERY_KIND
from tests.tools import needs

WORDS = "Ich schätze Ŵyn (naïve) café — “so”.\nA second line, with a \\ and \U0001f600."


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


@laid
def blank(pack: LearningPackPage, cast: Cast) -> bytes:
    return fields.stamped(rendering.copy_of(pack, Copy.FILL), stamp_of(pack.versions.get(), cast.ada))


def filled(blank: bytes, answers: dict[str, str]) -> bytes:
    """`blank` with the answers typed in by pypdf: texts by field name; of a group of choices the number of the choice."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(blank)))
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, dict(answers), auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bring(client: Client, pack: LearningPackPage, pdf: bytes, name: str = "filled.pdf") -> HttpResponse:
    return client.post(f"{pack.url}pdf/return/", {"file": SimpleUploadedFile(name, pdf, "application/pdf")})


def sent_by(page: HttpResponse) -> dict[str, str]:
    """What the form of the preview sends when nothing is changed in it."""
    text = page.content.decode()
    texts = re.findall(r'<textarea name="(text_[^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    was = re.findall(r'name="(was_[^"]+)" value="(\d+)"', text)
    ticked = re.findall(r'<input(?=[^>]*\bchecked)[^>]*name="(choice_[^"]+)"[^>]*value="(\w+)"', text)
    return {name: html.unescape(value) for name, value in [*texts, *was, *ticked]}


def notes() -> dict[str, str]:
    return {note.key: note.text for note in PackNote.objects.all()}


def errors(page: HttpResponse) -> str:
    return html.unescape(page.content.decode())


# Round trips


def through(*command: str) -> Callable[[Path], Path]:
    def run(path: Path) -> Path:
        needs(command[0])
        out = path.with_name("again.pdf")
        subprocess.run([part.format(path, out) for part in command], check=True, capture_output=True)  # noqa: S603
        return out

    return run


AGAIN = {
    "as pypdf leaves it": lambda path: path,
    "qpdf": through("qpdf", "--generate-appearances", "--object-streams=generate", "{0}", "{1}"),
    "mutool": through("mutool", "clean", "-gggg", "-z", "{0}", "{1}"),
    "pdftk": through("pdftk", "{0}", "output", "{1}"),
}


@pytest.mark.parametrize("program", AGAIN)
def test_every_kind_of_field_comes_back_identical(program: str, tmp_path: Path) -> None:
    blank = fields.stamped(paper.render(EVERY_KIND, with_fields=True), "stamp")
    path = tmp_path / "filled.pdf"
    path.write_bytes(filled(blank, {"line": "One lïne", "lines": WORDS, "tick": "/on", "pick": "b", "one": "/1"}))

    found = unpress.read(AGAIN[program](path).read_bytes())

    assert found == {
        "stamp": "stamp",
        "fields": {"line": "One lïne", "lines": WORDS, "tick": "on", "pick": "b", "one": "y"},
    }


def test_every_answer_of_a_pack_comes_back_identical(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    asks = [ask for part in pack.sections(with_trainer_notes=False) for ask in part.asks]
    typed = {f"q_{ask.key}": "/1" if ask.choices else f"{ask.key} {WORDS}" for ask in asks}
    client = signed_in(cast.ada.user)

    page = bring(client, pack, filled(blank, typed))
    before = notes()
    response = client.post(f"{pack.url}pdf/return/confirm/", sent_by(page))

    assert before == {}
    assert response.headers["Location"] == pack.url
    assert notes() == {ask.key: ask.choices[1][0] if ask.choices else f"{ask.key} {WORDS}" for ask in asks}


# Taking over


def test_confirming_twice_changes_nothing_more(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    client = signed_in(cast.ada.user)
    sends = sent_by(bring(client, pack, filled(blank, {"q_card-issue": "A promise"})))

    answers = [client.post(f"{pack.url}pdf/return/confirm/", sends).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert list(PackNote.objects.values_list("text", "revision")) == [("A promise", 1)]


def test_what_differs_is_shown_side_by_side_and_must_be_chosen(
    cast: Cast, pack: LearningPackPage, blank: bytes
) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}bring/", {"version": "0", "card-issue": "Written here"})
    page = bring(client, pack, filled(blank, {"q_card-issue": "Typed in the file"}))
    sends = sent_by(page)

    again = client.post(f"{pack.url}pdf/return/confirm/", sends)

    assert ("Written here" in errors(page), "Typed in the file" in errors(page)) == (True, True)
    assert "Choose which text to keep: My issue in one sentence" in errors(again)
    assert notes()["card-issue"] == "Written here"


@pytest.mark.parametrize(
    ("choice", "kept"), [("take", "In the file"), ("keep", "Here"), ("both", "Here\n\nIn the file")]
)
def test_choice_decides_what_is_kept(cast: Cast, pack: LearningPackPage, blank: bytes, choice: str, kept: str) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}bring/", {"version": "0", "card-issue": "Here"})
    sends = sent_by(bring(client, pack, filled(blank, {"q_card-issue": "In the file"})))

    for _ in range(2):
        client.post(f"{pack.url}pdf/return/confirm/", sends | {"choice_card-issue": choice})

    assert notes()["card-issue"] == kept


def test_note_changed_meanwhile_is_asked_about_again(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    client = signed_in(cast.ada.user)
    sends = sent_by(bring(client, pack, filled(blank, {"q_card-issue": "In the file"})))
    client.post(f"{pack.url}bring/", {"version": "0", "card-issue": "Written meanwhile"})

    response = client.post(f"{pack.url}pdf/return/confirm/", sends | {"choice_card-issue": "take"})

    assert response.status_code == 409
    assert "Written meanwhile" in errors(response)
    assert notes()["card-issue"] == "Written meanwhile"


def test_visitors_blank_copy_comes_back_too(cast: Cast, pack: LearningPackPage) -> None:
    public = Client().get(f"{pack.url}pdf/form/").content
    client = signed_in(cast.ben.user)

    client.post(f"{pack.url}pdf/return/confirm/", sent_by(bring(client, pack, filled(public, {"q_card-who": "A"}))))

    assert list(PackNote.objects.values_list("reading__enrolment", "text")) == [(cast.ben.pk, "A")]


def test_older_version_brings_what_is_still_asked_and_shows_the_rest(
    cast: Cast, pack: LearningPackPage, blank: bytes
) -> None:
    gone = next(part for part in pack.sections(with_trainer_notes=False) if part.kind == "reflective_questions").asks[0]
    for child in pack.body:
        if child.block_type == "reflective_questions":
            child.value.pop(0)
    pack.version = "2.0"
    pack.save_revision().publish()

    page = bring(
        signed_in(cast.ada.user), pack, filled(blank, {f"q_{gone.key}": "No place", "q_card-issue": "A place"})
    )

    assert sorted(sent_by(page)) == ["choice_card-issue", "text_card-issue", "was_card-issue"]
    assert ("No place" in errors(page), str(gone.label) in errors(page)) == (True, True)


def test_what_cannot_be_kept_is_said_and_not_offered(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    texts = {"q_card-issue": "x" * 4001, "q_card-why_now": "a\x00b", "q_card-who": "fine"}

    page = bring(signed_in(cast.ada.user), pack, filled(blank, texts))

    assert sent_by(page)["text_card-who"] == "fine"
    assert [name for name in sent_by(page) if name.startswith("text_")] == ["text_card-who"]
    assert "It has 4001 signs; 4000 can be kept." in errors(page)


# What is refused


def other_way(blank: bytes, change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank)) as document:
        change(document)
        document.save(out, **saving)
    return out.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_file(document: pikepdf.Pdf) -> None:
    document.attachments["a.txt"] = b"MARKER"


def with_xfa(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.XFA = pikepdf.Array([])


def with_many_fields(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields = pikepdf.Array(
        [pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=f"f{number}", V="x") for number in range(10_000)]
    )


HOSTILE = {
    "scripts or actions": with_script,
    "other files inside": with_file,
    "a kind that we do not make": with_xfa,
    "far more in this file": with_many_fields,
}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_file_is_refused_in_words(cast: Cast, pack: LearningPackPage, blank: bytes, words: str) -> None:
    page = bring(signed_in(cast.ada.user), pack, other_way(blank, HOSTILE[words]))

    assert words in errors(page)


def test_locked_file_is_refused(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    locked = other_way(blank, lambda document: None, encryption=pikepdf.Encryption(owner="o", user="u"))

    assert "locked with a password" in errors(bring(signed_in(cast.ada.user), pack, locked))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 not a PDF", "This is not a PDF."),
        (b"%PDF-1.7\nnothing more", "cannot be read as a PDF"),
        (b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_what_is_no_copy_is_refused(cast: Cast, pack: LearningPackPage, content: bytes, words: str) -> None:
    assert words in errors(bring(signed_in(cast.ada.user), pack, content))


def test_file_without_our_stamp_is_refused(cast: Cast, pack: LearningPackPage) -> None:
    page = bring(signed_in(cast.ada.user), pack, rendering.copy_of(pack, Copy.FILL))

    assert "not a copy to fill in that was made here" in errors(page)


def test_file_of_somebody_else_is_refused(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    page = bring(signed_in(cast.ben.user), pack, filled(blank, {"q_card-issue": "Only Ada's"}))

    assert "made for somebody else" in errors(page)
    assert "Only Ada's" not in errors(page)


def test_file_of_another_pack_is_refused_by_name(cast: Cast, pack: LearningPackPage, blank: bytes) -> None:
    other = makers.pack(cast.programme.framework, number=3, title="Another pack")

    page = bring(signed_in(cast.ada.user), other, blank)

    assert f"{pack.title} (MPW:410-02)" in errors(page)


def test_file_of_a_newer_version_asks_to_move_on_first(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    pack.version, pack.summary = "2.0", "New words."
    pack.save_revision().publish()
    newer = fields.stamped(rendering.copy_of(pack, Copy.FILL), stamp_of(pack.versions.order_by("-number")[0], cast.ada))

    assert "made from version 2.0, and you are reading version 1.0" in errors(bring(client, pack, newer))


def test_visitor_brings_nothing_back(pack: LearningPackPage, blank: bytes) -> None:
    assert bring(Client(), pack, blank).status_code == 302
    assert PackNote.objects.count() == 0


def test_reading_process_ends_at_its_limit() -> None:
    bomb = b"%PDF-1.7\n" + b"1 0 obj\n<</Kids[" + b"[" * 400_000 + b"]>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    try:
        found = paper.apart("elearning.printing.unpress", given=bomb)
    except paper.NotPrintedError:
        found = b"ended"

    assert found in {b"ended", b'{"refused": "broken"}'}
