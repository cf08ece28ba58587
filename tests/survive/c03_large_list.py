"""C03: lists of a million rows are sent to every door that takes a file: refused in words, in little memory, and nobody waits."""

import http.client
import secrets
import statistics
import threading
import time
from contextlib import suppress

from elearning.programmes.models import ProgrammeManager
from tests.survive.ground import SQLITE
from tests.survive.load import Ledger, Person, places
from tests.survive.processes import OWN, PATIENCE, Installation, Web, peak
from tests.survive.verdict import Verdict

ENGINES = (SQLITE,)
ROWS = 1_000_000
MOST = 200 * 1024 * 1024
ROUNDS = 3


def check(place: Installation) -> Verdict:
    """Send the file and the pasted text while somebody else reads; memory and the other's times are watched."""
    role = ProgrammeManager.objects.select_related("user", "programme").order_by("pk").first()
    assert role is not None
    cohort = role.programme.cohorts.order_by("pk").first()
    data = b"name,email,organisation\n" + b"".join(
        b"Person Number%07d,person.%07d@example.org,An Organisation\n" % (number, number) for number in range(ROWS)
    )
    web = place.web()
    sender = Person(Ledger(), web.port, role.user, rest=0)
    address = f"/cohorts/{cohort.public_id}/invite/"
    sender.look(address)
    calm = times(web, lambda: time.sleep(3))
    before = max(peak(pid) for pid in web.workers())
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        for _round in range(ROUNDS):
            answers.append(posted(sender, web, address, data, "file"))
        answers.append(posted(sender, web, address, data, None))

    busy = times(web, send)
    more = max(peak(pid) for pid in web.workers()) - before
    told = [status for status, _page in answers]
    verdict = Verdict(
        f"{len(data) / 1e6:.0f} MB, {ROWS:,} rows: answered {told}; {more / 2**20:.0f} MB more memory; others' pages median"
        f" {statistics.median(calm) * 1000:.0f} ms before, {statistics.median(busy) * 1000:.0f} ms meanwhile, slowest"
        f" {max(busy) * 1000:.0f} ms"
    )
    verdict.expect(
        all(b"larger than 1 MB" in page for _status, page in answers[:ROUNDS]), "the file is not refused in words"
    )
    verdict.expect(told[-1] in {400, 413}, f"the text was answered {told[-1]}")
    verdict.expect(more < MOST, "it took too much memory")
    verdict.expect(max(busy) < 2, "others had to wait")
    return verdict


def times(web: Web, meanwhile) -> list[float]:  # type: ignore[no-untyped-def]
    """How long somebody else's pages take while something is done."""
    reader, took, over = Person(Ledger(), web.port, places()[0].enrolment.user, rest=0), [], threading.Event()

    def read() -> None:
        while not over.is_set():
            began = time.monotonic()
            assert reader.look(OWN) == 200
            took.append(time.monotonic() - began)

    reading = threading.Thread(target=read)
    reading.start()
    meanwhile()
    over.set()
    reading.join()
    return took


def posted(sender: Person, web: Web, address: str, data: bytes, file: str | None) -> tuple[int, bytes]:
    """Send the list as a file or as pasted text."""
    edge = secrets.token_hex(16)
    name = f'name="{file}"; filename="list.csv"\r\nContent-Type: text/csv' if file else 'name="pasted"'
    token = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{sender.cookies["csrftoken"]}\r\n'
    head = f"{token}--{edge}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode()
    cookies = "; ".join(f"{key}={value}" for key, value in sender.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={edge}"}
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
    try:
        body = head + data + f"\r\n--{edge}--\r\n".encode()
        line.putrequest("POST", address)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            line.putheader(key, value)
        with suppress(OSError):  # a server may answer before it has read everything
            line.endheaders(body)
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as problem:
        return 0, type(problem).__name__.encode()
    finally:
        line.close()
