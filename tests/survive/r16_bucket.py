"""R16: files in a bucket are copied while people write, and put back into an empty bucket: every file the same, and in use.

The way there is tried as well: an installation whose files lie in a folder moves into the bucket by a copy (the guide, 5).
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connections
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from elearning.buckets import Bucket
from elearning.upkeep.archiving import FOLDERS, names
from tests import objectstore
from tests.survive.ground import manage, sqlite_url
from tests.survive.load import at_work
from tests.survive.processes import Installation, status
from tests.survive.r11_copies import compared, opens, sums
from tests.survive.verdict import Verdict

FILES, FILE_BYTES, LARGE_BYTES = 20, 128_000, 12_000_000
ODD = "für Zoë (2).txt"


def check(place: Installation) -> Verdict:
    """From the folder into the bucket; work; a copy; into another bucket and another database; then without any bucket."""
    fill(place.var)
    picture = Image.objects.create(title="Seam", file=get_test_image_file("seam.png", size=(400, 300)))
    small = picture.get_rendition("width-100").file.name
    with tempfile.TemporaryDirectory(prefix="alongside-objects-") as folder:
        with objectstore.served(Path(folder)) as server:
            moved, verdict = judged(place, server, small)
        refused = manage(place.environment(), "backup", str(place.var / "none.tar"), check=False)
    verdict.expect(moved, "the files of the folder are not the same in the bucket")
    verdict.expect(
        refused.returncode == 1 and "No copy was made" in refused.stderr, "a copy without its files was called whole"
    )
    verdict.expect(not list(place.var.glob("none.tar*")), "half a copy is left")
    return verdict


def judged(place: Installation, server: Mapping[str, str], small: str) -> tuple[bool, Verdict]:
    """Whether the files came into the bucket; and what becomes of a copy of it."""
    was = sums(place.var)
    connections.close_all()
    manage(place.environment(), "backup", str(place.var / "folder.tar"))
    place.told |= said(server, "first")
    manage(place.environment(), "restore", str(place.var / "folder.tar"), "--replace")
    first = held(server, "first")
    web = place.web(processes=2)
    with at_work(web.port, writers=4, answerers=1) as ledger:
        time.sleep(1)
        noted, began = list(ledger.noted), time.monotonic()
        manage(place.environment(), "backup", str(place.var / "bucket.tar"))
        took = time.monotonic() - began
    there = Installation(place.var / "there", "", place.engine, place.cluster, told=said(server, "second"))
    there.var.mkdir()
    there.url = place.cluster.create("there") if place.cluster else sqlite_url(there.var)
    began = time.monotonic()
    told = manage(there.environment(), "restore", str(place.var / "bucket.tar")).stdout
    back = time.monotonic() - began
    lost, halves = compared(there, ledger, noted)
    second, opened = held(server, "second"), opens(there)
    shown = status(there.web().port, f"/media/{small}")
    verdict = Verdict(
        f"{len(second)} files of a bucket copied in {took:.1f} s under load and put back into another in {back:.1f} s, the same:"
        f" {first == second}; {lost} of {len(noted)} saves acknowledged before missing; signed in and pack opened: {opened},"
        f" picture {shown}; from the folder into the bucket the same: {was == first}",
        saves=ledger.saves,
        lost=ledger.lost(),
    )
    verdict.expect(first == second and len(second) > 2 * FILES, "files differ")
    verdict.expect("every sum compared" in told, "it was not compared")
    verdict.expect(lost == 0 and halves == 0 and verdict.lost == 0, "saves are missing")
    verdict.expect(opened == [302, 200, 200] and shown == 200, "the copy cannot be used")
    there.close()
    return was == first, verdict


def fill(var: Path) -> None:
    """Files of pictures and of what is made for people: many, a large one, and one with a name of many letters."""
    for folder in FOLDERS:
        kept = var / folder / "kept"
        kept.mkdir(parents=True, exist_ok=True)
        for number in range(FILES):
            (kept / f"{number}.bin").write_bytes(os.urandom(FILE_BYTES))
        (kept / ODD).write_bytes(os.urandom(LARGE_BYTES))


def said(server: Mapping[str, str], bucket: str) -> dict[str, str]:
    """The settings of a bucket of its own."""
    return {
        "S3_BUCKET": bucket,
        "S3_ENDPOINT_URL": server["endpoint"],
        "S3_REGION": server["region"],
        "S3_ACCESS_KEY_ID": server["access_key_id"],
        "S3_SECRET_ACCESS_KEY": server["secret_access_key"],
    }


def held(server: Mapping[str, Any], bucket: str) -> dict[str, str]:
    """Every file of a bucket, by its sum, named as in a folder."""
    found = {}
    for folder in FOLDERS:
        store = Bucket(**{**server, "bucket": bucket}, folder=folder)
        for name in names(store):
            found[f"{folder}/{name}"] = hashlib.sha256(store.open(name).read()).hexdigest()
    return found
