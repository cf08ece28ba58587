"""Figures of a version: whose answers they rest on, when they are worked out anew, and that no person is touched."""

import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from elearning.assessments import analysing, answering
from elearning.assessments.models import InstrumentVersion, ReliabilityFigures, Response, ResponseSet
from elearning.jobs import ticking
from elearning.programmes.models import Wave
from tests import factories
from tests.assessments.makers import pooled
from tests.conftest import Cast
from tests.laying import laid
from tests.profiles import makers


@laid
def version(cast: Cast) -> InstrumentVersion:
    return InstrumentVersion.objects.get(page=makers.steps(cast).assessment)


def people(version: InstrumentVersion) -> int:
    return len(analysing.answers_to(version))


def stored(version: InstrumentVersion) -> ReliabilityFigures:
    return ReliabilityFigures.objects.get(version=version)


def test_nothing_is_kept_of_fewer_than_ten(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 9)

    assert analysing.compute(version) is False
    assert not ReliabilityFigures.objects.exists()


def test_nine_scales_and_all_their_pairs_are_kept(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 120, no_chance=0, blank=0)

    assert analysing.compute(version) is True

    cells = stored(version).cells
    assert ([scale["code"] for scale in cells["scales"]], len(cells["pairs"])) == (factories.SUBJECTS, 36)
    assert all(0.5 < scale["alpha"] < 0.9 for scale in cells["scales"])
    assert (cells["people"], stored(version).counts["respondents"]) == (120, 120)


def test_coefficients_of_fewer_than_thirty_are_not_even_stored(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 29, no_chance=0, blank=0)

    analysing.compute(version)

    cells = stored(version).cells
    assert {scale[name] for scale in cells["scales"] for name in ("alpha", "alpha_from", "alpha_to", "omega")} == {
        "too_few"
    }
    assert {pair["correlation"] for pair in cells["pairs"]} == {"too_few"}


def test_cohorts_are_pooled(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 6)
    pooled(version, factories.cohort(cast.programme), 7, seed=2)

    assert people(version) == 13


def test_later_waves_open_sets_and_replaced_ones_are_left_out(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 10)
    pooled(version, cast.cohort, 5, wave=Wave.POST)
    ResponseSet.objects.filter(pk__in=[one.pk for one in pooled(version, cast.cohort, 2)]).update(
        superseded_at=timezone.now()
    )
    ResponseSet.objects.filter(pk__in=[one.pk for one in pooled(version, cast.cohort, 2)]).update(
        state=ResponseSet.State.OPEN, submitted_at=None
    )

    assert people(version) == 10


def test_very_fast_answers_are_left_out_unless_taken_up_again(cast: Cast, version: InstrumentVersion) -> None:
    first = pooled(version, cast.cohort, 10)[0]
    fast = pooled(version, cast.cohort, 4, minutes=1)
    assert people(version) == 10

    ResponseSet.objects.filter(pk=fast[0].pk).update(begun_from=first)
    ResponseSet.objects.filter(pk=fast[1].pk).update(submitted_at=fast[1].started_at + timedelta(seconds=90))

    assert people(version) == 12


def test_those_who_answer_everything_alike_are_left_out(cast: Cast, version: InstrumentVersion) -> None:
    sets = pooled(version, cast.cohort, 12, no_chance=0, blank=0)
    Response.objects.filter(response_set=sets[0]).update(value=3)
    Response.objects.filter(response_set=sets[1]).update(value=None, no_chance=True)

    assert people(version) == 10


def test_another_versions_answers_are_left_out(cast: Cast, version: InstrumentVersion) -> None:
    other = InstrumentVersion.objects.create(page=version.page, number=2, schema=version.schema, digest="x" * 64)
    pooled(version, cast.cohort, 10)
    pooled(other, cast.cohort, 3)

    assert (people(version), people(other)) == (10, 3)


def test_figures_change_only_with_five_people_more(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 30)
    analysing.compute(version)
    before = stored(version)

    pooled(version, cast.cohort, 4, seed=2)
    assert analysing.compute(version) is False
    assert (stored(version).cells, stored(version).made_at) == (before.cells, before.made_at)

    pooled(version, cast.cohort, 1, seed=3)
    assert analysing.compute(version) is True


def test_people_who_leave_do_not_bring_new_figures(cast: Cast, version: InstrumentVersion) -> None:
    sets = pooled(version, cast.cohort, 40)
    analysing.compute(version)
    before = stored(version).cells

    ResponseSet.objects.filter(pk__in=[one.pk for one in sets[:6]]).delete()

    assert analysing.compute(version) is False
    assert stored(version).cells == before


def test_a_scale_stays_as_it_was_until_five_people_more_have_answered_it_whole(
    cast: Cast, version: InstrumentVersion
) -> None:
    pooled(version, cast.cohort, 40, no_chance=0, blank=0)
    analysing.compute(version)
    before = stored(version).cells
    later = pooled(version, cast.cohort, 6, seed=2, no_chance=0, blank=0)
    first = version.instrument.scales[0].statements[0].key
    Response.objects.filter(response_set__in=later[:3], item=first).delete()

    assert analysing.compute(version) is True

    now = stored(version)
    same = [one["code"] for one, old in zip(now.cells["scales"], before["scales"], strict=True) if one == old]
    assert same == ["LEAD"]
    assert (now.counts["scales"]["LEAD"], now.counts["scales"]["BARR"]) == (40, 46)


def test_neither_enrolments_nor_keys_are_read(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 40)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        analysing.compute(version)

    said = " ".join(one["sql"] for one in asked.captured_queries)
    assert "assessments_response" in said
    assert [name for name in ("enrolment", "respondentkey", "accounts_user") if name in said] == []


def test_what_is_kept_leads_to_no_set_of_answers(cast: Cast, version: InstrumentVersion) -> None:
    sets = pooled(version, cast.cohort, 40)
    analysing.compute(version)

    kept = json.dumps([stored(version).cells, stored(version).counts])

    assert [one for one in sets if str(one.key) in kept] == []
    assert [statement for statement in version.instrument.statements if statement.key in kept] == []


def test_real_answers_count(cast: Cast, version: InstrumentVersion) -> None:
    steps = makers.Steps(version.page, None, None)  # type: ignore[arg-type]
    makers.result(cast.ada, steps)
    pooled(version, cast.cohort, 9)

    table = analysing.answers_to(version)

    assert len(table) == 10
    assert answering.key_of(cast.ada) in set(ResponseSet.objects.values_list("key", flat=True))


def test_the_clock_works_everything_out(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 12)

    done = ticking.tick()

    assert done["reliability"] == ""
    assert stored(version).counts["respondents"] == 12


def test_computing_asks_the_same_number_of_questions_for_many(cast: Cast, version: InstrumentVersion) -> None:
    pooled(version, cast.cohort, 12)
    analysing.compute(version)
    pooled(version, cast.cohort, 6)
    with CaptureQueriesContext(connection) as few:
        analysing.compute(version)
    pooled(version, cast.cohort, 120)
    with CaptureQueriesContext(connection) as many:
        analysing.compute(version)

    assert len(many) == len(few)


def test_of_thousands_one_in_a_hundred_more_must_have_answered() -> None:
    assert [analysing.enough(before) for before in (10, 500, 700, 50_000)] == [15, 505, 707, 50_500]
