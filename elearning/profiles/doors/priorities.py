"""The doors of the priorities."""

from django.urls import path

from elearning.profiles import views

urlpatterns = [
    path("", views.priorities, name="start"),
    path("choose/", views.choose, name="choose"),
    path("order/", views.order, name="order"),
]
