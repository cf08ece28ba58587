"""R01: of 10,000 acknowledged saves none is lost or half there, though what answers is killed a hundred times meanwhile."""

import random
import time

from django.db import connections

from tests.survive.load import at_work
from tests.survive.processes import Installation, kill
from tests.survive.verdict import Verdict

KILLS, SAVES = 100, 10_000
LONGEST = 540.0


def check(place: Installation) -> Verdict:
    """Under load on two processes, one is killed every now and then, spread over all the saves, until there were enough kills
    and saves, or time is up."""
    web, chance, kills = place.web(processes=2), random.Random(1), 0
    began = time.monotonic()
    with at_work(web.port) as ledger:
        while (kills < KILLS or ledger.saves < SAVES) and time.monotonic() - began < LONGEST:
            time.sleep(chance.uniform(0.05, 0.8))
            if kills * SAVES <= ledger.saves * KILLS and kills < KILLS and (workers := web.workers()):
                kill(chance.choice(workers))
                kills += 1
    connections.close_all()
    lost, halves, broken = ledger.lost(), ledger.halves(), ledger.ends[0]
    verdict = Verdict(
        f"{lost} lost of {ledger.saves} acknowledged saves, {halves} half there; {kills} kills, {broken} requests broken off",
        saves=ledger.saves,
        lost=lost,
    )
    verdict.expect(lost == 0 and halves == 0, "saves are lost")
    verdict.expect(kills == KILLS, f"only {kills} kills in {LONGEST:.0f} s")
    verdict.expect(ledger.saves >= SAVES, f"only {ledger.saves} saves in {LONGEST:.0f} s")
    verdict.expect(broken, "no request was ever hit")
    verdict.expect(not set(ledger.ends) - {0, 200}, f"other answers: {dict(ledger.ends)}")
    return verdict
