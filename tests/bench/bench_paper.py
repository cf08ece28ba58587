"""Prints time, memory and size of one real pack on paper in each of its forms, beside a single page in the same run.

Run it as `python -m tests.bench.bench_paper [--pack MPW:410-02] [--rounds 3]`. The pack is the demonstration's. Each copy is
made as the product makes it, in a process of its own; the time is that of the whole process, the memory its highest.
"""

import argparse
import io
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pypdf

from tests.bench.ground import standing

HERE = Path(__file__).resolve().parents[2]
CONTENT = HERE / "actionsets" / "content" / "making-partnering-work"
ONE_PAGE = "<!doctype html><html lang='en'><head><title>One page</title></head><body><h1>One page</h1></body></html>"
# The printing process as it is, which says at its end how much memory it needed at most. (`ru_maxrss` would be that of the
# process that started it.)
PRINTER = """
import sys
from elearning.printing import press
press.main()
sys.stdout.flush()
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
sys.stderr.write("\\n" + status["VmHWM"].split()[0])
"""
Row = tuple[str, int, float, float, float]


def printed(name: str, html: str, rounds: int, *, with_fields: bool = False) -> Row:
    """Name, pages, median seconds, MB at most, kB of the file."""
    command = [sys.executable, "-c", PRINTER, "https://bench.invalid/", *(["fields"] if with_fields else [])]
    took, most = [], 0.0
    for _round in range(rounds):
        began = time.perf_counter()
        done = subprocess.run(command, input=html.encode(), capture_output=True, check=True, cwd=HERE)  # noqa: S603
        took.append(time.perf_counter() - began)
        most = max(most, int(done.stderr.decode().splitlines()[-1]) / 1024)
    pages = len(pypdf.PdfReader(io.BytesIO(done.stdout)).pages)
    return name, pages, statistics.median(took), most, len(done.stdout) / 1024


def measure(code: str, rounds: int) -> list[Row]:
    """One row a form, the single page first."""
    from django.core.management import call_command  # noqa: PLC0415 - Django stands only now

    from packs import ebook, exporting  # noqa: PLC0415
    from packs.exporting import Copy  # noqa: PLC0415
    from packs.models import LearningPackPage  # noqa: PLC0415

    call_command("load_programme", CONTENT, verbosity=0, stdout=io.StringIO())
    pack = LearningPackPage.objects.get(code=code)
    notes = {ask.key: "Words. " * 60 for part in pack.sections(with_trainer_notes=False) for ask in part.asks}
    rows = [printed("one page", ONE_PAGE, rounds)]
    for kind in (Copy.READ, Copy.FILL, Copy.TRAINER):
        html = exporting.html_of(pack, kind=kind)
        rows.append(printed(f"PDF {kind}", html, rounds, with_fields=kind == Copy.FILL))
    rows.append(printed("PDF with answers", exporting.html_of(pack, answers=notes), rounds))
    began = time.perf_counter()
    book = ebook.packed(ebook.files_of(pack, pack.versions.get(), with_trainer_notes=False))
    return [*rows, ("EPUB", 0, time.perf_counter() - began, 0.0, len(book) / 1024)]


def main() -> None:
    """Make a database, measure, take it away, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", default="MPW:410-02")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with standing():
        rows = measure(options.pack, options.rounds)
    sys.stdout.write(f"{options.pack}, median of {options.rounds}\n")
    sys.stdout.write("form | pages | seconds | ratio to one page | MB at most | kB\n")
    base = rows[0][2]
    for name, pages, seconds, memory, size in rows:
        cells = [name, str(pages or "–"), f"{seconds:.2f}", f"{seconds / base:.2f}", f"{memory:.0f}" if memory else "–"]
        sys.stdout.write(" | ".join([*cells, f"{size:.0f}"]) + "\n")


if __name__ == "__main__":
    main()
