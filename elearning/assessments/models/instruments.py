"""The page that carries a self-assessment, and the versions that its publishing freezes."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from elearning.assessments import labels
from elearning.assessments.blocks import LabelBlock, ScaleBlock
from elearning.assessments.editor import InstrumentForm
from elearning.assessments.faults import Fault, faults_in, placed
from elearning.assessments.instruments import Instrument, read
from elearning.programmes.models import FrozenVersion, Gate, ProgrammePage, StepPage, Wave, Way

FROZEN = (
    "scales",
    "subject_words",
    "stem",
    "answer_kind",
    "responses",
    "no_chance_label",
    "asks_importance",
    "importance_question",
    "importance_labels",
    "importance_unknown_label",
    "looking_back",
    "need_method",
)
LICENCE_URLS = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "own": "",
}


# The questions that this process has read, by the version and the digest of its words, which never change.
READ: dict[tuple[int, str], Instrument] = {}
MOST_READ = 64


class SelfAssessmentPage(StepPage):
    """A questionnaire about one's own practice, subject by subject (DOMAIN 4.1). Publishing freezes its questions."""

    class NeedMethod(models.TextChoices):
        BORICH = "borich", _("Importance × what is missing to the importance")
        HEADROOM = "headroom", _("Importance × what is missing to the highest answer")

    class AnswerKind(models.TextChoices):
        FREQUENCY = labels.FREQUENCY, _("How often somebody does it")
        AGREEMENT = labels.AGREEMENT, _("How far somebody agrees")
        CONFIDENCE = labels.CONFIDENCE, _("How confident somebody is")

    class Licence(models.TextChoices):
        BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
        BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
        ZERO = "CC0-1.0", _("No rights reserved (CC0 1.0)")
        OWN = "own", _("All rights reserved, used by permission")

    instructions = RichTextField(_("instructions"), blank=True, help_text=_("Shown before the first page."))
    stem = models.CharField(_("question asked about every statement"), max_length=300)
    answer_kind = models.CharField(_("kind of answer"), max_length=12, choices=AnswerKind, default=AnswerKind.FREQUENCY)
    points = models.PositiveSmallIntegerField(
        _("points of the scale"),
        default=5,
        validators=[MinValueValidator(labels.FEWEST_POINTS), MaxValueValidator(labels.MOST_POINTS)],
        help_text=_("Two to seven. Five or more tell people apart better; an odd number has a middle."),
    )
    responses = StreamField(
        [("label", LabelBlock(max_length=60))],
        max_num=labels.MOST_POINTS,
        blank=True,
        verbose_name=_("answers"),
        help_text=_(
            "The words of every point, the lowest first. Leave this empty, and the ready words for the kind and number of "
            "points above are filled in when you save. Ready words follow the kind and the number; words of your own stay."
        ),
    )
    no_chance_label = models.CharField(
        _("answer of those who had no chance"), max_length=60, default=_("No chance to do this")
    )
    asks_importance = models.BooleanField(
        _("ask how much each subject matters"),
        default=True,
        help_text=_(
            "Untick to leave that page out. Suggestions then treat every subject as mattering very much (4 of 5), so that "
            "only the answers put them in order."
        ),
    )
    importance_question = models.CharField(
        _("question of importance"),
        max_length=300,
        default=_("How much will this matter in your role over the next six months?"),
    )
    importance_labels = StreamField(
        [("label", LabelBlock(max_length=60))],
        max_num=len(labels.IMPORTANCE),
        blank=True,
        verbose_name=_("answers about importance"),
        help_text=_("Five, from little to essential. Left empty, they are filled in when you save."),
    )
    importance_unknown_label = models.CharField(
        _("answer of those who do not know"), max_length=60, default=_("I don’t know")
    )
    scales = StreamField([("scale", ScaleBlock())], verbose_name=_("subjects and statements"))
    looking_back = models.CharField(
        _("question that looks back"),
        max_length=300,
        blank=True,
        help_text=_("Asked once a subject when the questions are answered again after the sets. Leave empty for none."),
    )
    need_method = models.CharField(
        _("how suggestions are put in order"), max_length=12, choices=NeedMethod, default=NeedMethod.BORICH
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.BY)
    attribution = models.CharField(
        _("whose work it is"), max_length=200, blank=True, help_text=_("As its authors wish to be named.")
    )
    wording_only = models.JSONField(default=dict, blank=True, editable=False)
    short_time_seconds = models.PositiveSmallIntegerField(
        _("seconds that are very short"), default=90, validators=[MaxValueValidator(3600)]
    )
    straight_line_prompt = models.TextField(
        _("what to ask when all answers are the same or came very fast"), max_length=600, blank=True
    )
    technical_note = RichTextField(
        _("about the questionnaire itself"),
        blank=True,
        help_text=_("For its technical page: what it is for, where its statements come from, what is not known yet."),
    )

    kind: ClassVar[str] = "assessment"
    wave: ClassVar[Wave] = Wave.PRE
    doors: ClassVar[str] = "elearning.assessments.doors.assessment"
    previews: ClassVar[str] = "elearning.assessments.doors.preview"
    base_form_class = InstrumentForm
    content_panels = [
        *StepPage.content_panels,
        HelpPanel(template="assessments/panels/freezing.html", heading=_("When you change a question")),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [
                FieldPanel("stem"),
                FieldRowPanel([FieldPanel("answer_kind"), FieldPanel("points")]),
                HelpPanel(template="assessments/panels/labels.html", heading=_("Ready words")),
                FieldPanel("responses"),
                FieldPanel("no_chance_label"),
            ],
            heading=_("The question and its answers"),
        ),
        HelpPanel(template="assessments/panels/size.html", heading=_("How long it is")),
        FieldPanel("scales"),
        MultiFieldPanel(
            [
                FieldPanel("asks_importance"),
                FieldPanel("importance_question"),
                FieldPanel("importance_labels"),
                FieldPanel("importance_unknown_label"),
            ],
            heading=_("How much it matters"),
        ),
        FieldPanel("looking_back"),
        MultiFieldPanel(
            [FieldPanel("need_method"), FieldPanel("short_time_seconds"), FieldPanel("straight_line_prompt")],
            heading=_("Results"),
        ),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("attribution")], heading=_("Whose it is")),
        FieldPanel("technical_note"),
    ]
    template = "assessments/preview.html"

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")

    @classmethod
    def gate(cls, way: Way) -> Gate:
        """Always open; said to be best after the workshop, and optional once priorities are chosen without it, or once the
        same questions are asked again."""
        cohort = way.enrolment.cohort
        chosen_without = "priorities" in way.done and cls.kind not in way.done
        early = way.now < cohort.workshop_ends_at
        return Gate(
            is_open=True,
            reason=str(_("Best after the workshop.")) if early else "",
            is_optional=chosen_without or cohort.day_of(way.now) >= cohort.window(Wave.POST)[0],
        )

    @property
    def questionnaire(self) -> "SelfAssessmentPage":
        """The page whose questions are asked here: this one."""
        return self

    @property
    def subject_words(self) -> dict[str, dict[str, str]]:
        """The title and plain meaning of each subject by its code: people rate its importance by these words.

        Empty for a new page that has no place yet.
        """
        if not self.depth:
            return {}
        return {
            subject.code: {"title": subject.title, "plain": subject.plain}
            for subject in self.programme.framework.subjects.order_by("sort_order", "pk")
        }

    @property
    def licence_url(self) -> str:
        """Where the licence can be read; empty where all rights are reserved."""
        return LICENCE_URLS[self.licence]

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Every page a participant comes to, in order, and the form on paper; the mode is the way to it."""
        subjects = [(f"subjects/{n}/", title) for n, title in enumerate(self._preview_titles(), start=1)]
        importance = [("importance/", gettext("What will matter"))] if self.asks_importance else []
        if self.looking_back:
            importance.append(("looking-back/", gettext("Looking back, after the sets")))
        last = [("check/", gettext("The check before submitting")), ("print/", gettext("On paper"))]
        return [("", gettext("The start")), *subjects, *importance, *last]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """One page of the questionnaire as a participant would see it, from the draft; nothing on it can be sent."""
        match = resolve(f"/{mode_name}", urlconf=self.previews)
        return match.func(request, self, *match.args, **match.kwargs)

    def clean(self) -> None:
        """Fill in ready words where there are none of the editor's own, then refuse what could not be asked or scored.

        What is wrong with a statement or a subject is said beside it.
        """
        super().clean()
        self._fill_in_ready_words()
        problems: dict[str, Any] = {}
        if len(self.responses) != self.points:
            problems["responses"] = gettext(
                "There are %(labels)d answers of your own for a scale of %(points)d points. Change one of the two."
            ) % {"labels": len(self.responses), "points": self.points}
        if len(self.importance_labels) != len(labels.IMPORTANCE):
            problems["importance_labels"] = gettext("Importance needs five answers, or none to get the ready ones.")
        faults = self.faults()
        if faults:
            problems["scales"] = placed(faults)
        if problems:
            raise ValidationError(problems)

    def faults(self) -> list[Fault]:
        """What is wrong with the subjects and statements, each with its place."""
        parent = self.get_parent() if self.depth else None
        programme = ProgrammePage.objects.filter(pk=parent.pk).first() if parent else None
        known = set(programme.framework.subjects.values_list("code", flat=True)) if programme else None
        return faults_in([block.value for block in self.scales], known)

    def _preview_titles(self) -> Iterator[str]:
        words = self.subject_words
        for block in self.scales:
            if any(statement["active"] for statement in block.value["statements"]):
                code = block.value["subject"] or "?"
                yield words.get(code, {"title": code})["title"]

    def _fill_in_ready_words(self) -> None:
        own = [str(block.value) for block in self.responses]
        in_range = labels.FEWEST_POINTS <= (self.points or 0) <= labels.MOST_POINTS
        if in_range and self.answer_kind in labels.READY and (not own or labels.is_ready(own)):
            ready = labels.ready(self.answer_kind, self.points)
            if list(ready) != own:
                self.responses = self._labelled(ready)
        if not self.importance_labels:
            self.importance_labels = self._labelled([str(label) for label in labels.IMPORTANCE])

    @staticmethod
    def _labelled(words: Sequence[str]) -> list[tuple[str, str]]:
        return [("label", word) for word in words]


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
        """The questions, read from the frozen words once for each process: the digest says which words."""
        name = (self.pk, self.digest)
        known = READ.get(name)
        if known is None:
            if len(READ) >= MOST_READ:
                READ.clear()
            known = READ[name] = read(self.schema)
        return known
