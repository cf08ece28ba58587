"""Two enrolments of one person, each with something in every table, become one: nothing that was written is lost (DOMAIN 2.6)."""

import json
from datetime import timedelta

import pytest
from django.db.models import Model
from django.utils import timezone

from actionsets.models import SetMembership
from actionsets.models.private import ActionCommitment, Reflection
from elearning.agreements.models import Comment, Party, ShareLink
from elearning.assessments.models import ResponseSet
from elearning.opportunities.models import OpportunityMessage, OpportunityReport
from elearning.partnering.models import Answer, HealthCheck, MapEntry, Side
from elearning.profiles.models import PriorityList, Result
from elearning.programmes import merging, snapshots
from elearning.programmes.models import Enrolment, Invitation
from elearning.records import composing
from tests.actionsets.makers import Twelve
from tests.laying import laid
from tests.records.makers import fill, pages
from tests.records.test_records import MINE, THEIRS, our_models


@laid
def both(twelve: Twelve) -> Twelve:
    """P01 and P03, of two sets, have something in every table."""
    twelve.at_work(*twelve.people)
    on = pages(twelve)
    fill(twelve, "P01", MINE, on, 1)
    fill(twelve, "P03", THEIRS, on, 2)
    return twelve


def written(twelve: Twelve, key: str, mark: str) -> list[str]:
    """All in a person's record in which the mark stands."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)
        elif isinstance(value, str) and mark in value:
            found.append(value)

    look(json.loads(composing.as_json(composing.compose(twelve.user(key)))))
    return found


def merged(twelve: Twelve) -> Twelve:
    """P03 is P01 as well, and has said so."""
    goes = merging.ask(twelve.people["P01"], twelve.people["P03"], by=twelve.max)
    merging.agree(goes, by=twelve.user("P03"))
    return twelve


def test_nothing_that_was_written_is_lost(both: Twelve) -> None:
    mine, theirs = set(written(both, "P01", MINE)), set(written(both, "P03", THEIRS))

    merged(both)

    everything = "\n".join([*written(both, "P01", MINE), *written(both, "P01", THEIRS), *written(both, "P03", THEIRS)])
    assert [text for text in mine | theirs if text not in everything] == []


def ways_to_an_enrolment() -> list[tuple[type[Model], str]]:
    """Every column that leads straight to an enrolment, but for those that are about an invitation or two enrolments."""
    return [
        (model, field.name)
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.related_model is Enrolment and model not in (Enrolment, Invitation)
    ]


def test_nothing_stays_behind_that_could_go(both: Twelve) -> None:
    """What both had and one can have once only stays in the record of the address that goes, and nothing else."""
    stays, goes = both.people["P01"], both.people["P03"]
    before = {
        (model, name): model._default_manager.filter(**{name: goes}).count() for model, name in ways_to_an_enrolment()
    }

    merged(both)

    could = {
        (model.__name__, name): merging.handed_on(model._default_manager.filter(**{name: goes}), **{name: stays})
        for model, name in ways_to_an_enrolment()
    }
    assert {way: number for way, number in could.items() if number} == {}
    assert sum(before.values()) > 20


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (ActionCommitment, "owner"),
        (Reflection, "owner"),
        (HealthCheck, "owner"),
        (Side, "user"),
        (Party, "user"),
        (Comment, "user"),
        (ShareLink, "made_by"),
        (OpportunityMessage, "asker"),
        (OpportunityReport, "reported_by"),
    ],
)
def test_what_hangs_on_the_address_goes_with_the_person(both: Twelve, model: type[Model], name: str) -> None:
    before = model._default_manager.filter(**{name: both.user("P03")}).count()

    merged(both)

    assert (before > 0, model._default_manager.filter(**{name: both.user("P03")}).count()) == (True, 0)


def test_later_answers_count_and_the_earlier_are_kept_as_superseded(both: Twelve) -> None:
    later = ResponseSet.objects.counting().of(both.people["P03"]).get()
    ResponseSet.objects.filter(pk=later.pk).update(submitted_at=timezone.now() + timedelta(hours=1))
    Result.objects.filter(enrolment=both.people["P03"]).update(made_at=timezone.now() + timedelta(hours=1))
    result = Result.objects.get(enrolment=both.people["P03"])

    merged(both)

    mine = both.people["P01"]
    assert list(ResponseSet.objects.of(mine).counting()) == [later]
    assert ResponseSet.objects.of(mine).count() == 2
    assert list(Result.objects.filter(enrolment=mine, superseded_at=None)) == [result]
    assert PriorityList.objects.filter(enrolment=mine, superseded_at=None).count() == 1


def test_earlier_answers_of_the_address_that_goes_do_not_count(both: Twelve) -> None:
    mine = ResponseSet.objects.counting().of(both.people["P01"]).get()
    ResponseSet.objects.filter(pk=mine.pk).update(submitted_at=timezone.now() + timedelta(hours=1))

    merged(both)

    assert list(ResponseSet.objects.of(both.people["P01"]).counting()) == [mine]


def test_one_map_has_the_partners_of_both_and_notes_have_one_owner(both: Twelve) -> None:
    number = [MapEntry.objects.of(both.people[key]).count() for key in ("P01", "P03")]
    notes = ActionCommitment.objects.count(), Reflection.objects.count()

    merged(both)

    owner = both.user("P01")
    assert MapEntry.objects.of(both.people["P01"]).count() == sum(number)
    assert (ActionCommitment.objects.of(owner).count(), Reflection.objects.of(owner).count()) == notes
    assert SetMembership.objects.live().filter(enrolment=both.people["P03"]).count() == 0
    assert both.people["P03"].pk not in snapshots.people_of(both.cohort).joined


def test_what_both_answered_stands_below_one_another_and_is_shared_only_if_both_were(both: Twelve) -> None:
    Answer.objects.filter(sheet__enrolment=both.people["P03"]).update(shared=True)

    merged(both)

    kept = Answer.objects.get(sheet__enrolment=both.people["P01"])
    assert (MINE in kept.text, THEIRS in kept.text, kept.shared) == (True, True, False)
