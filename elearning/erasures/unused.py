"""Accounts that nobody uses and on which nothing hangs: their people are told, and a month later they are erased (DOMAIN 7.5).

An account stays for whatever any room still keeps of its person: a place in a cohort, a role, a story. What only serves signing
in, mails, logs or the account's own settings keeps none, by what rooms declare (`declaring`). Signing in is using it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from elearning import mail
from elearning.accounts.models import User
from elearning.declaring import HOLDINGS, Kept
from elearning.erasures import asking, steps
from elearning.erasures.models import Erasure

NEVER_USED, NOT_USED, NOTICE = timedelta(days=90), timedelta(days=365), timedelta(days=30)
BY_ITSELF = {Kept.ACCOUNT, Kept.SESSION, Kept.LETTERS, Kept.TRACES, Kept.LOG}
"""What goes with an account and gives it no reason to stay."""
AT_ONCE, MOST_A_DAY = 500, 500


def due(now: datetime) -> list[tuple[str, int]]:
    """How many accounts are to be told of their end at `now`; nothing is written."""
    return [(_("accounts that nobody uses, whose people are told"), sum(len(one) for one in _unused(now)))]


def tidy(now: datetime) -> int:
    """Tell those people, at most 500 a day, and have their accounts erased a month later; returns how many were told."""
    spare()
    told = 0
    for people in _unused(now):
        for person in people[: MOST_A_DAY - told]:
            told += _tell(person)
        if told >= MOST_A_DAY:
            break
    return told


def spare() -> int:
    """Take back what has begun for nobody's wish where the account is used again; returns how many. Asked before any is begun."""
    waiting = Erasure.objects.filter(asked=Erasure.Asked.UNUSED, state=Erasure.State.ASKED).select_related("user")
    used = waiting.filter(Q(user__last_login__gte=F("asked_at")) | Q(user__is_staff=True) | Q(user__is_superuser=True))
    needed = {row.pk for row in waiting if row.user_id and _needed({row.user_id})}
    return waiting.filter(Q(pk__in=used.values("pk")) | Q(pk__in=needed)).delete()[0]


def _unused(now: datetime) -> Iterator[list[User]]:
    """The people whose account has no reason to stay, some at a time."""
    never = Q(last_login=None, date_joined__lt=now - NEVER_USED)
    long_ago = Q(last_login__lt=now - NOT_USED)
    found = User.objects.filter(never | long_ago, is_staff=False, is_superuser=False, erasure=None).order_by("pk")
    last = 0
    while people := list(found.filter(pk__gt=last)[:AT_ONCE]):
        last = people[-1].pk
        needed = _needed({person.pk for person in people})
        yield [person for person in people if person.pk not in needed]


def _needed(people: set[int]) -> set[int]:
    """Those of `people` of whom some room keeps something that is not the account's own."""
    needed: set[int] = set()
    for holding in HOLDINGS.values():
        model, whose, left = holding.model, holding.whose, people - needed
        if not (left and model and whose and holding.purpose) or holding.purpose.kept in BY_ITSELF:
            continue
        rows = model._default_manager.filter(**{f"{whose}__in": left})
        needed |= {int(key) for key in rows.values_list(whose, flat=True).distinct().order_by() if key in left}
    return needed


@transaction.atomic
def _tell(person: User) -> int:
    """One letter, and the day on which it will be erased. Whoever must hand something over first is left alone."""
    if steps.to_hand_over(person):
        return 0
    made = asking.ask_for(person, reason="", wait=NOTICE, asked=Erasure.Asked.UNUSED)
    facts = {"user": person, "due_at": made.due_at, "path": reverse("erasures:mine")}
    mail.send("erasure_unused", person.email, facts)
    return 1
