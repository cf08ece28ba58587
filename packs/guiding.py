"""Finds the guide to a category and prints it."""

from functools import partial

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from elearning.jobs.working import GiveUpError, Work
from elearning.printing import paper
from packs import rendering
from packs.exporting import STYLE
from packs.models import CategoryGuidePage, LearningPackPage
from packs.models.guides import Guide
from packs.sections import spoken, tongues

KIND = "packs.guide"


def guide_of(pack: LearningPackPage) -> CategoryGuidePage | None:
    """The published guide to the category of `pack`, in its language, or None."""
    code = f"{pack.code.partition('-')[0]}-01"
    return CategoryGuidePage.objects.live().public().filter(code=code, locale=pack.locale_id).first()


def html_of(guide: Guide) -> str:
    """The guide as one HTML document with its style sheet in it, in the guide's language."""
    page, tongue = guide.page, spoken(guide.page.language)
    context = {
        "guide": guide,
        "page": page,
        "publisher": page.publisher,
        "address": f"{settings.BASE_URL}{page.get_url() or ''}",
        **tongues(page.language, interface=tongue),
    }
    with translation.override(tongue):
        html = render_to_string("packs/guide_paper.html", context)
    return paper.dressed(html, style=STYLE.read_text(encoding="utf-8"))


def pdf_of(page: CategoryGuidePage, *, for_facilitators: bool) -> bytes:
    """The guide on paper, made once for each wording. Raises like `rendering.copy_of`."""
    html = html_of(page.compiled(for_facilitators=for_facilitators))
    name = paper.name_of(html, folder=rendering.FOLDER)
    payload: dict[str, int | str] = {"guide": page.pk, "for_facilitators": int(for_facilitators)}
    return rendering.kept(name, made=partial(paper.render, html), kind=KIND, payload=payload)


def make(work: Work) -> dict[str, int]:
    """The job: print one guide, unless it is there. Raises GiveUpError when it is no longer published."""
    page = CategoryGuidePage.objects.live().filter(pk=str(work.payload["guide"])).first()
    if page is None:
        raise GiveUpError("guide_is_gone")
    html = html_of(page.compiled(for_facilitators=bool(work.payload["for_facilitators"])))
    return {"bytes": len(paper.kept(html, folder=rendering.FOLDER))}
