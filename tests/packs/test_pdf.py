"""The PDF of a pack: what is in it, that it is made once, and that the printing process fetches nothing."""

import http.server
import io
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from weasyprint import HTML

from elearning.printing import paper
from elearning.programmes.models import SubjectFramework
from packs import rendering
from packs.exporting import Copy
from packs.models import LearningPackPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

SMALL = "<!doctype html><html lang='en'><head><title>T</title></head><body><h1>Small</h1>{}</body></html>"


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


@laid
def pack(framework: SubjectFramework) -> LearningPackPage:
    return makers.pack(framework)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_pdf_is_a_tagged_document_with_title_language_and_bookmarks(pack: LearningPackPage) -> None:
    pdf = pikepdf.open(io.BytesIO(rendering.copy_of(pack, Copy.READ)))
    with pdf.open_outline() as outline:
        titles = [item.title for item in outline.root[0].children]

    assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("en-gb", True)
    assert pdf.Root.StructTreeRoot.K
    assert str(pdf.docinfo["/Title"]) == pack.title
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert titles == [str(part.title) for part in pack.sections(with_trainer_notes=False)]
    assert "/AcroForm" not in pdf.Root


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind]


def test_heads_of_tables_say_what_they_head(pack: LearningPackPage) -> None:
    pdf = pikepdf.open(io.BytesIO(rendering.copy_of(pack, Copy.READ)))

    scopes = [str(head.A.Scope) for head in elements(pdf, "/TH")]

    assert set(scopes) == {"/Column", "/Row"}


def test_cover_and_drawings_have_words_for_those_who_do_not_see_them(pack: LearningPackPage) -> None:
    pdf = pikepdf.open(io.BytesIO(rendering.copy_of(pack, Copy.READ)))

    assert [str(figure.Alt) for figure in elements(pdf, "/Figure") if "/Alt" in figure] == [
        f"Cover of {pack.title}, {pack.code}",
        "A fair exchange",
    ]


def test_fonts_are_ours_and_embedded(pack: LearningPackPage) -> None:
    pdf = pikepdf.open(io.BytesIO(rendering.copy_of(pack, Copy.READ)))
    names = {
        str(one.FontName).partition("+")[2]
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
    }

    assert {name.split("-")[0] for name in names} == {"Pack", "Iowan", "Segoe"}


def test_contents_give_the_page_of_each_part(pack: LearningPackPage) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(rendering.copy_of(pack, Copy.READ)))
    parts = [entry for entry in pdf.outline[1] if not isinstance(entry, list)]
    pages = [pdf.get_destination_page_number(entry) + 1 for entry in parts]
    lines = pdf.pages[2].extract_text().splitlines()

    assert [int(line) for line in lines if line.strip().isdigit()][: len(pages)] == pages


def test_pages_carry_code_and_number(pack: LearningPackPage) -> None:
    pages = pypdf.PdfReader(io.BytesIO(rendering.copy_of(pack, Copy.READ))).pages
    feet = [page.extract_text().split()[-12:] for page in pages]

    assert [number for number, foot in enumerate(feet, 1) if pack.code in foot and str(number) in foot] == list(
        range(2, len(pages) + 1)
    )


def test_pdf_has_every_part_and_no_notes_for_facilitators(pack: LearningPackPage) -> None:
    text = text_of(rendering.copy_of(pack, Copy.READ))

    assert "My exchange sheet for one request" in text
    assert "My card" in text
    assert "Blaming character" not in text


