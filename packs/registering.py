"""Keeps the register of resource codes: reserve the next number, use one at publication, retire one; none is given twice."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from elearning.accounts.models import User
from packs.models import CategoryGuidePage, LearningPackPage, PublisherPage, ResourceCode
from packs.models.codes import GUIDE, HIGHEST, number_of


class CodeTakenError(Exception):
    """A resource code belongs to another publication, or is retired; it is never used again."""


class CategoryFullError(Exception):
    """All numbers of a category have been given."""

    def __init__(self) -> None:
        super().__init__(_("All numbers of this category have been given. Begin another category."))


class StillPublishedError(Exception):
    """A code cannot be retired while a page that carries it is published."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "A publication with this code is on the site, so the code stays with it. Withdraw the publication instead."
            )
        )


@dataclass(frozen=True)
class Entry:
    """A line of the register: a code and, if there is one, the page that carries it."""

    row: ResourceCode
    page: int | None = None
    title: str = ""
    is_on_the_site: bool = False

    @property
    def can_be_retired(self) -> bool:
        """Whether there is anything to retire, and nothing on the site hangs on it."""
        return not (self.row.is_retired or self.is_on_the_site)


def register(publisher: PublisherPage) -> list[Entry]:
    """Every code of `publisher` in its order, with the page that carries it: the one in the first language, draft or not."""
    rows = ResourceCode.objects.of_prefix(publisher.prefix)
    found = [
        page
        for kind in (LearningPackPage, CategoryGuidePage)
        for page in kind.objects.child_of(publisher).exclude(code="").order_by("locale_id", "pk").defer_streamfields()
    ]
    first = {page.code: page for page in reversed(found)}
    live = {page.code for page in found if page.live}
    return [
        Entry(row, first[row.code].pk, first[row.code].title, row.code in live) if row.code in first else Entry(row)
        for row in rows
    ]


@transaction.atomic
def reserve_next(
    publisher: PublisherPage, *, category: str, meant_for: str = "", by: User | None = None
) -> ResourceCode:
    """Reserve the number after the highest one of `category` (three digits) that was ever given or stands in a draft.

    Number 01 is kept for the guide to the category. Two people who ask at once get two numbers: the publisher's row is
    locked. Raises CategoryFullError after 99.
    """
    PublisherPage.objects.select_for_update().get(pk=publisher.pk)
    start = f"{publisher.prefix}:{category}-"
    codes = [
        *ResourceCode.objects.filter(code__startswith=start).values_list("code", flat=True),
        *LearningPackPage.objects.filter(code__startswith=start).values_list("code", flat=True),
    ]
    number = max([GUIDE, *map(number_of, codes)]) + 1
    if number > HIGHEST:
        raise CategoryFullError
    reserved = ResourceCode.State.RESERVED
    return ResourceCode.objects.create(
        code=f"{start}{number:02d}", state=reserved, meant_for=meant_for, registered_by=by
    )


@transaction.atomic
def retire(code: ResourceCode, *, by: User) -> ResourceCode:
    """Take a code out of use for good; retiring it twice changes nothing. Raises StillPublishedError."""
    row = ResourceCode.objects.select_for_update().get(pk=code.pk)
    if row.is_retired:
        return row
    if any(kind.objects.live().filter(code=row.code).exists() for kind in (LearningPackPage, CategoryGuidePage)):
        raise StillPublishedError
    row.state, row.retired_at, row.retired_by = ResourceCode.State.RETIRED, timezone.now(), by
    row.save(update_fields=["state", "retired_at", "retired_by"])
    return row


@transaction.atomic
def use(pack: LearningPackPage | CategoryGuidePage) -> ResourceCode:
    """Enter the code of a publication. Raises CodeTakenError when it belongs to another one, or is retired."""
    row = _row(pack)
    if row.lineage is None and row.state == ResourceCode.State.RESERVED:
        row.lineage, row.state = pack.translation_key, ResourceCode.State.USED
        row.save(update_fields=["lineage", "state"])
    if row.lineage != pack.translation_key or row.is_retired:
        raise CodeTakenError(pack.code)
    return row


def _row(pack: LearningPackPage | CategoryGuidePage) -> ResourceCode:
    used = {"lineage": pack.translation_key, "state": ResourceCode.State.USED}
    try:
        with transaction.atomic():
            row, _made = ResourceCode.objects.select_for_update().get_or_create(code=pack.code, defaults=used)
    except IntegrityError as problem:
        raise CodeTakenError(pack.code) from problem
    return row
