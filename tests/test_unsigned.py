"""Documents that people bring are handed on as they look, and without what nobody sees in them: names, times, machines, former
versions, deleted words (TRUST C10, P06)."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from odfdo import Document, Paragraph
from PIL import ExifTags
from PIL import Image as Pillow
from pypdf import PdfReader, PdfWriter
from wagtail.documents import get_document_model

from elearning.accounts.models import User
from elearning.printing import paper, unsigned
from elearning.printing.pictures import without_remarks
from tests.conftest import signed_in
from tests.test_uploads import PLACE, photograph

WHO = "Rosalind Quartermaine"
SEEN = "What we learned together"


def printed() -> bytes:
    """A tagged PDF as our own press makes it, of two pages with a picture in it that was taken somewhere."""
    html = f'<html lang="en"><head><title>{SEEN}</title></head><body><h1>{SEEN}</h1><p>Second</p></body></html>'
    return paper.render(html)


def photographed(document: pikepdf.Pdf) -> None:
    """Put a telephone's picture on the first page, as word processors do: as it is."""
    stream = document.make_stream(photograph("JPEG"), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    for key, value in (("/Width", 40), ("/Height", 20), ("/BitsPerComponent", 8)):
        stream[key] = value
    stream["/ColorSpace"], stream["/Filter"] = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    document.pages[0].add_resource(stream, pikepdf.Name.XObject)


def written(document: pikepdf.Pdf) -> None:
    """Everything in which programs say who wrote it."""
    for key in ("/Author", "/Creator", "/Producer", "/Keywords", "/Company"):
        document.docinfo[key] = WHO
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
        about["dc:creator"] = [WHO]
        about["xmpMM:DocumentID"] = WHO
    page = document.pages[0].obj
    page["/PieceInfo"] = pikepdf.Dictionary(Sketch=pikepdf.Dictionary(Private=pikepdf.String(WHO)))
    remark = {
        "/Type": pikepdf.Name.Annot,
        "/Subtype": pikepdf.Name.Text,
        "/Rect": [0, 0, 9, 9],
        "/T": pikepdf.String(WHO),
    }
    remark |= {"/Contents": pikepdf.String("Look here"), "/M": pikepdf.String("D:20260101")}
    page["/Annots"] = pikepdf.Array([pikepdf.Dictionary(remark)])


def former(content: bytes) -> bytes:
    """The PDF with a sentence that a later version, written behind the first, takes away again."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer.add_metadata({"/Subject": "A later version"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_pdf(*doing: Callable[[pikepdf.Pdf], Any]) -> bytes:
    with pikepdf.open(io.BytesIO(printed())) as document:
        for do in doing:
            do(document)
        out = io.BytesIO()
        document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def laid_open(content: bytes) -> bytes:
    """A PDF with nothing packed, to be searched."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    return out.getvalue() + content


def test_pdf_keeps_what_it_shows_and_loses_who_wrote_it() -> None:
    given = former(a_pdf(written, photographed))
    assert WHO.encode() in laid_open(given)
    assert PLACE in laid_open(given)
    kept = unsigned.pdf(given)
    reader, before = PdfReader(io.BytesIO(kept)), PdfReader(io.BytesIO(given))

    assert [word for word in (WHO.encode(), PLACE, b"A later version", b"/PieceInfo") if word in laid_open(kept)] == []
    assert dict(reader.metadata or {}) == {"/Title": SEEN}
    assert [page.extract_text() for page in reader.pages] == [page.extract_text() for page in before.pages]
    assert reader.pages[0]["/Annots"][0].get_object()["/Contents"] == "Look here"
    root = reader.root_object
    assert (bool(root["/MarkInfo"]["/Marked"]), root["/Lang"], "/StructTreeRoot" in root) == (True, "en", True)
    assert kept.count(b"%%EOF") == 1


def test_fields_of_a_form_keep_their_names() -> None:
    html = "<html lang='en'><body><input type='text' name='why' value='Because'></body></html>"
    kept = unsigned.pdf(paper.render(html, with_fields=True))
    fields = PdfReader(io.BytesIO(kept)).get_fields() or {}

    assert {name: field.value for name, field in fields.items()} == {"why": "Because"}


def test_signed_pdf_stays_as_it_was_signed() -> None:
    def sign(document: pikepdf.Pdf) -> None:
        signature = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Name=pikepdf.String(WHO), ByteRange=[0, 1, 2, 3])
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Signed"), V=signature)
        document.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[field], SigFlags=3)

    given = a_pdf(sign)

    assert unsigned.pdf(given) == given


