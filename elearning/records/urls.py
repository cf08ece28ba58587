"""Addresses of one's own record: there is no name in them, so nobody can ask for another's."""

from django.urls import URLPattern, path

from elearning.records import views

app_name = "records"
urlpatterns: list[URLPattern] = [
    path("my/record/", views.mine, name="mine"),
    path("my/record/kept/", views.kept, name="kept"),
    path("my/record/record.json", views.as_data, name="data"),
    path("my/record/record.html", views.as_page, name="page"),
    path("my/record/record.pdf", views.as_pdf, name="pdf"),
]
