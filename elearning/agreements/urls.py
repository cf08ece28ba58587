"""Addresses of partnership agreements."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from elearning.agreements.views import agreeing, files, opening, writing

app_name = "agreements"
urlpatterns = [
    path("agreements/", writing.mine, name="mine"),
    path("agreements/new/", writing.begin, name="begin"),
    path("agreements/<uuid:public_id>/", writing.agreement, name="agreement"),
    path("agreements/<uuid:public_id>/section/<int:number>/", writing.section, name="section"),
    path("agreements/<uuid:public_id>/partners/", writing.partners, name="partners"),
    path("agreements/<uuid:public_id>/comments/", opening.comments, name="comments"),
    path("agreements/<uuid:public_id>/agree/", agreeing.agree, name="agree"),
    path("agreements/<uuid:public_id>/review/", agreeing.review, name="review"),
    path("agreements/<uuid:public_id>/versions/", agreeing.versions, name="versions"),
    path("agreements/<uuid:public_id>/read/", files.read, name="read"),
    path("agreements/<uuid:public_id>/agreement.<str:kind>", files.download, name="download"),
    # Open: the address itself is the secret; it opens reading and commenting for a while, and nothing else.
    path("agreements/shared/<str:token>/", login_not_required(opening.shared), name="shared"),
]
