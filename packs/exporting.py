"""A pack as a PDF: made once for each wording by a process of its own, and kept by the fingerprint of its content."""

import hashlib
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.template.loader import render_to_string
from django.utils import translation

from packs.models import LearningPackPage

SECONDS = 60
STYLE = Path(__file__).resolve().parent / "paper.css"
# Changes with how the printing process works, so that what an earlier one made is not served.
MAKER = f"1 weasyprint {version('weasyprint')}"


class NotPrintedError(Exception):
    """The PDF could not be made within its limits of time and memory."""


def pdf_of(pack: LearningPackPage, *, with_trainer_notes: bool) -> bytes:
    """The pack as it is published, as a PDF. Raises NotPrintedError."""
    html = html_of(pack, with_trainer_notes=with_trainer_notes)
    name = f"packs/{hashlib.sha256(f'{MAKER}{html}'.encode()).hexdigest()}.pdf"
    store = storages["private"]
    if not store.exists(name):
        store.save(name, ContentFile(render(html)))
    with store.open(name) as kept:
        return bytes(kept.read())


def html_of(pack: LearningPackPage, *, with_trainer_notes: bool) -> str:
    """The whole pack as one HTML document with its style sheet in it, in the pack's language."""
    context = {
        "pack": pack,
        "publisher": pack.publisher,
        "sections": pack.sections(with_trainer_notes=with_trainer_notes),
        "address": f"{settings.BASE_URL}{pack.get_url() or ''}",
    }
    with translation.override(pack.language):
        html = render_to_string("packs/pdf.html", context)
    return html.replace("</head>", f"<style>{_style()}</style></head>", 1)


def render(html: str) -> bytes:
    """`html` printed by `packs.printing` in a process that gets no secret and no database. Raises NotPrintedError."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell, nothing of a person in the arguments
                [sys.executable, "-m", "packs.printing", settings.BASE_URL],
                input=html.encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=settings.BASE_DIR,
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch},
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
            raise NotPrintedError(str(problem)) from problem
    return done.stdout


def file_name(pack: LearningPackPage, *, with_trainer_notes: bool) -> str:
    """What the file is called on the reader's machine, such as `MPW-410-02-T-v1.0.pdf`."""
    trainer = "-T" if with_trainer_notes else ""
    code = "".join(mark if mark.isascii() and mark.isalnum() else "-" for mark in pack.code or f"pack {pack.pk}")
    return f"{code}{trainer}-v{pack.version}.pdf"


def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
