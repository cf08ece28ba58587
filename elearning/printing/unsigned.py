"""Takes out of a document what its page does not show: `python -m elearning.printing.unsigned pdf|odt < given > kept`.

Who wrote it, when, on which machine and with what; former versions of it, words that were deleted, who remarked, small
pictures of it, and what cameras put into the pictures in it. Its title and its language stay: they are read out to people.
What it shows stays byte for byte, and so does a whole document that is digitally signed, which says on purpose whose it is.
The process ends itself at its limits of time and memory; it ends with an error for what is locked, broken or carries files
(TRUST C04, P06; the same limits as `unpress`).
"""

import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import pikepdf
from lxml import etree

from elearning.printing.pictures import without_remarks

CPU_SECONDS = 20
MEMORY_BYTES = 512 * 1024 * 1024
MOST_OBJECTS = 200_000
# Of annotations these bear the name of a field, and no person's, under /T.
FIELDS = {"/Widget"}
PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
REMARKED = ("/T", "/CreationDate", "/M", "/NM")

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
META = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
CONFIG = "urn:oasis:names:tc:opendocument:xmlns:config:1.0"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
DC = "http://purl.org/dc/elements/1.1/"
LOEXT = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
KEPT_OF_META = {f"{{{DC}}}title", f"{{{DC}}}language"}
SIGNING = (
    f"{{{DC}}}creator",
    f"{{{DC}}}date",
    f"{{{META}}}creator-initials",
    f"{{{META}}}date-string",
    f"{{{LOEXT}}}sender-initials",
)
CHANGES = tuple(f"{{{TEXT}}}{name}" for name in ("tracked-changes", "change", "change-start", "change-end"))
MACHINE = ("Printer", "Rsid", "CurrentDatabase", "EmbeddedDatabase", "RedlineProtection")
SIGNED = "META-INF/documentsignatures.xml"
FORMER = ("Thumbnails/", "Versions/")
LIST_OF_FORMER, LIST_OF_PARTS = "VersionList.xml", "META-INF/manifest.xml"


class RefusedError(Exception):
    """The document cannot be looked through; the message is a code word."""


