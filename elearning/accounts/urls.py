"""Addresses of signing in and out: the few doors of allauth that we use, under names of our own choosing.

allauth looks its doors up by name, so they keep their names and stand outside a namespace. Those that somebody who is
signed out must reach are marked so here, one by one.
"""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from elearning.accounts import views

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

# Open: whoever comes here cannot be signed in yet.
urlpatterns: list[URLPattern] = [
    path("sign-in/", login_not_required(allauth.request_login_code), name="account_login"),
    path("sign-in/password/", login_not_required(allauth.login), name="account_login_with_password"),
    path("sign-in/code/", to_sign_in, name="account_request_login_code"),
    path("sign-in/code/confirm/", login_not_required(allauth.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/closed/", login_not_required(allauth.account_inactive), name="account_inactive"),
    path("sign-in/by-invitation/", login_not_required(views.by_invitation), name="account_signup"),
    path("sign-out/", login_not_required(allauth.logout), name="account_logout"),
    path("password/forgotten/", login_not_required(allauth.password_reset), name="account_reset_password"),
    path(
        "password/forgotten/sent/", login_not_required(allauth.password_reset_done), name="account_reset_password_done"
    ),
    path(
        "password/new/done/",
        login_not_required(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        login_not_required(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
# Locked: for somebody who is signed in.
urlpatterns += [
    path("sign-in/again/", views.signed_in, name="account_signed_in"),
    path("my/details/", views.details, name="account_details"),
    path("my/details/is-it-you/", views.prove, name="account_prove"),
    path("password/", allauth.password_set, name="account_set_password"),
    path("password/change/", allauth.password_change, name="account_change_password"),
]
