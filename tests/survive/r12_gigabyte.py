"""R12, O3: an installation of a gigabyte is copied and put back; how long that takes."""

import os
import time

from django.contrib.auth import get_user_model

from actionsets.models.private import Reflection
from tests.survive.ground import manage, sqlite_url
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict

FILES, FILE_BYTES = 650, 1024 * 1024
NOTES, NOTE_LETTERS, AT_ONCE = 40_000, 6_000, 1_000
MOST = 15 * 60.0


def check(place: Installation) -> Verdict:
    """650 MB of files, and reflections for the rest; sealed words do not shrink, as in use."""
    place.var.joinpath("media", "kept").mkdir(parents=True, exist_ok=True)
    for number in range(FILES):
        place.var.joinpath("media", "kept", f"{number}.bin").write_bytes(os.urandom(FILE_BYTES))
    owner = get_user_model().objects.order_by("pk").first()
    words = "It was not what we had agreed. " * (NOTE_LETTERS // 31)
    for at in range(0, NOTES, AT_ONCE):
        Reflection.objects.bulk_create([Reflection(owner=owner, text=f"{at + one} {words}") for one in range(AT_ONCE)])
    copy = place.var / "copy.tar"
    began = time.monotonic()
    manage(place.environment(), "backup", str(copy))
    copied = time.monotonic() - began
    size = copy.stat().st_size
    there = Installation(place.var / "there", "", place.engine, place.cluster)
    there.var.mkdir()
    there.url = place.cluster.create("there") if place.cluster else sqlite_url(there.var)
    began = time.monotonic()
    said = manage(there.environment(), "restore", str(copy)).stdout
    back = time.monotonic() - began
    verdict = Verdict(
        f"{size / 1e9:.2f} GB: copied and read back in {copied:.0f} s, put back in {back:.0f} s (of {MOST:.0f})"
    )
    verdict.expect("every sum compared" in said, "it was not compared")
    verdict.expect(back <= MOST, "it took too long")
    verdict.expect(size > 850e6, "it was less than a gigabyte")
    return verdict
