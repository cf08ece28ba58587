"""Works out how well each version of a questionnaire measures, from sets of answers without names (DOMAIN 4.4).

Sets of answers are taken by their pseudonyms and never led back to people: this module reads no enrolment and no respondent
key's owner. What is kept are figures over many people. They are worked out anew only when at least five people more have
answered, for each scale on its own: so the difference between two releases never speaks of fewer than five.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from elearning.assessments import releasing, reliability
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import InstrumentVersion, ReliabilityFigures, Response, ResponseSet
from elearning.assessments.reliability import NO_CHANCE, PairFigures, Scale, ScaleFigures, Table
from elearning.programmes.models import Wave

Counts = dict[str, int]
FEWEST_NEW = releasing.LEAST_IN_A_GROUP


def compute_all(now: datetime | None = None) -> list[InstrumentVersion]:
    """Bring the figures of every version up to date at `now`; returns the versions whose figures were worked out anew."""
    versions = InstrumentVersion.objects.select_related("page").order_by("pk")
    return [version for version in versions if compute(version, now)]


@transaction.atomic
def compute(version: InstrumentVersion, now: datetime | None = None) -> bool:
    """Work out the figures of `version` if enough people have answered since the last time; returns whether it did.

    Ten people at least are needed, and five more than the last time; of thousands, one in a hundred more. Two at once do no
    harm: the second waits.
    """
    InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    last = ReliabilityFigures.objects.filter(version=version).first()
    needed = enough(last.counts["respondents"]) if last else releasing.STATEMENTS_FROM
    if counting_sets(version).count() < needed:  # Spares reading every answer whenever nothing can have come of it.
        return False
    answers = answers_to(version)
    if len(answers) < needed:
        return False
    counts, cells = released(version.instrument, answers)
    if last:
        counts, cells = with_what_stays(last, counts, cells)
    ReliabilityFigures.objects.update_or_create(
        version=version, defaults={"made_at": now or timezone.now(), "counts": counts, "cells": cells}
    )
    return True


def enough(before: int) -> int:
    """How many must have answered before figures of `before` people are worked out anew.

    One in a hundred moves no figure that is shown, and reading the answers of fifty thousand people takes a minute.
    """
    return before + max(FEWEST_NEW, before // 100)


def counting_sets(version: InstrumentVersion) -> QuerySet[ResponseSet]:
    """The sets that figures rest on: of the first wave, submitted and not replaced, not answered in very little time (R11)."""
    shortest = timedelta(seconds=version.page.short_time_seconds)
    unhurried = Q(begun_from__isnull=False) | Q(submitted_at__gte=F("started_at") + shortest)
    return ResponseSet.objects.filter(unhurried, version=version, wave=Wave.PRE).counting()


def answers_to(version: InstrumentVersion) -> Table:
    """Who answered what, a row a pseudonym and a column a statement, without those who gave one answer throughout (R11)."""
    columns = {statement.key: place for place, statement in enumerate(version.instrument.statements)}
    sets = counting_sets(version)
    rows = {pk: place for place, pk in enumerate(sets.order_by("pk").values_list("pk", flat=True))}
    table = np.zeros((len(rows), len(columns)), dtype=np.int64)
    given = Response.objects.filter(response_set__in=sets.order_by().values("pk"))
    for pk, item, value in given.values_list("response_set_id", "item", "value").iterator(chunk_size=5000):
        if item in columns:
            table[rows[pk], columns[item]] = NO_CHANCE if value is None else value
    return table[~reliability.says_the_same_throughout(table)]


def released(instrument: Instrument, answers: Table) -> tuple[dict[str, Any], dict[str, Any]]:
    """How many people the figures rest on, and the cells that may be shown."""
    scales, pairs = figures_of(instrument, answers)
    counts = {
        "respondents": len(answers),
        "scales": {scale.code: scale.complete for scale in scales},
        "pairs": {pair_key(pair.first, pair.second): pair.people for pair in pairs},
    }
    cells = {
        "people": releasing.people(len(answers)),
        "scales": [releasing.scale_cells(scale) for scale in scales],
        "pairs": [releasing.pair_cells(pair) for pair in pairs],
    }
    return counts, cells


def figures_of(instrument: Instrument, answers: Table) -> tuple[list[ScaleFigures], tuple[PairFigures, ...]]:
    """Every figure of every scale, and how the scales go together."""
    figures, scored, start = [], {}, 0
    for asked in instrument.scales:
        scale = Scale(
            code=asked.subject,
            statements=tuple(statement.code for statement in asked.statements),
            reverse=tuple(statement.reverse for statement in asked.statements),
        )
        mine = answers[:, start : start + len(scale.statements)]
        start += len(scale.statements)
        figures.append(reliability.scale_figures(scale, mine, instrument.points))
        scored[scale.code] = reliability.scores(scale, mine, instrument.points)
    return figures, reliability.pair_figures(scored)


def with_what_stays(
    last: ReliabilityFigures, counts: dict[str, Any], cells: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The new counts and cells, with the old ones in place of those that rest on fewer than five people more."""
    old_scales = {scale["code"]: scale for scale in last.cells["scales"]}
    old_pairs = {pair_key(pair["first"], pair["second"]): pair for pair in last.cells["pairs"]}
    scales = stale(last.counts["scales"], counts["scales"])
    pairs = stale(last.counts["pairs"], counts["pairs"])
    kept = {
        "respondents": counts["respondents"],
        "scales": counts["scales"] | {code: last.counts["scales"][code] for code in scales},
        "pairs": counts["pairs"] | {key: last.counts["pairs"][key] for key in pairs},
    }
    shown = {
        "people": cells["people"],
        "scales": [old_scales[one["code"]] if one["code"] in scales else one for one in cells["scales"]],
        "pairs": [old_pairs[key] if (key := pair_key(p["first"], p["second"])) in pairs else p for p in cells["pairs"]],
    }
    return kept, shown


def stale(old: Counts, new: Counts) -> set[str]:
    """Which of the figures must stay as they are, since fewer than five people more stand behind them."""
    return {code for code, number in old.items() if new.get(code, 0) < number + FEWEST_NEW}


def pair_key(*codes: str) -> str:
    """The name under which a pair of scales is counted."""
    return " ".join(codes)


def figures_by_version(versions: Iterable[InstrumentVersion]) -> dict[int, ReliabilityFigures]:
    """The stored figures of `versions`, by the version's primary key."""
    return {one.version_id: one for one in ReliabilityFigures.objects.filter(version__in=list(versions))}
