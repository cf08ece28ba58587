"""Addresses below the page of the partnership map."""

from django.urls import path

from elearning.partnering.views import copies, files, links, maps

urlpatterns = [
    path("", maps.partnership_map, name="start"),
    path("add/", maps.add_partner, name="add"),
    path("entries/<int:pk>/", maps.partner, name="entry"),
    path("entries/<int:pk>/remove/", maps.remove_partner, name="remove"),
    path("entries/<int:pk>/put-back/", maps.put_back, name="put_back"),
    path("removed/", maps.forget_removed, name="forget_removed"),
    path("finish/", maps.finish_map, name="finish"),
    path("print/", maps.print_map, name="print"),
    path("table/", maps.table, name="table"),
    path("links/", links.links, name="links"),
    path("links/<int:pk>/remove/", links.remove_link, name="remove_link"),
    path("kept/", copies.kept, name="kept"),
    path("kept/<int:pk>/", copies.then_and_now, name="then_and_now"),
    path("kept/<int:pk>/delete/", copies.delete_kept, name="delete_kept"),
    path("bring/", copies.bring, name="bring"),
    path("bring/take-back/", copies.take_back, name="take_back"),
    path("svg/", files.svg, name="svg"),
    path("png/", files.png, name="png"),
    path("pdf/", files.pdf, name="pdf"),
    path("csv/", files.csv, name="csv"),
    path("list/", files.take_in, name="take_in"),
]
