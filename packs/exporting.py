"""A pack as documents: which copies there are, whose words each holds, and what its file is called."""

import copy
from pathlib import Path

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from elearning.printing import paper
from packs.http import address
from packs.models import LearningPackPage, PackReading, PackVersion
from packs.sections import spoken, tongues

STYLE = Path(__file__).resolve().parent / "paper.css"


class Copy(models.TextChoices):
    """The copies of a pack that are everybody's: made once for each wording, and kept."""

    READ = "read", _("To read (PDF)")
    FILL = "fill", _("To fill in (PDF)")
    TRAINER = "trainer", _("For facilitators (PDF)")
    EPUB = "epub", _("For e-readers (EPUB)")


MARKS = {Copy.READ: "", Copy.FILL: "-form", Copy.TRAINER: "-T", Copy.EPUB: ""}


def shows_trainer_notes(pack: LearningPackPage, kind: str) -> bool:
    """Whether the notes for facilitators stand in this copy."""
    return kind == Copy.TRAINER or pack.trainer_notes_public


def at_version(pack: LearningPackPage, version: PackVersion | None) -> LearningPackPage:
    """`pack` in the words of `version`, never to be saved; as it stands now without one."""
    if version is None:
        return pack
    wording = copy.copy(pack)
    for name, value in version.schema.items():
        if name != "body":
            setattr(wording, name, value)
    wording.body = version.body
    wording.published_on = version.frozen_at.date() if version.label != pack.version else pack.published_on
    return wording


def html_of(pack: LearningPackPage, *, kind: str = Copy.READ, answers: dict[str, str] | None = None) -> str:
    """The whole pack as one HTML document with its style sheet in it, in the pack's language; `answers` by key, if any."""
    context = {
        "pack": pack,
        "publisher": pack.publisher,
        "sections": pack.sections(with_trainer_notes=shows_trainer_notes(pack, kind)),
        "address": f"{settings.BASE_URL}{pack.get_url() or ''}",
        "feedback": f"{settings.BASE_URL}{address(pack, 'feedback')}",
        "fill": kind == Copy.FILL,
        "mine": answers is not None,
        "answers": answers or {},
        **tongues(pack.language, interface=spoken(pack.language)),
    }
    with translation.override(spoken(pack.language)):
        html = render_to_string("packs/pdf.html", context)
    return paper.dressed(html, style=STYLE.read_text(encoding="utf-8"))


def own_pdf(pack: LearningPackPage, reading: PackReading) -> bytes:
    """The reader's version with what they wrote in it, made now and kept nowhere. Raises `paper.NotPrintedError`."""
    answers = dict(reading.notes_now.values_list("key", "text"))
    return paper.render(html_of(at_version(pack, reading.version), answers=answers))


def file_name(pack: LearningPackPage, mark: str = "", *, ending: str = "pdf") -> str:
    """What the file is called on the reader's machine, such as `MPW-410-02-T-v1.0.pdf`; translations name their language."""
    code = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in pack.code or f"pack {pack.pk}")
    language = "" if pack.language == settings.LANGUAGE_CODE else f"-{pack.language}"
    return f"{code}{mark}{language}-v{pack.version}.{ending}"
