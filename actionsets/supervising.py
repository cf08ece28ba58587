"""A facilitator's own log of supervision: when, how long, with whom. No name of anybody in a set stands in it (DOMAIN 1.3,
6.1)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets.models import SetMembership, SupervisionEntry
from actionsets.naming import names_in
from actionsets.refusals import Refusal
from elearning.accounts.models import User


class NamesAMember(Refusal):
    """Somebody of a set is named."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("%(names)s is in a set of yours. Supervision speaks of cases without names; write with whom you spoke.")
            % {"names": ", ".join(names)}
        )


def log_of(user: User) -> list[SupervisionEntry]:
    """The person's own log, the newest first."""
    return list(SupervisionEntry.objects.filter(user=user))


def members_led_by(user: User) -> list[str]:
    """What people are called who are or were in a set that `user` leads."""
    rows = SetMembership.objects.filter(learning_set__facilitator=user, joined_at__isnull=False)
    people = User.objects.filter(pk__in=rows.values("enrolment__user")).order_by("pk")
    return [name for one in people for name in (one.name, one.first_name, one.last_name) if name]


@transaction.atomic
def note(user: User, *, on: date, minutes: int, with_whom: str) -> SupervisionEntry:
    """Add to one's own log. Raises NamesAMember where `with_whom` names somebody of a set, or Refusal for a day to come."""
    if on > timezone.localdate():
        raise Refusal(_("That day is still to come."))
    named = names_in(with_whom, members_led_by(user))
    if named:
        raise NamesAMember(named)
    return SupervisionEntry.objects.create(user=user, on=on, minutes=minutes, with_whom=" ".join(with_whom.split()))


@transaction.atomic
def remove(user: User, key: int) -> None:
    """Take an entry out of one's own log; nothing happens where there is none."""
    SupervisionEntry.objects.filter(user=user, pk=key).delete()
