"""Learning packs: pages written from blocks, frozen into a version each time their words are published (DOMAIN 5)."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from elearning.accounts.models import User
from elearning.programmes.models import Enrolment, FrozenVersion, Subject
from packs.blocks import PackBody
from packs.models import codes
from packs.models.asking import NO_CODE, PackForm, findings, number_owed, owed_to_source
from packs.models.codes import CODE
from packs.models.licences import LICENCE_URLS, Licence
from packs.models.publishers import PublisherPage
from packs.models.reviewing import Reviewed, ReviewedTester
from packs.sections import Section, block_of, sections, tongues
from packs.spelling import fold
from packs.wanting import Format, wanting

YEARS_TO_REVIEW = 2


def today() -> date:
    """The date here and now."""
    return timezone.localdate()


def next_review() -> date:
    """Two years from today: when a pack published today should be read through again (DOMAIN 6.2)."""
    now = today()
    return now.replace(year=now.year + YEARS_TO_REVIEW, day=min(now.day, 28))


class PackTester(ReviewedTester):
    """A pack that was ever published is withdrawn, not deleted: its code is used and readers' notes hang on it."""

    @property
    def was_published(self) -> bool:
        """Whether readers have ever had it."""
        return PackVersion.objects.filter(page_id=self.page.pk).exists()

    def can_edit(self) -> bool:
        """Whether the person may change the pack; translators change what stands in another language than its publisher."""
        return bool(super().can_edit() or self._translates())

    def _translates(self) -> bool:
        may = self.user.is_active and "add" in getattr(self, "permissions", ())
        return bool(may and self.page.locale_id != self.page.get_parent().locale_id)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Whether the person may delete the pack: only while it is a draft that was never published."""
        return bool(super().can_delete(ignore_bulk)) and not self.was_published

    def can_unpublish(self) -> bool:
        """Whether the person may take the pack off the site, from its readers' notes too: the owner; editors withdraw it."""
        return bool(self.user.is_superuser and super().can_unpublish())

    def can_move_to(self, destination: Page) -> bool:
        """Whether the person may put it there: what was published stays with its publisher, whose code it carries."""
        leaves = not self.page.is_child_of(destination)
        return bool(super().can_move_to(destination)) and not (leaves and self.was_published)


class PackQuerySet(PageQuerySet):
    """Questions about many packs."""

    def published(self) -> Self:
        """Those that anybody may find and read."""
        return self.on_the_site().filter(~Q(pk__in=self.withdrawn_now()))

    def on_the_site(self) -> Self:
        """Those that have been published and not been taken off; a notice may stand in their place."""
        return self.live().public().exclude(code="")

    def found_by(self, enrolment: Enrolment) -> Self:
        """Those that one person finds on their shelf: what anybody may read, and what they had started."""
        own = enrolment.pack_readings.values("pack")
        return self.on_the_site().filter(~Q(pk__in=self.withdrawn_now()) | Q(pk__in=own))

    def withdrawn_now(self) -> models.QuerySet[Any]:
        """The keys of those in whose place a notice stands."""
        withdrawals = LearningPackPage._meta.get_field("withdrawals").related_model
        return withdrawals.objects.in_force().values("pack")

    def once_each(self, locale_id: int) -> Self:
        """Of a pack in several languages the one in this locale; where there is none, the one it was written in."""
        there = self.model.objects.published().filter(translation_key=OuterRef("translation_key"), locale=locale_id)
        return self.filter(Q(locale=locale_id) | (~Exists(there) & Q(translated__isnull=True)))

    def for_subjects(self, subjects: list[Subject]) -> Self:
        """Those on one of these subjects."""
        return self.filter(subject__in=subjects)


