"""R13: an installation moves from SQLite to PostgreSQL with everything; a zero character is told, and nothing is moved then."""

import time

from django.db import connections

from elearning.accounts.models import Organisation
from elearning.upkeep import moving
from tests.survive.ground import POSTGRESQL, laid, manage, sqlite_url
from tests.survive.processes import Installation
from tests.survive.r11_copies import opens
from tests.survive.verdict import Verdict

ENGINES = (POSTGRESQL,)


def check(place: Installation) -> Verdict:
    """Move the demonstration into an empty database, compare every table by its sum, and sign in there."""
    assert place.cluster is not None
    source = place.var / "alongside.sqlite3"
    source.write_bytes((laid() / "alongside.sqlite3").read_bytes())
    told = {**place.environment(), "DATABASE_URL": sqlite_url(place.var)}
    connections.settings["file"] = {
        **connections["default"].settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(source),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
    began = time.monotonic()
    manage({**told, "NEW_DATABASE_URL": place.cluster.create("moved")}, "move_to_postgresql")
    seconds = time.monotonic() - began
    connections.settings["moved"] = {**connections["default"].settings_dict, "NAME": "moved"}
    here, there = moving.sums("file"), moving.sums("moved")
    for slug in ("one", "two"):
        Organisation.objects.using("file").create(name=f"a\0b {slug}", slug=f"zero-{slug}")
    connections["file"].close()
    refused = manage({**told, "NEW_DATABASE_URL": place.cluster.create("empty")}, "move_to_postgresql", check=False)
    moved = Installation(place.var, place.cluster.url("moved"), place.engine, place.cluster)
    try:
        entered = opens(moved)
    finally:
        moved.close()
    rows = sum(count for count, _sum in there.values())
    verdict = Verdict(
        f"{rows} rows of {len(there)} tables in {seconds:.1f} s, {sum(here[name] != there[name] for name in here)} tables differ;"
        f" zero characters refused: {'2 values have one' in refused.stderr}; signed in and pack opened: {entered}"
    )
    verdict.expect(here == there and rows > 5000, "tables differ")
    verdict.expect(refused.returncode == 1 and "2 values have one" in refused.stderr, "zero characters were not told")
    verdict.expect(entered == [302, 200, 200], "the moved installation cannot be used")
    return verdict
