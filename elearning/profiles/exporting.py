"""A person's own results as a PDF, made when they ask for it and kept nowhere."""

from django.conf import settings
from django.template.loader import render_to_string

from elearning.printing import paper
from elearning.profiles import wording
from elearning.profiles.models import Result, ResultsPage

FILE_NAME = "my-results.pdf"


def pdf_of(result: Result, page: ResultsPage, *, with_numbers: bool) -> bytes:
    """`result` on paper, tagged, in the words of `page`. Raises `paper.NotPrintedError`."""
    return paper.render(html_of(result, page, with_numbers=with_numbers))


def html_of(result: Result, page: ResultsPage, *, with_numbers: bool) -> str:
    """`result` as one HTML document with its style sheet in it; it names nobody, so that a copy left lying tells less."""
    context = {
        "step": page,
        "portrait": wording.portrait(result, page),
        "result": result,
        "instrument": result.version.instrument,
        "numbers": with_numbers,
        "pictures": True,
        "on_paper": True,
        "base_url": settings.BASE_URL,
    }
    return paper.dressed(render_to_string("profiles/paper.html", context))
