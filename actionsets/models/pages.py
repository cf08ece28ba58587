"""The page that says what a set is, and below whose address the set's own doors stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from actionsets.blocks import (
    AgendaBlock,
    AirtimeStageBlock,
    GroundRuleBlock,
    IssueQuestionBlock,
    PromptGroupBlock,
    RoleBlock,
)
from actionsets.models.sets import LearningSet, SetMembership
from elearning.blocks import ProseBlock, QuestionBlock
from elearning.programmes.models import Gate, StepPage, Way

WITHOUT_A_PLACE = _(
    "The sets are at work, and you have no place in one. Whoever runs the programme can find you one until a set’s second"
    " meeting; else there is the next cohort, or coaching in pairs. Your packs are open to you."
)


@dataclass(frozen=True)
class TimedSegment:
    """One part of a meeting's agenda, with the time at which it begins."""

    starts_at: datetime
    segment: Any


class ActionLearningPage(StepPage):
    """What a set is, its starter rules, agendas and prompts: all the words that sets work with."""

    what_a_set_is = StreamField(ProseBlock(), blank=True, verbose_name=_("what a set is"))
    theme_line = models.CharField(
        _("line on every agenda"), max_length=160, blank=True, help_text=_("Such as: any live issue is welcome.")
    )
    rules_introduction = models.TextField(_("before the rules"), max_length=600, blank=True)
    ground_rules = StreamField([("rule", GroundRuleBlock())], blank=True, verbose_name=_("starter ground rules"))
    also_agreed = StreamField([("question", QuestionBlock())], blank=True, verbose_name=_("also to agree"))
    agendas = StreamField([("agenda", AgendaBlock())], blank=True, verbose_name=_("agendas"))
    airtime_stages = StreamField([("stage", AirtimeStageBlock())], blank=True, verbose_name=_("stages of a turn"))
    question_prompts = StreamField([("group", PromptGroupBlock())], blank=True, verbose_name=_("question prompts"))
    issue_introduction = models.TextField(_("before the questions"), max_length=400, blank=True)
    issue_questions = StreamField([("question", IssueQuestionBlock())], blank=True, verbose_name=_("questions"))
    roles = StreamField([("role", RoleBlock())], blank=True, verbose_name=_("roles"))
    manager_title = models.CharField(_("title"), max_length=160, blank=True)
    manager_text = RichTextField(_("text"), blank=True)
    safety = models.TextField(
        _("if somebody may come to harm"),
        max_length=1000,
        blank=True,
        help_text=_("Whom to turn to in the host organisation, with a telephone number. Nothing is entered there."),
    )

    kind: ClassVar[str] = "set"
    doors: ClassVar[str] = "actionsets.doors.set"
    is_creatable = True
    content_panels = [
        *StepPage.content_panels,
        FieldPanel("what_a_set_is"),
        FieldPanel("roles"),
        MultiFieldPanel(
            [FieldPanel("rules_introduction"), FieldPanel("ground_rules"), FieldPanel("also_agreed")],
            heading=_("How a set agrees to work"),
        ),
        MultiFieldPanel(
            [FieldPanel("theme_line"), FieldPanel("agendas"), FieldPanel("airtime_stages")], heading=_("Meetings")
        ),
        FieldPanel("question_prompts"),
        MultiFieldPanel(
            [FieldPanel("issue_introduction"), FieldPanel("issue_questions")], heading=_("Is this an issue to bring?")
        ),
        MultiFieldPanel([FieldPanel("manager_title"), FieldPanel("manager_text")], heading=_("For line managers")),
        FieldPanel("safety"),
    ]
    template = "actionsets/page_preview.html"

    class Meta:
        verbose_name = _("action learning set")
        verbose_name_plural = _("action learning sets")

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Open once a set has been proposed to the person (DOMAIN 2.2, S7); before that, what has to happen first."""
        if SetMembership.objects.shown_to_member().filter(enrolment=way.enrolment).exists():
            return Gate(is_open=True)
        if "priorities" not in way.done:
            return Gate(False, str(_("Choose your priorities first: sets are formed from them.")))
        grouping_on = way.enrolment.cohort.grouping_on
        if way.now.date() <= grouping_on:
            return Gate(False, str(_("Sets are proposed on %(date)s.") % {"date": date_format(grouping_on, "j F Y")}))
        begun = LearningSet.objects.filter(cohort=way.enrolment.cohort_id, state__in=LearningSet.WITH_WORKSPACE)
        if begun.exists():
            return Gate(False, str(WITHOUT_A_PLACE))
        return Gate(False, str(_("Your set is being put together. You will get an e-mail.")))

    def rules_for_agreement(self) -> list[dict[str, Any]]:
        """The starter rules as plain data, for a set's first agreement."""
        return [{"text": rule.value["text"], "locked": rule.value["locked"]} for rule in self.ground_rules]

    def agenda_for(self, number: int, *, of: int, mode: str, chosen: str = "") -> Any:
        """The agenda of meeting `number` of `of`: the one `chosen` by its code, else the first, the last, or the usual one of
        this mode; None without any."""
        usual = "virtual" if mode == "virtual" else "in-person"
        wanted = "first" if number == 1 else "last" if number == of else usual
        by_code = {block.value["code"]: block.value for block in self.agendas}
        return by_code.get(chosen) or by_code.get(wanted) or by_code.get(usual) or next(iter(by_code.values()), None)

    @staticmethod
    def timed(agenda: Any, starts_at: datetime) -> Iterator[TimedSegment]:
        """The parts of `agenda`, each with the moment at which it begins when the meeting begins at `starts_at`."""
        for segment in agenda["segments"] if agenda else ():
            yield TimedSegment(starts_at, segment)
            starts_at += timedelta(minutes=segment["minutes"])
