"""A workshop of thirty phones on a real server on this machine: how soon each shows what the facilitator pressed, and its cost.

Run it as `python -m tests.bench.bench_workshop [--phones 30] [--presses 10]`; with `DATABASE_URL=postgres://…` the same on
PostgreSQL. The server is gunicorn with one process and four threads, on the product's own settings. Each phone asks every
two seconds, as `meeting.js` does, and fetches what changes when something has; five in thirty come by the code, without a
sign-in. The delay is counted from the moment the press is sent to the moment the phone holds the new part. The load is
bounded: so many phones, so many presses, six seconds between them.
"""

import argparse
import http.client
import re
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.bench.ground import standing

EVERY, BETWEEN, LONGEST = 2.0, 6.0, 10.0
MARK = re.compile(rb'data-mark="([^"]+)"')


@dataclass
class Phone:
    """One screen: where it asks and what it fetches; `seen` is when it held each state of the clock."""

    port: int
    poll: str
    part: str
    cookies: str = ""
    mark: str = ""
    seen: dict[int, float] = field(default_factory=dict)
    polls: list[float] = field(default_factory=list)
    sizes: dict[str, list[int]] = field(default_factory=lambda: {"304": [], "mark": [], "part": []})
    faults: list[str] = field(default_factory=list)
    reopened: int = 0

    def follow(self, late: float, stop: threading.Event) -> None:
        """Ask until `stop`, beginning `late` seconds from now."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        stop.wait(late)
        while not stop.is_set():
            began = time.perf_counter()
            try:
                self.look(line)
            except (OSError, http.client.HTTPException) as problem:
                self.faults.append(repr(problem))
                line.close()
            stop.wait(max(EVERY - (time.perf_counter() - began), 0.05))
        line.close()

    def look(self, line: http.client.HTTPConnection) -> None:
        """Ask once; fetch what has changed."""
        began = time.perf_counter()
        status, body, weight = self.get(line, self.poll, {"If-None-Match": f'"{self.mark}"'})
        self.polls.append(time.perf_counter() - began)
        self.sizes["304" if status == 304 else "mark"].append(weight)
        if status == 304:
            return
        status, body, weight = self.get(line, self.part)
        found = MARK.search(body)
        if status != 200 or not found:
            self.faults.append(f"{status} {self.part}")
            return
        self.sizes["part"].append(weight)
        self.mark = found[1].decode()
        self.seen.setdefault(int(self.mark.partition(".")[0]), time.perf_counter())

    def get(
        self, line: http.client.HTTPConnection, path: str, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, int]:
        """Status, body, and bytes on the line with headers. A line that the server has let go meanwhile is opened anew, once,
        as a browser does."""
        given = {"Cookie": self.cookies, **(headers or {})}
        try:
            line.request("GET", path, headers=given)
            answer = line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            line.close()
            self.reopened += 1
            line.request("GET", path, headers=given)
            answer = line.getresponse()
        body = answer.read()
        return answer.status, body, len(body) + sum(len(name) + len(value) + 4 for name, value in answer.getheaders())


def laid(phones: int) -> Any:
    """A workshop of today with so many people in it; the cohort, its facilitator, and people who are there."""
    from datetime import timedelta  # noqa: PLC0415 - Django stands only now

    from django.utils import timezone  # noqa: PLC0415

    from elearning.programmes.models import CohortRole  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.partnering import makers  # noqa: PLC0415
    from tests.workshops.makers import here  # noqa: PLC0415

    programme = factories.programme(slug="bench")
    step = makers.workshop_page(programme)
    now = timezone.now()
    cohort = factories.cohort(
        programme, workshop_starts_at=now, workshop_ends_at=now + timedelta(hours=4), time_zone="UTC"
    )
    fay = factories.user("Fay Example")
    CohortRole.objects.create(cohort=cohort, user=fay, kind=CohortRole.Kind.FACILITATOR)
    return cohort, step, fay, [here(factories.enrolment(cohort), step) for _one in range(phones)]


def cookies_of(user: Any, address: str) -> str:
    """The cookies of a browser in which `user` is signed in."""
    from tests.conftest import signed_in  # noqa: PLC0415 - Django stands only now

    client = signed_in(user)
    client.get(address)
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


def queries_of(cohort: Any, user: Any, code: str) -> tuple[int, int]:
    """How many queries one poll asks, with and without a sign-in."""
    from django.db import connection  # noqa: PLC0415 - Django stands only now
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from tests.conftest import signed_in  # noqa: PLC0415

    counts = []
    for client, address in (
        (signed_in(user), reverse("workshops:pulse", args=[cohort.public_id])),
        (Client(), reverse("workshops:code_pulse", args=[code])),
    ):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    return counts[0], counts[1]


def run(phones: list[Phone], press: Any, presses: int) -> list[float]:
    """Let the phones follow while the facilitator presses so many times; when each press was sent."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=one.follow, args=(EVERY * place / len(phones), stop), daemon=True)
        for place, one in enumerate(phones)
    ]
    for thread in threads:
        thread.start()
    time.sleep(BETWEEN)
    sent = []
    for number in range(presses):
        sent.append(time.perf_counter())
        press(number)
        time.sleep(BETWEEN)
    stop.set()
    for thread in threads:
        thread.join(LONGEST)
    return sent


