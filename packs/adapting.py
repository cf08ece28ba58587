"""“Make our version”: begins a draft in a publisher's own branch from another publisher's published pack (DOMAIN 6.2).

What is owed to those who wrote first comes along by itself: where it is from, its licence, the rights line of every form.
"""

import copy
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from elearning.accounts.models import User
from packs import registering
from packs.models import LearningPackPage, PublisherPage
from packs.models.licences import MAY_BECOME, Licence
from packs.reading import latest_version

TAKEN_OVER = ("title", "format", "subject", "locale", "licence", "minutes", "level", "summary", "purpose")
FIRST = "1.0"
LONGEST_SOURCE = 300


class NotAdaptableError(Exception):
    """The licence of a pack forbids adapting it."""

    def __init__(self) -> None:
        super().__init__(_("The licence of this pack does not allow versions of it."))


@transaction.atomic
def make_our_version(pack: LearningPackPage, *, publisher: PublisherPage, by: User) -> LearningPackPage:
    """A draft below `publisher` with the published words of `pack`, attribution and a code of its own; unpublished.

    The code is the next one of the same category, reserved; it stays empty where the category is full. Raises
    NotAdaptableError.
    """
    if pack.licence not in MAY_BECOME:
        raise NotAdaptableError
    # Fetched anew, since the place of a new page follows from those that are there.
    branch = PublisherPage.objects.select_for_update().get(pk=publisher.pk)
    draft = LearningPackPage(
        **{name: getattr(pack, name) for name in TAKEN_OVER},
        code=_reserved(pack, branch, by),
        version=FIRST,
        authors=branch.title,
        slug=free_slug(branch, pack.slug),
        body=with_new_log(pack, _("Our version of %(code)s, version %(version)s.") % _named(pack)),
        adapted_from=origin_of(pack),
        based_on=latest_version(pack),
        owner=by,
        live=False,
    )
    branch.add_child(instance=draft)
    draft.save_revision(user=by)
    return draft


def origin_of(pack: LearningPackPage) -> str:
    """Where `pack` itself was made from, so that nobody in the row is forgotten; empty where it was not."""
    own = pack.source
    if own is None or pack.based_on is None:
        return pack.adapted_from
    words = _("“%(title)s” (%(code)s, version %(version)s), %(publisher)s, %(licence)s") % {
        "title": pack.based_on.title,
        "code": own.code,
        "version": pack.based_on.label,
        "publisher": own.publisher.title,
        "licence": Licence(pack.based_on.schema["licence"]).value,
    }
    return "; ".join(part for part in (words, pack.adapted_from) if part)[:LONGEST_SOURCE]


def with_new_log(pack: LearningPackPage, line: str) -> Any:
    """The body of `pack` with a change log that begins anew with `line`."""
    body = copy.deepcopy(list(pack.body.raw_data))
    value = {"version": FIRST, "date": timezone.localdate().isoformat(), "note": line}
    for block in body:
        if block["type"] == "change_log":
            block["value"] = [{"type": "item", "value": value, "id": block["id"]}]
    return LearningPackPage._meta.get_field("body").to_python(body)


def free_slug(publisher: PublisherPage, wanted: str) -> str:
    """`wanted`, or the first of its numbered followers that no page below `publisher` has."""
    taken = set(Page.objects.child_of(publisher).filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _named(pack: LearningPackPage) -> dict[str, str]:
    return {"code": pack.code, "version": pack.version}


def _reserved(pack: LearningPackPage, publisher: PublisherPage, by: User) -> str:
    category = pack.code.partition(":")[2].partition("-")[0]
    try:
        return registering.reserve_next(publisher, category=category, meant_for=pack.title[:120], by=by).code
    except registering.CategoryFullError:
        return ""
