"""The form in which Wagtail's editors write a self-assessment: subjects are chosen from the programme's list."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from elearning.assessments.blocks import scales_among


class InstrumentForm(WagtailAdminPageForm):
    """As any page's form, but a subject is one of those of the programme above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        framework = getattr(self.parent_page.specific if self.parent_page else None, "framework", None)
        if framework is None or "scales" not in self.fields:
            return
        plain = self.fields["scales"]
        subjects = [
            (subject.code, f"{subject.code} · {subject.title}")
            for subject in framework.subjects.order_by("sort_order", "pk")
        ]
        self.fields["scales"] = BlockField(
            block=scales_among(subjects, required=plain.required),
            required=plain.required,
            label=plain.label,
            help_text=plain.help_text,
        )