def locked(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def carrying(document: pikepdf.Pdf) -> bytes:
    document.attachments["letter.docx"] = b"PK"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def cut(document: pikepdf.Pdf) -> bytes:
    return b"%PDF-1.7\n" + b"no more of it"


@pytest.mark.parametrize("spoil", [locked, carrying, cut])
def test_pdf_that_cannot_be_looked_through_is_refused(spoil: Callable[[pikepdf.Pdf], bytes]) -> None:
    with pikepdf.open(io.BytesIO(printed())) as document:
        given = spoil(document)

    with pytest.raises(unsigned.RefusedError):
        unsigned.pdf(given)


NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": unsigned.OFFICE,
        "text": unsigned.TEXT,
        "meta": unsigned.META,
        "dc": unsigned.DC,
        "config": unsigned.CONFIG,
        "officeooo": "http://openoffice.org/2009/office",
    }.items()
)
RECORDED = f"""<text:tracked-changes><text:changed-region text:id="a"><text:deletion><office:change-info>
<dc:creator>{WHO}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>words that were deleted</text:p>
</text:deletion></text:changed-region></text:tracked-changes>"""
REMARK = f"""<office:annotation><dc:creator>{WHO}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date>
<meta:creator-initials>RQ</meta:creator-initials><text:p>Look here</text:p></office:annotation>"""
BODY = f"""<text:p>Before<text:change-start text:change-id="b"/>, between<text:change-end text:change-id="b"/> and{REMARK} after
<text:change text:change-id="a"/>the end.</text:p>"""
ABOUT = f"""<office:document-meta {NAMESPACES}><office:meta><dc:title>{SEEN}</dc:title><dc:language>cy</dc:language>
<meta:initial-creator>{WHO}</meta:initial-creator><dc:creator>{WHO}</dc:creator><meta:editing-cycles>9</meta:editing-cycles>
<meta:template meta:href="file:///home/{WHO}/plan.ott"/></office:meta></office:document-meta>"""
HABITS = f"""<office:document-settings {NAMESPACES}><office:settings><config:config-item-set config:name="s">
<config:config-item config:name="PrinterName" config:type="string">{WHO}’s printer</config:config-item>
<config:config-item config:name="Rsid" config:type="int">12345</config:config-item>
<config:config-item config:name="TabsRelativeToIndent" config:type="boolean">true</config:config-item>
</config:config-item-set></office:settings></office:document-settings>"""


def an_odt(**more: bytes) -> bytes:
    """A document of a real program's parts, with everything in it that LibreOffice may write down about whoever works on it."""
    made = Document("text")
    made.body.append(Paragraph("A paragraph of its own"))
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as packed:
        parts = {part.filename: packed.read(part) for part in packed.infolist()}
    parts |= {"meta.xml": ABOUT.encode(), "settings.xml": HABITS.encode()}
    parts["content.xml"] = parts["content.xml"].replace(b"</office:text>", f"{RECORDED}{BODY}</office:text>".encode())
    parts |= {
        "Thumbnails/thumbnail.png": b"small",
        "Versions/Version1": b"former",
        "Pictures/a.jpg": photograph("JPEG"),
    }
    parts |= {"Pictures/b.png": photograph("PNG"), **more}
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return again.getvalue()


def all_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {part.filename: packed.read(part) for part in packed.infolist()}


