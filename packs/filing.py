"""Pictures that readers have: a version is never changed once it is published (DOMAIN 5.2), so neither are its pictures."""

from collections.abc import Iterable
from typing import Any

from wagtail.images.models import AbstractImage

from packs.models import PackVersion

A_FEW = 50


def is_published(picture: AbstractImage) -> bool:
    """Whether `picture` stands in any version of any pack that was ever published."""
    schemas = PackVersion.objects.order_by("-pk").values_list("schema", flat=True)
    return any(picture.pk in pictures_of(schema["body"]) for schema in schemas.iterator(chunk_size=A_FEW))


def pictures_of(body: Iterable[dict[str, Any]]) -> set[int]:
    """The keys of the pictures in the frozen `body` of a pack."""
    figures = (block["value"].get("image") or {} for block in body if block["type"] == "figure")
    return {figure["image"] for figure in figures if figure.get("image")}
