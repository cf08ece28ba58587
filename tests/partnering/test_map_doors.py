"""The doors of the partnership map: who may open them, and what they do."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elearning.partnering.models import MapEntry, MapTaskPage
from elearning.programmes.models import StepProgress
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

DOORS = ["start", "add", "print", "finish", "forget_removed"]
ENTRY_DOORS = ["entry", "remove", "put_back"]


@laid
def step(cast: Cast) -> MapTaskPage:
    return makers.map_page(cast.programme)


@pytest.mark.parametrize("door", DOORS)
def test_signed_out_is_sent_to_sign_in(client, step: MapTaskPage, door: str) -> None:
    address = step.door(door)

    assert client.get(address).headers["Location"] == f"/sign-in/?next={address}"


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
def test_who_is_not_enrolled_finds_nothing(cast: Cast, step: MapTaskPage, door: str, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(step.door(door)).status_code == 404


@pytest.mark.parametrize("door", ENTRY_DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_partner_of_somebody_else_does_not_exist(cast: Cast, step: MapTaskPage, door: str, method: str) -> None:
    theirs = makers.entry(cast.ada, step, note="Hers alone")

    answer = getattr(signed_in(cast.ben.user), method)(step.door(door, theirs.pk), makers.typed(name="Taken"))

    theirs.refresh_from_db()
    assert (answer.status_code, theirs.name, theirs.removed_at) == (404, "Health board", None)


def test_person_of_another_programme_finds_nothing(cast: Cast, step: MapTaskPage) -> None:
    elsewhere = factories.enrolment(factories.cohort(), factories.user("Eve Elsewhere"))

    assert signed_in(elsewhere.user).get(step.door()).status_code == 404


def test_map_shows_only_ones_own_partners(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police")
    makers.entry(cast.ben, step, name="Carers")

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert ("Police" in page, "Carers" in page) == (True, False)


def test_empty_map_says_how_to_begin(cast: Cast, step: MapTaskPage) -> None:
    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert step.empty_message in page
    assert 'id="map-title"' not in page


def test_picture_links_every_partner_and_says_what_the_list_says(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step, name="Carers & friends", strength=3, health="mixed", sector="public")

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    picture, words = page[page.index("<svg xmlns") :], "Cooperating, firm link, mixed, Public"
    assert f'<a href="{step.door("entry", entry.pk)}" aria-label="Carers &amp; friends: {words}">' in picture
    assert words.replace(", ", " · ") in page[: page.index("<svg xmlns")]


def test_picture_uses_no_style(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, sector="public")

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert (
        re.findall(
            r"<style|style=|class=", page[page.index("<svg xmlns") : page.index("</svg>", page.index("<svg xmlns"))]
        )
        == []
    )


def test_picture_writes_numbers_the_same_in_every_language(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, strength=1)

    page = signed_in(cast.ada.user).get(step.door(), headers={"accept-language": "fr"}).content.decode()

    assert 'stroke-width="1.5"' in page


def test_map_raises_its_questions(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, importance=4, health="strained")

    page = signed_in(cast.ada.user).get(step.door()).content.decode()

    assert "This matters to your work and is under strain." in page
    assert "When will you next look together" not in page


def test_map_of_twelve_says_that_it_is_enough(cast: Cast, step: MapTaskPage) -> None:
    said = []
    for number in range(12):
        makers.entry(cast.ada, step, name=f"Partner {number}")
        said.append("That is enough to think with" in signed_in(cast.ada.user).get(step.door()).content.decode())

    assert said == [False] * 11 + [True]


def test_map_needs_as_many_queries_for_three_partners_as_for_one(cast: Cast, step: MapTaskPage) -> None:
    client, counts = signed_in(cast.ada.user), []
    for total in (1, 3):
        while MapEntry.objects.count() < total:
            makers.entry(cast.ada, step, name=f"Partner {MapEntry.objects.count()}", sector="public")
        client.get(step.door())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(step.door())
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_add_puts_a_partner_on_the_map(cast: Cast, step: MapTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(step.door("add"), makers.typed(name="Police", sector="public"))

    entry = MapEntry.objects.of(cast.ada).get()
    assert (answer.headers["Location"], entry.name, entry.sector) == (step.door(), "Police", "public")


def test_add_another_leads_to_an_empty_form(cast: Cast, step: MapTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(step.door("add"), makers.typed(another="1"))

    assert answer.headers["Location"] == f"{step.door('add')}?after={MapEntry.objects.get().pk}"


def test_add_sent_twice_makes_one_partner(cast: Cast, step: MapTaskPage) -> None:
    client, typed = signed_in(cast.ada.user), makers.typed()

    answers = [client.post(step.door("add"), typed).status_code for _ in range(2)]

    assert (answers, MapEntry.objects.count()) == ([302, 302], 1)


def test_add_without_a_level_keeps_what_was_typed(cast: Cast, step: MapTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(step.door("add"), makers.typed(level_now="", note="Keep this"))

    page = answer.content.decode()
    assert "<title>Error: Add a partner" in page
    assert "Choose where it is today." in page
    assert "Keep this" in page
    assert MapEntry.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x" * 121},
        {"name": "Pol\x00ice"},
        {"note": "x" * 1001},
        {"note": "nul\x00"},
        {"purpose": "x" * 141},
        {"strength": "9"},
        {"level_now": "friends"},
        {"form_key": "none"},
        {"version": "many"},
        {"review_date_day": "31", "review_date_month": "2", "review_date_year": "2027"},
        {"review_date_day": "1" * 500},
        {"review": "none_set", "review_date_day": "1", "review_date_month": "2", "review_date_year": "2027"},
    ],
)
def test_add_answers_nonsense_with_an_error(cast: Cast, step: MapTaskPage, wrong: dict[str, str]) -> None:
    answer = signed_in(cast.ada.user).post(step.door("add"), makers.typed(**wrong))

    assert (answer.status_code, MapEntry.objects.count()) == (422, 0)
    assert "There is a problem" in answer.content.decode()


def test_add_takes_a_review_date_as_saying_that_there_is_one(cast: Cast, step: MapTaskPage) -> None:
    date = {"review_date_day": "1", "review_date_month": "2", "review_date_year": "2027"}

    signed_in(cast.ada.user).post(step.door("add"), makers.typed(**date))

    entry = MapEntry.objects.get()
    assert (entry.review, f"{entry.review_date:%Y-%m-%d}") == ("date", "2027-02-01")


def test_name_is_shown_as_text(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="<script>alert(1)</script>")

    assert "<script>alert" not in signed_in(cast.ada.user).get(step.door()).content.decode()


def test_entry_is_changed(cast: Cast, step: MapTaskPage) -> None:
    entry = makers.entry(cast.ada, step)

    signed_in(cast.ada.user).post(step.door("entry", entry.pk), makers.typed(name="Police"))

    entry.refresh_from_db()
    assert (entry.name, entry.revision) == ("Police", 2)


def test_entry_changed_in_two_windows_shows_both(cast: Cast, step: MapTaskPage) -> None:
    entry, client = makers.entry(cast.ada, step), signed_in(cast.ada.user)
    client.post(step.door("entry", entry.pk), makers.typed(note="From the first window"))

    answer = client.post(step.door("entry", entry.pk), makers.typed(note="From the second window"))

    page = answer.content.decode()
    entry.refresh_from_db()
    assert (answer.status_code, entry.note) == (409, "From the first window")
    assert "From the first window" in page
    assert "From the second window" in page
    assert 'name="version" value="2"' in page


def test_entry_saved_again_after_a_clash_is_a_choice(cast: Cast, step: MapTaskPage) -> None:
    entry, client = makers.entry(cast.ada, step), signed_in(cast.ada.user)
    client.post(step.door("entry", entry.pk), makers.typed(note="From the first window"))

    client.post(step.door("entry", entry.pk), makers.typed(note="From the second window", version="2"))

    entry.refresh_from_db()
    assert entry.note == "From the second window"


def test_remove_asks_first_and_works_twice(cast: Cast, step: MapTaskPage) -> None:
    entry, client = makers.entry(cast.ada, step), signed_in(cast.ada.user)
    address = step.door("remove", entry.pk)

    asked = client.get(address)
    before = MapEntry.objects.on_the_map().count()
    answers = [client.post(address).status_code for _ in range(2)]

    assert (asked.status_code, before, answers) == (200, 1, [302, 302])
    assert MapEntry.objects.on_the_map().count() == 0


def test_removed_partner_is_no_longer_edited(cast: Cast, step: MapTaskPage) -> None:
    entry, client = makers.entry(cast.ada, step), signed_in(cast.ada.user)
    client.post(step.door("remove", entry.pk))

    assert client.get(step.door("entry", entry.pk)).status_code == 404


def test_put_back_and_forget_do_nothing_when_only_looked_at(cast: Cast, step: MapTaskPage) -> None:
    entry, client = makers.entry(cast.ada, step), signed_in(cast.ada.user)
    client.post(step.door("remove", entry.pk))

    client.get(step.door("put_back", entry.pk))
    client.get(step.door("forget_removed"))

    assert MapEntry.objects.removed().count() == 1


def test_finish_says_so_and_an_empty_map_cannot(cast: Cast, step: MapTaskPage) -> None:
    client = signed_in(cast.ada.user)

    refused = client.post(step.door("finish"), follow=True).content.decode()
    makers.entry(cast.ada, step)
    finished = client.post(step.door("finish"), follow=True).content.decode()

    assert "Put at least one partner on your map" in refused
    assert "You have finished for now" in finished
    assert StepProgress.objects.get(enrolment=cast.ada).done_at


def test_print_leaves_out_contacts_and_notes(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police", key_contact="Their sergeant", note="She is difficult", power="they")

    page = signed_in(cast.ada.user).get(step.door("print")).content.decode()

    assert ("Police" in page, "Mostly they do" in page) == (True, True)
    assert ("sergeant" in page, "difficult" in page, "<a href" in page[page.index("<svg xmlns") :]) == (
        False,
        False,
        False,
    )


def test_unknown_door_does_not_exist(cast: Cast, step: MapTaskPage) -> None:
    assert signed_in(cast.ada.user).get(f"{step.url}nothing/here/").status_code == 404


def test_preview_needs_no_enrolment(cast: Cast, step: MapTaskPage) -> None:
    page = step.make_preview_request().content.decode()

    assert step.prompt in page


def test_form_key_differs_from_form_to_form(cast: Cast, step: MapTaskPage) -> None:
    client = signed_in(cast.ada.user)
    keys = [re.search(r'name="form_key" value="([^"]+)"', client.get(step.door("add")).content.decode()) for _ in "ab"]

    assert len({uuid.UUID(key[1]) for key in keys if key}) == 2
