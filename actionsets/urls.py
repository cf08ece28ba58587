"""Addresses of actionsets."""

from django.urls import URLPattern, URLResolver

app_name = "actionsets"
urlpatterns: list[URLPattern | URLResolver] = []
