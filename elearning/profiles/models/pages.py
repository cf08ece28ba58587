"""The steps in which people see their results and choose their priorities, with all their words."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from elearning.programmes.models import Gate, StepPage, Way


class ResultsPage(StepPage):
    """Shows a person their own results in words (DOMAIN 4.3); nobody else can open them."""

    heading_strengths = models.CharField(_("heading of strengths"), max_length=80, default="Your strengths")
    heading_relative = models.CharField(
        _("heading when no subject is a strength yet"), max_length=80, default="Your relatively strongest area"
    )
    strengths_intro = models.TextField(_("about strengths"), max_length=400, blank=True)
    heading_needs = models.CharField(_("heading of needs"), max_length=80, default="Where more practice may help")
    needs_intro = models.TextField(_("about needs"), max_length=400, blank=True)
    heading_between = models.CharField(_("heading of the middle"), max_length=80, default="In between")
    heading_unscored = models.CharField(_("heading of what has no score"), max_length=80, default="Not enough to say")
    unscored_not_enough = models.CharField(
        _("when too little was answered"), max_length=120, default="Not enough answers to say."
    )
    unscored_no_chance = models.CharField(
        _("when there was no chance to do it"), max_length=120, default="Little chance to practise this yet."
    )
    word_not_yet = models.CharField(_("words below 2.5"), max_length=80, default="not much part of your practice yet")
    word_some = models.CharField(_("words from 2.5"), max_length=80, default="part of your practice some of the time")
    word_usual = models.CharField(_("words from 3.5"), max_length=80, default="a usual part of your practice")
    word_almost_always = models.CharField(_("words from 4.5"), max_length=80, default="almost always")
    under_suggestions = models.TextField(_("below the suggestions"), max_length=400, blank=True)
    no_gap = models.TextField(
        _("when nothing is suggested"),
        max_length=300,
        default="Your answers show no clear gap. Choose what would stretch you.",
    )
    numbers_note = models.CharField(_("beside the numbers"), max_length=160, default="Give or take about half a point.")
    change_clear = models.CharField(_("words for a change of one point or more"), max_length=40, default="clear change")
    change_some = models.CharField(_("words for a change from half a point"), max_length=40, default="some change")
    change_same = models.CharField(_("words for a smaller change"), max_length=40, default="about the same")
    change_downward = models.TextField(
        _("where something is lower than before"),
        max_length=300,
        default="People often rate themselves lower once they know more about a subject.",
    )
    change_regression = models.TextField(
        _("beside the subjects that were chosen"),
        max_length=400,
        default="People choose subjects in which they rated themselves low, and low ratings tend to rise a little by chance. "
        "Look at your other subjects too before you draw a conclusion.",
    )
    change_looking_back = models.TextField(
        _("about looking back"),
        max_length=500,
        default="Looking back is how you see the start today, with what you know now. It often lies lower than what you "
        "answered then: people judge the same practice more strictly once they know a subject better. It also makes progress "
        "look larger than it may be. So read it beside what you answered at the time, never alone.",
    )
    not_used_for = models.TextField(_("what results are never used for"), max_length=500, blank=True)
    talk_to_someone = models.TextField(_("where to talk about it"), max_length=500, blank=True)

    kind: ClassVar[str] = "results"
    doors: ClassVar[str] = "elearning.profiles.doors.results"
    content_panels = [
        *StepPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("heading_strengths"),
                FieldPanel("heading_relative"),
                FieldPanel("strengths_intro"),
                FieldPanel("heading_needs"),
                FieldPanel("needs_intro"),
                FieldPanel("under_suggestions"),
                FieldPanel("no_gap"),
                FieldPanel("heading_between"),
                FieldPanel("heading_unscored"),
                FieldPanel("unscored_not_enough"),
                FieldPanel("unscored_no_chance"),
            ],
            heading=_("Parts of the result"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("word_not_yet"),
                FieldPanel("word_some"),
                FieldPanel("word_usual"),
                FieldPanel("word_almost_always"),
                FieldPanel("numbers_note"),
            ],
            heading=_("Words for scores"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("change_clear"),
                FieldPanel("change_some"),
                FieldPanel("change_same"),
                FieldPanel("change_downward"),
                FieldPanel("change_regression"),
                FieldPanel("change_looking_back"),
            ],
            heading=_("Words for then and now"),
        ),
        MultiFieldPanel([FieldPanel("not_used_for"), FieldPanel("talk_to_someone")], heading=_("Care")),
    ]
    template = "profiles/results_preview.html"

    class Meta:
        verbose_name = _("results")
        verbose_name_plural = _("results")

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Open once the self-assessment is submitted, in any of its waves: a hard gate (DOMAIN 2.2 b)."""
        if way.done & {"assessment", "assessment_again", "assessment_follow_up"}:
            return Gate(is_open=True)
        return Gate(is_open=False, reason=str(_("Opens when you have submitted the self-assessment.")))

    def word(self, code: str) -> str:
        """The words for a band of scores, by its code."""
        return str(getattr(self, f"word_{code}"))

    def change_word(self, code: str) -> str:
        """The words for a size of change, by its code."""
        return str(getattr(self, f"change_{code}"))


class PrioritiesPage(StepPage):
    """Where a person chooses one to three subjects and puts them in order, with or without results."""

    with_results = models.TextField(_("introduction with results"), max_length=600, blank=True)
    without_results = models.TextField(
        _("introduction without results"),
        max_length=600,
        blank=True,
        help_text=_("For those who choose without the questionnaire: a way of equal standing."),
    )
    no_gap = models.TextField(
        _("when nothing is suggested"),
        max_length=300,
        default="Your answers show no clear gap. Choose what would stretch you.",
    )
    ordering_help = models.TextField(
        _("how to think about the order"),
        max_length=400,
        blank=True,
        default="Put first what would make the most difference to your work in the next half year.",
    )

    kind: ClassVar[str] = "priorities"
    doors: ClassVar[str] = "elearning.profiles.doors.priorities"
    content_panels = [
        *StepPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("with_results"),
                FieldPanel("without_results"),
                FieldPanel("no_gap"),
                FieldPanel("ordering_help"),
            ],
            heading=_("Choosing"),
        ),
    ]
    template = "profiles/priorities_preview.html"

    class Meta:
        verbose_name = _("priorities")
        verbose_name_plural = _("priorities")
