"""Lays the front door and the plain pages of a new site from files."""

from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from elearning.pages.models import HomePage
from elearning.prose import rich_text


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


def prose(markdown: str) -> list[tuple[str, Any]]:
    """One block of text for a `ProseBlock` field."""
    return [("text", rich_text(markdown))]
