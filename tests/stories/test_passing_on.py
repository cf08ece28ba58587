"""A set passes on a sentence: drafted by its facilitator, cleared by everybody, counted after the last day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from actionsets import deciding, theming
from actionsets.models import ThemeSentence
from actionsets.rehearsing.people import Stage
from tests.stories.conftest import Look, Visit
from tests.stories.steps import press, sign_in
from tests.stories.test_changing import as_member, at_work, step_of

pytestmark = pytest.mark.browser


def test_a_set_passes_on_what_all_have_cleared(stage: Stage, visit: Visit, look: Look, scripts: bool) -> None:
    cohort, leader, (one, _other) = at_work(stage, f"Passing {scripts}")
    places, step = deciding.members_of(one), step_of(stage).url
    page = visit()
    sign_in(page, leader)
    page.goto(f"/cohorts/{cohort.public_id}/sets/{one.number}/")
    look(page, "set-at-work")
    press(page, "What the set passes on")
    page.get_by_label("Sentence 1", exact=True).fill(f"{places[0].enrolment.user.name} finds it hard.")
    page.get_by_label("Subject of sentence 1").select_option("TRAK")
    press(page, "Keep the draft")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look(page, "themes-error")
    page.get_by_label("Sentence 1", exact=True).fill("Reviews are held when something has gone wrong.")
    press(page, "Keep the draft")
    look(page, "themes-draft")
    press(page, "Ask every member")
    look(page, "themes-asked")

    member = as_member(visit, places[0].enrolment, step)
    press(member, "Read and answer")
    look(member, "themes-clear")
    member.get_by_label("This can be passed on").check()
    press(member, "Keep my answers")
    expect(member.get_by_text("Noted. Nobody sees your answer.")).to_be_visible()
    note = theming.note_of(one)
    assert note
    for place in places[1:]:
        place.learning_set.cohort = cohort
        theming.answer(place, note, {note.sentences.get().pk: True})
    theming.settle_due(timezone.now() + timedelta(days=9))

    page.reload()
    expect(page.get_by_text("Cleared by everybody")).to_be_visible()
    look(page, "themes-cleared")
    assert ThemeSentence.objects.cleared_in(cohort).count() == 1
    for name in ("handover", "incidents"):
        page.goto(f"/cohorts/{cohort.public_id}/sets/{one.number}/{name}/")
        look(page, name)
    page.goto("/supervision/")
    look(page, "supervision")
