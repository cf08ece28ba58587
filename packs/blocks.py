"""The blocks a learning pack is written from, with their limits (DOMAIN 5.1). Block ids key people's private notes.

Drafts may be half empty; what a pack must have is asked when it is published, in words beside the field.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText

from elearning.blocks import PLAIN, PROSE, QuestionBlock
from packs.drawings import Drawing
from packs.samples import SAMPLES

MARKUP = re.compile(r"<[^>]+>")
WORDING = [*PLAIN, "ol", "ul"]


def words_in(html: str) -> int:
    """How many words a reader finds in `html`."""
    return len(unescape(MARKUP.sub(" ", html)).split())


def texts_of(raw: Any) -> Iterator[str]:
    """Every text in the stored form of a block or a stream, in its order."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        yield from (text for key, value in raw.items() if key not in {"id", "type"} for text in texts_of(value))
    elif isinstance(raw, list):
        yield from (text for value in raw for text in texts_of(value))


class CountedProse(blocks.RichTextBlock):
    """Writing that must have between `fewest` and `most` words before it can be published."""

    def __init__(self, fewest: int = 0, most: int = 10_000, **kwargs: Any) -> None:
        self.fewest, self.most = fewest, most
        super().__init__(**{"form_classname": f"words-{fewest}-{most}", **kwargs})

    def clean(self, value: RichText) -> RichText:
        """The text. Raises ValidationError, at publishing only, when it is too short or too long."""
        cleaned = super().clean(value)
        words = words_in(cleaned.source)
        if not self.is_deferred_validation and not self.fewest <= words <= self.most:
            raise ValidationError(
                _now("This has %(words)d words. It needs between %(fewest)d and %(most)d before it can be published.")
                % {"words": words, "fewest": self.fewest, "most": self.most}
            )
        return cleaned


class CategoryOutcome(models.TextChoices):
    """The four kinds of outcome of the category that an outcome of a pack may serve."""

    UNDERSTANDING = "understanding", _("Practical understanding")
    CONFIDENCE = "confidence", _("Confidence to work with others")
    EVIDENCE = "evidence", _("Being able to show results")
    ENCOURAGING = "encouraging", _("Being able to encourage others")


class OutcomeBlock(blocks.StructBlock):
    """One thing a reader can do afterwards."""

    text = blocks.CharBlock(
        max_length=200,
        label=_("After this pack you can…"),
        help_text=_(
            "Start with a verb that somebody could see you do, in lower case: “agree who will do what by when”."
        ),
    )
    category_outcome = blocks.ChoiceBlock(choices=CategoryOutcome.choices, required=False, label=_("Kind of outcome"))

    class Meta:
        icon = "check"
        label = _("Outcome")


class TableValue(blocks.StructValue):
    """A blank table and what its rows say."""

    @property
    def lines(self) -> list[tuple[str, range]]:
        """Each row as its label (empty if the whole row is blank) and its blank cells, counted."""
        columns = len(self["columns"])
        labelled = [(label, range(columns - 1)) for label in self["rows"]]
        return labelled + [("", range(columns))] * (self["blank_rows"] or 0)

    @property
    def is_wide(self) -> bool:
        """Whether it needs a sheet on its side."""
        return len(self["columns"]) >= 4


class TableFormBlock(blocks.StructBlock):
    """A blank table to fill in."""

    title = blocks.CharBlock(max_length=120, label=_("Title of the form"))
    columns = blocks.ListBlock(blocks.CharBlock(max_length=80), min_num=2, max_num=5, label=_("Columns"))
    rows = blocks.ListBlock(
        blocks.CharBlock(max_length=160),
        max_num=12,
        default=[],
        label=_("Labels of the rows"),
        help_text=_("What stands in the first column. Leave empty for a table of blank rows."),
    )
    blank_rows = blocks.IntegerBlock(required=False, min_value=0, max_value=12, label=_("Blank rows"))

    class Meta:
        icon = "table"
        label = _("Table")
        value_class = TableValue


class PromptsFormBlock(blocks.StructBlock):
    """Sentences to complete."""

    title = blocks.CharBlock(max_length=120, label=_("Title of the form"))
    prompts = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=3, max_num=8, label=_("Prompts"))

    class Meta:
        icon = "list-ul"
        label = _("Lines to complete")


