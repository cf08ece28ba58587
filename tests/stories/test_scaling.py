"""A site whose cohorts were copied many times: what stands in it is whole, and its pages open and ask as little as before."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionsets.models import LearningSet, SetMembership
from actionsets.rehearsing import multiplying
from elearning.accounts.models import User
from elearning.assessments.models import RespondentKey, ResponseSet
from elearning.partnering.models import KeptMap, MapEntry
from elearning.programmes.models import Cohort, Enrolment
from tests.bench.walker import Walker, kind_of
from tests.stories.people import People

PEOPLE, COPIES = 2, 3
BEYOND = (
    "programmes.Enrolment",
    "assessments.Response",
    "profiles.PriorityChoice",
    "actionsets.SetMembership",
    "partnering.MapEntry",
    "packs.PackReading",
)
# Lists of what belongs to many, asked for by those who see most of it.
LISTS = {
    "manager": ["/cohorts/", "/events/", "/reports/", "/cohorts/mail/", "/instruments/"],
    "member": ["/my/", "/packs/", "/events/", "/my/record/"],
    "facilitator": ["/cohorts/", "/week/", "/supervision/"],
}


def queries(people: People) -> dict[str, int]:
    """How much each list asks of the database."""
    asked = {}
    for who, addresses in LISTS.items():
        client = people.client(who)
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            asked[f"{address} as {who}"] = len(captured)
    return asked


@pytest.fixture(scope="module")
def before(people: People) -> dict[str, int]:
    """What there was, and what lists asked."""
    counted = {label: apps.get_model(label)._base_manager.count() for label in BEYOND}
    return counted | queries(people) | {"cohorts": Cohort.objects.count()}


@pytest.fixture(scope="module")
def large(people: People, before: dict[str, int]) -> People:
    """The demonstration with twice the people in three times the cohorts."""
    multiplying.widen(PEOPLE)
    multiplying.multiply(COPIES, weeks=26, told=lambda _count: None)
    return people


def rule_of_names(rule: models.BaseConstraint) -> bool:
    """Whether it lets there be one row for the values of some columns."""
    return isinstance(rule, models.UniqueConstraint) and bool(rule.fields)


def test_no_row_is_copied_beside_itself() -> None:
    """In whatever is copied within a cohort, each rule of one row only holds a column that a copy has for itself."""
    may = [
        one
        for one in apps.get_models(include_auto_created=True)
        if multiplying.may_be_copied(one, multiplying.ONCE_A_COHORT)
    ]
    own = multiplying.leading_to_people(may)

    def differs(model: type[models.Model], name: str) -> bool:
        field = model._meta.get_field(name)
        by_itself = (
            field.primary_key
            or isinstance(field, models.UUIDField)
            or (isinstance(field, models.CharField) and field.unique)
        )
        return by_itself or field.related_model in own or f"{model._meta.label}.{name}" in multiplying.SPECIAL

    rules = [(model, rule.fields) for model in own for rule in model._meta.constraints if rule_of_names(rule)]
    rules += [(model, (one.name,)) for model in own for one in model._meta.local_fields if one.unique]
    assert len(rules) > 200
    assert [
        f"{model._meta.label}: {fields}" for model, fields in rules if not any(differs(model, name) for name in fields)
    ] == []


def test_everything_is_there_as_often_as_it_was_copied(large: People, before: dict[str, int]) -> None:
    assert Cohort.objects.count() == COPIES * before["cohorts"]
    for label in BEYOND:
        assert apps.get_model(label)._base_manager.count() == PEOPLE * COPIES * before[label]


def test_every_key_leads_somewhere(large: People) -> None:
    connection.check_constraints()
    keys = set(RespondentKey.objects.values_list("key", flat=True))
    assert set(ResponseSet.objects.values_list("key", flat=True)) <= keys
    assert len(keys) == RespondentKey.objects.count()


def test_answers_stay_with_the_cohort_of_whoever_gave_them(large: People) -> None:
    cohort_of = dict(RespondentKey.objects.values_list("key", "enrolment__cohort"))
    assert [one.pk for one in ResponseSet.objects.all() if cohort_of[one.key] != one.cohort_id] == []


def test_copies_of_maps_speak_of_the_partners_of_their_own_map(large: People) -> None:
    partners = dict(MapEntry.objects.values_list("pk", "map"))
    for kept in KeptMap.objects.all():
        assert {partners.get(row["id"], kept.map_id) for row in kept.entries} == {kept.map_id}


def test_everybody_of_a_set_is_of_its_cohort_and_has_one_place(large: People) -> None:
    places = SetMembership.objects.select_related("learning_set", "enrolment")
    assert [one.pk for one in places if one.learning_set.cohort_id != one.enrolment.cohort_id] == []
    assert LearningSet.objects.count() == len(set(LearningSet.objects.values_list("cohort", "number")))


def test_lists_ask_no_more_of_the_database(large: People, before: dict[str, int]) -> None:
    assert {name: asked for name, asked in queries(large).items() if asked > before[name] + 1} == {}


@pytest.mark.parametrize("who", ["F02", "R02"])
def test_whoever_was_copied_comes_to_the_same_pages(large: People, who: str) -> None:
    original = large.stage.people[who]
    copies = User.objects.filter(email__endswith=f".{original.user.email}").order_by("-pk")
    assert copies.count() == PEOPLE * COPIES - 1
    found = {email: {kind_of(one) for one in Walker().crawl(email, least=True)} for email in mails(original, copies[0])}
    mine, theirs = found.values()
    assert mine == theirs
    assert len(mine) > 15


def mails(original: Enrolment, copy: User) -> list[str]:
    """Whose pages are compared."""
    return [original.user.email, copy.email]


def test_nobody_rehearses_among_people(large: People) -> None:
    with pytest.raises(CommandError, match="has people in it"):
        call_command("rehearse_scale")


def test_a_copy_signs_in_under_an_address_of_their_own(large: People) -> None:
    assert User.objects.count() == len({one.lower() for one in User.objects.values_list("email", flat=True)})
    assert Client().get("/my/").status_code == 302
