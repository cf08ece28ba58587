"""Addresses of packs. Each pack is a page with an address of its own; see `doors`."""

from django.urls import URLPattern, URLResolver, path

from packs.views import catalogue

app_name = "packs"
urlpatterns: list[URLPattern | URLResolver] = [path("packs/", catalogue.catalogue, name="catalogue")]
