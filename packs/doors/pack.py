"""Doors below the address of a pack: its first page, its parts one by one, the whole of it, and its PDF."""

from django.urls import path

from packs.views import adapting, copies, reader, returns, versions, voices

urlpatterns = [
    path("", reader.front, name="front"),
    path("start/", reader.start, name="start"),
    path("whole/", reader.whole, name="whole"),
    path("pdf/", copies.pdf, name="pdf"),
    path("pdf/form/", copies.fillable_pdf, name="fillable_pdf"),
    path("pdf/mine/", copies.own_pdf, name="own_pdf"),
    path("pdf/facilitators/", copies.facilitators_pdf, name="facilitators_pdf"),
    path("picture/", copies.picture, name="picture"),
    path("epub/", copies.epub, name="epub"),
    path("pdf/return/", returns.bring_back, name="bring_back"),
    path("pdf/return/confirm/", returns.take_over, name="take_over"),
    path("prepared/", reader.prepared, name="prepared"),
    path("feedback/", voices.feedback, name="feedback"),
    path("taps/", voices.taps, name="taps"),
    path("card/", reader.card, name="card"),
    path("newest/", reader.newest, name="newest"),
    path("earlier/", reader.earlier, name="earlier"),
    path("adapt/", adapting.adapt, name="adapt"),
    path("versions/", versions.versions, name="versions"),
    path("<slug:slug>/", reader.section, name="section"),
]
