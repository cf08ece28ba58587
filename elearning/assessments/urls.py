"""Addresses of what the owners of a questionnaire see of it; answering it has its own (`doors`)."""

from django.urls import path

from elearning.assessments.views import saving, technical

app_name = "assessments"
urlpatterns = [
    path("answers/<uuid:public_id>/<str:wave>/<int:step_id>/<slug:page>/", saving.save, name="save"),
    path("instruments/", technical.instruments, name="instruments"),
    path("instruments/<int:page_id>/", technical.technical, name="technical"),
    path("instruments/<int:page_id>/versions/<int:number>/", technical.technical, name="technical_version"),
    path(
        "instruments/<int:page_id>/versions/<int:number>/figures.csv",
        technical.export_technical,
        name="export_technical",
    ),
]
