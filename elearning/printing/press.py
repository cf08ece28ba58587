"""Prints one HTML document as PDF, in a process of its own: `python -m elearning.printing.press < page.html > page.pdf`.

It is given everything it needs: it reads nothing but the project's own fonts, asks no network, knows no setting and no
database, and ends itself when it needs too much time or memory (TRUST 7; STACK 7).
"""

import resource
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from elearning.printing import fields

FONTS = Path(__file__).resolve().parent / "fonts"
FONT_ADDRESS = "https://fonts.invalid/"
CPU_SECONDS, CPU_SECONDS_IF_LONG = 30, 150
# What it fills itself, and addresses in all: libraries and fonts are mapped, and fill some eighty megabytes at most, so that it
# stays within the half gigabyte that TRUST R08 gives it.
DATA_BYTES, DATA_BYTES_IF_LONG = 440 * 1024 * 1024, 1024 * 1024 * 1024
MEMORY_BYTES = 1536 * 1024 * 1024


class OnlyOurFonts(URLFetcher):
    """Fetches the fonts beside this module and what a page carries within itself (`data:`); refuses every other address."""

    def __init__(self) -> None:
        super().__init__(timeout=1, allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """What stands at `url`. Raises ValueError for anything but our fonts and `data:`."""
        name = url.removeprefix(FONT_ADDRESS)
        if name in {path.name for path in FONTS.glob("*.woff2")}:
            return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})
        return super().fetch(url, headers)


def set_limits(*, is_long: bool = False) -> None:
    """From here on this process gets no more than its share of processor time and memory."""
    seconds = CPU_SECONDS_IF_LONG if is_long else CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    filled = DATA_BYTES_IF_LONG if is_long else DATA_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (filled, filled))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def printed(html: str, *, base_url: str, with_fields: bool = False) -> bytes:
    """`html` as a tagged PDF with bookmarks, title and language; `with_fields` what can be filled in, can be on screen too.

    Relative links lead to `base_url`.
    """
    page = HTML(string=html, base_url=base_url, url_fetcher=OnlyOurFonts())
    return mended(page.write_pdf(pdf_tags=True, pdf_forms=with_fields), fields.words_of(page.etree_element))


def mended(pdf: bytes, words: dict[str, fields.Words]) -> bytes:
    """The same PDF, in which every head of a table says whether it heads a column or a row, and fields are in order."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        for element in document.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TH":
                _set_scope(element)
        fields.mend(document, words)
        document.save(out, linearize=True)
    return out.getvalue()


def _set_scope(heading: Any) -> None:
    group = heading.P.get("/P", {})
    scope = "/Column" if group.get("/S") == "/THead" else "/Row"
    heading.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name(scope))


def pictured(html: str, *, base_url: str, width: int) -> bytes:
    """The first page of `html` as PNG, `width` pixels wide, in as many colours as a drawing needs."""
    page = pypdfium2.PdfDocument(printed(html, base_url=base_url))[0]
    picture = page.render(scale=width / page.get_width()).to_pil()
    kept = BytesIO()
    picture.convert("RGB").quantize(128).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def main() -> None:
    """Read HTML, write PDF. First argument: where relative links lead; `fields`, `long` or `picture=<pixels>` may follow."""
    html, asked = sys.stdin.buffer.read().decode(), sys.argv[2:]
    set_limits(is_long="long" in asked)
    widths = [int(one.partition("=")[2]) for one in asked if one.startswith("picture=")]
    if widths:
        made = pictured(html, base_url=sys.argv[1], width=widths[0])
    else:
        made = printed(html, base_url=sys.argv[1], with_fields="fields" in asked)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
