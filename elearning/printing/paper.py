"""Hands HTML to the printing process and keeps what it made by the fingerprint of its content."""

import hashlib
import logging
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

log = logging.getLogger(__name__)

SECONDS, SECONDS_IF_LONG = 60, 180
HERE = Path(__file__).resolve().parent
# Changes with how the printing process works, so that what an earlier one made is not served.
MAKER = f"2 weasyprint {version('weasyprint')}"


class NotPrintedError(Exception):
    """The PDF could not be made within its limits of time and memory."""


def dressed(html: str, *, style: str | None = None) -> str:
    """`html` with our fonts and a style sheet put into its head: the plain one for documents unless `style` is given."""
    css = (HERE / "fonts.css").read_text(encoding="utf-8")
    css += (HERE / "document.css").read_text(encoding="utf-8") if style is None else style
    return html.replace("</head>", f"<style>{css}</style></head>", 1)


def render(html: str, *, with_fields: bool = False, is_long: bool = False) -> bytes:
    """`html` printed by `press` in a process that gets no secret and no database. Raises NotPrintedError.

    `with_fields` makes fields to be filled in on screen; `is_long` gives the time that hundreds of pages need, for jobs of
    workers. Nothing is kept: this is the way for what belongs to one person.
    """
    with_what = [*(["fields"] if with_fields else []), *(["long"] if is_long else [])]
    return apart("elearning.printing.press", settings.BASE_URL, *with_what, given=html.encode())


def picture(html: str, *, width: int) -> bytes:
    """The first page of `html` as PNG, `width` pixels wide, made in the same process. Raises NotPrintedError."""
    return apart("elearning.printing.press", settings.BASE_URL, f"picture={width}", given=html.encode())


def apart(module: str, *arguments: str, given: bytes) -> bytes:
    """What `module` makes of `given` in a process of its own that knows no secret and no database; with the
    argument `long` it may take three minutes. Raises NotPrintedError."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run(  # noqa: S603 - our own modules, no shell, nothing of a person in the arguments
                [sys.executable, "-m", module, *arguments],
                input=given,
                capture_output=True,
                timeout=SECONDS_IF_LONG if "long" in arguments else SECONDS,
                cwd=settings.BASE_DIR,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch},
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
            log.warning("%s made nothing: %s", module, why(problem))
            raise NotPrintedError(str(problem)) from problem
    return done.stdout


def why(problem: subprocess.CalledProcessError | subprocess.TimeoutExpired) -> str:
    """How the process ended, for the operator: its code (minus a signal's number) or its time, and the kind of error alone,
    since what follows the kind may hold somebody's words."""
    last = (problem.stderr or b"").decode(errors="replace").strip().rpartition("\n")[2].partition(":")[0]
    ended = (
        f"ended with {problem.returncode}" if isinstance(problem, subprocess.CalledProcessError) else "took too long"
    )
    return f"{ended} ({last})" if last.isidentifier() else ended


def name_of(html: str, *, folder: str, with_fields: bool = False) -> str:
    """Where the PDF of `html` is kept in the private storage: the fingerprint of what it is made of."""
    fingerprint = hashlib.sha256(f"{MAKER}{'fields' if with_fields else ''}{html}".encode()).hexdigest()
    return f"{folder}/{fingerprint}.pdf"


def kept(html: str, *, folder: str, with_fields: bool = False) -> bytes:
    """`html` as a PDF, printed once and then read from `folder` of the private storage; for what is nobody's own.

    Raises NotPrintedError.
    """
    name = name_of(html, folder=folder, with_fields=with_fields)
    store = storages["private"]
    if not store.exists(name):
        store.save(name, ContentFile(render(html, with_fields=with_fields)))
    with store.open(name) as file:
        return bytes(file.read())
