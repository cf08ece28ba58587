"""A pack as a PDF: made once for each wording by a process of its own, and kept by the fingerprint of its content."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from elearning.printing import paper
from packs.models import LearningPackPage

STYLE = Path(__file__).resolve().parent / "paper.css"


def pdf_of(pack: LearningPackPage, *, with_trainer_notes: bool) -> bytes:
    """The pack as it is published, as a PDF. Raises `paper.NotPrintedError`."""
    return paper.kept(html_of(pack, with_trainer_notes=with_trainer_notes), folder="packs")


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
    return paper.dressed(html, style=STYLE.read_text(encoding="utf-8"))


def file_name(pack: LearningPackPage, *, with_trainer_notes: bool) -> str:
    """What the file is called on the reader's machine, such as `MPW-410-02-T-v1.0.pdf`."""
    trainer = "-T" if with_trainer_notes else ""
    code = "".join(mark if mark.isascii() and mark.isalnum() else "-" for mark in pack.code or f"pack {pack.pk}")
    return f"{code}{trainer}-v{pack.version}.pdf"
