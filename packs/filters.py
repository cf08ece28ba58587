"""The filters of the catalogue: a form that needs nothing filled in, and for each choice a link with how many packs it leaves."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import get_content_languages

from elearning import readership
from elearning.programmes.models import Subject
from elearning.renderers import AlongsideForm
from packs import facets, finding
from packs.facets import Kind
from packs.models import LearningPackPage, PublisherPage
from packs.models.packs import PackQuerySet
from packs.wanting import Format

FACETS = ("subject", "format", "time", "level", "language", "publisher")
TIME_WORDS = {"30": _("Up to 30 minutes"), "45": _("Up to 45 minutes"), "60": _("Up to 60 minutes")}
LONGEST_QUERY = 100
ORDERS = {"newest": ("-published_on", "code", "pk"), "title": ("title", "code", "pk")}
MOST_LEVELS = 5


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its words, how many packs it leaves, where it leads, and whether it is in use now."""

    words: str
    number: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its choices."""

    name: str
    label: str
    options: list[Option]

    @property
    def in_use(self) -> bool:
        """Whether one of its choices narrows the list now."""
        return any(option.chosen for option in self.options)


class CatalogueForm(AlongsideForm, forms.Form):
    """The look of the filters: nothing in them has to be filled in."""

    read_by = readership.UNREAD
    mark_optional = False


class Catalogue(django_filters.FilterSet):
    """What visitors can narrow the catalogue by, and put it in order by."""

    q = django_filters.CharFilter(label=_("Words or code"), method="with_words", max_length=LONGEST_QUERY)
    sort = django_filters.ChoiceFilter(
        label=_("Order"),
        method="in_order",
        choices=[("newest", _("Newest first")), ("title", _("By title"))],
        empty_label=_("Best match first"),
    )
    subject = django_filters.ChoiceFilter(label=_("Subject"), field_name="subject__code")
    format = django_filters.ChoiceFilter(label=_("Kind"), choices=Format.choices)
    time = django_filters.ChoiceFilter(
        label=_("Time needed"), field_name="minutes", lookup_expr="lte", choices=list(TIME_WORDS.items())
    )
    level = django_filters.CharFilter(label=_("Written for"), max_length=160)
    language = django_filters.ChoiceFilter(
        label=_("Language"), field_name="locale__language_code", choices=lambda: list(get_content_languages().items())
    )
    publisher = django_filters.ChoiceFilter(label=_("Publisher"), method="of_publisher")

    class Meta:
        model = LearningPackPage
        fields: tuple[str, ...] = ()
        form = CatalogueForm

    def __init__(self, data: QueryDict, queryset: PackQuerySet) -> None:
        super().__init__(data, queryset=queryset)
        self.publishers = {page.slug: page for page in PublisherPage.objects.live().order_by("title")}
        subjects = Subject.objects.order_by("sort_order", "pk").values_list("code", "title")
        self.filters["publisher"].extra["choices"] = [(slug, page.title) for slug, page in self.publishers.items()]
        self.filters["subject"].extra["choices"] = list(dict(subjects).items())

    def with_words(self, packs: PackQuerySet, name: str, value: str) -> PackQuerySet:
        """Those that were found by these words."""
        return finding.among(packs, self.hits)

    def in_order(self, packs: PackQuerySet, name: str, value: str) -> PackQuerySet:
        """The same, in the order that was asked for."""
        return packs.order_by(*ORDERS[value])

    def of_publisher(self, packs: PackQuerySet, name: str, value: str) -> PackQuerySet:
        """Those of one publisher."""
        return packs.descendant_of(self.publishers[value])

    @cached_property
    def given(self) -> dict[str, str]:
        """What is asked for, by the name of the filter; nothing where the form has a fault."""
        return {name: value for name, value in self.form.cleaned_data.items() if value} if self.is_valid() else {}

    @cached_property
    def hits(self) -> finding.Hits:
        """What the words find."""
        return finding.search(self.given.get("q", ""))

    @cached_property
    def kinds(self) -> list[Kind]:
        """What there is to narrow: the packs that the words find, or all of them."""
        packs = finding.among(self.queryset, self.hits) if "q" in self.given else self.queryset
        return finding.kinds(packs, {page.path: slug for slug, page in self.publishers.items()})

    @property
    def number(self) -> int:
        """How many packs pass all the filters."""
        return facets.number(self.kinds, self.narrowed) if self.is_valid() else 0

    @cached_property
    def narrowed(self) -> dict[str, str]:
        """The filters in use that are links: all but the words."""
        return {name: self.given[name] for name in FACETS if name in self.given}

    def page(self, number: str | None, *, of: int) -> Page:
        """One page of the packs that pass, in order; the last one where there are fewer."""
        packs = self.qs if self.is_valid() else self.queryset.none()
        if "q" in self.given and "sort" not in self.given:
            keys = finding.ranked(list(packs.values_list("pk", flat=True)), self.hits, self.given["q"], self.queryset)
            shown = Paginator(keys, of).get_page(number)
            found = self.queryset.in_bulk(shown.object_list)
            shown.object_list = [found[key] for key in shown.object_list]
            return shown
        pages = Paginator(packs, of)
        pages.count = self.number
        return pages.get_page(number)

    def in_use(self) -> list[tuple[str, str]]:
        """The filters that narrow the list now: name and words, for the tags that take them away."""
        return [(name, self._words(name, value)) for name, value in self.given.items() if name != "sort"]

    def facets(self) -> list[Facet]:
        """The filters worth showing: those in use, and those with more than one choice that leaves something."""
        shown = [self._facet(name) for name in FACETS]
        return [facet for facet in shown if facet.in_use or len(facet.options) > 1]

    def _facet(self, name: str) -> Facet:
        chosen = self.narrowed.get(name, "")
        counts = facets.counts(self.kinds, self.narrowed, name)
        left = [value for value, number in counts.items() if number or value == chosen]
        if name == "level":
            left = sorted(left, key=lambda value: (value != chosen, -counts[value]))[:MOST_LEVELS]
        if chosen and chosen not in left:
            left.append(chosen)
        order = {value: place for place, (value, _words) in enumerate(self._choices(name))}
        options = [
            Option(self._words(name, value), counts.get(value, 0), self._href(name, value), value == chosen)
            for value in sorted(left, key=lambda value: order.get(value, 0))
        ]
        return Facet(name, str(self.form.fields[name].label), options)

    def _href(self, name: str, value: str) -> str:
        query = self.data.copy()
        query.pop("page", None)
        if self.narrowed.get(name) == value:
            query.pop(name, None)
        else:
            query[name] = value
        return f"?{query.urlencode()}"

    def _choices(self, name: str) -> list[tuple[str, str]]:
        return [(str(key), str(words)) for key, words in getattr(self.form.fields[name], "choices", ())]

    def _words(self, name: str, value: str) -> str:
        return dict(self._choices(name)).get(value, value if name == "level" else f"“{value}”")
