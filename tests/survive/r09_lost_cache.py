"""R09: what processes had cached is gone: people stay signed in, and a right taken away is gone with the next request."""

from elearning.programmes.models import ProgrammeManager
from tests.survive.ground import SQLITE
from tests.survive.load import Ledger, Person
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict

ENGINES = (SQLITE,)


def check(place: Installation) -> Verdict:
    """Two servers with a cache each; both are started anew, then a manager stops being one."""
    role = ProgrammeManager.objects.select_related("user", "programme").order_by("pk").first()
    assert role is not None
    cohort = role.programme.cohorts.order_by("pk").first()
    board = f"/cohorts/{cohort.public_id}/"
    webs = [place.web(), place.web()]
    people = [Person(Ledger(), web.port, role.user, rest=0) for web in webs]
    people[1].cookies = people[0].cookies
    before = [person.look(board) for person in people]
    for at, web in enumerate(webs):
        web.stop()
        webs[at] = place.web(web.port)
    after = [person.look(board) for person in people]
    role.delete()
    without = [person.look(board) for person in people]
    verdict = Verdict(
        f"signed in: {before}; after both caches were lost: {after}; after the role was taken away: {without}"
    )
    verdict.expect(before == after == [200, 200], "somebody was signed out")
    verdict.expect(set(without) <= {403, 404}, "a right outlived its role")
    return verdict
