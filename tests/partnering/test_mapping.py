"""Adding, changing, removing partners and finishing a map."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from elearning.partnering import mapping
from elearning.partnering.models import MapEntry, MapTaskPage, PartnershipMap
from elearning.programmes.models import StepProgress
from tests.conftest import Cast
from tests.laying import laid
from tests.partnering import makers


@laid
def step(cast: Cast) -> MapTaskPage:
    return makers.map_page(cast.programme)


def test_add_keeps_the_order_of_adding(cast: Cast, step: MapTaskPage) -> None:
    for name in ("Police", "Health board", "Carers"):
        makers.entry(cast.ada, step, name=name)

    assert [entry.name for entry in MapEntry.objects.of(cast.ada)] == ["Police", "Health board", "Carers"]


def test_add_records_the_step_as_begun(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step)

    row = StepProgress.objects.get(enrolment=cast.ada, step=step)
    assert row.done_at is None


def test_add_twice_by_the_same_form_makes_one_partner(cast: Cast, step: MapTaskPage) -> None:
    key = uuid.uuid4()

    first = mapping.add(cast.ada, step, makers.facts(), form_key=key)
    second = mapping.add(cast.ada, step, makers.facts(), form_key=key)

    assert (first.pk, MapEntry.objects.count()) == (second.pk, 1)


def test_add_by_an_old_form_with_another_name_loses_nothing(cast: Cast, step: MapTaskPage) -> None:
    key = uuid.uuid4()

    mapping.add(cast.ada, step, makers.facts(name="Police"), form_key=key)
    mapping.add(cast.ada, step, makers.facts(name="Carers"), form_key=key)

    assert [entry.name for entry in MapEntry.objects.of(cast.ada)] == ["Police", "Carers"]


def test_add_by_somebody_else_with_the_same_form_key_makes_their_own(cast: Cast, step: MapTaskPage) -> None:
    key = uuid.uuid4()
    mapping.add(cast.ada, step, makers.facts(name="Police"), form_key=key)

    mapping.add(cast.ben, step, makers.facts(name="Police"), form_key=key)

    assert [MapEntry.objects.of(who).count() for who in (cast.ada, cast.ben)] == [1, 1]


def test_add_refuses_the_partner_over_three_hundred(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step)
    mine = PartnershipMap.objects.get(enrolment=cast.ada)
    MapEntry.objects.bulk_create(
        MapEntry(map=mine, position=place, name=f"Partner {place}", level_now="networking") for place in range(2, 301)
    )

    with pytest.raises(mapping.MapIsFullError):
        makers.entry(cast.ada, step, name="One more")


def test_change_counts_a_revision(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)

    changed = mapping.change(entry, makers.facts(name="Police"), seen=1)

    assert (changed.name, changed.revision) == ("Police", 2)


def test_change_with_the_same_words_is_no_change(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)

    assert mapping.change(entry, makers.facts(), seen=1).revision == 1


def test_change_by_an_overtaken_form_overwrites_nothing(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)
    mapping.change(entry, makers.facts(note="From the other window"), seen=1)

    with pytest.raises(mapping.ChangedElsewhereError) as clash:
        mapping.change(entry, makers.facts(note="From this window"), seen=1)

    entry.refresh_from_db()
    assert (entry.note, clash.value.entry.note) == ("From the other window",) * 2


def test_change_sent_twice_is_no_clash(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)
    mapping.change(entry, makers.facts(note="Once"), seen=1)

    assert mapping.change(entry, makers.facts(note="Once"), seen=1).revision == 2


def test_remove_can_be_taken_back(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step, note="Kept")

    mapping.remove(entry)
    gone = MapEntry.objects.of(cast.ada).on_the_map().count()
    mapping.put_back(entry)

    assert (gone, MapEntry.objects.of(cast.ada).on_the_map().get().note) == (0, "Kept")


def test_forget_deletes_only_ones_own_removed_partners(cast: Cast, step: MapTaskPage) -> None:
    for who in (cast.ada, cast.ben):
        mapping.remove(makers.entry(who, step, name="Removed"))
        makers.entry(who, step, name="Kept")

    mapping.forget_removed(cast.ada)

    assert [entry.name for entry in MapEntry.objects.of(cast.ada)] == ["Kept"]
    assert [entry.name for entry in MapEntry.objects.of(cast.ben)] == ["Removed", "Kept"]


def test_finish_records_the_step_as_done(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step)

    mapping.finish(cast.ada, step)

    assert StepProgress.objects.get(enrolment=cast.ada, step=step).done_at is not None


def test_finish_refuses_an_empty_map(cast: Cast, step: MapTaskPage) -> None:
    mapping.remove(makers.entry(cast.ada, step))

    with pytest.raises(mapping.NothingOnTheMapError):
        mapping.finish(cast.ada, step)


def test_change_after_finishing_keeps_the_step_done(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)
    mapping.finish(cast.ada, step)

    mapping.change(entry, makers.facts(name="Police"), seen=1)
    makers.entry(cast.ada, step, name="Carers")

    assert StepProgress.objects.get(enrolment=cast.ada, step=step).done_at is not None


@pytest.mark.parametrize("wrong", [{"strength": 5}, {"importance": 0}, {"review_date": "2027-01-01"}])
def test_database_refuses_nonsense(cast: Cast, step: MapTaskPage, wrong: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        makers.entry(cast.ada, step, **wrong)
