"""R14: two web servers and two workers on one PostgreSQL are restarted one after the other under load; no request fails.

The balancer (`balancer.py`) tries a request elsewhere only where a connection is refused, as real proxies do. A server is taken
out of it before it is told to end, as in a deployment; `bluntly` it is not, for comparison.
"""

import subprocess
import time
from dataclasses import dataclass, field

from django.db import connections

from tests.survive.balancer import Balancer
from tests.survive.ground import POSTGRESQL
from tests.survive.load import Ledger, at_work
from tests.survive.processes import Installation, Web, until
from tests.survive.verdict import Verdict

ENGINES = (POSTGRESQL,)


@dataclass
class House:
    """Two web servers, two workers and the clock, and what stands before the servers."""

    place: Installation
    webs: list[Web] = field(default_factory=list)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    def open(self) -> Balancer:
        """Start everything; the balancer, once both servers are ready."""
        self.webs = [self.place.web() for _server in range(2)]
        self.workers = [self.place.worker() for _worker in range(2)]
        self.place.clock()
        balancer = Balancer([web.port for web in self.webs])
        until(lambda: all(server.is_ready for server in balancer.servers), "The servers")
        return balancer

    def roll(self, balancer: Balancer, *, bluntly: bool = False) -> None:
        """Restart each server and each worker in turn."""
        for at, web in enumerate(self.webs):
            server = balancer.at(web.port)
            server.is_out = not bluntly
            until(lambda server=server: bluntly or not server.busy, "What was in hand")  # type: ignore[misc]
            self.codes.append(web.stop())
            self.webs[at] = self.place.web(web.port)
            server.is_out = False
            until(lambda server=server: server.is_ready, "The new server")  # type: ignore[misc]
        for at, worker in enumerate(self.workers):
            worker.terminate()
            self.codes.append(worker.wait(60))
            self.workers[at] = self.place.worker()


def rolled(
    place: Installation, *, people: int = 8, rest: float = 0.0, bluntly: bool = False
) -> tuple[Ledger, Balancer, House]:
    """Roll once under load; what people were answered, and what the balancer saw."""
    house = House(place)
    balancer = house.open()
    with at_work(balancer.port, writers=people - 2, answerers=2, rest=rest) as ledger:
        time.sleep(1)
        house.roll(balancer, bluntly=bluntly)
        time.sleep(1)
    balancer.close()
    connections.close_all()
    return ledger, balancer, house


def check(place: Installation) -> Verdict:
    """Each server and each worker once; then once more bluntly, told for comparison and not judged."""
    ledger, balancer, house = rolled(place)
    requests, failed = sum(ledger.ends.values()), len(ledger.failures)
    place.close()
    blunt, other, _house = rolled(place, bluntly=True)
    verdict = Verdict(
        f"{failed} failed of {requests} requests, {ledger.lost()} lost of {ledger.saves} saves; {balancer.refused} connections"
        f" refused and tried elsewhere (not taken out first: {len(blunt.failures)} failed of {sum(blunt.ends.values())},"
        f" {other.refused} refused)",
        saves=ledger.saves + blunt.saves,
        lost=ledger.lost() + blunt.lost(),
    )
    verdict.expect(failed == 0, f"failed: {ledger.failures[:3]}")
    verdict.expect(verdict.lost == 0, "saves are lost")
    verdict.expect(set(house.codes) == {0}, f"processes ended with {house.codes}")
    verdict.expect(all(server.served for server in balancer.servers), "one of the servers served nobody")
    return verdict
