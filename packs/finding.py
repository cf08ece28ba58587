"""Finding packs by words, on either database's own full-text search, and counting them by what they are.

What can be found is written by `LearningPackPage` (`headline`, `wording`) into Wagtail's index: published words only, never
the notes for facilitators unless everybody may read them, and nothing that a reader wrote. Both texts are folded
(`spelling.fold`), so that one way of asking serves every language and both databases.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Count, F, FloatField, Func, Q, Value
from django.db.models.functions import Left
from wagtail.search import models as index
from wagtail.search.backends import get_search_backend

from packs.facets import Kind
from packs.models import LearningPackPage
from packs.models.packs import PackQuerySet
from packs.spelling import fold, mended, root, terms

# How much a word weighs in the title, in the other lines of a card, and in the pack itself.
IN_TITLE, ON_CARD, IN_PACK = 8.0, 4.0, 1.0
# PostgreSQL reads the whole text of each pack to rank by it: too much where hundreds are found, and then the card says enough.
MOST_RANKED_BY_TEXT = 300
AT_ONCE = 100
CODE = re.compile(r"^(?:[a-z]{2,8})? ?(\d{3}) (\d{2})$")


@dataclass(frozen=True)
class Hits:
    """What was found: how well each pack fits, by key; and whether only some of the words stand in them."""

    scores: dict[int, float] = field(default_factory=dict)
    loosely: bool = False


class Matches(Func):
    """Whether an entry of SQLite's index fits a query in its own language."""

    template = "wagtailsearch_indexentry_fts MATCH %(expressions)s"
    output_field = BooleanField()


class Bm25(Func):
    """How well an entry of SQLite's index fits, the better the lower; the columns are autocomplete, body, title."""

    function = f"bm25(wagtailsearch_indexentry_fts, {ON_CARD}, {IN_PACK}, {IN_TITLE})"
    template = "%(function)s"
    output_field = FloatField()


class Listed(Func):
    """The keys of a list, however long, as one parameter."""

    template = "SELECT value FROM json_each(%(expressions)s)"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The same in PostgreSQL's words."""
        words = "SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(%(expressions)s AS json))"
        return self.as_sql(compiler, connection, template=words, **context)


def among(packs: PackQuerySet, hits: Hits) -> PackQuerySet:
    """Those of `packs` that were found."""
    return packs.filter(pk__in=Listed(Value(json.dumps(list(hits.scores)))))


def search(query: str) -> Hits:
    """The packs in which every word of `query` stands; if there are none, those in which some stand.

    Words are found by how they begin and whatever their accents; a word counts most in the title. Not all that is found
    may be seen by everybody: ask for the keys among the packs that are public.
    """
    words = terms(query)
    if not words:
        return Hits()
    found = _scores(words, "&")
    if found or len(words) == 1:
        return Hits(found)
    return Hits(_scores(words, "|"), loosely=True)


def renew(now: datetime) -> int:
    """Write every published pack into the index anew, and return how many there were.

    Publishing does it for one pack; this mends what that cannot see: subjects that were renamed, a database from before.
    """
    packs, backend = LearningPackPage.objects.live().select_related("subject").order_by("pk"), get_search_backend()
    keys = list(packs.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        backend.add_bulk(LearningPackPage, packs.filter(pk__in=keys[start : start + AT_ONCE]))
    return len(keys)


def suggestion(query: str, packs: PackQuerySet) -> str | None:
    """`query` as it was perhaps meant, in words from the titles, summaries and subjects of `packs`; None if it has no faults."""
    lines = packs.order_by().values_list("title", "summary", "subject__title").distinct()
    return mended(query, {word for line in lines for text in line if text for word in fold(text).split()})


def ranked(keys: list[int], hits: Hits, query: str, packs: PackQuerySet) -> list[int]:
    """`keys` with the best first: a pack whose resource code was asked for, then by how well they fit."""
    asked = CODE.match(fold(query))
    named: set[int] = set()
    if asked:
        named = set(packs.filter(code__endswith=f":{asked[1]}-{asked[2]}").values_list("pk", flat=True))
    return sorted(keys, key=lambda key: (key not in named, -hits.scores.get(key, 0.0)))


def kinds(packs: PackQuerySet, publishers: Mapping[str, str]) -> list[Kind]:
    """What `packs` are, counted by everything they can be narrowed by; `publishers` are names by path."""
    branch = Left("path", (F("depth") - 1) * LearningPackPage.steplen)
    names = ("subject__code", "format", "level", "locale__language_code", "minutes", "branch")
    rows = packs.order_by().annotate(branch=branch).values_list(*names).annotate(number=Count("pk")).order_by(*names)
    return [
        Kind(subject or "", format, level, language, publishers.get(branch, ""), minutes, number)
        for subject, format, level, language, minutes, branch, number in rows
    ]


def _scores(words: list[str], operator: str) -> dict[int, float]:
    entries = _on_postgres(words, operator) if connection.vendor == "postgresql" else _on_sqlite(words, operator)
    return {int(key): float(score) for key, score in entries}


def _on_sqlite(words: list[str], operator: str) -> Iterable[tuple[str, float]]:
    joined = {"&": " AND ", "|": " OR "}[operator]
    query = joined.join(f'"{root(word)}"*' for word in words)
    # The sum keeps the planner from going through all entries of the kind and asking the index about each of them.
    kind, packs = F("index_entry__content_type_id") + 0, ContentType.objects.get_for_model(LearningPackPage).pk
    return (
        index.SQLiteFTSIndexEntry.objects.annotate(kind=kind)
        .filter(Matches(Value(f"{{autocomplete body}} : ({query})")), kind=packs)
        .annotate(score=-Bm25())
        .values_list("index_entry__object_id", "score")
    )


def _on_postgres(words: list[str], operator: str) -> Iterable[tuple[str, float]]:
    asked = [SearchQuery(f"{root(word)}:*", search_type="raw", config="simple") for word in words]
    fits = Q()
    for query in asked:
        one = Q(autocomplete=query) | Q(body=query)
        fits = fits & one if operator == "&" else fits | one
    any_of_them = SearchQuery(" | ".join(f"{root(word)}:*" for word in words), search_type="raw", config="simple")
    found = index.IndexEntry.objects.filter(fits, content_type=ContentType.objects.get_for_model(LearningPackPage))
    on_the_card = SearchRank(F("title"), any_of_them) * IN_TITLE + SearchRank(F("autocomplete"), any_of_them) * ON_CARD
    scores = dict(found.annotate(score=on_the_card).values_list("object_id", "score"))
    if len(scores) <= MOST_RANKED_BY_TEXT:
        inside = found.annotate(score=SearchRank(F("body"), any_of_them) * IN_PACK).values_list("object_id", "score")
        scores = {key: scores.get(key, 0) + score for key, score in inside}
    return scores.items()
