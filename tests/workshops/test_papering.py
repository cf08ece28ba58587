"""Sheets of paper typed in by the facilitator: counted without a name, and never so that a few phones can be told from them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from elearning.partnering import checking
from elearning.partnering.models import HealthCheck, WorkshopPage
from elearning.workshops import onscreen, papering, showing
from elearning.workshops.models import PaperSheet, Showing
from elearning.workshops.refusals import NotEnough
from tests.conftest import Cast, signed_in
from tests.workshops.makers import lay

KEYS = [f"5b9c7f0e-3c1c-4a7e-9a51-0d6f0d8d4f{number:02}" for number in range(20)]


def door(cast: Cast) -> str:
    return reverse("workshops:sheets", args=[cast.cohort.public_id])


def paper(cast: Cast, number: int, *, is_open: bool = False, **said: str) -> None:
    for _one in range(number):
        PaperSheet.objects.create(cohort=cast.cohort, said=said, is_open=is_open)


def test_sheet_is_typed_in_once_however_often_it_is_sent(today: Cast, step: WorkshopPage) -> None:
    client = signed_in(today.fay)
    sent = {"s-H1": "partly", "s-H9": "dont_know", "is_open": "on", "key": KEYS[0]}

    answers = [client.post(door(today), sent).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert [(one.said, one.is_open) for one in PaperSheet.objects.all()] == [
        ({"H1": "partly", "H9": "dont_know"}, True)
    ]


def test_nobody_is_named_in_what_is_kept_of_a_sheet() -> None:
    assert {field.name for field in PaperSheet._meta.get_fields()} == {"id", "cohort", "key", "said", "is_open"}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"key": KEYS[0]}, "Choose at least one answer."),
        ({"s-H1": "fully", "s-H2": "perhaps", "key": KEYS[0]}, "Select a valid choice"),
    ],
)
def test_sheet_with_a_fault_is_shown_again_with_what_was_chosen(
    today: Cast, step: WorkshopPage, sent: dict[str, str], words: str
) -> None:
    answer = signed_in(today.fay).post(door(today), sent)
    page = answer.content.decode()

    assert (answer.status_code, words in page, PaperSheet.objects.count()) == (422, True, 0)
    assert len(re.findall(r"<input[^>]* checked", page)) == len(sent) - 1 - ("s-H2" in sent)


def test_sheet_is_taken_out_once(today: Cast, step: WorkshopPage) -> None:
    paper(today, 2, H1="partly")
    gone = str(PaperSheet.objects.first().key)  # type: ignore[union-attr]

    answers = [signed_in(today.fay).post(door(today), {"out": gone}).status_code for _press in range(2)]

    assert (answers, PaperSheet.objects.count()) == ([302, 302], 1)


def test_sheet_of_another_cohort_stays(today: Cast, step: WorkshopPage) -> None:
    paper(today, 1, H1="partly")
    elsewhere = today.programme.cohorts.get(name="Elsewhere")

    signed_in(today.zoe).post(
        reverse("workshops:sheets", args=[elsewhere.public_id]), {"out": str(PaperSheet.objects.get().key)}
    )

    assert PaperSheet.objects.count() == 1


def test_nothing_is_typed_in_on_another_day_and_the_page_says_so(today: Cast, step: WorkshopPage) -> None:
    today.cohort.workshop_starts_at = timezone.now() + timedelta(days=3)
    today.cohort.workshop_ends_at = timezone.now() + timedelta(days=3, hours=4)
    today.cohort.save()

    page = signed_in(today.fay).post(door(today), {"s-H1": "partly", "key": KEYS[0]}).content.decode()

    assert ("It can be begun from two hours before" in page, PaperSheet.objects.count()) == (True, 0)


def test_page_without_statements_says_so(today: Cast, step: WorkshopPage) -> None:
    step.checklist = []
    step.save()

    assert "There is no checklist" in signed_in(today.fay).get(door(today)).content.decode()


def test_very_many_sheets_are_refused_and_what_was_chosen_stays(today: Cast, step: WorkshopPage) -> None:
    PaperSheet.objects.bulk_create(PaperSheet(cohort=today.cohort) for _one in range(PaperSheet.MOST))

    page = signed_in(today.fay).post(door(today), {"s-H1": "partly", "key": KEYS[0]}).content.decode()

    assert ("Very many sheets" in page, len(re.findall(r"<input[^>]* checked", page))) == (True, 1)


def test_five_sheets_of_paper_are_told(today: Cast, step: WorkshopPage) -> None:
    paper(today, 5, H16="partly")

    taken = showing.show_checklist(today.cohort, step, by=today.fay)

    assert (taken.people, taken.counts["counts"]["H16"]["partly"]) == (5, 5)


def test_paper_and_phones_are_counted_together(today: Cast, step: WorkshopPage) -> None:
    paper(today, 3, H16="partly")
    for _one in range(5):
        lay(today.cohort, step, H16="fully")

    taken = showing.show_checklist(today.cohort, step, by=today.fay)

    assert (taken.people, taken.counts["counts"]["H16"]["partly"], taken.counts["counts"]["H16"]["fully"]) == (8, 3, 5)


def test_few_phones_cannot_be_told_from_sheets_that_were_typed(today: Cast, step: WorkshopPage) -> None:
    """Whoever typed six sheets would take them away and read the four that came from phones."""
    paper(today, 6, H16="partly")
    for _one in range(4):
        lay(today.cohort, step, H16="fully")

    with pytest.raises(NotEnough, match="from 5 phones on"):
        showing.show_checklist(today.cohort, step, by=today.fay)


def test_statement_that_few_phones_answered_is_not_told(today: Cast, step: WorkshopPage) -> None:
    paper(today, 6, H1="partly", H16="partly")
    for number in range(5):
        said = {"H16": "fully", "H1": "fully"} if number < 2 else {"H16": "fully"}
        lay(today.cohort, step, is_open=False, **said)

    assert list(showing.show_checklist(today.cohort, step, by=today.fay).counts["counts"]) == ["H16"]


@pytest.mark.parametrize(("changes", "people"), [(False, 10), (True, 5)])
def test_paper_after_phones_is_counted_anew_unless_a_phone_has_changed(
    today: Cast, step: WorkshopPage, changes: bool, people: int
) -> None:
    """Otherwise the difference of the two pictures, less the sheets, would be what one person changed."""
    phones = [lay(today.cohort, step, H16="fully") for _one in range(5)]
    showing.show_checklist(today.cohort, step, by=today.fay)
    paper(today, 5, H16="partly")
    if changes:
        mine = HealthCheck.objects.get(owner=phones[0].user)
        checking.answer(mine, {"H16": checking.Given("not_yet")}, seen=mine.revision)

    assert showing.show_checklist(today.cohort, step, by=today.fay).people == people


def test_three_of_paper_who_all_agree_are_told(today: Cast, step: WorkshopPage) -> None:
    paper(today, 3, is_open=True, H1="partly")

    assert showing.show_checklist(today.cohort, step, by=today.fay).people == 3


def test_sheets_go_with_the_day_and_figures_stay(today: Cast, step: WorkshopPage) -> None:
    paper(today, 5, H1="partly")
    showing.show_checklist(today.cohort, step, by=today.fay)
    end = today.cohort.workshop_ends_at

    gone = [papering.tidy(end + timedelta(hours=hours)) for hours in (23, 25)]

    assert (gone, Showing.objects.count()) == ([0, 5], 1)
    assert onscreen.kept_figures(today.cohort, step)["reading"]["people"] == 5
