"""Counts requests and times them, and tells Prometheus of that and of the work in the background.

Nothing is counted unless `METRICS_TOKEN` is set. Several processes put their counts together in files under `VAR_DIR`
(the settings say where before anything here is loaded). Labels are names of doors, never addresses.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from elearning.jobs import watching
from elearning.jobs.models import Job
from elearning.upkeep import disks

OWN = CollectorRegistry()
REQUESTS = Counter("alongside_requests", "Requests answered.", ["door", "method", "status"], registry=OWN)
SECONDS = Histogram(
    "alongside_request_seconds",
    "How long answers took.",
    ["door"],
    registry=OWN,
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def note(door: str, method: str, status: int, seconds: float) -> None:
    """One request has been answered."""
    if settings.METRICS_TOKEN:
        REQUESTS.labels(door, method if method in METHODS else "other", status).inc()
        SECONDS.labels(door).observe(seconds)


def told() -> bytes:
    """Everything that is measured, in Prometheus's own format; four queries."""
    now, counted = CollectorRegistry(), OWN
    now.register(Background())
    if settings.METRICS_OF_ALL:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(now) + generate_latest(counted)


class Background(Collector):
    """The queue, the clock and whatever else rooms give a sign of, as they are now."""

    def collect(self) -> Iterator[Metric]:
        """One gauge a thing; how long something lags is left out where it does not."""
        health = watching.health(timezone.now())
        jobs = GaugeMetricFamily("alongside_jobs", "Jobs by their state.", labels=["state"])
        for state, count in Job.objects.values_list("state").annotate(Count("pk")).order_by("state"):
            jobs.add_metric([state], count)
        yield jobs
        lag = GaugeMetricFamily("alongside_lag_seconds", "How long something waits for what it needs.", labels=["what"])
        for what, waited in {"queue": health.waiting, "clock": health.ticked, **health.lags}.items():
            if waited is not None:
                lag.add_metric([what], waited.total_seconds())
        yield lag
        yield GaugeMetricFamily("alongside_failing_chores", "Chores that failed when last done.", len(health.failing))
        full = GaugeMetricFamily("alongside_disk_used_ratio", "How full the disk below a folder is.", labels=["where"])
        for where, share in disks.used().items():
            full.add_metric([where], share)
        yield full
