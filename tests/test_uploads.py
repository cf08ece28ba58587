"""Files that people bring: told by what is in them, small enough to be opened, kept under harmless names, and served as files
that do nothing (TRUST C01, C04, C05, C10)."""

import ast
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import ExifTags
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.users.models import UserProfile

from elearning import spreadsheets, uploads
from elearning.accounts.models import User
from elearning.outgoing import FILES_POLICY
from elearning.programmes.rosters import UnreadableError, read
from tests.conftest import Cast, signed_in
from tests.partnering import makers as partnering
from tests.test_house import SOURCES, named

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
PAGE = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + PAGE + b"trailer<</Root 1 0 R>>\n%%EOF"


def png(width: int = 4, height: int = 4, *, claims: tuple[int, int] | None = None) -> bytes:
    """A PNG; one that `claims` a size says so in its head alone."""
    out = io.BytesIO()
    Pillow.new("RGB", (width, height)).save(out, "PNG")
    content = out.getvalue()
    if claims:
        head = b"IHDR" + struct.pack(">II", *claims) + content[24:29]
        content = content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]
    return content


def jpeg_with_words(words: bytes) -> bytes:
    """A sound JPEG that is a page for whoever does not look at its type."""
    out = io.BytesIO()
    Pillow.new("RGB", (4, 4)).save(out, "JPEG", comment=words)
    return out.getvalue()


def packed(*parts: tuple[str, bytes], first: bytes = uploads.ODT) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


ODT = packed(("content.xml", b"<a/>"))
MANY = packed(*((f"Pictures/{number}.png", b"x") for number in range(uploads.MOST_PARTS)))
LIES: dict[str, tuple[str, bytes]] = {
    "page as PDF": ("a.pdf", HTML),
    "drawing as PDF": ("a.pdf", SVG),
    "page before a PDF": ("a.pdf", HTML + PDF),
    "page as text": ("a.txt", HTML),
    "drawing as a table": ("a.csv", b"\xef\xbb\xbf \n" + SVG),
    "XML as text": ("a.txt", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "page in UTF-16 as text": ("a.txt", "<html><script>alert(1)</script>".encode("utf-16")),
    "program as text": ("a.txt", b"\x7fELF\x00\x00"),
    "spreadsheet as a table": ("a.csv", packed(first=b"application/vnd.ms-excel")),
    "spreadsheet as a document": ("a.odt", packed(first=b"application/vnd.oasis.opendocument.spreadsheet")),
    "archive as a document": ("a.odt", zlib.compress(b"x")),
    "PDF as a document": ("a.odt", PDF),
    "bomb": ("a.odt", packed(("content.xml", b" " * 30_000_000))),
    "many small parts": ("a.odt", MANY),
    "packed in the pack": ("a.odt", packed(("Object/more.zip", ODT))),
    "macros": ("a.odt", packed(("Basic/Standard/Module1.xml", b"Sub Main"))),
    "part that leads out": ("a.odt", packed(("../../settings.py", b"x"))),
    "spreadsheet": ("a.xlsx", packed()),
    "page": ("a.html", HTML),
    "drawing": ("a.svg", SVG),
    "no ending": ("pdf", PDF),
}
TRUE: dict[str, tuple[str, bytes]] = {
    "PDF": ("a.pdf", PDF),
    "document": ("a.ODT", ODT),
    "text": ("a.txt", "Größe < 3, and <b> is bold\n".encode()),
    "text of Windows": ("a.txt", "Größe".encode("cp1252")),
    "table in UTF-16": ("a.csv", "Größe;1\n".encode("utf-16")),
}


@pytest.mark.parametrize("what", LIES)
def test_file_that_is_not_what_it_says_is_told(what: str) -> None:
    name, content = LIES[what]

    assert not uploads.is_what_it_says(name, io.BytesIO(content))


@pytest.mark.parametrize("what", TRUE)
def test_file_that_is_what_it_says_is_taken(what: str) -> None:
    name, content = TRUE[what]

    assert uploads.is_what_it_says(name, io.BytesIO(content))


def test_bomb_is_refused_by_its_list_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(("content.xml", b" " * 30_000_000))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_more: pytest.fail("unpacked"))

    assert not uploads.is_odt(io.BytesIO(bomb))


@pytest.fixture
def owner(db: None) -> Client:
    return signed_in(User.objects.create_superuser("owner@site.example"))


def send(client: Client, kind: str, name: str, content: bytes) -> HttpResponse:
    given = {"title": "Brought", "collection": "1", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse(f"wagtail{kind}:add"), given)


