"""Addresses of packs. Each pack is a page with an address of its own; see `doors`."""

from django.urls import URLPattern, URLResolver, path

from packs.views import catalogue, maps

app_name = "packs"
urlpatterns: list[URLPattern | URLResolver] = [
    path("packs/", catalogue.catalogue, name="catalogue"),
    path("sitemap.xml", maps.sitemap, name="sitemap"),
    path("robots.txt", maps.robots, name="robots"),
]
