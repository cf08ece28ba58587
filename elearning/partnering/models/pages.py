"""The step pages of the pre-work and the workshop: their words, all of which an editor can change."""

from itertools import groupby
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from elearning.blocks import HandoutBlock, ProseBlock, QuestionBlock
from elearning.partnering.blocks import ChallengeBlock, PartBlock, PromptBlock, ReadingBlock, StatementBlock
from elearning.programmes.models import StepPage

PLAIN = ["bold", "italic", "ol", "ul", "link"]


class MapTaskPage(StepPage):
    """The first task of the pre-work: put down the partnerships that matter most (DOMAIN 3.1)."""

    prompt = models.CharField(_("what to do, in one sentence"), max_length=200)
    centre_label = models.CharField(_("words in the middle of the picture"), max_length=40, default="Me and my team")
    empty_message = models.CharField(_("what an empty map says"), max_length=200, blank=True)
    level_note = models.TextField(_("note on the levels"), max_length=400, blank=True)
    reading = RichTextField(_("how to read the picture"), features=PLAIN, blank=True)
    warning = RichTextField(_("advice about candid notes"), features=PLAIN, blank=True)
    prompts = StreamField([("prompt", PromptBlock())], blank=True, verbose_name=_("questions that the map raises"))

    kind: ClassVar[str] = "map"
    doors: ClassVar[str] = "elearning.partnering.doors.map"
    is_creatable = True
    content_panels = [
        *StepPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("prompt"), FieldPanel("empty_message"), FieldPanel("level_note")], heading=_("The list")
        ),
        MultiFieldPanel([FieldPanel("centre_label"), FieldPanel("reading")], heading=_("The picture")),
        FieldPanel("warning"),
        FieldPanel("prompts"),
    ]
    template = "partnering/map_preview.html"

    class Meta:
        verbose_name = _("partnership map")
        verbose_name_plural = _("partnership maps (pages)")

    def prompt_words(self) -> dict[str, Any]:
        """What each question that the map raises says, by its code."""
        return {block.value["code"]: block.value for block in self.prompts}


class QuestionsTaskPage(StepPage):
    """The second task of the pre-work: a few plain questions about how one partners (DOMAIN 3.2)."""

    advice = models.TextField(_("advice above the questions"), max_length=400, blank=True)
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("questions"))

    kind: ClassVar[str] = "questions"
    doors: ClassVar[str] = "elearning.partnering.doors.questions"
    is_creatable = True
    content_panels = [
        *StepPage.content_panels,
        FieldPanel("advice"),
        FieldPanel(
            "questions",
            help_text=_("Publishing fixes the questions; those who have begun keep theirs until they ask for the new."),
        ),
    ]
    template = "partnering/questions_preview.html"

    class Meta:
        verbose_name = _("partnering questions")
        verbose_name_plural = _("partnering questions (pages)")


class WorkshopPage(StepPage):
    """The half-day workshop: what happens, what to bring, the handouts and the checklist (DOMAIN 2.3, 3.3)."""

    aims_lead = models.CharField(_("sentence before the aims"), max_length=200, blank=True)
    aims = StreamField([("aim", blocks.CharBlock(max_length=240))], blank=True, verbose_name=_("aims"))
    timetable = StreamField([("part", PartBlock())], blank=True, verbose_name=_("timetable"))
    bring = StreamField([("thing", blocks.CharBlock(max_length=300))], blank=True, verbose_name=_("what to bring"))
    handouts = StreamField([("handout", HandoutBlock())], blank=True, verbose_name=_("handouts"))
    catch_up = StreamField(ProseBlock(), blank=True, verbose_name=_("catch-up for those who missed it"))
    challenges = StreamField([("challenge", ChallengeBlock())], blank=True, verbose_name=_("challenges to begin with"))
    challenge_letter = models.CharField(
        _("letter with which challenges begin"),
        max_length=1,
        blank=True,
        help_text=_("Such as P, if the words that people add should begin with it. Leave it empty in other languages."),
    )
    checklist_title = models.CharField(_("title of the checklist"), max_length=120, blank=True)
    checklist_instructions = RichTextField(_("how to use the checklist"), features=PLAIN, blank=True)
    checklist_name_label = models.CharField(_("label of the line for the partnership"), max_length=120, blank=True)
    checklist_reason_label = models.CharField(_("label of the column for reasons"), max_length=120, blank=True)
    checklist_answers = StreamField(
        [("answer", blocks.CharBlock(max_length=40))], blank=True, verbose_name=_("answers of the checklist")
    )
    checklist = StreamField([("statement", StatementBlock())], blank=True, verbose_name=_("statements"))
    checklist_reading = StreamField([("reading", ReadingBlock())], blank=True, verbose_name=_("reading it"))

    kind: ClassVar[str] = "workshop"
    doors: ClassVar[str] = "elearning.partnering.doors.workshop"
    is_creatable = True
    content_panels = [
        *StepPage.content_panels,
        MultiFieldPanel([FieldPanel("aims_lead"), FieldPanel("aims")], heading=_("Aims")),
        FieldPanel("bring"),
        FieldPanel("timetable"),
        FieldPanel("handouts"),
        FieldPanel("catch_up"),
        MultiFieldPanel([FieldPanel("challenges"), FieldPanel("challenge_letter")], heading=_("Challenges")),
        MultiFieldPanel(
            [
                FieldPanel("checklist_title"),
                FieldPanel("checklist_instructions"),
                FieldPanel("checklist_name_label"),
                FieldPanel("checklist_reason_label"),
                FieldPanel("checklist_answers"),
                FieldPanel("checklist"),
                FieldPanel("checklist_reading"),
            ],
            heading=_("Checklist"),
        ),
    ]
    template = "partnering/workshop_preview.html"

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops (pages)")

    def statement_groups(self) -> list[tuple[str, list[Any]]]:
        """The statements of the checklist under the headings of their groups, in the order they are written."""
        values = [block.value for block in self.checklist]
        return [(group, list(rows)) for group, rows in groupby(values, key=lambda value: value["group"])]

    def minutes_planned(self) -> int:
        """How long the parts of the timetable take together, in minutes."""
        return sum(block.value["minutes"] for block in self.timetable)
