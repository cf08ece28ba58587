"""Says whether mail goes out, without a word about to whom and about what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from elearning.post.kinds import Kind, known
from elearning.post.models import Letter

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Tally:
    """How the mails of one kind have fared in the last seven days, or wait now; `error` names a kind of error among them."""

    kind: Kind
    waiting: int
    sent: int
    failed: int
    unsure: int
    error: str


@dataclass(frozen=True)
class State:
    """Whether mail goes out. `oldest_at`: since when the oldest letter that is still to be sent waits; None without one."""

    waiting: int
    oldest_at: datetime | None
    last_sent_at: datetime | None
    tallies: list[Tally]


def oldest_unsent(now: datetime) -> timedelta | None:
    """How long the oldest letter on its way has waited at `now`; None if there is none. One query."""
    written_at = _oldest_at()
    return None if written_at is None else now - written_at


def _oldest_at() -> datetime | None:
    return Letter.objects.unsent().aggregate(oldest=Min("written_at"))["oldest"]


def state(now: datetime | None = None) -> State:
    """What there is to say of the outbox; three queries."""
    moment = now or timezone.now()
    recent = Q(ended_at__gt=moment - RECENT)
    rows = (
        Letter.objects.filter(Q(ended_at=None) | recent)
        .values("kind")
        .annotate(
            waiting=Count("pk", filter=Q(ended_at=None)),
            sent=Count("pk", filter=Q(state=Letter.State.SENT)),
            failed=Count("pk", filter=Q(state=Letter.State.FAILED)),
            unsure=Count("pk", filter=Q(state=Letter.State.UNSURE)),
            last_error=Max("error", filter=~Q(state=Letter.State.SENT)),
        )
        .order_by("kind")
    )
    tallies = [
        Tally(known(row["kind"]), row["waiting"], row["sent"], row["failed"], row["unsure"], row["last_error"] or "")
        for row in rows
    ]
    return State(
        waiting=sum(one.waiting for one in tallies),
        oldest_at=_oldest_at(),
        last_sent_at=Letter.objects.filter(state=Letter.State.SENT).aggregate(last=Max("ended_at"))["last"],
        tallies=tallies,
    )
