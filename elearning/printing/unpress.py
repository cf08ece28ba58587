"""Reads what was typed into a filled-in PDF, in a process of its own: `python -m elearning.printing.unpress < filled.pdf`.

Writes JSON: `{"stamp": …, "fields": {name: text}}`, or `{"refused": code}` for a file that carries more than answers:
scripts, files, a password, a form of another kind, or more fields than any of our forms has (TRUST 6 C). The process ends
itself when it needs too much time or memory; it runs nothing that is in the file and unpacks no pictures.
"""

import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

STAMP = "/AlongsideCopy"
MOST_FIELDS, MOST_OBJECTS, MOST_LETTERS = 2_000, 100_000, 2_000_000
DEEPEST = 20
CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}


class RefusedError(Exception):
    """The file is not read; the message is a code word."""


def read(pdf: bytes) -> dict[str, Any]:
    """The stamp and the answers in `pdf`, or the code word of why it is refused."""
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            _refuse_more_than_answers(document)
            return {"stamp": str(document.docinfo.get(STAMP, "")), "fields": dict(_answers(document))}
    except pikepdf.PasswordError:
        return {"refused": "locked"}
    except RefusedError as problem:
        return {"refused": str(problem)}
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError, UnicodeError):
        return {"refused": "broken"}


def _refuse_more_than_answers(document: pikepdf.Pdf) -> None:
    """Raises RefusedError for what no copy of ours and no viewer puts into a file."""
    if document.is_encrypted:
        raise RefusedError("locked")
    if len(document.objects) > MOST_OBJECTS:
        raise RefusedError("too_much")
    if "/XFA" in document.Root.get("/AcroForm", {}):
        raise RefusedError("other_form")
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            _refuse_what_acts(one)


def _refuse_what_acts(one: Any) -> None:
    if str(one.get("/S", "")) in ACTIONS or "/JS" in one or "/JavaScript" in one:
        raise RefusedError("acts")
    if str(one.get("/Type", "")) in {"/EmbeddedFile", "/Filespec"} or "/EF" in one or "/EmbeddedFiles" in one:
        raise RefusedError("carries_files")
    for name in ("/A", "/AA", "/OpenAction", "/Names"):
        inner = one.get(name)
        if isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            _refuse_what_acts(inner)


def _answers(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Each field's full name and what it holds; those left empty too."""
    form = document.Root.get("/AcroForm", {})
    letters = 0
    for number, (name, one) in enumerate(_leaves(form.get("/Fields", []), "", 0)):
        text = _value(one)
        letters += len(text)
        if number >= MOST_FIELDS or letters > MOST_LETTERS:
            raise RefusedError("too_much")
        yield name, text


def _leaves(fields: Any, above: str, depth: int) -> Iterator[tuple[str, Any]]:
    """The fields that hold values, with their full names; kids without a name are places of their parent's."""
    if depth > DEEPEST:
        raise RefusedError("broken")
    for one in fields:
        name = ".".join(part for part in (above, str(one.get("/T", ""))) if part)
        kids = [kid for kid in one.get("/Kids", []) if "/T" in kid]
        if kids:
            yield from _leaves(kids, name, depth + 1)
        else:
            yield name, one


def _value(one: Any) -> str:
    """What a field holds, as text; of a group of choices the value that stands for the one that is on."""
    value = one.get("/V")
    if str(one.get("/FT", "")) == "/Btn":
        return _choice(one, value)
    if isinstance(value, pikepdf.Stream):
        return _lines(value.read_bytes().decode("utf-8", "replace"))
    return _lines(str(value)) if isinstance(value, pikepdf.String) else ""


def _choice(one: Any, value: Any) -> str:
    """Buttons keep the name of a state: a number that stands for an option, or the word itself."""
    state = str(value).removeprefix("/") if value is not None else "Off"
    options = [str(option) for option in one.get("/Opt", [])]
    if state in {"", "Off"}:
        return ""
    return options[int(state)] if state.isdigit() and int(state) < len(options) else state


def _lines(text: str) -> str:
    """`text` with one kind of line end: viewers write three."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def main() -> None:
    """Read a PDF, write JSON in plain letters: whatever else stands in a text arrives as what it is, not as an error."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
