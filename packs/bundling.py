"""A whole shelf as one ZIP: the pinned packs of a reader, to read and for e-readers."""

import zipfile
from io import BytesIO

from django.core.files.storage import storages
from django.utils import timezone

from elearning.programmes.models import Enrolment
from packs import exporting, reading, rendering
from packs.exporting import Copy
from packs.models import LearningPackPage, PackReading, PackVersion
from packs.rendering import BeingMadeError

KINDS = {Copy.READ: "pdf", Copy.EPUB: "epub"}


def places_of(enrolment: Enrolment) -> dict[str, str]:
    """The files of the shelf: name in the ZIP → place in the private storage. In the versions that the reader has taken up.

    Raises BeingMadeError once all that are missing are asked for, and `paper.NotPrintedError`.
    """
    own, missing = reading.readings_of(enrolment), False
    found: dict[str, str] = {}
    for pack in {pack.pk: pack for pin in reading.pinned(enrolment) for pack in pin.packs}.values():
        version = _version(pack, own.get(pack.pk))
        for kind, ending in KINDS.items():
            name = exporting.file_name(exporting.at_version(pack, version), ending=ending)
            try:
                found[name] = rendering.place_of(pack, kind, version)
            except BeingMadeError:
                missing = True
    if missing:
        raise BeingMadeError
    return found


def packed(places: dict[str, str]) -> bytes:
    """The ZIP of these files. They are packed already, so they are only put side by side."""
    out, store, now = BytesIO(), storages["private"], timezone.localtime().timetuple()[:6]
    with zipfile.ZipFile(out, "w") as archive:
        for name, place in places.items():
            with store.open(place) as file:
                archive.writestr(zipfile.ZipInfo(name, now), file.read())
    return out.getvalue()


def _version(pack: LearningPackPage, own: PackReading | None) -> PackVersion | None:
    return own.version if own and own.version_id != reading.latest_version(pack).pk else None
