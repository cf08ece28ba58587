"""Users, who sign in by e-mail, and the organisations they come from."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is the same in any case."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A saved user with this address; without `password` they can only sign in by e-mailed code or link."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may do everything; for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user who signs in with this address, in any case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. What they may do comes from their role in a programme, cohort or set, never from the account."""

    username = None  # type: ignore[assignment]
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), unique=True)
    # Empty: that of whatever they take part in.
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, default="")

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in small letters, whoever typed it: lists of people are matched by it."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def name(self) -> str:
        """The name to show others; the part before the @ until the person has given one."""
        return self.get_full_name() or self.email.partition("@")[0]


class Organisation(models.Model):
    """An organisation that sends people to cohorts, publishes packs, or both."""

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="accounts_organisation_name_any_case")]

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """A device on which somebody is signed in. Where they were when they did is not kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    # The session itself is the secret; this row only points to it and goes with it.
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(_("device"), max_length=80, blank=True)
    began_at = models.DateTimeField(_("signed in"))
    seen_at = models.DateTimeField(_("used last"), db_index=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-seen_at", "pk"]

    def __str__(self) -> str:
        return f"{self.device} · {self.began_at:%Y-%m-%d}"


class Tries(models.Model):
    """How often something was tried lately from one address or with one name, of which only a keyed fingerprint is kept."""

    name = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)
    over_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tries")
        verbose_name_plural = _("tries")

    def __str__(self) -> str:
        return self.name[:8]
