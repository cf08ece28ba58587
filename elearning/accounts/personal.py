"""What accounts and signing in hold of people, until when, and what erasing does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

ACCOUNT = purpose(
    "house",
    _("Your account: your name, e-mail address and time zone"),
    _("So that you can sign in, and others know whom they work with."),
    Kept.ACCOUNT,
)
SIGNING_IN = purpose(
    "house",
    _("What signing in needs: confirmed addresses, second factors, and where you are signed in"),
    _("So that nobody but you can open what is yours."),
    Kept.SESSION,
)
ROLES = purpose(
    "house",
    _("Which roles you were given"),
    _("So that you can do what the role is for, and nobody else can."),
    Kept.ROLE,
)
holds(
    "accounts.User",
    ACCOUNT,
    whose="pk",
    personal=(
        "id password last_login is_superuser is_staff is_active date_joined first_name last_name email time_zone"
    ),
    untold="password is_superuser is_staff is_active",
    untold_because=_(
        "Of your password only a fingerprint is known; the others say whether you may open the editors’ pages."
    ),
)
holds(
    "accounts.User_groups",
    ROLES,
    whose="user",
    personal="user group",
    other="id",
    untold="group user",
    untold_because=_("Groups of editors say only which pages somebody may write; the publisher’s desk lists them."),
)
holds(
    "accounts.User_user_permissions",
    ROLES,
    whose="user",
    personal="user permission",
    other="id",
    untold="permission user",
    untold_because=_("Groups of editors say only which pages somebody may write; the publisher’s desk lists them."),
)
holds_nothing("accounts.Organisation", "id name slug")
holds(
    "account.EmailAddress",
    SIGNING_IN,
    whose="user",
    personal="user email verified primary",
    other="id",
    untold="user email verified primary",
    untold_because=_("It is the address of your account, which is told."),
)
holds(
    "account.EmailConfirmation",
    SIGNING_IN,
    whose="email_address__user",
    personal="email_address created sent key",
    other="id",
    untold="email_address created sent key",
    untold_because=_("A secret that was mailed to you, and works once."),
)
holds(
    "mfa.Authenticator",
    SIGNING_IN,
    whose="user",
    personal="user type data created_at last_used_at",
    other="id",
    untold="user type data created_at last_used_at",
    untold_because=_("A secret that proves who you are: it is told to nobody."),
)
holds(
    "accounts.SignIn",
    SIGNING_IN,
    whose="user",
    personal="user session_key device began_at seen_at",
    other="id",
    untold="user session_key",
    untold_because=_("The session itself is a secret, and the sign-in your own."),
)
# A fingerprint under our own key, by which nobody can be found.
holds_nothing("accounts.Tries", "name times over_at")
holds(
    "socialaccount.SocialAccount",
    SIGNING_IN,
    whose="user",
    personal="user provider uid last_login date_joined extra_data",
    other="id",
    untold="user provider uid last_login date_joined extra_data",
    untold_because=_("What the service you sign in with told us of you: you see it there."),
)
holds(
    "socialaccount.SocialToken",
    SIGNING_IN,
    whose="account__user",
    personal="account token token_secret expires_at",
    other="id app",
    untold="account token token_secret expires_at",
    untold_because=_("A secret between two services."),
)
holds_nothing("socialaccount.SocialApp", "id provider provider_id name client_id secret key settings")
# The person stands inside the data, sealed by Django: `erasures` looks there.
holds(
    "sessions.Session",
    SIGNING_IN,
    blanked="session_data",
    other="session_key expire_date",
)
holds_nothing("auth.Permission", "id name content_type codename")
holds_nothing("auth.Group_permissions", "id group permission")
holds_nothing("auth.Group", "id name")
holds_nothing("contenttypes.ContentType", "id app_label model")
