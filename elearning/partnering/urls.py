"""Addresses of this room beside those of its steps: what facilitators read, and the checklists that people answer."""

from django.urls import path

from elearning.partnering.views import checks, shared, sides

app_name = "partnering"
urlpatterns = [
    path("cohorts/<uuid:public_id>/shared-answers/", shared.shared_answers, name="shared"),
    path("checklists/", checks.check_list, name="checks"),
    path("checklists/<uuid:public_id>/", checks.check_result, name="check"),
    path("checklists/<uuid:public_id>/<int:part>/", checks.check_part, name="check_part"),
    path("checklists/<uuid:public_id>/remove/", checks.remove_check, name="remove_check"),
    path("both-sides/", sides.side_list, name="sides"),
    path("both-sides/<uuid:public_id>/", sides.side, name="side"),
    path("cohorts/<uuid:public_id>/line-up/", shared.line_up, name="line_up"),
]
