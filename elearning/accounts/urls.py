"""Addresses of signing in and out: the few doors of allauth that we use, under names of our own choosing.

allauth looks its doors up by name, so they keep their names and stand outside a namespace. Those that somebody who is
signed out must reach are marked so here, one by one.
"""

from allauth.account import views as allauth
from allauth.mfa.base import views as second_step
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.generic import RedirectView

from elearning.accounts import vouching
from elearning.accounts.views import address, own, security

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

# Open: whoever comes here cannot be signed in yet.
urlpatterns: list[URLPattern] = [
    path("sign-in/", login_not_required(allauth.request_login_code), name="account_login"),
    path("sign-in/password/", login_not_required(allauth.login), name="account_login_with_password"),
    path("sign-in/code/", to_sign_in, name="account_request_login_code"),
    path("sign-in/code/confirm/", login_not_required(own.confirm_code), name="account_confirm_login_code"),
    path("sign-in/closed/", login_not_required(allauth.account_inactive), name="account_inactive"),
    path("sign-in/by-invitation/", login_not_required(own.by_invitation), name="account_signup"),
    path("sign-in/second-step/", login_not_required(second_step.authenticate), name="mfa_authenticate"),
    path("sign-in/passkey/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "sign-in/with/<slug:provider_id>/",
        login_not_required(vouching.told_plainly(OAuth2LoginView)),
        name="openid_connect_login",
    ),
    path(
        "sign-in/with/<slug:provider_id>/back/",
        login_not_required(vouching.told_plainly(OAuth2CallbackView)),
        name="openid_connect_callback",
    ),
    path("sign-in/not-known/", login_not_required(security.not_known), name="account_not_known"),
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
    path("sign-in/again/", own.signed_in, name="account_signed_in"),
    path("my/details/", own.details, name="account_details"),
    path("my/details/is-it-you/", own.prove, name="account_prove"),
    path("password/", allauth.password_set, name="account_set_password"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("my/signing-in/", security.signing_in, name="account_signing_in"),
    path("my/signing-in/app/", security.app, name="account_app"),
    path("my/signing-in/passkey/", security.passkey, name="account_passkey"),
    path("my/signing-in/remove/<int:number>/", security.remove_way, name="account_remove_way"),
    path("my/signing-in/recovery-codes/", security.recovery_codes, name="account_recovery_codes"),
    path("my/signing-in/sign-out/", security.end_sign_in, name="account_end_sign_in"),
    path("my/address/", address.change, name="account_change_address"),
    path("my/address/confirm/", address.confirm, name="account_confirm_address"),
]
