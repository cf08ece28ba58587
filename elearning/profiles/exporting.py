"""A person's own results as a PDF, made when they ask for it and kept nowhere."""

from django.template.loader import render_to_string

from elearning.printing import paper
from elearning.profiles.models import ResultsPage
from elearning.profiles.recounting import Account

FILE_NAME = "my-results.pdf"


def pdf_of(account: Account, page: ResultsPage, *, with_numbers: bool) -> bytes:
    """`account` on paper, tagged, in the words of `page`. Raises `paper.NotPrintedError`."""
    return paper.render(html_of(account, page, with_numbers=with_numbers))


def html_of(account: Account, page: ResultsPage, *, with_numbers: bool) -> str:
    """`account` as one HTML document with its style sheet in it; it names nobody, so that a copy left lying tells less."""
    context = {
        "step": page,
        "account": account,
        "numbers": with_numbers,
        "pictures": True,
        "on_paper": True,
    }
    return paper.dressed(render_to_string("profiles/paper.html", context))
