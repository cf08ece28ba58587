"""Organisations that publish packs: each has its own branch of pages, its own people and its own pictures and files."""

from typing import ClassVar

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Collection, Page, Workflow
from wagtail.url_routing import RouteResult

from elearning.accounts.models import Organisation, User
from elearning.blocks import PROSE
from packs.models.reviewing import Reviewed, ReviewedTester


class BranchTester(ReviewedTester):
    """A publisher's page is the root of its branch: its people write in it and below it, but do not move or remove it."""

    def can_add_subpage(self) -> bool:
        """Whether the person may begin something new: those who write may, those who only translate may not."""
        writes = self.user.is_superuser or "change" in getattr(self, "permissions", ())
        return bool(writes and super().can_add_subpage())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the person may delete the branch: only a superuser."""
        return bool(self.user.is_superuser and super().can_delete(ignore_bulk))

    def can_move(self) -> bool:
        """Whether the person may move the branch: only a superuser."""
        return bool(self.user.is_superuser and super().can_move())

    def can_unpublish(self) -> bool:
        """Whether the person may take the branch off the site: only a superuser."""
        return bool(self.user.is_superuser and super().can_unpublish())

    def can_copy(self) -> bool:
        """Whether the person may copy the branch: only a superuser."""
        return bool(self.user.is_superuser and super().can_copy())

    def can_set_view_restrictions(self) -> bool:
        """Whether the person may hide the branch: only a superuser."""
        return bool(self.user.is_superuser and super().can_set_view_restrictions())


class PublisherPage(Reviewed):
    """A publishing organisation and, below it, its packs. Made by `publishing.create_publisher`."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="publisher", verbose_name=_("organisation")
    )
    prefix = models.CharField(
        _("prefix of its resource codes"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,8}$", _("Two to eight capital letters."))],
    )
    about = RichTextField(_("about"), features=PROSE, blank=True)

    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["packs.LearningPackPage", "packs.CategoryGuidePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("about"),
        FieldPanel("organisation", read_only=True),
        FieldPanel("prefix", read_only=True),
    ]
    template = "packs/publisher.html"

    class Meta:
        verbose_name = _("publisher")
        verbose_name_plural = _("publishers")

    def permissions_for_user(self, user: User) -> BranchTester:
        """What `user` may do with this page."""
        return BranchTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page, or what the address names below it: a pack is fetched with all a reader needs, in one query."""
        if not path_components:
            return super().route(request, path_components)
        packs = apps.get_model("packs", "LearningPackPage").objects.child_of(self).select_related("subject", "locale")
        pack = packs.filter(slug=path_components[0]).first()
        if pack is None:
            return super().route(request, path_components)
        pack.publisher = self
        return pack.route(request, path_components[1:])


class Role(models.TextChoices):
    """What somebody does for a publisher (DOMAIN 6.2); one person may do several things."""

    AUTHOR = "authors", _("Author")
    REVIEWER = "reviewers", _("Reviewer")
    EDITOR = "editors", _("Editor")
    TRANSLATOR = "translators", _("Translator")


class EditorialDesk(models.Model):
    """What belongs to a publisher in Wagtail beside its pages: groups of people, its files, and the way to publication."""

    publisher = models.OneToOneField(PublisherPage, on_delete=models.CASCADE, related_name="desk")
    authors = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("authors"))
    reviewers = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewers"))
    editors = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("editors"))
    translators = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("translators"))
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, related_name="+", verbose_name=_("pictures and files")
    )
    pictures = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="+", verbose_name=_("pictures"))
    documents = models.OneToOneField(
        Collection, on_delete=models.PROTECT, related_name="+", verbose_name=_("documents")
    )
    workflow = models.OneToOneField(Workflow, on_delete=models.PROTECT, related_name="+", verbose_name=_("workflow"))

    class Meta:
        verbose_name = _("editorial desk")
        verbose_name_plural = _("editorial desks")

    def __str__(self) -> str:
        return str(self.publisher_id)

    def group(self, role: str) -> Group:
        """The group of those who have `role`, one of `Role`."""
        return getattr(self, Role(role).value)

    def roles_of(self, user: User) -> list[Role]:
        """What `user` does for the publisher."""
        own = set(user.groups.values_list("pk", flat=True))
        return [role for role in Role if self.group(role).pk in own]
