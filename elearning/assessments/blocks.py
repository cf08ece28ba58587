"""StreamField blocks in which an organisation writes a self-assessment."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StatementBlock(blocks.StructBlock):
    """One statement. Its block id is the key of every answer to it."""

    code = blocks.CharBlock(max_length=16, label=_("Code"), help_text=_("Short and lasting, such as LEAD1."))
    text = blocks.CharBlock(max_length=300, label=_("Statement"))
    reverse = blocks.BooleanBlock(
        required=False,
        label=_("Reversed"),
        help_text=_("A high answer counts as a low one, because doing this means practising the subject less."),
    )
    active = blocks.BooleanBlock(
        required=False, default=True, label=_("Asked"), help_text=_("Untick to keep a statement in reserve.")
    )

    class Meta:
        icon = "help"
        label = _("Statement")
        label_format = "{code}: {text}"


class ScaleBlock(blocks.StructBlock):
    """The statements about one subject."""

    subject = blocks.CharBlock(
        max_length=12, label=_("Subject"), help_text=_("Its code in the programme’s list of subjects, such as LEAD.")
    )
    statements = blocks.ListBlock(StatementBlock(), min_num=2, label=_("Statements"))

    class Meta:
        icon = "list-ul"
        label = _("Subject")
        label_format = "{subject}"


class LabelBlock(blocks.CharBlock):
    """The words of one point of a scale, the lowest first."""

    class Meta:
        icon = "title"
        label = _("Label")


def scales_among(subjects: Iterable[tuple[str, str]], *, required: bool) -> blocks.StreamBlock:
    """Scales as `ScaleBlock` writes them, whose subject is chosen among `subjects` (code, title) instead of typed."""
    subject = blocks.ChoiceBlock(choices=list(subjects), label=_("Subject"))
    return blocks.StreamBlock([("scale", ScaleBlock([("subject", subject)]))], required=required)
