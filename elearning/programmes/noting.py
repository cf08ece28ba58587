"""Notes for the audit log what those who run a cohort do with its people's data; rooms above say it in one line (DOMAIN 7.2).

In which right somebody did it is read of their roles in this cohort at that moment.
"""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from elearning.accounts.models import User
from elearning.auditing import noting
from elearning.auditing.kinds import Thing
from elearning.programmes import permissions
from elearning.programmes.models import Cohort, Enrolment


def looked(thing: Thing, people: Iterable[Enrolment], *, by: User, cohort: Cohort) -> int:
    """`by` looks at `thing` of `people`; how many entries that made."""
    about = users_of(people)
    right = permissions.right_in(by, cohort)
    return noting.looked(thing, about, by=by, right=right, cohort=cohort.public_id) if about else 0


def changed(thing: Thing, people: Iterable[Enrolment], *, by: User | None, cohort: Cohort) -> int:
    """`by` changes `thing` of `people`; in the transaction of the change. Nothing is noted where nobody is named."""
    about = _of_others(people, by)
    if by is None or not about:
        return 0
    return noting.changed(thing, about, by=by, right=permissions.right_in(by, cohort), cohort=cohort.public_id)


def decided(thing: Thing, people: Iterable[Enrolment], *, by: User | None, cohort: Cohort) -> int:
    """`by` decides about `thing` of `people`; in the transaction of the decision. Nothing is noted where nobody is named."""
    about = _of_others(people, by)
    if by is None or not about:
        return 0
    return noting.decided(thing, about, by=by, right=permissions.right_in(by, cohort), cohort=cohort.public_id)


def took_out(thing: Thing, people: Iterable[Enrolment], *, by: User, cohort: Cohort) -> int:
    """`by` takes `thing` of `people` away in a file."""
    right = permissions.right_in(by, cohort)
    return noting.took_out(thing, users_of(people), by=by, right=right, cohort=cohort.public_id)


def users_of(people: Iterable[Enrolment]) -> set[int]:
    """The people behind enrolments."""
    return {one.user_id for one in people}


def _of_others(people: Iterable[Enrolment], by: User | None) -> set[int]:
    return users_of(people) - ({by.pk} if by else set())


def cohorts_called(keys: Collection[UUID]) -> Mapping[UUID, str]:
    """What cohorts are called, by their public ids; one query."""
    return dict(Cohort.objects.filter(public_id__in=keys).values_list("public_id", "name"))
