"""Freezes a page's questions into a numbered version when they are published, so that answers never change their meaning."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import router, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from wagtail.blocks import StreamValue
from wagtail.models import Page

from elearning.programmes.models import FrozenVersion

Version = TypeVar("Version", bound=FrozenVersion)


def schema_of(page: Page, *, fields: Sequence[str]) -> dict[str, Any]:
    """What `fields` of `page` say, as plain JSON; stream fields keep the ids of their blocks, which key the answers."""
    values = {name: getattr(page, name) for name in fields}
    plain = {
        name: value.get_prep_value() if isinstance(value, StreamValue) else value for name, value in values.items()
    }
    return json.loads(json.dumps(plain, cls=DjangoJSONEncoder))


def digest_of(schema: dict[str, Any]) -> str:
    """A SHA-256 over the canonical JSON of `schema`: equal words give an equal digest on every machine."""
    canonical = json.dumps(schema, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def freeze(versions: type[Version], page: Page, *, fields: Sequence[str]) -> Version:
    """The version of `page` that holds its present words: the latest one if they are the same, else a new one.

    `versions` is a room's own model with a foreign key `page`. Going back to earlier words gives a new number, never a
    jump back, so that the order of versions is the order of time.
    """
    Page.objects.select_for_update().get(pk=page.pk)  # two who publish at once get two numbers, one after the other
    schema = schema_of(page, fields=fields)
    digest = digest_of(schema)
    latest = versions._default_manager.filter(page=page).order_by("-number").first()
    if latest and latest.digest == digest:
        return latest
    number = latest.number + 1 if latest else 1
    return versions._default_manager.create(page=page, number=number, schema=schema, digest=digest)


def can_be_deleted(pages: Sequence[Page]) -> bool:
    """Whether no cohort, answer or other protected row hangs on `pages` or on what stands below them."""
    collector = Collector(using=router.db_for_write(Page))
    try:
        for page in pages:
            collector.collect(page.get_descendants(inclusive=True))
    except (ProtectedError, RestrictedError):
        return False
    return True
