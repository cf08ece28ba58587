"""StreamField blocks of the questionnaires about a programme. A block's id is the key of every answer to it."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

MOST_OPTIONS = 12


class GroupedBlock(blocks.StructBlock):
    """What all questions have: a group, their words and a line of help."""

    group = blocks.CharBlock(
        max_length=80, label=_("Group"), help_text=_("Questions of one group stand under one heading.")
    )
    text = blocks.CharBlock(max_length=240, label=_("Question"))
    help = blocks.CharBlock(required=False, max_length=300, label=_("Help"))


class RatingBlock(GroupedBlock):
    """A statement that people rate on the page's scale."""

    class Meta:
        icon = "order"
        label = _("Statement to rate")


class ChoiceBlock(GroupedBlock):
    """A question with answers to choose from, one of them or several."""

    several = blocks.BooleanBlock(required=False, label=_("Several answers can be ticked"))
    options = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("Answer")),
        min_num=2,
        max_num=MOST_OPTIONS,
        label=_("Answers"),
        help_text=_("Where only one can be chosen, in their order: reports count neighbours together."),
    )

    class Meta:
        icon = "list-ul"
        label = _("Question with answers to choose")


class WordsBlock(GroupedBlock):
    """A question answered in the person's own words, which nobody else reads."""

    class Meta:
        icon = "pilcrow"
        label = _("Question answered in one’s own words")


QUESTIONS = [("rating", RatingBlock()), ("choice", ChoiceBlock()), ("words", WordsBlock())]
