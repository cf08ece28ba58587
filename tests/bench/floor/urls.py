"""The bare site's addresses."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls

from tests.bench.floor import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("hello/", views.hello),
    path("questions/<int:pk>/", views.questions),
    path("results/<int:pk>/", views.results),
    path("", include(wagtail_urls)),
]
