"""Keeps what a person answers to the Healthy Partnership Checklist about one partnership, statement by statement.

There is one filled-in checklist a person, partnership and occasion; beginning again leads to the same one. Answers are given
to the statements as they stood when it was begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from elearning.partnering.models import ChecklistVersion, HealthAnswer, HealthCheck, MapEntry, WorkshopPage
from elearning.programmes.freezing import freeze
from elearning.programmes.models import Enrolment


class NoChecklistError(Exception):
    """The workshop has no statements to answer."""

    def __str__(self) -> str:
        return _("The checklist is being prepared. There is nothing to answer until then.")


class LockedError(Exception):
    """Both sides have seen these answers."""

    def __str__(self) -> str:
        return _("You have compared these answers with the other side, so they stay as you both saw them.")


class ChangedElsewhereError(Exception):
    """Some answers were changed in another window since this one was opened; `codes` are their statements'."""

    def __init__(self, codes: list[str], revision: int) -> None:
        super().__init__()
        self.codes, self.revision = codes, revision

    def __str__(self) -> str:
        return _("Some answers were changed in another window while you were answering here.")


@dataclass(frozen=True)
class Given:
    """What a form says to one statement: a code of `Said` or nothing, and a reason or none."""

    said: str = ""
    reason: str = ""


def newest(page: WorkshopPage) -> ChecklistVersion:
    """The checklist of `page` as it is published. Raises NoChecklistError."""
    version = page.checklist_versions.order_by("-number").first()
    version = version or freeze(ChecklistVersion, page, fields=ChecklistVersion.FIELDS)
    if not version.statements():
        raise NoChecklistError
    return version


def about(*, entry: MapEntry | None, partnership: str) -> str:
    """The key by which a partnership is known again: the partner on the map, or the name in any case."""
    return f"entry-{entry.pk}" if entry else f"name-{' '.join(partnership.split()).casefold()}"[:160]


@transaction.atomic
def begin(
    enrolment: Enrolment,
    page: WorkshopPage,
    *,
    entry: MapEntry | None = None,
    partnership: str = "",
    occasion: str = HealthCheck.Occasion.OWN,
) -> HealthCheck:
    """The person's checklist about a partner on their map or a named partnership; the one they have begun if there is one.

    Raises NoChecklistError.
    """
    name = entry.name if entry else partnership
    check, _is_new = HealthCheck.objects.get_or_create(
        owner=enrolment.user,
        occasion=occasion,
        about=about(entry=entry, partnership=partnership),
        defaults={"enrolment": enrolment, "version": newest(page), "entry": entry, "partnership": name},
    )
    return check


@transaction.atomic
def begin_side(owner: User, version: ChecklistVersion, *, partnership: str, about: str) -> HealthCheck:
    """One side's checklist in a comparison that is known by `about`; the one they have begun if there is one."""
    check, _is_new = HealthCheck.objects.get_or_create(
        owner=owner,
        occasion=HealthCheck.Occasion.BOTH_SIDES,
        about=about,
        defaults={"version": version, "partnership": partnership},
    )
    return check


@transaction.atomic
def answer(check: HealthCheck, given: Mapping[str, Given], *, seen: int) -> HealthCheck:
    """The checklist with what is `given` by statement; what is not named stays.

    `seen` is the revision that the form knew. Raises ChangedElsewhereError when one of these answers has changed since and
    says something else, LockedError once both sides have seen them.
    """
    locked = HealthCheck.objects.select_for_update(of=("self",)).select_related("version").get(pk=check.pk)
    known = {one.code for one in locked.version.statements()}
    stored = {one.code: one for one in locked.answers.all()}
    changed = {code: one for code, one in given.items() if code in known and not _says(stored.get(code), one)}
    if changed and locked.locked_at:
        raise LockedError
    clashes = [code for code in changed if code in stored and stored[code].revision > seen]
    if clashes:
        raise ChangedElsewhereError(clashes, locked.revision)
    if changed:
        _write(locked, stored, changed)
    return locked


@transaction.atomic
def lock(check: HealthCheck) -> None:
    """From now on this checklist stays as it is: both sides have agreed to see it."""
    HealthCheck.objects.filter(pk=check.pk, locked_at=None).update(locked_at=timezone.now())


@transaction.atomic
def remove(check: HealthCheck) -> None:
    """Delete the checklist and its answers for good. Raises LockedError once both sides have seen them."""
    locked = HealthCheck.objects.select_for_update().filter(pk=check.pk).first()
    if locked is None:
        return
    if locked.locked_at:
        raise LockedError
    locked.delete()


def _says(stored: HealthAnswer | None, given: Given) -> bool:
    """Whether `stored` says what is `given` already."""
    now = (stored.said, stored.reason) if stored else ("", "")
    return now == (given.said, given.reason)


def _write(check: HealthCheck, stored: dict[str, HealthAnswer], changed: Mapping[str, Given]) -> None:
    check.revision += 1
    for code, given in changed.items():
        row = stored.get(code) or HealthAnswer(check_of=check, code=code)
        row.said, row.reason, row.revision = given.said, given.reason, check.revision
        row.save()
    check.save(update_fields=["revision"])
