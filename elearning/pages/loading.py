"""Lays the front door and the plain pages of a site from files; a second time changes nothing."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from wagtail.models import Locale, Page, Site

from elearning.pages.models import HomePage, PlainPage
from elearning.prose import html, rich_text

NAMESPACE = uuid.UUID("5a0f3c0e-6c52-4f0e-9f37-2b6f6f1c7a10")
FASTEST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same without libyaml, at a tenth of its speed


def read(file: Path) -> dict[str, Any]:
    """The content of a YAML file. Raises OSError and yaml.YAMLError."""
    loader = FASTEST(file.read_text(encoding="utf-8"))
    try:
        found: dict[str, Any] = loader.get_single_data()
        return found
    finally:
        loader.dispose()


def block(key: str, kind: str, value: Any) -> dict[str, Any]:
    """One block of a StreamField, as raw JSON; its id depends on `key` alone, so that loading twice gives the same one."""
    return {"type": kind, "value": value, "id": str(uuid.uuid5(NAMESPACE, key))}


def prose(markdown: str) -> list[tuple[str, Any]]:
    """One block of text for a `ProseBlock` field."""
    return [("text", rich_text(markdown))]


def prose_blocks(key: str, markdown: str) -> list[dict[str, Any]]:
    """One block of text for a `ProseBlock` field, as raw JSON with an id that stays the same for the same `key`."""
    return [block(f"{key}/text", "text", html(markdown))]


def publish(page: Page, fields: Mapping[str, Any], *, under: Page) -> None:
    """Give `page` the values of `fields` and publish it: new ones are put under `under`, unchanged ones are left alone."""
    before = {name: _plain(getattr(page, name, None)) for name in fields}
    for name, value in fields.items():
        setattr(page, name, page._meta.get_field(name).to_python(value) if isinstance(value, list) else value)
    if page.pk is None:
        under.add_child(instance=page)
    elif before == {name: _plain(getattr(page, name, None)) for name in fields}:
        return
    page.save_revision().publish()


def _plain(value: Any) -> Any:
    """`value` in a form that can be compared: what a StreamField stores, or the value itself."""
    return value.get_prep_value() if hasattr(value, "get_prep_value") else value


@transaction.atomic
def home() -> HomePage:
    """The home page of the site; made, and Wagtail's own welcome page put away, the first time."""
    existing = HomePage.objects.first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    for page in root.get_children().filter(slug="home"):
        page.specific.delete()
    root.refresh_from_db()
    page = HomePage(
        title="Alongside",
        slug="home",
        headline="Learn partnering with people who do it too",
        lead="A programme, a small group of peers, and something to try by next week.",
        locale=Locale.get_default(),
    )
    root.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": page, "hostname": "localhost", "site_name": "Alongside"}
    )
    Site.clear_site_root_paths_cache()
    return page


@transaction.atomic
def load(folder: Path) -> HomePage:
    """The home page and the plain pages as `pages.yaml` in `folder` has them."""
    words = read(folder / "pages.yaml")
    front = home()
    publish(front, home_fields(words["home"]), under=front)
    for entry in words["pages"]:
        page = PlainPage.objects.child_of(front).filter(slug=entry["slug"]).first() or PlainPage(slug=entry["slug"])
        publish(page, plain_fields(entry), under=front)
        front.refresh_from_db()
    return front


def home_fields(words: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the home page from `words`, the part `home` of `pages.yaml`."""
    return {
        "headline": words["headline"],
        "lead": words["lead"],
        "way_title": words.get("way_title", ""),
        "way": [block(f"home/way/{index}", "place", dict(place)) for index, place in enumerate(words.get("way", []))],
        "welcomes": [block(f"home/{entry['code']}", "welcome", welcome(entry)) for entry in words["blocks"]],
        "closing": words.get("closing", ""),
    }


def welcome(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The value of a `WelcomeBlock` from one entry of `pages.yaml`."""
    link = entry.get("link") or {}
    return {
        "title": entry["title"],
        "text": html(entry["text"]),
        "link": link.get("to", ""),
        "action": link.get("label", ""),
    }


def plain_fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a plain page from one entry of `pages.yaml`."""
    return {
        "title": entry["title"],
        "lead": entry["summary"],
        "search_description": entry["summary"],
        "body": prose_blocks(entry["slug"], entry["text"]),
    }
