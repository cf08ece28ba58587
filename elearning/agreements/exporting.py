"""An agreement as a file: DOCX, ODT, PDF or a page of HTML, all of the same parts and all with the same first line."""

import io
from collections.abc import Callable

import docx
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm
from odfdo import Cell, Document, Header, Paragraph, Row, Style, Table, create_table_cell_style

from elearning.agreements.document import Grid, Paper
from elearning.printing import paper as printing

CELL, HEAD, BORDER = "AgreementCell", "AgreementHead", "0.5pt solid #7a8a88"


def html(paper: Paper) -> str:
    """A whole page that stands by itself."""
    return render_to_string("agreements/paper.html", {"paper": paper})


def pdf(paper: Paper) -> bytes:
    """Printed in a process of its own; kept nowhere. Raises printing.NotPrintedError."""
    return printing.render(printing.dressed(html(paper)))


def as_docx(paper: Paper) -> bytes:
    """For Word and its like: real headings and tables, whose first row is repeated on each page."""
    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    made.core_properties.title = plain(paper.title)
    made.core_properties.author = ""
    made.add_heading(plain(paper.title), level=0)
    made.add_paragraph(paper.state)
    for note in paper.notes:
        made.add_paragraph(note, style="Intense Quote")
    for part in paper.parts:
        made.add_heading(f"{part.number}. {part.title}", level=1)
        for paragraph in part.paragraphs:
            made.add_paragraph(plain(paragraph))
        if part.grid:
            _docx_table(made, part.grid)
    if paper.signatures:
        made.add_heading(signed_title(), level=1)
        _docx_table(made, paper.signatures)
    return _saved(made.save)


def as_odt(paper: Paper) -> bytes:
    """For LibreOffice and its like: real headings and tables."""
    made = Document("text")
    made.meta.title = plain(paper.title)
    _unnumber(made)
    made.insert_style(_framed(), automatic=True)
    made.insert_style(_bold(), automatic=True)
    body = made.body
    body.clear()
    body.append(Header(1, plain(paper.title)))
    body.append(Paragraph(paper.state, style="Text_20_body"))
    for note in paper.notes:
        body.append(Paragraph(note, style="Quotations"))
    for part in paper.parts:
        body.append(Header(2, f"{part.number}. {part.title}"))
        for paragraph in part.paragraphs:
            body.append(Paragraph(plain(paragraph), style="Text_20_body"))
        if part.grid:
            _odt_table(made, part.grid, f"section-{part.number}")
    if paper.signatures:
        body.append(Header(2, signed_title()))
        _odt_table(made, paper.signatures, "signatures")
    return _saved(made.save)


def signed_title() -> str:
    """The heading above the names."""
    return _("Agreed by")


def plain(text: str) -> str:
    """`text` without the control characters that no file of this kind may hold."""
    return "".join(letter for letter in text if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff"))


def _docx_table(made: Docx, grid: Grid) -> None:
    table = made.add_table(rows=1, cols=len(grid.head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, grid.head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(repeated.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    for row in grid.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = plain(words)
    made.add_paragraph()


def _odt_table(made: Document, grid: Grid, name: str) -> None:
    table = Table(name)
    for index, words in enumerate((grid.head, *grid.rows)):
        row = Row()
        for text in words:
            cell = Cell(style=CELL)
            cell.append(Paragraph(plain(text), style=HEAD if index == 0 else "Text_20_body"))
            row.append(cell)
        table.append(row)
    made.body.append(table)
    made.body.append(Paragraph(""))


def _unnumber(made: Document) -> None:
    """Headings carry the numbers of their sections; the file's own numbering would put others before them."""
    for numbering in made.get_part("styles").get_elements("//text:outline-style"):
        numbering.delete()


def _framed() -> Style:
    style: Style = create_table_cell_style(border=BORDER, padding="0.15cm")
    style.name = CELL
    return style


def _bold() -> Style:
    return Style("paragraph", name=HEAD, parent_style="Text_20_body", area="text", bold=True)


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()