@pytest.mark.parametrize("what", ["page as PDF", "drawing as a table", "bomb", "spreadsheet", "page", "drawing"])
def test_admin_takes_no_document_that_is_something_else(owner: Client, what: str) -> None:
    send(owner, "docs", *LIES[what])

    assert not get_document_model().objects.exists()


def test_admin_takes_no_such_document_among_several(owner: Client) -> None:
    file = SimpleUploadedFile("a.pdf", HTML)
    answer = owner.post(reverse("wagtaildocs:add_multiple"), {"title": "x", "collection": "1", "files[]": file})

    assert (answer.json()["success"], get_document_model().objects.exists()) == (False, False)


def test_document_larger_than_ten_megabytes_is_refused(owner: Client) -> None:
    send(owner, "docs", "a.pdf", PDF + b"\n" * 10 * 1024 * 1024)

    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("what", ["PDF", "document", "text"])
def test_document_is_served_as_a_file_that_does_nothing(owner: Client, what: str) -> None:
    send(owner, "docs", *TRUE[what])
    answer = owner.get(get_document_model().objects.get().url)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == FILES_POLICY
    assert answer.headers["Cache-Control"] == "private, no-store"


PICTURES: dict[str, tuple[str, bytes]] = {
    "drawing": ("a.svg", SVG),
    "drawing as PNG": ("a.png", SVG),
    "page as PNG": ("a.png", HTML),
    "PDF as PNG": ("a.png", PDF),
    "page after a PNG’s mark": ("a.png", b"\x89PNG\r\n\x1a\n" + HTML),
    "PNG as JPEG": ("a.jpg", png()),
    "2,500 million pixels": ("a.png", png(claims=(50_000, 50_000))),
    "more pixels than we draw": ("a.png", png(claims=(10_000, 5_001))),
    "archive as WebP": ("a.webp", packed()),
    "broken": ("a.png", png()[:30]),
}


@pytest.mark.parametrize("what", PICTURES)
def test_admin_takes_no_picture_that_is_something_else(owner: Client, what: str) -> None:
    answer = send(owner, "images", *PICTURES[what])

    assert (answer.status_code, get_image_model().objects.exists()) == (200, False)


def test_picture_that_is_also_a_page_is_served_as_a_picture(owner: Client) -> None:
    send(owner, "images", "a.jpg", jpeg_with_words(HTML))
    answer = Client().get(get_image_model().objects.get().get_rendition("max-50x50").url)

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Content-Security-Policy"]) == (
        "nosniff",
        FILES_POLICY,
    )


PLACE = b"Secretly, at 51.5007 N"


