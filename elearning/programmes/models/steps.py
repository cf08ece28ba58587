"""A programme as a tree of pages: the programme, and its steps in the order people take them.

A step page delivers work at its own address; what people say and do lies in plain tables (DOMAIN 1.13). Each kind of
step says, from what has been recorded so far, whether it is open and if not why (`gate`); only the gates of DOMAIN 2.2
are hard.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from elearning.blocks import ProseBlock
from elearning.programmes.models.subjects import SubjectFramework

if TYPE_CHECKING:
    from elearning.programmes.models.cohorts import Cohort
    from elearning.programmes.models.enrolments import Enrolment


# The kinds of steps by programme and slug, as this process has found them; a guess where to look, and no more.
KINDS: dict[tuple[int, str], type["StepPage"]] = {}


@dataclass(frozen=True)
class Way:
    """How far one person has come: what a step's gate may ask."""

    enrolment: "Enrolment"
    now: datetime
    started: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Gate:
    """Whether a step can be started now, the words to say when it cannot, and whether it may well be left out."""

    is_open: bool
    reason: str = field(default="")
    is_optional: bool = False


class ProgrammePage(Page):
    """A programme that an organisation runs for its cohorts; its child pages are the steps."""

    strapline = models.CharField(_("strapline"), max_length=200, blank=True)
    introduction = StreamField(ProseBlock(), blank=True, verbose_name=_("introduction"))
    framework = models.ForeignKey(
        SubjectFramework, on_delete=models.PROTECT, related_name="programmes", verbose_name=_("list of subjects")
    )
    privacy_notice = RichTextField(
        _("who sees what"), help_text=_("Read and acknowledged before anything personal is entered.")
    )
    privacy_version = models.CharField(
        _("version of the notice"), max_length=12, default="1", help_text=_("Change it to ask everybody again.")
    )

    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("strapline"),
        FieldPanel("introduction"),
        FieldPanel("framework"),
        MultiFieldPanel([FieldPanel("privacy_notice"), FieldPanel("privacy_version")], heading=_("Privacy")),
    ]
    template = "programmes/programme_public.html"

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As any page; a step below comes as its own kind in one question: which kind it was the last time is remembered."""
        if not path_components:
            return super().route(request, path_components)
        child, *rest = path_components
        known = KINDS.get((self.pk, child), StepPage)
        own = next(iter(known._default_manager.child_of(self).filter(slug=child).order_by()), None)  # one at most
        if own is None:
            KINDS.pop((self.pk, child), None)
            return super().route(request, path_components)
        if known is StepPage:
            own = own.specific
            KINDS[self.pk, child] = type(own)
        own.programme = self
        return own.route(request, rest)

    def steps(self) -> models.QuerySet["StepPage"]:
        """The published steps, in order."""
        return StepPage.objects.child_of(self).live().order_by("path")

    def told_steps(self) -> list["StepPage"]:
        """Those of which the people who run a cohort see who has done them, in order."""
        return [step for step in self.steps().select_related("content_type") if step.specific_class.is_told]


class StepPage(Page):
    """The base of every step: where it stands in the programme and what is said before the work begins.

    A subclass sets `kind` (a lasting word for the type), `doors` (the dotted name of the URL configuration below its
    address) and, if it has one, its `gate`. `is_told` says whether those who run a cohort see who has done it: not where the
    table of DOMAIN 7.2 gives them nothing but figures.
    """

    class Stage(models.TextChoices):
        BEFORE = "before", _("Before the workshop")
        WORKSHOP = "workshop", _("The workshop")
        AFTER = "after", _("After the workshop")
        SET = "set", _("Your action learning set")

    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.BEFORE)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), null=True, blank=True)
    introduction = StreamField(ProseBlock(), blank=True, verbose_name=_("introduction"))
    who_sees = models.TextField(_("who sees what is entered here"), blank=True)

    kind: ClassVar[str] = ""
    doors: ClassVar[str] = ""
    is_told: ClassVar[bool] = True
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["programmes.ProgrammePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("stage"), FieldPanel("minutes")], heading=_("Place in the programme")),
        FieldPanel("introduction"),
        FieldPanel("who_sees"),
    ]
    template = "programmes/step_preview.html"

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    @classmethod
    def kinds(cls) -> list[type["StepPage"]]:
        """Every kind of step that can be laid out, in whichever room it lives."""
        direct = cls.__subclasses__()
        return [*(one for one in direct if not one._meta.abstract), *(deep for one in direct for deep in one.kinds())]

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page and what is asked of it: the rest of the address is left to the room's own doors."""
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"door": "".join(f"{part}/" for part in path_components)})

    @property
    def short_name(self) -> str:
        """The step in a word or two, for narrow columns: its name in addresses, written as words."""
        return self.slug.replace("-", " ").capitalize()

    @cached_property
    def programme(self) -> ProgrammePage:
        """The programme this step belongs to."""
        parent = self.get_parent()
        return parent if isinstance(parent, ProgrammePage) else parent.specific

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Whether `way.enrolment` can start this kind of step at `way.now`. Open unless a subclass says otherwise."""
        return Gate(is_open=True)

    def due_on(self, cohort: "Cohort") -> date | None:
        """The day by which `cohort` hopes to have done this step; None if it has no date (DOMAIN 2.1). Nothing closes then."""
        days = {
            self.Stage.BEFORE: cohort.prework_due_on,
            self.Stage.WORKSHOP: cohort.workshop_on,
            self.Stage.AFTER: cohort.priorities_due_on,
        }
        return days.get(self.Stage(self.stage))

    def door(self, name: str = "start", *args: Any, **kwargs: Any) -> str:
        """The address of the door `name` of this step, such as the page that edits one entry of a map."""
        return self.address + reverse(name, urlconf=self.specific_class.doors, args=args, kwargs=kwargs)

    @cached_property
    def address(self) -> str:
        """What all doors of this step begin with. Asked once: Wagtail looks into the cache each time, and a page has a dozen."""
        return str(self.url).rstrip("/")


class FrozenVersion(models.Model):
    """A page's questions as they stood when they were published; answers hang on it, so it is never changed."""

    number = models.PositiveIntegerField()
    schema = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-number"]
