"""The page that carries a self-assessment, and the versions that its publishing freezes."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import StructValue
from wagtail.fields import RichTextField, StreamField

from elearning.assessments.blocks import LabelBlock, ScaleBlock
from elearning.assessments.instruments import Instrument, read
from elearning.programmes.models import FrozenVersion, Gate, ProgrammePage, StepPage, Way

FROZEN = (
    "scales",
    "subject_words",
    "stem",
    "responses",
    "no_chance_label",
    "importance_question",
    "importance_labels",
    "importance_unknown_label",
    "need_method",
)


class SelfAssessmentPage(StepPage):
    """A questionnaire about one's own practice, subject by subject (DOMAIN 4.1). Publishing freezes its questions."""

    class NeedMethod(models.TextChoices):
        BORICH = "borich", _("Importance × what is missing to the importance")
        HEADROOM = "headroom", _("Importance × what is missing to “almost always”")

    instructions = RichTextField(_("instructions"), blank=True, help_text=_("Shown before the first page."))
    stem = models.CharField(_("question asked about every statement"), max_length=300)
    responses = StreamField(
        [("label", LabelBlock(max_length=60))],
        min_num=2,
        max_num=7,
        verbose_name=_("answers"),
        help_text=_("Two to seven, from hardly ever to almost always."),
    )
    no_chance_label = models.CharField(_("answer of those who had no chance"), max_length=60)
    importance_question = models.CharField(_("question of importance"), max_length=300)
    importance_labels = StreamField(
        [("label", LabelBlock(max_length=60))],
        min_num=5,
        max_num=5,
        verbose_name=_("answers about importance"),
        help_text=_("Five, from little to essential."),
    )
    importance_unknown_label = models.CharField(_("answer of those who do not know"), max_length=60)
    scales = StreamField([("scale", ScaleBlock())], verbose_name=_("subjects and statements"))
    need_method = models.CharField(
        _("how suggestions are put in order"), max_length=12, choices=NeedMethod, default=NeedMethod.BORICH
    )
    short_time_seconds = models.PositiveSmallIntegerField(
        _("seconds that are very short"), default=90, validators=[MaxValueValidator(3600)]
    )
    straight_line_prompt = models.TextField(
        _("what to ask when all answers are the same or came very fast"), max_length=600, blank=True
    )

    kind: ClassVar[str] = "assessment"
    doors: ClassVar[str] = "elearning.assessments.doors.assessment"
    content_panels = [
        *StepPage.content_panels,
        HelpPanel(template="assessments/panels/freezing.html", heading=_("When you change a question")),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [FieldPanel("stem"), FieldPanel("responses"), FieldPanel("no_chance_label")], heading=_("How often")
        ),
        FieldPanel("scales"),
        MultiFieldPanel(
            [
                FieldPanel("importance_question"),
                FieldPanel("importance_labels"),
                FieldPanel("importance_unknown_label"),
            ],
            heading=_("How much it matters"),
        ),
        MultiFieldPanel(
            [FieldPanel("need_method"), FieldPanel("short_time_seconds"), FieldPanel("straight_line_prompt")],
            heading=_("Results"),
        ),
    ]
    template = "assessments/preview.html"

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Always open; said to be best after the workshop, and optional once priorities are chosen without it."""
        chosen_without = "priorities" in way.done and cls.kind not in way.done
        early = way.now < way.enrolment.cohort.workshop_ends_at
        return Gate(
            is_open=True, reason=str(_("Best after the workshop.")) if early else "", is_optional=chosen_without
        )

    @property
    def subject_words(self) -> dict[str, dict[str, str]]:
        """The title and plain meaning of each subject by its code: people rate its importance by these words."""
        return {
            subject.code: {"title": subject.title, "plain": subject.plain}
            for subject in self.programme.framework.subjects.order_by("sort_order", "pk")
        }

    def clean(self) -> None:
        """Refuse codes that are used twice, and subjects that the programme does not have."""
        super().clean()
        problems = [*self._repeated_codes(), *self._unknown_subjects()]
        if problems:
            raise ValidationError({"scales": problems})

    def _scale_values(self) -> Iterator[StructValue]:
        return (block.value for block in self.scales)

    def _repeated_codes(self) -> Iterator[str]:
        subjects = [value["subject"] for value in self._scale_values()]
        codes = [statement["code"] for value in self._scale_values() for statement in value["statements"]]
        for code in sorted({code for found in (subjects, codes) for code in found if found.count(code) > 1}):
            yield _("The code %(code)s is used more than once.") % {"code": code}

    def _unknown_subjects(self) -> Iterator[str]:
        parent = self.get_parent() if self.depth else None
        programme = ProgrammePage.objects.filter(pk=parent.pk).first() if parent else None
        if programme is None:
            return
        known = set(programme.framework.subjects.values_list("code", flat=True))
        for code in sorted({value["subject"] for value in self._scale_values()} - known):
            yield _("The programme’s list of subjects has no %(code)s.") % {"code": code}


class InstrumentVersion(FrozenVersion):
    """The questions of a self-assessment as they stood when they were published. Never changed: answers hang on it."""

    page = models.ForeignKey(SelfAssessmentPage, on_delete=models.PROTECT, related_name="versions")

    class Meta(FrozenVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="assessments_version_number_once_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version; raises ValueError for one that stands already."""
        if not self._state.adding:
            raise ValueError("A frozen version is never changed. Publish the page to make a new one.")
        super().save(*args, **kwargs)

    @cached_property
    def instrument(self) -> Instrument:
        """The questions, read from the frozen words."""
        return read(self.schema)
