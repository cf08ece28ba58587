"""Takes out of a JPEG or PNG what is not seen in it, without drawing it again: what it shows stays to the bit.

Parts of a picture's file are dropped whole: JPEG's APP1 (EXIF, XMP), APP3 to APP13 and APP15 (programs' own) and COM; PNG's
tEXt, zTXt, iTXt, eXIf and tIME; of both whatever hangs on behind. APP0, the colours in APP2 and APP14 (how they are kept) say how
it looks, and stay.
"""

from collections.abc import Iterator

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
REMARKS_OF_JPEG = {0xFE, 0xE1, *range(0xE3, 0xEE), 0xEF}
COLOURS, COLOURS_BEGIN = 0xE2, b"ICC_PROFILE\x00"
REMARKS_OF_PNG = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
START_OF_SCAN, END_OF_PICTURE = 0xDA, b"\xff\xd9"


def without_remarks(content: bytes) -> bytes:
    """`content` without remarks if it is a sound JPEG or PNG; anything else as it is."""
    if content.startswith(JPEG):
        return b"".join(_of_jpeg(content))
    if content.startswith(PNG):
        return b"".join(_of_png(content))
    return content


def _of_jpeg(content: bytes) -> Iterator[bytes]:
    """The parts that are kept: a mark, its kind, two bytes of length (themselves counted), and so on until what is drawn."""
    yield content[:2]
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != START_OF_SCAN:
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        kind, part = content[place + 1], content[place:end]
        if kind not in REMARKS_OF_JPEG and (kind != COLOURS or part[4:].startswith(COLOURS_BEGIN)):
            yield part
        place = end
    # In what is drawn no such pair of bytes can stand: 0xFF is followed by 0 or by a mark there.
    drawn, end_mark, _behind = content[place:].partition(END_OF_PICTURE)
    yield drawn + end_mark


def _of_png(content: bytes) -> Iterator[bytes]:
    """The parts that are kept: four bytes of length, four of kind, what it holds, four of sum; nothing behind the last."""
    yield content[: len(PNG)]
    place = len(PNG)
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        kind = content[place + 4 : place + 8]
        if kind not in REMARKS_OF_PNG:
            yield content[place:end]
        if kind == b"IEND":
            return
        place = end
