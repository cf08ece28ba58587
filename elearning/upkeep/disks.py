"""How full the disks are on which the installation writes, so that somebody is called before nothing can be written any more."""

import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

# From this share on somebody has to make room (TRUST R04).
NEARLY_FULL = 0.85


def used() -> dict[str, float]:
    """The used share of the disk, 0 to 1, below each folder that is written to; those that are not there are left out."""
    places = {
        "var": settings.VAR_DIR,
        "media": settings.MEDIA_ROOT,
        "private": settings.PRIVATE_ROOT,
        "database": _database_folder(),
    }
    shares: dict[str, float] = {}
    for name, place in places.items():
        if place is not None:
            with suppress(OSError):
                shares[name] = _share(Path(place))
    return shares


def nearly_full(shares: dict[str, float]) -> list[str]:
    """The folders whose disk is nearly full, by name."""
    return sorted(name for name, share in shares.items() if share >= NEARLY_FULL)


def _share(place: Path) -> float:
    """As `df` tells it: of what anybody but root may use."""
    told = shutil.disk_usage(place)
    return round(1 - told.free / (told.used + told.free), 3) if told.used + told.free else 1.0


def _database_folder() -> Path | None:
    """Where SQLite's file lies; PostgreSQL looks after its own disk."""
    return Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else None
