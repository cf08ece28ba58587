"""Addresses of one's own erasure: there is no name in them, so nobody can ask for another's."""

from django.urls import URLPattern, path

from elearning.erasures import views

app_name = "erasures"
urlpatterns: list[URLPattern] = [
    path("my/erasure/", views.mine, name="mine"),
    path("my/erasure/take-back/", views.take_back, name="take_back"),
]
