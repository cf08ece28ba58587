"""Forms of a pack: private notes, and the filters of the catalogue."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from elearning.programmes.models import Subject
from elearning.renderers import AlongsideForm
from packs.models import LearningPackPage, PackNote, PublisherPage
from packs.models.packs import PackQuerySet
from packs.reading import version_of
from packs.sections import LONGEST_NOTE, Ask, Section


class NotesForm(AlongsideForm, forms.Form):
    """The private questions of one part of a pack; all may be left open."""

    mark_optional = False
    legend_class = "govuk-fieldset__legend--s"

    version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: Section, notes: list[PackNote], **kwargs: Any) -> None:
        texts = {note.key: note.text for note in notes}
        kwargs["initial"] = {**texts, "version": version_of(notes)}
        super().__init__(*args, **kwargs)
        self.fields |= {ask.key: field_of(ask) for ask in section.asks}

    @property
    def texts(self) -> dict[str, str]:
        """What was written or chosen, by key."""
        return {key: text for key, text in self.cleaned_data.items() if key != "version"}


def field_of(ask: Ask) -> forms.Field:
    """The field that asks `ask`."""
    given: dict[str, Any] = {"label": ask.label, "help_text": ask.help, "required": False}
    if ask.choices:
        return forms.ChoiceField(choices=ask.choices, widget=forms.RadioSelect, **given)
    field = forms.CharField(max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3}), **given)
    # The limit is far away; a counter under every box would only suggest that it should be filled.
    del field.widget.attrs["maxlength"]
    return field


class CatalogueForm(AlongsideForm, forms.Form):
    """The look of the filters: nothing in them has to be filled in."""

    mark_optional = False


def subjects() -> list[tuple[str, str]]:
    """The subjects that published packs are about."""
    found = Subject.objects.filter(pk__in=LearningPackPage.objects.published().values("subject"))
    return list(
        {subject.code: (subject.code, subject.title) for subject in found.order_by("sort_order", "pk")}.values()
    )


def publishers() -> list[tuple[str, str]]:
    """The organisations that publish."""
    return list(PublisherPage.objects.live().order_by("title").values_list("slug", "title"))


def languages() -> list[tuple[str, str]]:
    """The languages that published packs are written in."""
    found = LearningPackPage.objects.published().select_related("locale").order_by("locale__language_code")
    return [(locale.language_code, str(locale)) for locale in dict.fromkeys(pack.locale for pack in found)]


class Catalogue(django_filters.FilterSet):
    """What visitors can narrow the catalogue by."""

    q = django_filters.CharFilter(label=_("Words"), method="with_words", max_length=100)
    subject = django_filters.ChoiceFilter(
        label=_("Subject"), field_name="subject__code", choices=subjects, empty_label=_("All subjects")
    )
    publisher = django_filters.ChoiceFilter(
        label=_("Publisher"), method="of_publisher", choices=publishers, empty_label=_("All publishers")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), field_name="locale__language_code", choices=languages, empty_label=_("All languages")
    )
    time = django_filters.ChoiceFilter(
        label=_("Time needed"),
        field_name="minutes",
        lookup_expr="lte",
        choices=[("30", _("Up to 30 minutes")), ("45", _("Up to 45 minutes")), ("60", _("Up to 60 minutes"))],
        empty_label=_("Any length"),
    )

    class Meta:
        model = LearningPackPage
        fields: tuple[str, ...] = ()
        form = CatalogueForm

    def with_words(self, packs: PackQuerySet, name: str, value: str) -> PackQuerySet:
        """Those in which all the words stand."""
        return packs.with_words(value)

    def of_publisher(self, packs: PackQuerySet, name: str, value: str) -> PackQuerySet:
        """Those of one publisher."""
        publisher = PublisherPage.objects.live().filter(slug=value).first()
        return packs.descendant_of(publisher) if publisher else packs.none()

    def in_use(self) -> list[tuple[str, str]]:
        """The filters that narrow the list now: name and words, for the tags that take them away."""
        given = self.form.cleaned_data if self.form.is_valid() else {}
        return [(name, self._words(name, str(value))) for name, value in given.items() if value]

    def _words(self, name: str, value: str) -> str:
        choices = getattr(self.form.fields[name], "choices", ())
        return next((str(words) for key, words in choices if str(key) == value), f"“{value}”")
