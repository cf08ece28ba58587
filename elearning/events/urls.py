"""Addresses of learning events."""

from django.urls import path

from elearning.events.views import bringing, desk, keeping, laying, reading

app_name = "events"
urlpatterns = [
    path("events/", reading.listed, name="listed"),
    path("events/new/", laying.create, name="create"),
    path("events/<uuid:event_id>/", reading.one, name="one"),
    path("events/<uuid:event_id>/event.ics", reading.calendar, name="calendar"),
    path("events/<uuid:event_id>/bring/", bringing.bring, name="bring"),
    path("events/<uuid:event_id>/day/", keeping.day, name="day"),
    path("events/<uuid:event_id>/day.pdf", keeping.day_pdf, name="day_pdf"),
    path("events/<uuid:event_id>/takeaways/", keeping.takeaways, name="takeaways"),
    path("events/<uuid:event_id>/takeaways/<uuid:takeaway_id>/", keeping.takeaway, name="takeaway"),
    path("events/<uuid:event_id>/brought/<uuid:brought>/", bringing.decide, name="decide"),
    path("events/<uuid:event_id>/desk/", desk.desk, name="desk"),
    path("events/<uuid:event_id>/hosts/", desk.hosts, name="hosts"),
    path("events/<uuid:event_id>/cancel/", desk.cancel, name="cancel"),
    path("events/<uuid:event_id>/change/", laying.change, name="change"),
    path("events/<uuid:event_id>/agenda/", laying.agenda, name="agenda"),
    path("events/<uuid:event_id>/agenda/<uuid:part>/", laying.part, name="part"),
]
