"""Answering the checklist: what is kept, once a person, partnership and occasion."""

import pytest
from django.db import connection

from elearning.partnering import checking
from elearning.partnering.checking import Given
from elearning.partnering.models import ChecklistVersion, HealthAnswer, HealthCheck, WorkshopPage
from tests.conftest import Cast
from tests.laying import laid
from tests.partnering import makers


@laid
def step(cast: Cast) -> WorkshopPage:
    return makers.workshop_page(cast.programme)


@pytest.fixture
def check(cast: Cast, step: WorkshopPage) -> HealthCheck:
    return checking.begin(cast.ada, step, partnership="Health board")


def test_publishing_freezes_sixteen_statements_in_four_groups(step: WorkshopPage) -> None:
    version = ChecklistVersion.objects.get(page=step)

    assert [len(rows) for _group, rows in version.parts()] == [4, 4, 4, 4]
    assert [one.code for one in version.statements()] == [f"H{number}" for number in range(1, 17)]


def test_other_statements_leave_a_begun_checklist_as_it_was(check: HealthCheck, step: WorkshopPage) -> None:
    page = WorkshopPage.objects.get(pk=step.pk)
    page.checklist = page.checklist.get_prep_value()[:3]
    page.save_revision().publish()

    check.refresh_from_db()

    assert len(check.version.statements()) == 16
    assert len(checking.newest(step).statements()) == 3


def test_beginning_again_leads_to_the_same(cast: Cast, check: HealthCheck, step: WorkshopPage) -> None:
    assert checking.begin(cast.ada, step, partnership=" health  BOARD ") == check


def test_each_occasion_has_its_own(cast: Cast, check: HealthCheck, step: WorkshopPage) -> None:
    assert checking.begin(cast.ada, step, partnership="Health board", occasion="workshop") != check


def test_each_person_has_their_own(cast: Cast, check: HealthCheck, step: WorkshopPage) -> None:
    assert checking.begin(cast.ben, step, partnership="Health board") != check


def test_partner_on_the_map_gives_the_name(cast: Cast, step: WorkshopPage) -> None:
    partner = makers.entry(cast.ada, makers.map_page(cast.programme), name="The schools")

    check = checking.begin(cast.ada, step, entry=partner)

    assert (check.partnership, check.entry, check.about) == ("The schools", partner, f"entry-{partner.pk}")


def test_answers_are_kept_and_counted(check: HealthCheck) -> None:
    now = checking.answer(check, {"H1": Given("partly"), "H2": Given("dont_know", "Nobody asked.")}, seen=0)

    assert (now.revision, now.said()) == (1, {"H1": "partly", "H2": "dont_know"})


def test_saying_the_same_again_changes_nothing(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly")}, seen=0)

    assert checking.answer(check, {"H1": Given("partly")}, seen=0).revision == 1


def test_two_windows_do_not_overwrite_each_other(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly")}, seen=0)

    with pytest.raises(checking.ChangedElsewhereError) as clash:
        checking.answer(check, {"H1": Given("fully"), "H2": Given("mostly")}, seen=0)

    assert (clash.value.codes, check.said()) == (["H1"], {"H1": "partly"})


def test_another_statement_is_no_clash(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly")}, seen=0)

    assert checking.answer(check, {"H2": Given("mostly")}, seen=0).said() == {"H1": "partly", "H2": "mostly"}


def test_foreign_statement_is_not_kept(check: HealthCheck) -> None:
    checking.answer(check, {"H99": Given("partly")}, seen=0)

    assert HealthAnswer.objects.count() == 0


def test_reasons_lie_sealed_in_their_table(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly", "The chair speaks for all of us.")}, seen=0)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM partnering_healthanswer")
        stored = cursor.fetchone()[0]

    assert ("chair" in stored, HealthAnswer.objects.get().reason) == (False, "The chair speaks for all of us.")


def test_locked_answers_stay(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly")}, seen=0)
    checking.lock(check)

    with pytest.raises(checking.LockedError):
        checking.answer(check, {"H1": Given("fully")}, seen=9)
    with pytest.raises(checking.LockedError):
        checking.remove(check)

    assert check.said() == {"H1": "partly"}


def test_removed_answers_are_gone(check: HealthCheck) -> None:
    checking.answer(check, {"H1": Given("partly")}, seen=0)

    checking.remove(check)

    assert (HealthCheck.objects.count(), HealthAnswer.objects.count()) == (0, 0)


def test_workshop_without_statements_says_so(cast: Cast, step: WorkshopPage) -> None:
    page = WorkshopPage.objects.get(pk=step.pk)
    page.checklist = []
    page.save_revision().publish()
    ChecklistVersion.objects.all().delete()

    with pytest.raises(checking.NoChecklistError):
        checking.begin(cast.ada, page, partnership="Health board")
