"""StreamField blocks of the page on action learning sets: rules, agendas, prompts, roles."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

SEGMENTS = [
    ("welcome", _("Welcome")),
    ("checkin", _("Check-in")),
    ("action_review", _("Action review")),
    ("bidding", _("Bidding for airtime")),
    ("airtime", _("Airtime")),
    ("break", _("Break")),
    ("process_review", _("Process review")),
    ("close", _("Close")),
    ("contracting", _("Contracting")),
    ("intro", _("Introductions")),
    ("custom", _("Other")),
]
STAGES = [
    ("presenting", _("Presenting")),
    ("clarifying", _("Clarifying questions")),
    ("open", _("Open questions")),
    ("reflecting", _("Reflecting round")),
    ("actions", _("Actions")),
    ("slot_review", _("Review of the turn")),
]
MODES = [("in_person", _("In person")), ("virtual", _("Online"))]


class GroundRuleBlock(blocks.StructBlock):
    """One starter rule; a locked one stays in every set's agreement as it is (DOMAIN 1.4)."""

    text = blocks.TextBlock(rows=2, max_length=400, label=_("Rule"))
    locked = blocks.BooleanBlock(required=False, label=_("Locked: no set can change or leave out this rule"))

    class Meta:
        icon = "list-ol"
        label = _("Rule")


class SegmentBlock(blocks.StructBlock):
    """One part of a meeting (DOMAIN 1.5)."""

    kind = blocks.ChoiceBlock(choices=SEGMENTS, label=_("Kind"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    minutes = blocks.IntegerBlock(min_value=1, max_value=240, label=_("Minutes"))
    note = blocks.TextBlock(required=False, rows=2, max_length=400, label=_("How it is done"))

    class Meta:
        icon = "time"
        label = _("Part")


class AgendaBlock(blocks.StructBlock):
    """An agenda that meetings can follow."""

    code = blocks.CharBlock(
        max_length=20,
        label=_("Code"),
        help_text=_("Meetings use “first” and “last” for those two, else “in-person” or “virtual”."),
    )
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    mode = blocks.ChoiceBlock(choices=MODES, label=_("How the set meets"))
    segments = blocks.ListBlock(SegmentBlock(), label=_("Parts"))

    class Meta:
        icon = "calendar-alt"
        label = _("Agenda")


class AirtimeStageBlock(blocks.StructBlock):
    """One stage of a person's turn."""

    code = blocks.ChoiceBlock(choices=STAGES, required=False, label=_("Which stage it is"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    full = blocks.IntegerBlock(min_value=1, max_value=60, label=_("Minutes in a full turn"))
    short = blocks.IntegerBlock(min_value=1, max_value=60, label=_("Minutes in a short turn"))
    optional = blocks.BooleanBlock(required=False, label=_("May be left out"))
    rule = blocks.TextBlock(rows=2, max_length=400, label=_("What happens"))

    class Meta:
        icon = "time"
        label = _("Stage")


class PromptGroupBlock(blocks.StructBlock):
    """Questions that help a presenter to think, for some stages of a turn."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    stages = blocks.MultipleChoiceBlock(
        choices=STAGES, required=False, label=_("Shown in these stages"), widget=forms.CheckboxSelectMultiple
    )
    note = blocks.TextBlock(required=False, rows=2, max_length=400, label=_("Note"))
    questions = blocks.ListBlock(blocks.CharBlock(max_length=200), label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("Questions for one stage")


class IssueQuestionBlock(blocks.StructBlock):
    """One test of whether something is an issue to bring."""

    question = blocks.CharBlock(max_length=160, label=_("Question"))
    if_no = blocks.TextBlock(rows=2, max_length=400, label=_("If the answer is no"))

    class Meta:
        icon = "help"
        label = _("Question")


class RoleBlock(blocks.StructBlock):
    """Who does what in a set."""

    label = blocks.CharBlock(max_length=80, label=_("Role"))
    also = blocks.CharBlock(required=False, max_length=120, label=_("Also called"))
    does = blocks.TextBlock(rows=2, max_length=400, label=_("Does"))
    does_not = blocks.TextBlock(rows=2, max_length=400, label=_("Does not"))

    class Meta:
        icon = "user"
        label = _("Role")
