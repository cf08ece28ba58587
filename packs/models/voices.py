"""What readers write to a pack's authors, and the mistakes that editors have owned up to.

A message holds what its writer put into the form and the day, and nothing else of them: not who was signed in.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from packs.models.packs import PackVersion

LONGEST_MESSAGE = 2000


class PackFeedback(models.Model):
    """One message about a version of a pack, signed or not."""

    class About(models.TextChoices):
        """What it is about."""

        MISTAKE = "mistake", _("A mistake, or something out of date")
        IDEA = "idea", _("An idea for making it better")
        WORKED = "worked", _("Something that worked for me")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        """What has become of it."""

        NEW = "new", _("New")
        READ = "read", _("Read")
        ANSWERED = "answered", _("Answered")

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="feedback")
    about = models.CharField(_("about"), max_length=10, choices=About)
    text = models.TextField(_("message"), max_length=LONGEST_MESSAGE)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    received_on = models.DateField(default=timezone.localdate)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_told = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version_id} · {self.received_on:%Y-%m-%d}"


class Erratum(models.Model):
    """A known mistake in one version, told to whoever reads it, until a new version puts it right."""

    version = models.ForeignKey(PackVersion, on_delete=models.CASCADE, related_name="errata")
    place = models.CharField(_("where it is"), max_length=120, help_text=_("Such as: Tool 2, third step."))
    words = models.TextField(_("what is wrong, and what it should say"), max_length=600)
    noted_on = models.DateField(default=timezone.localdate)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")

    def __str__(self) -> str:
        return f"{self.version_id} · {self.place}"
