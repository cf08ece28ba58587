"""Keeps people apart: a participant names somebody they should not share a set with; no reason is asked.

Whom a name matched is never shown to the participant: the list of a cohort is not theirs to read (DOMAIN 7.2).
"""

import unicodedata
from typing import TypeVar

from django.db import transaction

from actionsets.models import SeparationRule
from elearning.accounts.models import User
from elearning.auditing.kinds import Thing
from elearning.programmes import noting
from elearning.programmes.models import Cohort, CohortRole, Enrolment
from elearning.sealed import Unopened, keyring

Kind = SeparationRule.Kind
Row = TypeVar("Row")


@transaction.atomic
def declare(enrolment: Enrolment, named: str) -> SeparationRule:
    """Keep `enrolment` apart from the person they call `named`, by name or e-mail address.

    Matched within the cohort when exactly one person fits; otherwise kept as written, for the programme manager to read.
    Naming the same person again changes nothing.
    """
    named = " ".join(named.split())
    cohort = enrolment.cohort
    other = _match(named, [(one.user, one) for one in _others(enrolment)])
    leader = None if other else _match(named, [(role.user, role.user) for role in _facilitators(cohort)])
    known = {
        "named": named,
        "kind": Kind.FACILITATOR if leader else Kind.DECLARED,
        "second": other,
        "user": leader,
        "declared_by": enrolment.user,
    }
    marks = _marks(enrolment.pk, named)
    same = SeparationRule.objects.filter(cohort=cohort, first=enrolment, named_mark__in=marks).first()
    if same:
        return same
    rule, _made = SeparationRule.objects.get_or_create(
        cohort=cohort, first=enrolment, named_mark=marks[0], defaults=known
    )
    return rule


@transaction.atomic
def mark_anew() -> int:
    """Give every declaration its fingerprint under the first key; how many had another. Those that cannot be read keep theirs."""
    changed = 0
    for rule in SeparationRule.objects.exclude(named="").select_for_update().order_by("pk"):
        mark = _marks(rule.first_id, rule.named)[0]
        if not isinstance(rule.named, Unopened) and mark != rule.named_mark:
            changed += SeparationRule.objects.filter(pk=rule.pk).update(named_mark=mark)
    return changed


def _marks(enrolment: int, named: str) -> list[str]:
    """The fingerprints of a name as one person wrote it; another person's of the same name looks different."""
    return keyring().marks("keep apart", str(enrolment), named)


@transaction.atomic
def withdraw(rule: SeparationRule) -> None:
    """Take back a declaration; the person may be placed with anybody again."""
    rule.delete()


@transaction.atomic
def match(rule: SeparationRule, other: Enrolment, *, by: User | None = None) -> SeparationRule:
    """Say whom a declaration means that no name matched; for the programme manager."""
    rule.second, rule.kind = other, Kind.DECLARED
    rule.save(update_fields=["second", "kind"])
    # Whom it means never reads of it (DOMAIN 7.1).
    noting.changed(Thing.KEEP_APART, [rule.first], by=by, cohort=rule.cohort)
    return rule


@transaction.atomic
def separate(first: Enrolment, second: Enrolment, *, by: User) -> SeparationRule:
    """Keep two people apart on the programme manager's word, such as a tender between their organisations.

    Both read in their log that it was done, and neither from whom.
    """
    rule, is_new = SeparationRule.objects.get_or_create(
        cohort=first.cohort, kind=Kind.MANAGER, first=first, second=second, defaults={"declared_by": by}
    )
    if is_new:
        noting.changed(Thing.KEEP_APART, [first, second], by=by, cohort=first.cohort)
    return rule


def _others(enrolment: Enrolment) -> list[Enrolment]:
    others = Enrolment.objects.filter(cohort=enrolment.cohort).exclude(pk=enrolment.pk)
    return list(others.select_related("user"))


def _facilitators(cohort: Cohort) -> list[CohortRole]:
    return list(cohort.roles.filter(kind=CohortRole.Kind.FACILITATOR).select_related("user"))


def _match(named: str, rows: list[tuple[User, Row]]) -> Row | None:
    """The one row whose person has this address or name; None when nobody or several do."""
    by_address = [row for user, row in rows if user.email.lower() == named.lower()]
    by_name = [row for user, row in rows if plain_name(user.name) == plain_name(named)]
    found = by_address or by_name
    return found[0] if len(found) == 1 else None


def plain_name(name: str) -> str:
    """A name without case, accents and spare spaces, so that “Sian” finds “Siân”."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in parts if not unicodedata.combining(sign)).split())
