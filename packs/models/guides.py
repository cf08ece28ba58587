"""The guide to a category: what it is for, what people can do afterwards, and the packs that belong to it (DOMAIN 5.2)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from elearning.accounts.models import User
from elearning.blocks import PROSE
from packs.blocks import WORDING, CategoryOutcome
from packs.models import codes
from packs.models.packs import LearningPackPage, PackQuerySet, next_review, today
from packs.models.publishers import PublisherPage
from packs.models.reviewing import Reviewed, ReviewedTester
from packs.sections import Section

CODE_OF_A_GUIDE = r"^[A-Z]{2,8}:\d{3}-01$"


class ServedOutcomeBlock(blocks.StructBlock):
    """One of the four kinds of outcome, in this category's own words."""

    kind = blocks.ChoiceBlock(choices=CategoryOutcome.choices, label=_("Kind of outcome"))
    title = blocks.CharBlock(max_length=120, label=_("In a few words"))
    text = blocks.TextBlock(max_length=400, rows=2, label=_("In a sentence"))

    class Meta:
        icon = "tick"
        label = _("Outcome of the category")


class GuideOutcomes(blocks.StreamBlock):
    """What people can do once they have worked with the category."""

    outcome = ServedOutcomeBlock()

    class Meta:
        min_num = 1
        max_num = 4


@dataclass(frozen=True)
class Entry:
    """A pack of the category: its header, and its notes for facilitators where the reader may see them."""

    pack: LearningPackPage
    outcomes: list[Any]
    notes: Section | None

    @property
    def anchor(self) -> str:
        """Its place in the guide."""
        return f"pack-{self.pack.code.rpartition('-')[2]}"


@dataclass(frozen=True)
class Served:
    """An outcome of the category, and the outcomes of packs that serve it."""

    outcome: Any
    by: list[tuple[Entry, str]]


@dataclass(frozen=True)
class Guide:
    """A guide with all that stands in it for one reader."""

    page: "CategoryGuidePage"
    entries: list[Entry]
    served: list[Served]
    for_facilitators: bool


class GuideForm(WagtailAdminPageForm):
    """Asks, at publishing, for a code that is free and for each kind of outcome once."""

    def clean(self) -> dict[str, Any]:
        """The cleaned values; drafts may be half empty."""
        cleaned: dict[str, Any] = super().clean()
        parent = self.parent_page.specific if self.parent_page else None
        if cleaned.get("code"):
            self.instance.code = cleaned["code"]
            try:
                self.instance.check_code(parent if isinstance(parent, PublisherPage) else None)
            except ValidationError as problem:
                self.add_error("code", problem)
        elif not self.is_deferred_validation:
            self.add_error("code", _now("A guide has the number 01 of its category, such as MPW:410-01."))
        kinds = [child.value["kind"] for child in cleaned.get("outcomes") or []]
        if not self.is_deferred_validation and len(kinds) != len(set(kinds)):
            self.add_error("outcomes", _now("Name each kind of outcome once."))
        return cleaned


class GuideTester(ReviewedTester):
    """A guide that was ever published keeps its code and its place: it is taken off the site, not deleted or moved."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the person may delete the guide: only while it was never published."""
        return bool(super().can_delete(ignore_bulk)) and self.page.first_published_at is None

    def can_move(self) -> bool:
        """Whether the person may move the guide: only while it was never published."""
        return bool(super().can_move()) and self.page.first_published_at is None


