"""The links in published packs, and what was found behind them the last time somebody looked."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from packs.models.packs import LearningPackPage
from packs.models.publishers import PublisherPage


class LinkQuerySet(models.QuerySet["PackLink"]):
    """Questions about many links."""

    def below(self, publisher: PublisherPage) -> Self:
        """Those in the published packs of one publisher."""
        return self.filter(pack__path__startswith=publisher.path, pack__depth=publisher.depth + 1, pack__live=True)

    def external(self) -> Self:
        """Those that lead out of the site."""
        return self.filter(address__startswith="http")

    def in_doubt(self) -> Self:
        """Those that lead nowhere, or that nobody could tell about."""
        return self.filter(state__in=(PackLink.State.BROKEN, PackLink.State.UNSURE))


class PackLink(models.Model):
    """A link in a published pack: an address, or “page:7” and “document:3” for what lies in the site."""

    class State(models.TextChoices):
        """What was found behind it."""

        UNCHECKED = "unchecked", _("Not checked yet")
        FINE = "fine", _("Works")
        BROKEN = "broken", _("Leads nowhere")
        UNSURE = "unsure", _("Cannot be told: look yourself")

    pack = models.ForeignKey(LearningPackPage, on_delete=models.CASCADE, related_name="links")
    address = models.CharField(max_length=2000)
    place = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.UNCHECKED)
    status = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "address"], name="packs_link_once_a_pack")]

    def __str__(self) -> str:
        return self.address
