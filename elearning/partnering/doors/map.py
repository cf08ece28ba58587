"""Addresses below the page of the partnership map."""

from django.urls import path

from elearning.partnering.views import maps

urlpatterns = [
    path("", maps.partnership_map, name="start"),
    path("add/", maps.add_partner, name="add"),
    path("entries/<int:pk>/", maps.partner, name="entry"),
    path("entries/<int:pk>/remove/", maps.remove_partner, name="remove"),
    path("entries/<int:pk>/put-back/", maps.put_back, name="put_back"),
    path("removed/", maps.forget_removed, name="forget_removed"),
    path("finish/", maps.finish_map, name="finish"),
    path("print/", maps.print_map, name="print"),
]