def test_facilitators_copy_has_the_notes(cast: Cast) -> None:
    pack = makers.pack(cast.programme.framework)

    response = signed_in(cast.fay).get(f"{pack.url}pdf/facilitators/")

    assert "Blaming character" in text_of(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="MPW-410-02-T-v1.0.pdf"'


def test_download_is_a_file_with_a_safe_name(pack: LearningPackPage) -> None:
    response = Client().get(f"{pack.url}pdf/")

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="MPW-410-02-v1.0.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_pdf_is_made_once_for_each_wording(framework: SubjectFramework) -> None:
    def kept() -> int:
        return len(storages["private"].listdir("packs")[1]) if storages["private"].exists("packs") else 0

    before = kept()
    for version in ("7.1", "7.1", "7.2"):
        rendering.copy_of(makers.pack(framework, version=version), Copy.READ)

    assert kept() - before == 2


def test_page_says_so_when_the_pdf_cannot_be_made(pack: LearningPackPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "SECONDS", 0.01)
    pack.summary = "Another wording, so that nothing is kept of it."
    pack.save_revision().publish()

    response = Client().get(f"{pack.url}pdf/")

    assert response.status_code == 503
    assert "The PDF cannot be made now" in response.content.decode()


# What the printing process may not do


class Listener(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if "moved" in self.path else 200)
        self.send_header("Location", "/there")
        self.end_headers()
        self.wfile.write(b"MARKER-FROM-THE-NETWORK")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    Listener.asked = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


PROBES = [
    '<img src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">a</a>',
    '<style>@import url("{}");</style>',
    '<style>body {{ background: url("{}") }}</style>',
    '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x</p>',
    '<object data="{}"></object><embed src="{}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="{}#a"/></svg>',
    '<iframe src="{}"></iframe>',
    '<base href="{}"><img src="nearby.png"><a rel="attachment" href="../../../../../../etc/hostname">a</a>',
]


def streams_of(pdf: bytes) -> bytes:
    """Everything that is in the file, unpacked; attached files too."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return pdf + b"".join(one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream))


def test_probe_would_reach_a_file_without_our_guard(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MARKER-IN-A-FILE")

    pdf = HTML(string=SMALL.format(f'<a rel="attachment" href="{secret.as_uri()}">a</a>')).write_pdf()

    assert b"MARKER-IN-A-FILE" in streams_of(pdf)


@pytest.mark.parametrize("probe", PROBES)
def test_printing_reaches_no_file_and_no_network(probe: str, listener: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("MARKER-IN-A-FILE")
    reached = [f"{listener}/probe", f"{listener}/moved", secret.as_uri()]
    body = "".join(probe.replace("{}", address) for address in reached)

    pdf = paper.render(SMALL.format(body.replace("{{", "{").replace("}}", "}")))

    assert Listener.asked == []
    assert b"MARKER" not in streams_of(pdf)


@pytest.mark.parametrize(
    "hostile", ["<p style='font-size:1e30px'>x</p>", "<table>" + "<tr><td>x</td></tr>" * 60_000 + "</table>"]
)
def test_hostile_document_ends_the_printing_and_nothing_else(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "SECONDS", 4)

    with pytest.raises(paper.NotPrintedError):
        paper.render(SMALL.format(hostile))


def test_operator_is_told_the_kind_of_failure_and_nobodys_words(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(paper.NotPrintedError):
        paper.apart("timeit", "raise ValueError('her own words')", given=b"")

    assert caplog.messages == ["timeit made nothing: ended with 1 (ValueError)"]


@pytest.mark.parametrize(("megabytes", "code"), [(300, 0), (600, 1)])
def test_printing_fills_less_than_half_a_gigabyte(megabytes: int, code: int) -> None:
    act = f"from elearning.printing import press; press.set_limits(); bytearray({megabytes} << 20)"
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", act], cwd=settings.BASE_DIR, capture_output=True, check=False
    )

    assert (done.returncode, b"MemoryError" in done.stderr) == (code, bool(code))


def test_printing_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "must-not-be-passed-on")
    seen = {}

    def run(*args: object, **kwargs: object) -> object:
        seen.update(kwargs["env"])  # type: ignore[call-overload]
        raise paper.subprocess.TimeoutExpired("printing", 1)

    monkeypatch.setattr(paper.subprocess, "run", run)
    with pytest.raises(paper.NotPrintedError):
        paper.render("x")

    assert set(seen) == {"PATH", "LANG", "HOME", "TMPDIR"}