class ToolFormBlock(blocks.StreamBlock):
    """The one blank form of a tool."""

    table = TableFormBlock()
    prompts = PromptsFormBlock()

    class Meta:
        min_num = max_num = 1


class ToolBlock(blocks.StructBlock):
    """A tool: where it comes from, what it is for, how to use it in five steps, a blank form, and when not to use it."""

    name = blocks.CharBlock(max_length=120, label=_("Name"))
    originator = blocks.CharBlock(max_length=200, label=_("Whose idea it is"))
    purpose = blocks.TextBlock(max_length=600, rows=3, label=_("What it is for"))
    steps = blocks.ListBlock(
        blocks.TextBlock(max_length=600, rows=2), min_num=5, max_num=5, label=_("How to use it, in five steps")
    )
    form = ToolFormBlock(
        label=_("Blank form"),
        help_text=_("Draw your own: published forms are often protected. It is printed on one page."),
    )
    drawing = blocks.ChoiceBlock(
        choices=Drawing.choices,
        required=False,
        label=_("Drawing"),
        help_text=_(
            "From our shelf, if one fits. It is shown with what it says in words, and may be used by everybody."
        ),
    )
    example = blocks.RichTextBlock(required=False, features=WORDING, label=_("A short worked example"))
    when_not = blocks.TextBlock(max_length=800, rows=3, label=_("When not to use it"))
    rights = blocks.CharBlock(required=False, max_length=200, label=_("Rights in this form, if they are not yours"))

    class Meta:
        icon = "cog"
        label = _("Tool")


class SelfQuestionnaireBlock(blocks.StructBlock):
    """A few statements for private reflection, with worded answers; nothing is added up."""

    intro = blocks.TextBlock(max_length=600, rows=3, label=_("Introduction"))
    questions = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=5, max_num=8, label=_("Statements"))
    labels = blocks.ListBlock(blocks.CharBlock(max_length=60), min_num=2, max_num=6, label=_("Answers to choose from"))

    class Meta:
        icon = "form"
        label = _("Self-questionnaire")


class ScenarioBlock(blocks.StructBlock):
    """A made-up case without a right answer."""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    text = CountedProse(
        150, 250, features=WORDING, label=_("The case"), help_text=_("Between 150 and 250 words. Invent the people.")
    )
    questions = blocks.ListBlock(
        blocks.TextBlock(max_length=400, rows=2), min_num=3, max_num=3, label=_("Three questions")
    )

    class Meta:
        icon = "group"
        label = _("Scenario")


class CardBlock(blocks.StructBlock):
    """A preparation card, filled in as an example: roles, never names."""

    issue = blocks.TextBlock(max_length=500, rows=2, label=_("My issue in one sentence"))
    why_now = blocks.TextBlock(max_length=500, rows=2, label=_("Why it matters now"))
    who = blocks.TextBlock(max_length=500, rows=2, label=_("Who is involved"), help_text=_("Roles, no names."))
    tried = blocks.TextBlock(max_length=500, rows=2, label=_("What I have tried"))
    avoided = blocks.TextBlock(max_length=500, rows=2, label=_("What I have avoided"))
    want = blocks.TextBlock(max_length=500, rows=2, label=_("What I want from the set"))
    noticed = blocks.TextBlock(max_length=500, rows=2, label=_("What the pack made me notice"))

    class Meta:
        icon = "clipboard-list"
        label = _("Example card")


class BringBlock(blocks.StructBlock):
    """The way into the preparation card of the reader."""

    intro = blocks.TextBlock(max_length=800, rows=3, label=_("Introduction"))
    issue_prompt = blocks.CharBlock(
        max_length=160,
        label=_("The kind of issue to bring"),
        help_text=_("Such as: A person whose work I need and cannot direct."),
    )
    example = CardBlock(label=_("A filled-in example"))

    class Meta:
        icon = "pick"
        label = _("Bring to the set")


