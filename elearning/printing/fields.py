"""Mends the fields of a form that was printed as PDF, and stamps a copy with whose it is (pure).

WeasyPrint leaves three things to do (STACK 7): the buttons of a group of choices are listed as fields of their own, fields
are named by nothing a screen reader could say, and text that is typed into them has no font that every viewer knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
from pikepdf import Array, Dictionary, Name

STAMP = "/AlongsideCopy"
TYPED = b"/Helv 10 Tf 0.165 0.129 0.11 rg"
SELECT_ONE = 1 << 17


@dataclass
class Words:
    """What a field asks, and what the choices of a group are called, in their order."""

    asks: str = ""
    choices: list[str] = field(default_factory=list)


def words_of(document: Element) -> dict[str, Words]:
    """The words of each field of an HTML page, by its name: `aria-label`, and `data-question` for a group of choices."""
    found: dict[str, Words] = {}
    for element in document.iter():
        name = element.get("name")
        if name and element.tag in {"input", "textarea", "select"}:
            words = found.setdefault(name, Words())
            words.asks = element.get("data-question") or element.get("aria-label") or name
            if element.get("type") == "radio":
                words.choices.append(element.get("aria-label") or element.get("value") or "")
    return found


def mend(document: pikepdf.Pdf, words: dict[str, Words]) -> None:
    """Bring the fields of `document` to order: one entry a field, words for each, a font and a picture of what is typed."""
    form = document.Root.get("/AcroForm")
    if form is None:
        return
    groups = [one for one in _unique(form.Fields) if "/Parent" not in one]
    form.Fields = Array(groups)
    font = document.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Name=Name.Helv, Encoding=Name.WinAnsiEncoding
        )
    )
    form.DR = Dictionary(Font=Dictionary(Helv=font))
    form.DA = pikepdf.String(TYPED.decode())
    form.NeedAppearances = True
    for one in groups:
        _mend_field(document, one, words.get(str(one.T), Words(str(one.T))))


def _unique(fields: Iterable[Any]) -> list[Any]:
    return list({one.objgen: one for one in fields}.values())


def _mend_field(document: pikepdf.Pdf, one: Any, words: Words) -> None:
    one.TU = pikepdf.String(words.asks)
    if "/Kids" in one:
        for kid, choice in zip(one.Kids, words.choices, strict=True):
            _mend_choice(document, kid, f"{words.asks} {choice}")
    elif Name.Btn == one.FT:
        _mend_choice(document, one, words.asks)
    else:
        one.DA = pikepdf.String(TYPED.decode())
        one.AP = Dictionary(N=_blank(document, one.Rect))
        one.Contents = pikepdf.String(words.asks)


def _mend_choice(document: pikepdf.Pdf, widget: Any, says: str) -> None:
    """One button: it belongs to its group, says what it means, and has a picture of being off."""
    if "/Parent" in widget:
        for key in ("/T", "/TU"):
            if key in widget:
                del widget[key]
    widget.Contents = pikepdf.String(says)
    widget.AP.N.Off = _blank(document, widget.Rect)


def _blank(document: pikepdf.Pdf, rect: Any) -> Any:
    """An empty picture of the size of a field."""
    left, low, right, high = (float(number) for number in rect)
    box = Array([0, 0, abs(right - left), abs(high - low)])
    return document.make_stream(b"/Tx BMC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=box)


def stamped(pdf: bytes, stamp: str) -> bytes:
    """The same PDF, carrying `stamp`: it comes back with the file and says which copy it is."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.docinfo[STAMP] = stamp
        document.save(out, deterministic_id=True)
    return out.getvalue()
