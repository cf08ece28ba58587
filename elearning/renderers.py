"""How forms become HTML: our renderer for our own forms, Django's for Wagtail's, and two extras for asking.

Wagtail's admin must keep Django's widgets. So the renderer that the settings name leaves every form alone except ours; a
form of ours is one that inherits a class written in our packages and none of Wagtail's, nor `DeskForm`. Inheriting
`AlongsideForm` first (`class ProfileForm(AlongsideForm, forms.ModelForm)`) says so plainly and brings the manners that
all our forms share.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.forms import BaseForm, Field, Form
from django.forms.boundfield import BoundField
from django.forms.renderers import BaseRenderer, DjangoTemplates
from django.forms.widgets import Widget
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext as _

from elearning.readership import UNREAD, Kind, ReadBy

OUR_PACKAGES = frozenset({"elearning", "packs", "actionsets"})


class DeskForm(Form):
    """A form of ours that stands in Wagtail's admin, and looks like the others there."""


def is_ours(form: BaseForm) -> bool:
    """Whether a form is written by us for our own pages, and not for Wagtail's admin."""
    kind: Any = type(form)  # which mypy takes for something that cannot be a key
    return _is_ours(kind)


@lru_cache(maxsize=512)
def _is_ours(kind: type[BaseForm]) -> bool:
    """Asked for each field of each form, and the same for all forms of a kind."""
    packages = {parent.__module__.partition(".")[0] for parent in kind.__mro__}
    return bool(packages & OUR_PACKAGES) and "wagtail" not in packages and not issubclass(kind, DeskForm)


def missing_answer(field: Field, label: str) -> str:
    """What to say where an answer is missing, so that each link in the summary of errors tells which."""
    kind = getattr(field.widget, "input_type", None)
    if kind == "checkbox" and not field.widget.use_fieldset:
        return _("Please tick: %(label)s") % {"label": label}
    if kind in {"radio", "checkbox", "select", "file"}:
        return _("Please choose: %(label)s") % {"label": label}
    return _("Please fill in: %(label)s") % {"label": label}


class ChoosingBoundField(BoundField):
    """A field of any form; in a form of ours it takes our renderer, and says what is missing by the name of the question."""

    def __init__(self, form: BaseForm, field: Field, name: str) -> None:
        super().__init__(form, field, name)
        if not is_ours(form):
            return
        if not isinstance(form.renderer, PageRenderer):
            form.renderer = PageRenderer()
        kinds = getattr(form, "read_by", UNREAD)
        if not isinstance(kinds, Kind):
            self.help_text = f"{self.help_text} {kinds[name].sentence}".strip() if name in kinds else self.help_text
        if field.error_messages.get("required") == Field.default_error_messages["required"]:
            field.error_messages["required"] = missing_answer(field, str(self.label))


class PageRenderer(DjangoTemplates):
    """Takes a form's templates from the project (`templates/django/forms`) and what is missing there from Django itself."""

    bound_field_class = ChoosingBoundField

    def get_template(self, template_name: str) -> Any:
        """The project's template of that name, or else Django's; raises TemplateDoesNotExist when there is neither."""
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


class AlongsideRenderer(DjangoTemplates):
    """The renderer that the settings name: Django's own, which steps aside for `PageRenderer` in forms of ours."""

    bound_field_class = ChoosingBoundField


class AlongsideForm:
    """Manners of every form of ours: our renderer, no colon after labels, and errors from the server rather than the browser.

    `mark_optional` writes "(optional)" behind the label of what may be left out; a form of filters turns it off.
    `legend_class` gives the questions of a form another size, such as `govuk-fieldset__legend--m`. `read_by` is the kind, in
    the table of readers, of what the form takes: of all of it, and its page says `who_reads` once; or of each field by name,
    and then each says it below its label.
    """

    default_renderer: BaseRenderer | type[BaseRenderer] | None = PageRenderer
    use_required_attribute = False
    mark_optional: ClassVar[bool] = True
    legend_class: ClassVar[str] = ""
    read_by: ClassVar[ReadBy]

    @property
    def who_reads(self) -> str:
        """The line that says who can see what is filled in here; nothing where each field says it, or nobody is to read."""
        if not isinstance(self.read_by, Kind) or self.read_by == UNREAD:
            return ""
        return render_to_string("components/private.html", {"text": self.read_by.sentence})


class Hinted(str):
    """The label of a choice with a line of explanation below it: `("net", Hinted("Networking", hint="You swap news"))`."""

    hint: str

    def __new__(cls, label: str, *, hint: str = "") -> "Hinted":
        """A label; without a hint it is like any other."""
        made = super().__new__(cls, label)
        made.hint = hint
        return made


class DayMonthYear(Widget):
    """A date asked in three boxes; what was typed is kept, also when it is no date."""

    template_name = "django/forms/widgets/day_month_year.html"
    use_fieldset = True
    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs: the three boxes with their labels, ids (`id_NAME_0` to `_2`) and values."""
        context = super().get_context(name, value, attrs)
        typed = self._split(value)
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        ident = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"]["subwidgets"] = [
            {
                "name": f"{name}_{part}",
                "label": labels[part],
                "value": typed[part],
                "attrs": {"id": f"{ident}_{index}", "class": f"govuk-input--width-{4 if part == 'year' else 2}"},
            }
            for index, part in enumerate(self.parts)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The three boxes as `year-month-day`, or None when all are empty."""
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in self.parts)
        return f"{year}-{month}-{day}" if day or month or year else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the three boxes was sent at all."""
        return not any(f"{name}_{part}" in data for part in self.parts)

    def id_for_label(self, id_: str) -> str:
        """The id of the first box, where the summary of errors leads."""
        return f"{id_}_0"

    def _split(self, value: Any) -> dict[str, str]:
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        year, month, day = (*str(value or "").split("-", 2), "", "", "")[:3]
        return {"day": day, "month": month, "year": year}