def photograph(kind: str, *, turned: int = 1) -> bytes:
    """A picture such as a telephone makes: with the place in EXIF, XMP and remarks, and more behind its end."""
    shot = Pillow.new("RGB", (40, 20), "red")
    shot.paste("blue", (0, 0, 20, 20))
    exif = Pillow.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = PLACE.decode(), turned
    exif[ExifTags.Base.GPSInfo] = {1: "N", 2: (51.0, 30.0, 2.5), 3: "W", 4: (0.0, 7.0, 30.0), 27: PLACE}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + PLACE + b"</x:xmpmeta>"
    more: dict[str, Any] = {"exif": exif, "xmp": xmp}
    if kind == "PNG":
        more = {"exif": exif, "pnginfo": PngInfo()}
        for write in (more["pnginfo"].add_text, more["pnginfo"].add_itxt):
            write("Comment", PLACE.decode())
    if kind == "JPEG":
        more["comment"] = PLACE
    out = io.BytesIO()
    shot.save(out, kind, **more)
    return out.getvalue() + PLACE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_picture_is_kept_without_the_place_where_it_was_taken(owner: Client, kind: str) -> None:
    given = photograph(kind)
    assert given.count(PLACE) >= 3
    assert Pillow.open(io.BytesIO(given)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    send(owner, "images", f"a.{kind.lower()}", given)
    picture = get_image_model().objects.get()

    for file in (picture.file, picture.get_rendition("original").file, picture.get_rendition("max-30x30").file):
        content = file.open().read()
        found = Pillow.open(io.BytesIO(content))
        assert (PLACE in content, dict(found.getexif()), set(found.info) & {"exif", "xmp", "comment"}) == (
            False,
            {},
            set(),
        )


def test_picture_of_a_turned_telephone_is_kept_upright(owner: Client) -> None:
    send(owner, "images", "a.jpg", photograph("JPEG", turned=6))
    picture = get_image_model().objects.get()
    found = Pillow.open(picture.file.open())

    assert ((picture.width, picture.height), found.size) == ((20, 40), (20, 40))
    assert found.getpixel((10, 5))[2] > 200  # blue was on the left, and is above now


def test_picture_looks_as_it_did(owner: Client) -> None:
    """Colours, and what shines through, are kept to the pixel where the format keeps them."""
    out = io.BytesIO()
    shot = Pillow.new("RGBA", (8, 8), (10, 200, 30, 90))
    shot.save(out, "PNG", icc_profile=b"a profile")
    send(owner, "images", "a.png", out.getvalue())
    found = Pillow.open(get_image_model().objects.get().file.open())

    assert (found.mode, found.tobytes(), found.info["icc_profile"]) == ("RGBA", shot.tobytes(), b"a profile")


def test_picture_of_an_editor_is_not_taken(owner: Client) -> None:
    page = owner.get(reverse("wagtailadmin_account"))
    given = {
        "avatar-avatar": SimpleUploadedFile("me.jpg", photograph("JPEG"), "image/jpeg"),
        "name_email-first_name": "Owen",
        "name_email-last_name": "Owner",
        "name_email-email": "owner@site.example",
        "theme-theme": "dark",
        "theme-density": "default",
        "theme-contrast": "system",
        "locale-current_time_zone": "Europe/London",
    }
    owner.post(reverse("wagtailadmin_account"), given)

    assert b"avatar-avatar" not in page.content
    assert b"theme-theme" in page.content
    assert UserProfile.objects.get().theme == "dark"
    assert not UserProfile.objects.exclude(avatar="").exists()


NAMES = [
    "../../../etc/cron.d/x.png",
    "..\\..\\x.png",
    "x\x00.svg.png",
    "gpj.\u202egnp.png",
    'x"\r\nSet-Cookie: a=b\r\n.png',
    "." * 200 + ".png",
    "CON.png",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["images", "docs"])
def test_name_of_a_file_leads_nowhere_and_says_nothing_else(owner: Client, kind: str, name: str) -> None:
    content = png() if kind == "images" else PDF
    send(owner, kind, name.replace(".png", ".pdf") if kind == "docs" else name, content)
    model: Any = get_image_model() if kind == "images" else get_document_model()
    root = Path(django_settings.MEDIA_ROOT).resolve()

    for one in model.objects.all():
        stored = one.file.name
        assert root in Path(one.file.path).resolve().parents
        assert not set(stored) & {"\x00", "\r", "\n", '"', "\\", "\u202e"}
        assert ".." not in stored.split("/")


BOARDS: dict[str, Callable[[Cast], tuple[str, str]]] = {
    "roster": lambda cast: (reverse("programmes:invite", args=[cast.cohort.public_id]), "file"),
    "map": lambda cast: (partnering.map_page(cast.programme).door("take_in"), "file"),
}


@pytest.mark.parametrize("what", ["spreadsheet", "bomb"])
@pytest.mark.parametrize("door", BOARDS)
def test_spreadsheet_in_place_of_a_list_is_refused_in_words(cast: Cast, door: str, what: str) -> None:
    address, field = BOARDS[door](cast)
    before = User.objects.count()
    client = signed_in(cast.max if door == "roster" else cast.ada.user)
    answer = client.post(address, {field: SimpleUploadedFile("people.xlsx", LIES[what][1])})

    assert "CSV" in answer.content.decode()
    assert ("Error:" in answer.content.decode(), User.objects.count()) == (True, before)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b'"' * 900_000, b"a,b\r" * 200_000, b"\xef\xbb\xbf" * 3, b"\x1f\x8b\x08"]
)
def test_list_of_bytes_is_read_or_refused_and_never_fails(content: bytes) -> None:
    try:
        found = read(content)
    except UnreadableError:
        return
    assert found.rows == ()


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1+1",
    "＠x",
    '=HYPERLINK("http://x")',
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_begins_a_formula(cell: str) -> None:
    for line in (spreadsheets.as_csv([[cell]]), spreadsheets.as_csv([[cell]], for_programs=True)):
        assert line.lstrip("\ufeff").lstrip('"').startswith("'")


def test_tables_are_written_in_one_place() -> None:
    """Whoever wants another kind of table finds the guard there."""
    writers = {"csv.writer", "csv.DictWriter", "openpyxl", "xlsxwriter", "odfdo.Table", "Workbook"}
    found = [
        named(path)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name) and ast.unparse(node) in writers
    ]

    assert found == ["elearning/spreadsheets.py"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name",
    ["wagtailadmin_reports:site_history", "wagtailadmin_reports:locked_pages", "wagtailadmin_reports:aging_pages"],
)
def test_admin_hands_out_no_tables_of_its_own(owner: Client, name: str, kind: str) -> None:
    assert owner.get(reverse(name)).status_code == 200
    assert owner.get(reverse(name), {"export": kind}).status_code == 404