class TrainerNotesBlock(blocks.StructBlock):
    """How to use the pack with a group."""

    purpose = blocks.RichTextBlock(features=WORDING, label=_("Purpose in a group"))
    timing = blocks.RichTextBlock(features=WORDING, label=_("Timing"))
    traps = blocks.RichTextBlock(features=WORDING, label=_("Traps"))
    variations = blocks.RichTextBlock(features=WORDING, label=_("Variations"))

    class Meta:
        icon = "group"
        label = _("Notes for facilitators and trainers")


class WorkBlock(blocks.StructBlock):
    """Something to read next."""

    citation = blocks.CharBlock(max_length=400, label=_("Author, year, title"))
    note = blocks.TextBlock(required=False, max_length=400, rows=2, label=_("Why read it"))
    is_open = blocks.BooleanBlock(required=False, label=_("Free to read"))
    url = blocks.URLBlock(required=False, label=_("Address"), help_text=_("Only a lasting one, such as a DOI."))

    class Meta:
        icon = "doc-full"
        label = _("Work")


class ChangeBlock(blocks.StructBlock):
    """One line of the change log."""

    version = blocks.CharBlock(max_length=12, label=_("Version"))
    date = blocks.DateBlock(label=_("Date"))
    note = blocks.CharBlock(max_length=300, label=_("What changed"))

    class Meta:
        icon = "history"
        label = _("Change")


class FigureBlock(blocks.StructBlock):
    """A picture in words as well, with a line on whose it is; shown at the end of the part it follows."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))
    rights = blocks.CharBlock(
        max_length=200,
        label=_("Whose it is, and on what terms"),
        help_text=_("Such as: Photo: Alder Lane Learning, CC BY 4.0."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")


class PackBody(blocks.StreamBlock):
    """A pack, block by block, in the order in which it is read."""

    outcomes = blocks.ListBlock(OutcomeBlock(), min_num=2, max_num=4, label=_("Learning outcomes"), icon="check")
    reading = CountedProse(
        300,
        1500,
        features=PROSE,
        label=_("Short reading"),
        icon="openquote",
        form_classname="words-300-1500 words-pack-600-900",
        help_text=_("600 to 900 words in a pack, 300 to 1500 in a resource, with a few headings."),
    )
    tool = ToolBlock()
    self_questionnaire = SelfQuestionnaireBlock()
    reflective_questions = blocks.ListBlock(
        QuestionBlock(), min_num=3, max_num=5, label=_("Reflective questions"), icon="help"
    )
    scenario = ScenarioBlock()
    bring = BringBlock()
    try_this = CountedProse(
        1, 250, features=WORDING, label=_("Try it this week"), icon="date", help_text=_("One small experiment.")
    )
    figure = FigureBlock()
    trainer_notes = TrainerNotesBlock()
    further_reading = blocks.ListBlock(WorkBlock(), max_num=12, label=_("Further reading"), icon="doc-full")
    credits = blocks.RichTextBlock(
        features=WORDING, label=_("Credits"), icon="user", help_text=_("Whose ideas, whose words, and the licence.")
    )
    change_log = blocks.ListBlock(ChangeBlock(), min_num=1, label=_("Change log"), icon="history")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Set here, so that samples are not written into migrations.
        for name, block in self.child_blocks.items():
            if name in SAMPLES:
                block.meta.description = SAMPLES[name].description
            if name in SAMPLES and SAMPLES[name].value:
                block.meta.preview_template = "packs/desk/block_preview.html"
                block.meta.preview_value = SAMPLES[name].value

    class Meta:
        block_counts = {
            "outcomes": {"min_num": 1, "max_num": 1},
            "reading": {"min_num": 1, "max_num": 1},
            "tool": {"min_num": 1, "max_num": 3},
            "self_questionnaire": {"max_num": 1},
            "reflective_questions": {"max_num": 1},
            "scenario": {"max_num": 1},
            "bring": {"max_num": 1},
            "try_this": {"max_num": 1},
            "figure": {"max_num": 8},
            "trainer_notes": {"min_num": 1, "max_num": 1},
            "further_reading": {"max_num": 1},
            "credits": {"min_num": 1, "max_num": 1},
            "change_log": {"min_num": 1, "max_num": 1},
        }
