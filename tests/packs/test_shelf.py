"""The shelf of a programme: whose it is, what is pinned, and what counts as done."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from elearning.programmes.models import Enrolment, StepProgress
from packs.models import PackShelfPage
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers


@laid
def shelf(cast: Cast) -> PackShelfPage:
    return makers.shelf(cast.programme)


def test_shelf_sends_the_signed_out_to_sign_in(shelf: PackShelfPage) -> None:
    assert Client().get(shelf.url).status_code == 302


@pytest.mark.parametrize("name", ["zoe", "fay", "olu"])
def test_shelf_is_not_there_for_those_who_do_not_take_part(cast: Cast, shelf: PackShelfPage, name: str) -> None:
    assert signed_in(getattr(cast, name)).get(shelf.url).status_code == 404


def test_shelf_is_not_there_for_people_of_another_programme(shelf: PackShelfPage) -> None:
    other = factories.enrolment(factories.cohort())

    assert signed_in(other.user).get(shelf.url).status_code == 404


def test_shelf_without_priorities_shows_all_subjects_and_a_hint(cast: Cast, shelf: PackShelfPage) -> None:
    makers.pack(cast.programme.framework, title="Open already")

    response = signed_in(cast.ada.user).get(shelf.url)

    assert (response.context["pins"], [pack.title for pack in response.context["others"]]) == ([], ["Open already"])
    assert "Nothing is pinned yet" in response.content.decode()


def test_shelf_pins_chosen_subjects_in_their_order(cast: Cast, shelf: PackShelfPage) -> None:
    for number, code in enumerate(("LEAD", "BARR", "INFL"), start=2):
        makers.pack(cast.programme.framework, number=number, subject=code, title=code)
    makers.choose(cast.ada, "INFL", "LEAD")
    makers.choose(cast.ben, "BARR")

    response = signed_in(cast.ada.user).get(shelf.url)

    assert [[pack.title for pack in pin.packs] for pin in response.context["pins"]] == [["INFL"], ["LEAD"]]
    assert [pack.title for pack in response.context["others"]] == ["BARR"]
    assert "Title of INFL, because you chose it first" in response.content.decode()


def test_shelf_shows_only_own_marks(cast: Cast, shelf: PackShelfPage) -> None:
    pack = makers.pack(cast.programme.framework)
    signed_in(cast.ben.user).post(f"{pack.url}start/")

    assert "Started" not in signed_in(cast.ada.user).get(shelf.url).content.decode()
    assert "Started" in signed_in(cast.ben.user).get(shelf.url).content.decode()


def test_first_pack_starts_the_step_and_the_tick_finishes_it(cast: Cast, shelf: PackShelfPage) -> None:
    pack = makers.pack(cast.programme.framework)
    client = signed_in(cast.ada.user)

    client.post(f"{pack.url}start/")
    started = StepProgress.objects.get(enrolment=cast.ada, step=shelf).done_at
    client.post(f"{pack.url}prepared/", {"prepared": "yes"})

    assert started is None
    assert StepProgress.objects.get(enrolment=cast.ada, step=shelf).done_at


def test_shelf_queries_stay_the_same_with_more_packs(cast: Cast, shelf: PackShelfPage) -> None:
    makers.choose(cast.ada, "LEAD", "BARR", "INFL")
    client = signed_in(cast.ada.user)

    def queries() -> int:
        client.get(shelf.url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(shelf.url).status_code == 200
        return len(found)

    makers.pack(cast.programme.framework, number=2, subject="LEAD")
    makers.pack(cast.programme.framework, number=9, subject="GRUP")
    one = queries()
    makers.pack(cast.programme.framework, number=3, subject="BARR")
    makers.pack(cast.programme.framework, number=4, subject="INFL")
    makers.pack(cast.programme.framework, number=10, subject="PMOT")

    assert queries() == one
    assert one <= 25


def test_person_who_left_loses_the_shelf(cast: Cast, shelf: PackShelfPage) -> None:
    Enrolment.objects.filter(pk=cast.ada.pk).update(state=Enrolment.State.REMOVED)

    assert signed_in(cast.ada.user).get(shelf.url).status_code == 404
