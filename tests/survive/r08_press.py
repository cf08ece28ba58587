"""R08: nobody prints PDFs, or the one who does hangs: pages say so at once, the rest works; a runaway is ended by its limits."""

import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from packs import rendering
from packs.models import LearningPackPage
from tests.survive.ground import BASE, SQLITE
from tests.survive.processes import Installation, ask, descendants, peak, until, words_of
from tests.survive.verdict import Verdict

ENGINES = (SQLITE,)
LONGEST, MOST = 30.0, 512 * 1024 * 1024
ENDLESS = "<table>" + "<tr><td>a</td><td>b</td></tr>" * 60_000 + "</table>"
HUGE = "<style>td { border: 1px solid }</style><table>" + "<tr>" + "<td>word " * 400_000 + "</tr></table>"


def check(place: Installation) -> Verdict:
    """Without a worker; with one that is stopped in the middle; and what the printing process does with hostile pages."""
    web, pack = place.web(), LearningPackPage.objects.live().order_by("pk").first()
    assert pack is not None
    rendering.prune()
    address = f"{pack.url.rstrip('/')}/pdf/"
    absent = answers(web.port, address)
    worker = place.worker()
    until(lambda: any("printing.press" in words_of(pid) for pid in descendants(worker.pid)), "The printing process")
    for pid in (worker.pid, *descendants(worker.pid)):
        os.kill(pid, signal.SIGSTOP)
    hanging = answers(web.port, address)
    rest = [ask(web.port, "GET", "/packs/")[0] for _time in range(5)]
    for pid in (worker.pid, *descendants(worker.pid)):
        os.kill(pid, signal.SIGCONT)
    came = until(lambda: ask(web.port, "GET", address)[0] == 200, "The PDF", 60)
    with ThreadPoolExecutor(2) as pool:
        endless, huge = pool.map(pressed, (ENDLESS, HUGE))
    verdict = Verdict(
        f"absent: {absent[0]} in {absent[1]:.0f} ms, hanging: {hanging[0]} in {hanging[1]:.0f} ms, rest {set(rest)}; there"
        f" {came:.1f} s after it went on; runaways ended after {endless[1]:.0f} s of a processor at {endless[2] >> 20} MB"
        f" and after {huge[1]:.0f} s at {huge[2] >> 20} MB"
    )
    verdict.expect(absent[0] == hanging[0] == 202, "the page does not say that the copy is being made")
    verdict.expect(set(rest) == {200}, "the rest does not work")
    verdict.expect(endless[0] and huge[0], "a hostile page was printed")
    verdict.expect(max(endless[1], huge[1]) <= LONGEST + 6, "a runaway went on too long")
    verdict.expect(max(endless[2], huge[2]) <= MOST, "a runaway took too much memory")
    return verdict


def answers(port: int, address: str) -> tuple[int, float]:
    """The status, and the median of milliseconds."""
    took = []
    for _time in range(5):
        began = time.monotonic()
        status = ask(port, "GET", address)[0]
        took.append((time.monotonic() - began) * 1000)
    return status, statistics.median(took)


def pressed(body: str) -> tuple[int, float, int]:
    """Print a hostile page: the code the process ends with, seconds of a processor, and the most memory it had."""
    began, most, spent = time.monotonic(), 0, 0.0
    press = subprocess.Popen(
        [sys.executable, "-m", "elearning.printing.press", "http://127.0.0.1"],
        cwd=BASE,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    threading.Thread(target=feed, args=(press, f"<html><head></head><body>{body}</body></html>")).start()
    while press.poll() is None and time.monotonic() - began < LONGEST * 5:
        most, spent = max(most, peak(press.pid)), max(spent, processor(press.pid))
        time.sleep(0.05)
    press.kill()
    return press.wait(), spent, most


def processor(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def feed(press: subprocess.Popen[bytes], html: str) -> None:
    assert press.stdin is not None
    with suppress(OSError):
        press.stdin.write(html.encode())
        press.stdin.close()
