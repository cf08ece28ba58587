"""Doors below the address of a shelf."""

from django.urls import path

from packs.views import shelf

urlpatterns = [path("", shelf.shelf, name="start"), path("files/", shelf.files, name="files")]
