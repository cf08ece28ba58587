"""StreamField blocks of the pre-work and the workshop."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from elearning.blocks import TimetableRowBlock

PROMPT_CODES = [
    ("important_strained", _("It matters much and is strained")),
    ("important_no_agreement", _("It matters much and no agreement is current")),
    ("no_review_date", _("No review date is set")),
    ("wants_other_level", _("Another level would be better")),
    ("they_decide_they_gain", _("They decide mostly and gain mostly")),
]


class PromptBlock(blocks.StructBlock):
    """A question that the map raises by itself when an entry shows a certain pattern (DOMAIN 3.1)."""

    code = blocks.ChoiceBlock(choices=PROMPT_CODES, label=_("When"))
    title = blocks.CharBlock(max_length=80, label=_("Title"))
    question = blocks.TextBlock(rows=2, label=_("Question"), help_text=_("A question, never a verdict."))

    class Meta:
        icon = "help"
        label = _("Question that the map raises")


TOOLS = [
    ("lineup", _("The line-up on the continuum")),
    ("checklist", _("The checklist, answered on phones")),
    ("board", _("The board of challenges and ways past them")),
]


class PartBlock(TimetableRowBlock):
    """One part of the workshop: a row of a timetable, and what people use in it."""

    uses = blocks.CharBlock(required=False, max_length=160, label=_("What it uses"))
    is_break = blocks.BooleanBlock(required=False, label=_("This is a break"))
    tool = blocks.ChoiceBlock(
        choices=TOOLS,
        required=False,
        label=_("What screens show"),
        help_text=_("What phones and the shared screen put first while this part goes on."),
    )

    class Meta:
        icon = "time"
        label = _("Part")


class StatementBlock(blocks.StructBlock):
    """One statement of the checklist about a partnership."""

    code = blocks.CharBlock(max_length=8, label=_("Code"), help_text=_("Short and lasting, such as H1."))
    group = blocks.CharBlock(max_length=60, label=_("Group"), help_text=_("Statements of one group stand together."))
    text = blocks.CharBlock(max_length=240, label=_("Statement"))

    class Meta:
        icon = "tick"
        label = _("Statement")


class ReadingBlock(blocks.StructBlock):
    """One way to read a filled-in checklist."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.TextBlock(rows=2, label=_("What to look for"))

    class Meta:
        icon = "view"
        label = _("How to read it")


class ChallengeBlock(blocks.StructBlock):
    """A word for something that gets in a partnership’s way, with a question that may open it (DOMAIN 3.7)."""

    word = blocks.CharBlock(max_length=30, label=_("Word"))
    looks_like = blocks.CharBlock(required=False, max_length=140, label=_("What it looks like"))
    ask = blocks.CharBlock(required=False, max_length=140, label=_("Ask"))

    class Meta:
        icon = "warning"
        label = _("Challenge")