class LearningPackPage(Reviewed):
    """A pack that prepares for a set: a reading, tools, questions and a card to bring."""

    code = models.CharField(
        _("resource code"),
        max_length=24,
        blank=True,
        validators=[RegexValidator(CODE, _("Write it like MPW:410-02: your prefix, a category and a number."))],
        help_text=_(
            "Your prefix, a three-digit category, a two-digit number, such as MPW:410-02. A code is never used again."
        ),
    )
    version = models.CharField(
        _("version"),
        max_length=12,
        default="1.0",
        validators=[RegexValidator(r"^\d{1,3}\.\d{1,3}$", _("Write it like 1.0 or 2.3."))],
        help_text=_("1.1 for corrections; 2.0 when outcomes, tools or the questionnaire change."),
    )
    format = models.CharField(
        _("format"),
        max_length=10,
        choices=Format,
        default=Format.PACK,
        help_text=_("A resource is one useful thing with a reading: a checklist, a map, an agreement, a handbook."),
    )
    subject = models.ForeignKey(
        Subject,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="packs",
        verbose_name=_("subject"),
        help_text=_("Every learning pack is about one. A resource may serve them all."),
    )
    authors = models.CharField(_("authors"), max_length=200, help_text=_("As they wish to be named."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.BY)
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"),
        default=50,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text=_("Honestly, with the tools and the questions: 45 to 60 is usual."),
    )
    level = models.CharField(_("level"), max_length=160, blank=True, help_text=_("Whom it is written for."))
    summary = models.CharField(_("summary"), max_length=160, help_text=_("One line for the catalogue."))
    purpose = models.TextField(
        _("purpose"), max_length=900, help_text=_("When is this pack for you? Two or three sentences.")
    )
    published_on = models.DateField(_("date of this version"), default=today)
    review_on = models.DateField(_("to be reviewed by"), default=next_review)
    adapted_from = models.CharField(_("adapted from"), max_length=300, blank=True)
    adapted_how = models.CharField(_("what was changed"), max_length=300, blank=True)
    based_on = models.ForeignKey(
        "packs.PackVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    trainer_notes_public = models.BooleanField(_("show the notes for facilitators to everybody"), default=False)
    body = StreamField(PackBody(), verbose_name=_("the pack"))

    objects = PageManager.from_queryset(PackQuerySet)()

    base_form_class = PackForm
    parent_page_types: ClassVar[list[str]] = ["packs.PublisherPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["code"]
    search_fields = [*Page.search_fields, index.AutocompleteField("headline"), index.SearchField("wording")]
    content_panels = [
        *Page.content_panels,
        HelpPanel(
            _(
                "A pack prepares people for a set; it never marks them, and never asks for the names of partners. "
                "Save drafts as you like: what is missing is asked for when you hand it in."
            )
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("code"), FieldPanel("version")]),
                FieldPanel("format"),
                FieldPanel("subject"),
                FieldPanel("summary"),
                FieldPanel("purpose"),
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("level")]),
            ],
            heading=_("What it is"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("authors"),
                FieldPanel("licence"),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("review_on")]),
                FieldPanel("adapted_from"),
                FieldPanel("adapted_how"),
                FieldPanel("trainer_notes_public"),
            ],
            heading=_("Whose it is, and until when it holds"),
        ),
    ]
    template = "packs/whole.html"
    preview_modes: ClassVar[list[tuple[str, Any]]] = [("", _("The whole pack")), ("front", _("First page"))]

    class Meta:
        verbose_name = _("learning pack")
        verbose_name_plural = _("learning packs")

    def permissions_for_user(self, user: User) -> PackTester:
        """What `user` may do with this page."""
        return PackTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page and what is asked of it: the rest of the address is left to the room's own doors."""
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"door": "".join(f"{part}/" for part in path_components)})

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """The template of a preview mode."""
        return "packs/front.html" if mode_name == "front" else "packs/whole.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The context of a preview: the pack as a visitor finds it, with the notes for facilitators."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        parts = self.sections(with_trainer_notes=True)
        found = findings(self) if getattr(request, "in_preview_panel", False) else []
        shown = {"pack": self, "publisher": self.publisher, "sections": parts, "findings": found}
        return {**context, **shown, **tongues(self.language)}

    def check_code(self, code: str, *, publisher: PublisherPage | None) -> None:
        """Raises ValidationError when `code` has another publisher's prefix, is retired or belongs to another pack."""
        codes.check(code, prefix=publisher.prefix if publisher else "", lineage=self.translation_key)

    @cached_property
    def publisher(self) -> PublisherPage:
        """The organisation's page that this pack stands under."""
        parent = self.get_parent()
        return parent if isinstance(parent, PublisherPage) else parent.specific

    def headline(self) -> str:
        """What its card says, for the search: title, code, summary and subject, folded."""
        subject = self.subject.title if self.subject else ""
        return fold(f"{self.title} {self.code} {self.summary} {subject}")

    def wording(self) -> str:
        """What can be read in it, for the search: the notes for facilitators only where everybody may read them, folded."""
        shown = [part for part in self.body if part.block_type != "trainer_notes" or self.trainer_notes_public]
        words = [text for part in shown for text in part.block.get_searchable_content(part.value)]
        return fold(" ".join([self.purpose, self.authors, *words]))

    @property
    def eyebrow(self) -> str:
        """The few words over its title: its subject, or what it is."""
        return str(self.subject.short if self.subject else self.get_format_display())

    @property
    def language(self) -> str:
        """The language it is written in, as a language tag."""
        return str(self.locale.language_code)

    @property
    def licence_url(self) -> str:
        """Where the licence can be read."""
        return LICENCE_URLS[self.licence]

    @property
    def source(self) -> "LearningPackPage | None":
        """The pack it was made from, in the words of then; None for a pack of one's own, or one made from elsewhere."""
        return self.based_on.page if self.based_on else None

    @property
    def web_address(self) -> str:
        """Its whole address, as it is printed and given to others."""
        return f"{settings.BASE_URL}{self.get_url() or ''}"

    @property
    def needs_review(self) -> bool:
        """Whether its date for being read through again has passed."""
        return self.review_on < today()

    @property
    def is_withdrawn(self) -> bool:
        """Whether a notice stands in its place; looks at withdrawals that were fetched with it, if they were."""
        return any(withdrawal.lifted_at is None for withdrawal in self.withdrawals.all())

    def sections(self, *, with_trainer_notes: bool) -> list[Section]:
        """The parts of the pack as it stands."""
        return sections(self.body, with_trainer_notes=with_trainer_notes)

    def lacking(self) -> list[str]:
        """What the pack as it stands lacks to be published: parts, a free code, a higher number, what it owes to its source."""
        owed = owed_to_source(self, how=self.adapted_how, licence=self.licence)
        found = [*wanting(self.body, self.format), number_owed(self), self._code_problem(), *owed.values()]
        return [words for words in found if words]

    def _code_problem(self) -> str:
        if not self.code:
            return str(NO_CODE)
        try:
            self.check_code(self.code, publisher=self.publisher)
        except ValidationError as problem:
            return " ".join(problem.messages)
        return ""

    def outcomes(self) -> Any:
        """What a reader can do afterwards."""
        return block_of(self.body, "outcomes")

    def changes(self) -> Any:
        """The change log."""
        return block_of(self.body, "change_log")


class PackVersion(FrozenVersion):
    """A pack as it stood when it was published; readers keep theirs until they choose to move."""

    page = models.ForeignKey(LearningPackPage, on_delete=models.PROTECT, related_name="versions")

    class Meta(FrozenVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="packs_version_number_once_a_pack"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.label}"

    @property
    def label(self) -> str:
        """What readers know it by, such as 1.0."""
        return str(self.schema.get("version", self.number))

    @property
    def purpose(self) -> str:
        """When it was for you, as it said then."""
        return str(self.schema.get("purpose", ""))

    @property
    def title(self) -> str:
        """What it was called."""
        return str(self.schema.get("title", ""))

    @property
    def licence_name(self) -> str:
        """The terms it was given under."""
        return str(Licence(self.schema["licence"]).label)

    @property
    def licence_url(self) -> str:
        """Where those terms can be read."""
        return LICENCE_URLS[self.schema["licence"]]

    @cached_property
    def body(self) -> StreamValue:
        """The pack's blocks as they were."""
        return LearningPackPage._meta.get_field("body").stream_block.to_python(self.schema["body"])
