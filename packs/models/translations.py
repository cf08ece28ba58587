"""Which version of another language's pack a translation follows; kept out of the page's revisions (DOMAIN 6.2)."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from packs.models.packs import LearningPackPage, PackVersion
from packs.models.publishers import PublisherPage


class TranslationQuerySet(models.QuerySet["PackTranslation"]):
    """Questions about many translations."""

    def with_latest(self) -> Self:
        """Each with the key of its source's latest version, as `latest_id`."""
        latest = PackVersion.objects.filter(page=OuterRef("follows__page")).order_by("-number")
        return self.annotate(
            latest_id=Subquery(latest.values("pk")[:1]), latest_number=Subquery(latest.values("number")[:1])
        )

    def behind(self) -> Self:
        """Those whose source has changed since."""
        return self.with_latest().filter(~Q(latest_id=F("follows")))

    def below(self, publisher: PublisherPage) -> Self:
        """Those of one publisher."""
        return self.filter(page__path__startswith=publisher.path, page__depth=publisher.depth + 1)


class PackTranslation(models.Model):
    """That a pack is a translation, of which version of its source, and who last said so."""

    page = models.OneToOneField(LearningPackPage, on_delete=models.CASCADE, related_name="translated")
    follows = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="translations")
    noted_at = models.DateTimeField(auto_now=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TranslationQuerySet.as_manager()

    # What `with_latest` adds.
    latest_id: int | None
    latest_number: int | None

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.follows_id}"

    @property
    def source(self) -> LearningPackPage:
        """The pack that it is translated from."""
        return self.follows.page

    @property
    def latest(self) -> PackVersion:
        """The version of its source that was published last."""
        return self.source.versions.order_by("-number")[0]

    @property
    def is_behind(self) -> bool:
        """Whether its source has changed since."""
        return self.latest.pk != self.follows_id
