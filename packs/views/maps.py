"""What crawlers are told: which pages are for everybody, and where they have no business."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_of
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.models import Page

from elearning.pages.models import HomePage, PlainPage
from packs import reading
from packs.describing import absolute
from packs.models import CategoryGuidePage, LearningPackPage, PublisherPage

# The list of packs itself may be read, its countless narrowings may not; the rest of the doors are nobody's but a person's.
CLOSED = ("/admin/", "/documents/", "/sign-in/", "/packs/?")

OPEN_KINDS = (HomePage, PlainPage, PublisherPage, CategoryGuidePage)


class OurMap(Sitemap):
    """Pages of one kind, at the address that the settings give to this site."""

    protocol = urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        """The name of this site, whatever name it was asked by."""
        return urlsplit(settings.BASE_URL).netloc

    def location(self, item: Page) -> str:
        """The path of a page."""
        return item.url or ""


class Packs(OurMap):
    """Every publication that anybody may read."""

    def items(self) -> Iterable[LearningPackPage]:
        """In the order of their codes."""
        return reading.library().defer("body")

    def lastmod(self, item: LearningPackPage) -> date:
        """The date of its version."""
        return item.published_on


class Pages(OurMap):
    """The home page, the plain pages, the pages of publishers and their guides."""

    def items(self) -> list[Page]:
        """Those that are published, for everybody."""
        return [page for kind in OPEN_KINDS for page in kind.objects.live().public()]

    def lastmod(self, item: Page) -> datetime | None:
        """When it was last published."""
        published: datetime | None = item.last_published_at
        return published


class Doors(OurMap):
    """Lists that are pages of their own."""

    def items(self) -> list[str]:
        """The catalogue."""
        return [reverse("packs:catalogue")]

    def location(self, item: str) -> str:
        """The path itself."""
        return item


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that is for everybody, for search engines."""
    maps: dict[str, type[Sitemap] | Sitemap] = {"packs": Packs, "pages": Pages, "doors": Doors}
    return sitemap_of(request, sitemaps=maps).render()


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers have no business, and where the map is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {absolute(reverse('packs:sitemap'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
