"""The address of one's own part of the log: there is no name in it, so nobody can ask for another's."""

from django.urls import URLPattern, path

from elearning.auditing import views

app_name = "auditing"
urlpatterns: list[URLPattern] = [path("my/record/looks/", views.mine, name="mine")]
