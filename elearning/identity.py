"""The settings of signing in: who may, how often it may be tried, what a second step is, and who else vouches for people."""

import re
from typing import Any

from elearning.environment import SECURE, read, refuse

AUTH_USER_MODEL = "accounts.User"
# One backend, so that a wrong password is hashed once; it gives rights as Django's own does.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "programmes:mine"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "elearning.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Nobody signs up; allauth reads from this list that its sign-in form may ask for a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "elearning.accounts.forms.PasswordSignInForm",
    "request_login_code": "elearning.accounts.forms.CodeRequestForm",
    "confirm_login_code": "elearning.accounts.forms.CodeForm",
    "reset_password": "elearning.accounts.forms.PasswordResetForm",
    "reset_password_from_key": "elearning.accounts.forms.PasswordFromKeyForm",
    "set_password": "elearning.accounts.forms.PasswordSetForm",
    "change_password": "elearning.accounts.forms.PasswordChangeForm",
}
# Wrong passwords: five an address and thirty a network in a quarter of an hour, counted before any hashing, in the database.
ACCOUNT_RATE_LIMITS: Any = {
    "login_failed": "30/15m/ip,5/15m/key",
    "request_login_code": "60/15m/ip,5/15m/key",
    "reset_password": "60/15m/ip,5/15m/key",
    "second_step": "5/15m/key",
    "used_code": "1/2m/key",
    "pack_feedback": "20/h/ip",
    "set_answer": "600/h/ip,30/h/key",
    "prove": "10/15m/user",
    "prove_code": "5/15m/user",
    "move_address": "5/h/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
INVITATION_DAYS = read("int", "INVITATION_DAYS", 21)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# With this beginning browsers take the cookies from nobody but this very host, and over https alone.
_beginning = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_beginning}sessionid", f"{_beginning}csrftoken"
CSRF_FAILURE_VIEW = "elearning.accounts.views.own.csrf_failure"
# Whoever may change content or run programmes is signed out after this many minutes without a page.
STAFF_IDLE_MINUTES = read("int", "STAFF_IDLE_MINUTES", 30)
if STAFF_IDLE_MINUTES < 5:
    refuse("STAFF_IDLE_MINUTES", "It must be 5 or more.")
# Whether they need a second step to sign in: a passkey, or a code from an app.
SECOND_STEP_REQUIRED = read("bool", "SECOND_STEP_REQUIRED", True)
MFA_ADAPTER = "elearning.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Alongside"
# A clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1
# People come by invitation, so every address is proven; and our own doors ask for the proof that it is them.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_REAUTHENTICATION_REQUIRED = False
MFA_FORMS = {
    "authenticate": "elearning.accounts.stepforms.SecondStepForm",
    "authenticate_webauthn": "elearning.accounts.stepforms.PasskeyStepForm",
    "login_webauthn": "elearning.accounts.stepforms.PasskeySignInForm",
}

# --- Who else vouches for people: OpenID Connect, one or several, by name -------------------------------------------------


def provider(name: str) -> dict[str, Any]:
    """The provider called `name`, as allauth asks for it; ends the program if something is missing."""
    key = f"OIDC_{name.upper().replace('-', '_')}"
    issuer, client, secret = (read("str", f"{key}_{what}", "") for what in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"))
    if not issuer.startswith("https://") and not issuer.startswith(("http://127.0.0.1", "http://localhost")):
        refuse(f"{key}_ISSUER", "It must be the address of the provider, starting with https://.")
    if not client or not secret:
        refuse(f"{key}_CLIENT_ID", f"{key}_CLIENT_ID and {key}_CLIENT_SECRET must be given too.")
    return {
        "provider_id": name,
        "name": read("str", f"{key}_NAME", name),
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True, "scope": ["openid", "email"]},
    }


def origins(name: str) -> list[str]:
    """Where the form that leads to the provider called `name` may end: its own origin, and others to which it sends people on.

    Browsers hold a form to the rule at every turn of its way, so a provider that asks at another host of its own (Microsoft's
    and many universities') names it in `OIDC_…_ORIGINS`; ends the program if one is not an origin.
    """
    key = f"OIDC_{name.upper().replace('-', '_')}_ORIGINS"
    more = read("list", key, [])
    if [one for one in more if not re.fullmatch(r"https://(\*\.)?[a-z0-9.-]+(:\d+)?", one)]:
        refuse(
            key, "It must hold origins separated by commas, such as https://login.example.org,https://*.example.org."
        )
    issuer = provider(name)["settings"]["server_url"]
    return ["/".join(issuer.split("/")[:3]), *more]


OIDC = read("list", "OIDC", [])
if [name for name in OIDC if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name)]:
    refuse("OIDC", "It must hold short names in small letters, separated by commas, such as riverside,harbour.")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [provider(name) for name in OIDC]}}
SOCIALACCOUNT_ADAPTER = "elearning.accounts.vouching.VouchingAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
# Forms that lead to a provider's own page are allowed to.
OIDC_ORIGINS = [origin for name in OIDC for origin in origins(name)]