class CategoryGuidePage(Reviewed):
    """Resource 01 of a category: an introduction, the category's outcomes, and the headers of its packs as they stand."""

    code = models.CharField(
        _("resource code"),
        max_length=24,
        blank=True,
        validators=[RegexValidator(CODE_OF_A_GUIDE, _("Write it like MPW:410-01: your prefix, the category and 01."))],
    )
    introduction = RichTextField(_("introduction"), features=PROSE)
    how_to_use = RichTextField(_("how to use the category"), features=PROSE)
    outcomes = StreamField(GuideOutcomes(), verbose_name=_("outcomes of the category"))
    for_facilitators = RichTextField(_("for facilitators and trainers"), features=PROSE, blank=True)
    credits = RichTextField(_("credits"), features=WORDING)
    published_on = models.DateField(_("date"), default=today)
    review_on = models.DateField(_("to be reviewed by"), default=next_review)

    base_form_class = GuideForm
    parent_page_types: ClassVar[list[str]] = ["packs.PublisherPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["code"]
    content_panels = [
        *Page.content_panels,
        HelpPanel(
            _("The packs of the category follow your words by themselves: headers, outcomes and trainers’ notes.")
        ),
        FieldPanel("code"),
        FieldPanel("introduction"),
        FieldPanel("how_to_use"),
        FieldPanel("outcomes"),
        FieldPanel("for_facilitators"),
        FieldPanel("credits"),
        FieldRowPanel([FieldPanel("published_on"), FieldPanel("review_on")]),
    ]
    template = "packs/guide.html"

    class Meta:
        verbose_name = _("guide to a category")
        verbose_name_plural = _("guides to categories")

    def permissions_for_user(self, user: User) -> GuideTester:
        """What `user` may do with this page."""
        return GuideTester(user, self)

    def lacking(self) -> list[str]:
        """What the guide as it stands lacks to be published: a code of its own."""
        if not self.code:
            return [_now("A guide has the number 01 of its category, such as MPW:410-01.")]
        try:
            self.check_code(self.publisher)
        except ValidationError as problem:
            return list(problem.messages)
        return []

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page and what is asked of it: the rest of the address is left to the room's own doors."""
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"door": "".join(f"{part}/" for part in path_components)})

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The context of a preview: the guide as facilitators find it."""
        guide = self.compiled(for_facilitators=True)
        return {**super().get_preview_context(request, mode_name), "guide": guide, "publisher": self.publisher}

    def check_code(self, publisher: PublisherPage | None) -> None:
        """Raises ValidationError when its code has another publisher's prefix, is retired or belongs to another guide."""
        codes.check(self.code, prefix=publisher.prefix if publisher else "", lineage=self.translation_key)

    @cached_property
    def publisher(self) -> PublisherPage:
        """The organisation's page that this guide stands under."""
        parent = self.get_parent()
        return parent if isinstance(parent, PublisherPage) else parent.specific

    @property
    def language(self) -> str:
        """The language it is written in, as a language tag."""
        return str(self.locale.language_code)

    @property
    def needs_review(self) -> bool:
        """Whether its date for being read through again has passed."""
        return self.review_on < today()

    @property
    def category(self) -> str:
        """Publisher and category, as all codes of the category begin: “MPW:410”."""
        return self.code.partition("-")[0]

    def packs(self) -> PackQuerySet:
        """The published packs of the category in the guide's language, in the order of their codes."""
        found = LearningPackPage.objects.child_of(self.publisher).published().filter(locale=self.locale_id)
        return found.filter(code__startswith=f"{self.category}-").select_related("subject", "locale").order_by("code")

    def compiled(self, *, for_facilitators: bool) -> Guide:
        """The guide as its packs stand now; `for_facilitators` with all trainers' notes, else with those that are public."""
        entries = [entry_of(pack, with_notes=for_facilitators or pack.trainer_notes_public) for pack in self.packs()]
        served = [Served(child.value, serving(entries, child.value["kind"])) for child in self.outcomes]
        return Guide(self, entries, served, for_facilitators)


def entry_of(pack: LearningPackPage, *, with_notes: bool) -> Entry:
    """`pack` as it stands in the guide."""
    parts = pack.sections(with_trainer_notes=True) if with_notes else []
    notes = next((part for part in parts if part.kind == "trainer_notes"), None)
    return Entry(pack, list(pack.outcomes() or []), notes)


def serving(entries: list[Entry], kind: str) -> list[tuple[Entry, str]]:
    """The outcomes of packs that serve one kind of outcome of the category."""
    return [(entry, one["text"]) for entry in entries for one in entry.outcomes if one["category_outcome"] == kind]
