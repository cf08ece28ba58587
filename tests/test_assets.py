"""What is served to browsers: small, ours or rightly borrowed, and free of another service's brand."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "elearning" / "static"
OWN = STATIC / "alongside"
VENDORED = sorted(path.parent for path in (STATIC / "vendor").glob("*/vendor.json"))
SERVED = sorted(path for path in STATIC.rglob("*") if path.is_file())
FONT_ENDINGS = {".woff", ".woff2", ".ttf", ".otf", ".eot"}
# Mail and PDF are not read by browsers under the content security policy.
# A file to keep, which stands alone on its reader’s machine and is never shown by this site.
RECORD = ROOT / "templates" / "records" / "record.html"
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "emails" not in p.parts and "pdf" not in p.stem)


def _gzipped(path: Path) -> int:
    """Bytes of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes(), 9))


def test_style_sheet_is_small() -> None:
    assert _gzipped(OWN / "alongside.css") <= 25 * 1024


def test_own_script_is_small() -> None:
    sizes = [(OWN / name).stat().st_size for name in ("alongside.js", "autosave.js")]

    assert sizes[0] <= 4 * 1024
    assert sizes[1] <= 11 * 1024
    assert (OWN / "keeping.js").stat().st_size <= 4 * 1024


def test_a_page_on_which_things_are_dragged_loads_little_script() -> None:
    loaded = [OWN / "alongside.js", OWN / "keeping.js", OWN / "ordering.js", *STATIC.glob("vendor/*/*.min.js")]

    assert [path.name for path in loaded[3:]] != []
    assert sum(map(_gzipped, loaded)) <= 60 * 1024
    assert sum(map(_gzipped, loaded[:3])) <= 10 * 1024


def test_nothing_is_a_font() -> None:
    assert [path.name for path in SERVED if path.suffix in FONT_ENDINGS] == []


@pytest.mark.parametrize("path", SERVED, ids=lambda p: str(p.relative_to(STATIC)))
def test_nothing_carries_another_services_brand(path: Path) -> None:
    content = path.read_text(errors="replace").lower()
    assert [word for word in ("gds transport", "govuk-crest", "govuk-logo", "@font-face") if word in content] == []


def test_style_sheet_loads_nothing_else() -> None:
    assert re.findall(r"url\([^)]*\)|@import", (OWN / "alongside.css").read_text()) == []


def test_every_vendored_folder_is_described() -> None:
    assert sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir()) == VENDORED
    assert VENDORED != []


@pytest.mark.parametrize("folder", VENDORED, ids=lambda p: p.name)
def test_vendored_files_are_unchanged(folder: Path) -> None:
    told = json.loads((folder / "vendor.json").read_text())
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.name != "vendor.json"}
    assert folder.name == f"{told['name']}-{told['version']}"
    assert found == told["sha256"]
    assert "LICENSE" in found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT / "templates")))
def test_template_needs_no_inline_code(path: Path) -> None:
    markup = path.read_text()
    if path == RECORD:
        markup = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", markup) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", markup) if "src=" not in tag] == []