def test_odt_keeps_what_it_shows_and_loses_who_wrote_it() -> None:
    given = an_odt()
    kept = unsigned.odt(given)
    parts, whole = all_of(kept), b"".join(all_of(kept).values())

    for word in (WHO.encode(), PLACE, b"words that were deleted", b"editing-cycles", b"12345", b"RQ<"):
        assert (word in b"".join(all_of(given).values()), word in whole) == (True, False), word
    assert set(all_of(given)) - set(parts) == {"Thumbnails/thumbnail.png", "Versions/Version1"}
    assert [name for name in ("Thumbnails", "Versions") if name.encode() in parts["META-INF/manifest.xml"]] == []
    assert (b"TabsRelativeToIndent" in whole, SEEN.encode() in parts["meta.xml"], b">cy<" in parts["meta.xml"]) == (
        True,
    ) * 3


def test_odt_reads_as_it_did_and_opens() -> None:
    kept = unsigned.odt(an_odt())
    with zipfile.ZipFile(io.BytesIO(kept)) as packed:
        first = packed.infolist()[0]
        assert (first.filename, first.compress_type, {part.date_time[0] for part in packed.infolist()}) == (
            "mimetype",
            zipfile.ZIP_STORED,
            {1980},
        )
    words = " ".join(Document(io.BytesIO(kept)).get_formatted_text().split())

    assert "A paragraph of its own" in words
    assert "Before, between and" in words
    assert "after the end." in words
    assert "Look here" in words


def test_signed_and_locked_odt() -> None:
    signed = an_odt(**{"META-INF/documentsignatures.xml": b"<s/>"})
    listed = all_of(an_odt())["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>",
        b'<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>',
    )

    assert unsigned.odt(signed) == signed
    with pytest.raises(unsigned.RefusedError, match="locked"):
        unsigned.odt(an_odt(**{"META-INF/manifest.xml": listed}))


def test_nothing_outside_a_document_is_read() -> None:
    """An entity that names a file stays a name."""
    sly = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'

    assert b"root:" not in all_of(unsigned.odt(an_odt(**{"settings.xml": sly})))["settings.xml"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_picture_stays_the_same_to_the_bit(kind: str) -> None:
    given = photograph(kind)
    kept = without_remarks(given)
    was, now = Pillow.open(io.BytesIO(given)), Pillow.open(io.BytesIO(kept))

    assert (PLACE in given, PLACE in kept, bool(now.getexif().get(ExifTags.Base.Make))) == (True, False, False)
    assert (was.size, was.tobytes()) == (now.size, now.tobytes())


def test_what_is_no_picture_or_is_cut_off_stays_or_ends() -> None:
    assert without_remarks(b"anything") == b"anything"
    for kind in ("JPEG", "PNG"):
        for length in range(0, 200, 7):
            assert len(without_remarks(photograph(kind)[:length])) <= length


@pytest.mark.parametrize(("name", "content"), [("a.pdf", lambda: a_pdf(written)), ("a.odt", an_odt)])
@pytest.mark.django_db
def test_document_of_an_editor_is_handed_on_without_their_name(name: str, content: Callable[[], bytes]) -> None:
    owner = signed_in(User.objects.create_superuser("owner@site.example"))
    file = SimpleUploadedFile(name, content())
    owner.post(reverse("wagtaildocs:add"), {"title": "Brought", "collection": "1", "file": file})
    document = get_document_model().objects.get()
    answer = owner.get(document.url)
    got = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    opened = laid_open(got) if name == "a.pdf" else b"".join(all_of(got).values())
    assert (answer.status_code, len(got), WHO.encode() in opened) == (200, document.file_size, False)
    assert SEEN.encode() in opened


@pytest.mark.django_db
def test_so_is_one_of_several_and_a_later_version_of_it() -> None:
    owner = signed_in(User.objects.create_superuser("owner@site.example"))
    several = {"title": "x", "collection": "1", "files[]": SimpleUploadedFile("a.odt", an_odt())}
    first = owner.post(reverse("wagtaildocs:add_multiple"), several)
    document = get_document_model().objects.get()
    kept = document.file.read()
    later = {"title": "Brought", "collection": "1", "file": SimpleUploadedFile("b.pdf", a_pdf(written))}
    owner.post(reverse("wagtaildocs:edit", args=[document.pk]), later)
    document.refresh_from_db()

    assert (first.json()["success"], WHO.encode() in b"".join(all_of(kept).values())) == (True, False)
    assert (document.filename, WHO.encode() in laid_open(document.file.read())) == ("b.pdf", False)
