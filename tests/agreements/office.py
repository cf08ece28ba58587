"""Opens an agreement's DOCX and ODT in LibreOffice and reads them back as PDF: `make office`, where soffice is installed.

Kept out of the suite because it needs an office program and seconds for each file. Fails where a heading, a cell of a table
or the line about legal advice is missing, or where the office program put numbers of its own before ours.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import django
from pypdf import PdfReader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from elearning.agreements import document, exporting  # noqa: E402 - after the settings
from elearning.agreements.sections import NOT_LEGAL, PLANS  # noqa: E402


def sample() -> document.Paper:
    """A whole agreement with every kind of table."""
    text = "We meet on the first Tuesday of each month.\nWhoever calls the meeting sends the agenda a week before."
    sections = [{"number": one.number, "text": text, "rows": []} for one in PLANS]
    sections[4]["rows"] = [{"starts": "2026-12-01", "ends": "2027-11-30"}]
    row = {"task": "Daily list", "leads": "Wenlow Valley Health", "does": "Ward clerks", "consulted": "", "told": "All"}
    sections[5]["rows"] = [row]
    sections[14]["rows"] = [{"on": "2027-03-01", "convenes": "Ada Example"}]
    parties = [
        {"organisation": "Calderwick Council", "representative": "Ada Example"},
        {"organisation": "Wenlow Valley Health", "representative": "Ben Example"},
    ]
    content = {"title": "Joined-up discharge", "is_practice": False, "parties": parties, "sections": sections}
    names = [("Calderwick Council", "Ada Example", "Head of service", "22 November 2026")]
    return document.paper(content, state="Version 1", signatures=names)


def read(made: bytes, kind: str, folder: Path) -> str:
    """What the office program shows of a file, as one line of text."""
    file = folder / f"agreement.{kind}"
    file.write_bytes(made)
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    shown = PdfReader(folder / "agreement.pdf")
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in shown.pages))


def missing(text: str) -> list[str]:
    """What ought to stand in the text and does not, and what ought not to."""
    wanted = [str(NOT_LEGAL), *(f"{one.number}. {one.title}" for one in PLANS)]
    wanted += ["Daily list", "30 November 2027", "1 March 2027", "Head of service"]
    return [one for one in wanted if one not in text] + re.findall(r"\d+\.\d+\.\d+", text)


def main() -> int:
    """0 where both files show everything."""
    faults = {}
    for kind, make in (("docx", exporting.as_docx), ("odt", exporting.as_odt)):
        with tempfile.TemporaryDirectory() as folder:
            faults[kind] = missing(read(make(sample()), kind, Path(folder)))
    print({kind: found or "whole" for kind, found in faults.items()})
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
