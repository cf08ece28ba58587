"""Links between partners, maps that are kept, and what is brought to the workshop: whose they are, and what they hold."""

import datetime
from typing import Any

import pytest

from elearning.partnering import bringing, joining, keeping, mapping
from elearning.partnering.models import BroughtMap, KeptMap, MapEntry, MapLink, MapTaskPage
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

NOW = datetime.datetime(2027, 2, 1, 10, tzinfo=datetime.UTC)
OWN_DOORS = ["links", "kept", "bring", "take_back", "table", "svg", "png", "pdf", "csv", "take_in"]
SECRETS = {"key_contact": "Their sergeant", "note": "Hard to reach"}


@laid
def step(cast: Cast) -> MapTaskPage:
    return makers.map_page(cast.programme)


def two_partners(enrolment: Enrolment, step: MapTaskPage) -> list[MapEntry]:
    return [makers.entry(enrolment, step, name=name, **SECRETS) for name in ("Police", "Carers")]


def linked(enrolment: Enrolment, step: MapTaskPage, **facts: Any) -> MapLink:
    one, two = two_partners(enrolment, step)
    return joining.join(enrolment, one.pk, two.pk, facts)


@pytest.mark.parametrize("door", OWN_DOORS)
@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_enrolled_finds_nothing(cast: Cast, step: MapTaskPage, door: str, who: str, method: str) -> None:
    assert getattr(signed_in(getattr(cast, who)), method)(step.door(door)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_of_somebody_else_does_not_exist(cast: Cast, step: MapTaskPage, method: str) -> None:
    link = linked(cast.ada, step)

    answer = getattr(signed_in(cast.ben.user), method)(step.door("remove_link", link.pk))

    assert (answer.status_code, MapLink.objects.count()) == (404, 1)


@pytest.mark.parametrize("door", ["then_and_now", "delete_kept"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_kept_map_of_somebody_else_does_not_exist(cast: Cast, step: MapTaskPage, door: str, method: str) -> None:
    two_partners(cast.ada, step)
    kept = keeping.keep(cast.ada, now=NOW)

    answer = getattr(signed_in(cast.ben.user), method)(step.door(door, kept.pk))

    assert (answer.status_code, KeptMap.objects.count()) == (404, 1)


@pytest.mark.parametrize("door", ["links", "kept", "bring", "table", "svg", "csv"])
def test_doors_show_nothing_of_somebody_else(cast: Cast, step: MapTaskPage, door: str) -> None:
    linked(cast.ada, step)
    keeping.keep(cast.ada, now=NOW)
    bringing.bring(cast.ada, [MapEntry.objects.get(name="Police").pk], with_health=True, now=NOW)
    makers.entry(cast.ben, step, name="His own")

    page = signed_in(cast.ben.user).get(step.door(door)).content.decode()

    assert ("Police" in page, "Carers" in page) == (False, False)


def test_links_join_partners_of_ones_own_map_only(cast: Cast, step: MapTaskPage) -> None:
    mine, theirs = makers.entry(cast.ada, step), makers.entry(cast.ben, step)

    answer = signed_in(cast.ada.user).post(step.door("links"), {"one": mine.pk, "two": theirs.pk})

    assert (answer.status_code, MapLink.objects.count()) == (422, 0)
    with pytest.raises(joining.NotTwoPartnersError):
        joining.join(cast.ada, mine.pk, theirs.pk, {})


@pytest.mark.parametrize("wrong", [{"two": ""}, {"two": "x"}, {"two": "9" * 40}, {"two": "same"}, {"strength": "9"}])
def test_link_answers_nonsense_with_an_error(cast: Cast, step: MapTaskPage, wrong: dict[str, str]) -> None:
    one, two = two_partners(cast.ada, step)
    typed = {"one": one.pk, "two": two.pk, **wrong}
    typed["two"] = one.pk if typed["two"] == "same" else typed["two"]

    answer = signed_in(cast.ada.user).post(step.door("links"), typed)

    assert (answer.status_code, MapLink.objects.count()) == (422, 0)


def test_link_named_the_other_way_round_is_the_same_link(cast: Cast, step: MapTaskPage) -> None:
    one, two = two_partners(cast.ada, step)
    client = signed_in(cast.ada.user)

    client.post(step.door("links"), {"one": one.pk, "two": two.pk, "strength": "1"})
    client.post(step.door("links"), {"one": two.pk, "two": one.pk, "strength": "4"})

    assert [(link.one, link.two, link.strength) for link in MapLink.objects.all()] == [(one, two, 4)]


def test_link_removed_twice_is_no_fault(cast: Cast, step: MapTaskPage) -> None:
    link, client = linked(cast.ada, step), signed_in(cast.ada.user)

    answers = [client.post(step.door("remove_link", link.pk)).status_code for _ in range(2)]

    assert (answers, MapLink.objects.count()) == ([302, 302], 0)


def test_link_is_in_the_picture_in_words_and_as_a_line(cast: Cast, step: MapTaskPage) -> None:
    linked(cast.ada, step, strength=3, health="good")

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert page.count('stroke="#2c5a86"') == 2  # the line, and its sign in the legend
    assert "Police works with Carers: firm link, going well." in page


def test_link_to_a_removed_partner_rests(cast: Cast, step: MapTaskPage) -> None:
    link = linked(cast.ada, step)

    mapping.remove(link.two)
    resting = joining.links_of(cast.ada)
    mapping.put_back(link.two)

    assert (resting, joining.links_of(cast.ada)) == ([], [link])


def test_keeping_the_same_map_twice_keeps_it_once(cast: Cast, step: MapTaskPage) -> None:
    two_partners(cast.ada, step)
    client = signed_in(cast.ada.user)

    for _ in range(2):
        client.post(step.door("kept"))

    assert KeptMap.objects.count() == 1


def test_kept_map_holds_no_contact_and_no_note(cast: Cast, step: MapTaskPage) -> None:
    two_partners(cast.ada, step)

    kept = keeping.keep(cast.ada, now=NOW)

    assert [sorted(set(row) & set(SECRETS)) for row in kept.entries] == [[], []]
    assert "sergeant" not in str(kept.entries)


def test_finishing_keeps_the_map_as_it_stands(cast: Cast, step: MapTaskPage) -> None:
    two_partners(cast.ada, step)

    mapping.finish(cast.ada, step)

    assert [row["name"] for row in KeptMap.objects.get().entries] == ["Police", "Carers"]


def test_empty_map_is_not_kept(cast: Cast, step: MapTaskPage) -> None:
    page = signed_in(cast.ada.user).post(step.door("kept"), follow=True).content.decode()

    assert "There is nothing on your map to keep yet." in page


def test_thirteenth_kept_map_is_refused_in_words(cast: Cast, step: MapTaskPage) -> None:
    for number in range(keeping.MOST_KEPT):
        makers.entry(cast.ada, step, name=f"Partner {number}")
        keeping.keep(cast.ada, now=NOW)
    makers.entry(cast.ada, step, name="One more")

    page = signed_in(cast.ada.user).post(step.door("kept"), follow=True).content.decode()

    assert ("You keep 12 maps already." in page, KeptMap.objects.count()) == (True, 12)


def test_then_and_now_tells_who_came_who_went_and_what_moved(cast: Cast, step: MapTaskPage) -> None:
    police, carers = two_partners(cast.ada, step)
    kept = keeping.keep(cast.ada, now=NOW)
    mapping.change(police, makers.facts(name="Police", level_now="integrating"), seen=1)
    mapping.remove(carers)
    makers.entry(cast.ada, step, name="School")

    answer = signed_in(cast.ada.user).get(step.door("then_and_now", kept.pk))

    assert {row["name"]: row["kind"] for row in answer.context["moved"]} == {
        "Police": "closer",
        "Carers": "went",
        "School": "came",
    }
    assert [words for _, *words in answer.context["moved"][0]["rows"]] == [["Cooperating", "Integrating"]]


def test_kept_map_is_deleted_and_deleting_twice_is_no_fault(cast: Cast, step: MapTaskPage) -> None:
    two_partners(cast.ada, step)
    kept, client = keeping.keep(cast.ada, now=NOW), signed_in(cast.ada.user)

    client.get(step.door("delete_kept", kept.pk))
    before = KeptMap.objects.count()
    answers = [client.post(step.door("delete_kept", kept.pk)).status_code for _ in range(2)]

    assert (before, answers, KeptMap.objects.count()) == (1, [302, 302], 0)


def test_copy_for_the_workshop_holds_what_was_chosen_without_secrets(cast: Cast, step: MapTaskPage) -> None:
    police, _carers = two_partners(cast.ada, step)
    mapping.change(police, {"health": "strained"}, seen=1)

    signed_in(cast.ada.user).post(step.door("bring"), {"chosen": [police.pk]})

    copy = BroughtMap.objects.get()
    assert [row["name"] for row in copy.entries] == ["Police"]
    assert set(copy.entries[0]) & {"key_contact", "note", "health"} == set()


def test_copy_for_the_workshop_has_health_only_if_asked(cast: Cast, step: MapTaskPage) -> None:
    police, _carers = two_partners(cast.ada, step)
    mapping.change(police, {"health": "strained"}, seen=1)

    signed_in(cast.ada.user).post(step.door("bring"), {"chosen": [police.pk], "with_health": "on"})

    assert BroughtMap.objects.get().entries[0]["health"] == "strained"


def test_copy_stays_as_it_was_and_says_that_the_map_moved_on(cast: Cast, step: MapTaskPage) -> None:
    police, _carers = two_partners(cast.ada, step)
    bringing.bring(cast.ada, [police.pk], with_health=False, now=NOW)
    mapping.change(police, {"level_now": "integrating"}, seen=1)

    page = signed_in(cast.ada.user).get(step.door("bring")).content.decode()

    assert BroughtMap.objects.get().entries[0]["level_now"] == "cooperating"
    assert "Your map says something else by now." in page


def test_copy_of_somebody_elses_partner_is_refused(cast: Cast, step: MapTaskPage) -> None:
    two_partners(cast.ada, step)
    theirs = makers.entry(cast.ben, step, name="His own")

    answer = signed_in(cast.ada.user).post(step.door("bring"), {"chosen": [theirs.pk]})

    assert (answer.status_code, BroughtMap.objects.count()) == (422, 0)
    with pytest.raises(bringing.NothingChosenError):
        bringing.bring(cast.ada, [theirs.pk], with_health=True, now=NOW)


def test_copy_is_taken_back_with_one_press_however_often(cast: Cast, step: MapTaskPage) -> None:
    police, _carers = two_partners(cast.ada, step)
    bringing.bring(cast.ada, [police.pk], with_health=False, now=NOW)
    client = signed_in(cast.ada.user)

    client.get(step.door("take_back"))
    before = BroughtMap.objects.count()
    answers = [client.post(step.door("take_back")).status_code for _ in range(2)]

    assert (before, answers, BroughtMap.objects.count()) == (1, [302, 302], 0)


def test_partner_deleted_for_good_is_in_no_copy(cast: Cast, step: MapTaskPage) -> None:
    police, carers = two_partners(cast.ada, step)
    keeping.keep(cast.ada, now=NOW)
    bringing.bring(cast.ada, [police.pk, carers.pk], with_health=True, now=NOW)

    mapping.remove(police)
    mapping.forget_removed(cast.ada)

    assert [row["name"] for row in KeptMap.objects.get().entries] == ["Carers"]
    assert [row["name"] for row in BroughtMap.objects.get().entries] == ["Carers"]


def five_who_brought(cast: Cast, step: MapTaskPage, people: int = 5) -> None:
    for number in range(people):
        one = factories.enrolment(cast.ada.cohort, factories.user(f"Person {number}"))
        entry = makers.entry(one, step, name=f"Secret {number}", level_wanted="networking" if number else "")
        bringing.bring(one, [entry.pk], with_health=False, now=NOW)


def test_line_up_counts_levels_once_five_have_brought_a_map(cast: Cast, step: MapTaskPage) -> None:
    five_who_brought(cast, step)

    told = bringing.lineup(cast.ada.cohort)

    assert (told.people, told.partners) == (5, 5)
    assert {ring.level: (ring.now, ring.wanted) for ring in told.rings if ring.now or ring.wanted} == {
        "cooperating": (5, 0),
        "networking": (0, 4),
        "not_sure": (0, 1),
    }


def test_line_up_of_four_tells_no_counts(cast: Cast, step: MapTaskPage) -> None:
    five_who_brought(cast, step, people=4)

    assert (bringing.lineup(cast.ada.cohort).rings, bringing.lineup(cast.ada.cohort).is_told) == ((), False)


def test_line_up_leaves_out_who_has_left(cast: Cast, step: MapTaskPage) -> None:
    five_who_brought(cast, step)
    left = BroughtMap.objects.select_related("map")[0].map.enrolment_id
    Enrolment.objects.filter(pk=left).update(state=Enrolment.State.WITHDRAWN)

    assert bringing.lineup(cast.ada.cohort).people == 4


def test_line_up_is_the_facilitators_alone(cast: Cast, step: MapTaskPage, client) -> None:
    five_who_brought(cast, step)
    address = f"/cohorts/{cast.ada.cohort.public_id}/line-up/"
    others = [cast.ada.user, cast.max, cast.olu, cast.pia, cast.zoe]

    assert [signed_in(one).get(address).status_code for one in others] == [404] * 5
    page = signed_in(cast.fay).get(address).content.decode()
    assert ("Secret" in page, "Cooperating" in page) == (False, True)


@pytest.mark.parametrize("door", ["links", "kept", "bring", "table"])
def test_doors_need_as_many_queries_for_three_partners_as_for_one(
    cast: Cast, step: MapTaskPage, door: str, django_assert_max_num_queries
) -> None:
    client, counts = signed_in(cast.ada.user), []
    for total in (1, 3):
        while MapEntry.objects.count() < total:
            makers.entry(cast.ada, step, name=f"Partner {MapEntry.objects.count()}")
        client.get(step.door(door))
        with django_assert_max_num_queries(25) as queries:
            client.get(step.door(door))
        counts.append(len(queries))

    assert counts[0] == counts[1]
