"""What counts as late in the background, so that somebody is called."""

from datetime import timedelta

from elearning.jobs.watching import Health

# The clock strikes each minute; workers take a job at once; a letter is tried again with growing pauses.
PATIENCE = {"clock": timedelta(minutes=5), "queue": timedelta(minutes=10)}
OTHERS = timedelta(minutes=30)


def late(health: Health) -> list[str]:
    """What has waited too long, by name; the clock too if it never struck."""
    lags = {"clock": health.ticked or timedelta.max, "queue": health.waiting, **health.lags}
    return sorted(name for name, lag in lags.items() if lag is not None and lag > PATIENCE.get(name, OTHERS))