def pdf(given: bytes) -> bytes:
    """A PDF as it looks, without what nobody sees in it; former versions go because it is written anew. Raises RefusedError."""
    try:
        with pikepdf.open(BytesIO(given)) as document:
            if len(document.objects) > MOST_OBJECTS:
                raise RefusedError("too_much")
            everything = [part for one in document.objects for part in _within(one)]
            if any(_is_signature(one) for one in everything):
                return given
            title = str(document.docinfo.get("/Title", ""))
            for one in everything:
                _let_go(one)
            _call(document, title)
            out = BytesIO()
            document.save(out, encryption=False, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PasswordError as problem:
        raise RefusedError("locked") from problem
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as problem:
        raise RefusedError("broken") from problem


def _within(one: Any) -> Iterator[Any]:
    """`one` and the lists of names and values that lie in it; what it only points to has its own turn."""
    yield one
    inner = one.values() if isinstance(one, pikepdf.Dictionary) else one if isinstance(one, pikepdf.Array) else ()
    for each in inner:
        if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect:
            yield from _within(each)


def _is_signature(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and (str(one.get("/Type", "")) == "/Sig" or "/ByteRange" in one)


def _let_go(one: Any) -> None:
    """Take out of one object of a PDF what tells of its making. Raises RefusedError for a file within the file."""
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return
    if "/EF" in one or "/EmbeddedFiles" in one or str(one.get("/Type", "")) == "/EmbeddedFile":
        raise RefusedError("carries_files")
    is_remark = "/Rect" in one and str(one.get("/Subtype", "")) not in FIELDS
    for key in (*PRIVATE, *(REMARKED if is_remark else ())):
        if key in one:
            del one[key]
    if isinstance(one, pikepdf.Stream) and one.get("/Filter") == pikepdf.Name.DCTDecode:
        one.write(without_remarks(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _call(document: pikepdf.Pdf, title: str) -> None:
    """Leave the title alone of everything that a PDF says about itself."""
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    if title:
        document.docinfo["/Title"] = title
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            about["dc:title"] = title


def odt(given: bytes) -> bytes:
    """An OpenDocument text as it looks, with every change that was recorded accepted. Raises RefusedError."""
    try:
        with zipfile.ZipFile(BytesIO(given)) as packed:
            if SIGNED in packed.namelist():
                return given
            out = BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
                for part in packed.infolist():
                    _pass_on(part, packed, again)
            return out.getvalue()
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
    ) as problem:
        raise RefusedError("broken") from problem


def _pass_on(part: zipfile.ZipInfo, packed: zipfile.ZipFile, again: zipfile.ZipFile) -> None:
    """Write one part into the new package: under its name, without its time and the machine it was packed on."""
    name = part.filename
    if name.startswith(FORMER) or name == LIST_OF_FORMER:
        return
    clean = PARTS.get(PurePosixPath(name).name, without_remarks if not name.endswith(".xml") else bytes)
    anew = zipfile.ZipInfo(name)
    anew.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
    again.writestr(anew, clean(packed.read(part)))


def _tree(content: bytes) -> Any:
    """The elements of `content`; nothing outside it is read. Raises etree.XMLSyntaxError."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(content, reader)


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))


def _take_out(one: Any) -> None:
    """Take an element out, and leave the words that follow it."""
    above, before = one.getparent(), one.getprevious()
    if one.tail and before is not None:
        before.tail = (before.tail or "") + one.tail
    elif one.tail:
        above.text = (above.text or "") + one.tail
    above.remove(one)


def _about(content: bytes) -> bytes:
    """`meta.xml`: title and language."""
    tree = _tree(content)
    for one in tree.findall(f"{{{OFFICE}}}meta/*"):
        if one.tag not in KEPT_OF_META:
            _take_out(one)
    return _written(tree)


def _words(content: bytes) -> bytes:
    """`content.xml`, `styles.xml`: remarks without their names, changes as accepted, no traces of sittings."""
    tree = _tree(content)
    for one in list(tree.iter(*CHANGES)):
        _take_out(one)
    for remark in list(tree.iter(f"{{{OFFICE}}}annotation")):
        for name in SIGNING:
            for one in remark.findall(name):
                _take_out(one)
    for one in tree.iter(etree.Element):
        for name in [name for name in one.attrib if etree.QName(name).localname.endswith("rsid")]:
            del one.attrib[name]
    return _written(tree)


def _habits(content: bytes) -> bytes:
    """`settings.xml`: no printer, no database, no numbers of sittings."""
    tree = _tree(content)
    for one in list(tree.iter(f"{{{CONFIG}}}config-item")):
        if one.get(f"{{{CONFIG}}}name", "").startswith(MACHINE):
            _take_out(one)
    return _written(tree)


def _list(content: bytes) -> bytes:
    """`META-INF/manifest.xml`: what is still there. Raises RefusedError for what is locked."""
    tree = _tree(content)
    if next(tree.iter(f"{{{MANIFEST}}}encryption-data"), None) is not None:
        raise RefusedError("locked")
    for one in list(tree):
        path = one.get(f"{{{MANIFEST}}}full-path", "")
        if path.startswith(FORMER) or path == LIST_OF_FORMER:
            _take_out(one)
    return _written(tree)


PARTS: dict[str, Callable[[bytes], bytes]] = {
    "meta.xml": _about,
    "content.xml": _words,
    "styles.xml": _words,
    "settings.xml": _habits,
    "manifest.xml": _list,
}
KINDS: dict[str, Callable[[bytes], bytes]] = {"pdf": pdf, "odt": odt}


def main() -> None:
    """Read a document, write what is kept of it; end with a code word in place of an answer when it is refused."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(KINDS[sys.argv[1]](sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