def tell(phones: list[Phone], sent: list[float], queries: tuple[int, int]) -> None:
    """Print what was measured."""
    delays = [one.seen[number + 2] - at for one in phones for number, at in enumerate(sent) if number + 2 in one.seen]
    missing = len(phones) * len(sent) - len(delays)
    polls = sorted(taken * 1000 for one in phones for taken in one.polls)
    sizes = {name: [size for one in phones for size in one.sizes[name]] for name in ("304", "mark", "part")}
    faults = [fault for one in phones for fault in one.faults]
    print(
        f"{len(phones)} phones, {len(sent)} presses: {len(delays)} changes seen, {missing} not seen, {len(faults)} faults"
    )
    print(
        f"delay: mean {statistics.mean(delays):.2f} s, p95 {sorted(delays)[int(len(delays) * 0.95)]:.2f} s, "
        f"max {max(delays):.2f} s"
    )
    print(f"queries a poll: {queries[0]} with a sign-in, {queries[1]} by the code")
    print(
        f"{len(polls)} polls: median {statistics.median(polls):.1f} ms, p95 {polls[int(len(polls) * 0.95)]:.1f} ms, "
        f"max {polls[-1]:.1f} ms"
    )
    print(
        "bytes with headers, in the mean: " + ", ".join(f"{n} {statistics.mean(s):.0f}" for n, s in sizes.items() if s)
    )
    if missing or faults:
        raise SystemExit(f"Not every phone followed: {faults[:3]}")


def main() -> None:
    """Make a database, serve it, measure, take both away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=30)
    parser.add_argument("--presses", type=int, default=10)
    options = parser.parse_args()
    with standing(), tempfile.TemporaryDirectory() as folder:
        measure(min(options.phones, 60), min(options.presses, 20), Path(folder))


def measure(count: int, presses: int, folder: Path) -> None:
    """Serve a workshop and let it be followed."""
    from django.urls import reverse  # noqa: PLC0415 - Django stands only now

    from elearning.workshops import codes, conducting  # noqa: PLC0415
    from tests.stories.test_at_once import served  # noqa: PLC0415

    cohort, step, fay, people = laid(count)
    conducting.begin(cohort, step, by=fay)
    code = codes.code_of(cohort)
    mine = {one.pk: cookies_of(one.user, step.door("room")) for one in people}
    desk = cookies_of(fay, reverse("workshops:desk", args=[cohort.public_id]))
    queries = queries_of(cohort, people[0].user, code)
    token = re.search(r"csrftoken=(\w+)", desk)
    assert token
    with served(folder) as (_server, port):
        wait_for(port)

        def press(number: int) -> None:
            act = ("next", "back")[number % 2]
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
            body = urlencode({"csrfmiddlewaretoken": token[1], "act": act, "seen": number + 1})
            headers = {"Cookie": desk, "Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", reverse("workshops:press", args=[cohort.public_id]), body, headers)
            assert line.getresponse().status == 302
            line.close()

        poll, room = reverse("workshops:pulse", args=[cohort.public_id]), f"{step.door('room')}?part=1"
        phones = [Phone(port, poll, room, mine[one.pk]) for one in people]
        for one in phones[::6]:
            one.poll, one.cookies = reverse("workshops:code_pulse", args=[code]), ""
            one.part = f"{reverse('workshops:code_room', args=[code])}?part=1"
        tell(phones, run(phones, press, presses), queries)


def wait_for(port: int) -> None:
    """Until the server answers, a minute at most."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
            line.request("GET", "/robots.txt")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server has not answered for a minute.")


if __name__ == "__main__":
    main()
