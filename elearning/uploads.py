"""What a file is by its content, whatever it calls itself: documents that may be kept, told from those that only look it; and
pictures without what cameras and programs write into them unseen: where and when, whose, and what was cut off.

No archive is unpacked to find out: of a packed document the list of its parts is read, which says how large they would become
(TRUST C01, C04, C10). Knows no framework.
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import IO, Any

from PIL import Image, ImageOps

ODT = b"application/vnd.oasis.opendocument.text"
MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 50_000_000, 100, 2_000
LONGEST_HEAD = 4096
PACKED_AGAIN = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".jar", ".docx", ".xlsx", ".odt", ".ods")
RUNS = ("Basic/", "Scripts/", "Configurations2/macro")
MARKUP = re.compile(
    r"\s*<(!doctype|!--|\?xml|html|head|body|script|svg|iframe|math|object|embed|meta|style)\b", re.IGNORECASE
)
# What a picture needs to look as it did; everything else that stands in its file goes.
LOOKS = ("icc_profile", "transparency", "gamma")
DRAWN_AGAIN: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85, "speed": 8},
}
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def is_pdf(file: IO[bytes]) -> bool:
    """Whether a PDF begins with its first byte: what stands before it may be something else at the same time."""
    return _head(file).startswith(b"%PDF-")


def is_text(file: IO[bytes]) -> bool:
    """Whether it is text in an encoding of today, and no markup that a browser would take for a page or a drawing."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            return False
        text = content.decode("cp1252", errors="replace")
    return "\x00" not in text and not MARKUP.match(text.removeprefix("\ufeff"))


def drawn_again(file: IO[bytes]) -> bytes:
    """The picture in `file`, turned as it is shown, in its own format and of its own size, without anything that is not seen:
    places, times, names and devices (EXIF, XMP, IPTC), remarks, small former versions, and whatever hangs on behind.

    Of a moving picture the first one stays. Raises OSError, SyntaxError or ValueError for what cannot be drawn, KeyError
    for a format that we do not keep.
    """
    file.seek(0)
    with Image.open(file) as given:
        options = DRAWN_AGAIN[given.format or ""]
        shown = ImageOps.exif_transpose(given)
        shown.load()
    shown.info = {name: value for name, value in shown.info.items() if name in LOOKS}
    out = io.BytesIO()
    shown.save(out, given.format, **options, icc_profile=shown.info.get("icc_profile"))
    return out.getvalue()


def is_odt(file: IO[bytes]) -> bool:
    """Whether it is an OpenDocument text that says so in its first part, carries no macros and is of a size that can be."""
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            if not parts or parts[0].filename != "mimetype" or parts[0].file_size != len(ODT) or not is_modest(parts):
                return False
            return packed.read(parts[0]) == ODT and not any(_is_unwelcome(part.filename) for part in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return False
    finally:
        file.seek(0)


def is_modest(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether what is packed would become neither huge nor very many things; asked of the list, before unpacking."""
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    return len(parts) <= MOST_PARTS and unpacked <= MOST_UNPACKED and unpacked <= MOST_RATIO * max(packed, 1)


def _is_unwelcome(name: str) -> bool:
    is_elsewhere = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name
    return is_elsewhere or name.startswith(RUNS) or name.lower().endswith(PACKED_AGAIN)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(LONGEST_HEAD)
    file.seek(0)
    return head


KINDS: dict[str, Callable[[IO[bytes]], bool]] = {"pdf": is_pdf, "odt": is_odt, "txt": is_text, "csv": is_text}


def is_what_it_says(name: str, file: IO[bytes]) -> bool:
    """Whether the content of `file` is what the ending of its `name` promises; False for endings that are not known."""
    _stem, dot, ending = name.rpartition(".")
    ask = KINDS.get(ending.lower()) if dot else None
    return ask is not None and ask(file)
