"""Counts tries in the database, so that a limit holds whichever process answers, and before anything costly is done.

What may be tried how often stands in `ACCOUNT_RATE_LIMITS`, in allauth's words: `30/15m/ip,5/15m/key` is thirty in any
quarter of an hour from one network and five with one name. A try that is refused is not counted, so that nobody is locked
out for longer than the time that is named. No address is kept, only its fingerprint under our key (TRUST I06).
"""

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import Rate, apply_rate, get_rates, truncate_ip
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from elearning.accounts.models import Tries, User

TOO_MANY = 429
# Somebody who guesses passwords has more than one address of a network.
BY_NETWORK = frozenset({"login_failed"})


@dataclass(frozen=True)
class Taken:
    """A try that was allowed and counted; it can be given back when it turns out not to count."""

    names: Sequence[str]
    at: float

    def rollback(self) -> None:
        """Count this try no more (allauth asks for it by this name when a password was right)."""
        with transaction.atomic():
            for row in Tries.objects.select_for_update().filter(name__in=self.names).order_by("name"):
                row.times = [one for one in row.times if one != self.at]
                row.save(update_fields=["times"])


def take(request: HttpRequest, action: str, *, key: str = "", user: User | None = None) -> Taken | None:
    """Count one try of `action`; None, and `request` marked as over the limit, when there were too many.

    `key` is what is tried (an address that is typed, a link), `user` who tries, for the limits that go by them.
    """
    rates = {_name(request, action, rate, key, user): rate for rate in get_rates(app="allauth.account", action=action)}
    taken = _counted(rates, time.time())
    if taken is None:
        request.is_over_limit = True  # type: ignore[attr-defined]
    return taken


def allows(request: HttpRequest, action: str, *, key: str = "", user: User | None = None) -> bool:
    """Count one try of `action` and say whether it may be made."""
    return take(request, action, key=key, user=user) is not None


def forget(request: HttpRequest, action: str, *, key: str = "", user: User | None = None) -> None:
    """Count the tries with `key` or by `user` no more: whoever set a new password by a mailed link has shown who they are."""
    rates = [rate for rate in get_rates(app="allauth.account", action=action) if rate.per != "ip"]
    Tries.objects.filter(name__in=[_name(request, action, rate, key, user) for rate in rates]).delete()


def tidy(now: datetime) -> None:
    """Delete what no limit asks for any more."""
    Tries.objects.filter(over_at__lt=now).delete()


@transaction.atomic
def _counted(rates: dict[str, Rate], now: float) -> Taken | None:
    """One try counted under every name, or under none. Rows are locked in one order, so that nobody waits in a circle."""
    names, over_at = sorted(rates), timezone.now()
    Tries.objects.bulk_create([Tries(name=one, over_at=over_at) for one in names], ignore_conflicts=True)
    rows = list(Tries.objects.select_for_update().filter(name__in=names).order_by("name"))
    for row in rows:
        rate = rates[row.name]
        is_allowed, row.times = apply_rate(list(row.times), now, rate)
        row.over_at = over_at + timedelta(seconds=rate.duration)
        if not is_allowed:
            return None
    Tries.objects.bulk_update(rows, ["times", "over_at"])
    return Taken(names, now)


def _name(request: HttpRequest, action: str, rate: Rate, key: str, user: User | None) -> str:
    """The name under which a try is counted: a fingerprint that tells nothing without our key."""
    sources = {"ip": lambda: _network(request, action), "user": lambda: str(user.pk if user else ""), "key": key.lower}
    told = f"{action} {rate} {sources[rate.per]()}"
    return salted_hmac("alongside.tries", told, algorithm="sha256").hexdigest()


def _network(request: HttpRequest, action: str) -> str:
    """From where `request` comes, as our own proxy says if there is one; never as the sender says."""
    address = get_adapter().get_client_ip(request)
    if action in BY_NETWORK and "." in address and ":" not in address:
        return str(ipaddress.ip_network(f"{address}/24", strict=False))
    return truncate_ip(address)
