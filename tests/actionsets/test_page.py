"""The page on sets: loaded from its file, the same when loaded again, editable and previewed."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from actionsets import agreeing, wording
from actionsets.formation import SENTENCES
from actionsets.models import LearningSet, SetMeeting, SetProposal
from actionsets.models.private import ActionCommitment
from tests.actionsets.makers import Twelve, page
from tests.conftest import Cast


def test_load_set_twice_changes_nothing(cast: Cast) -> None:
    first = page(cast.programme)
    ids = [block.id for block in first.ground_rules]

    second = page(cast.programme)

    assert (second.pk, second.revisions.count()) == (first.pk, 1)
    assert [block.id for block in second.ground_rules] == ids


def test_load_set_holds_every_word_of_the_file(cast: Cast) -> None:
    made = page(cast.programme)

    sizes = [len(stream) for stream in (made.ground_rules, made.agendas, made.airtime_stages, made.roles)]
    minutes = {a.value["code"]: sum(part["minutes"] for part in a.value["segments"]) for a in made.agendas}
    assert sizes == [12, 5, 6, 6]
    assert minutes == {"in-person": 210, "virtual": 120, "full-day": 360, "first": 180, "last": 220}


@pytest.mark.parametrize(
    ("number", "mode", "code"),
    [(1, "virtual", "first"), (2, "in_person", "in-person"), (3, "virtual", "virtual"), (5, "virtual", "last")],
)
def test_agenda_follows_the_place_in_the_series(cast: Cast, number: int, mode: str, code: str) -> None:
    found = page(cast.programme).agenda_for(number, of=5, mode=mode)

    assert found["code"] == code


def test_preview_needs_nobody_enrolled(cast: Cast) -> None:
    made = page(cast.programme)
    request = RequestFactory().get("/")
    request.user = cast.pia

    said = made.make_preview_request(request, made.default_preview_mode).render().content.decode()

    assert "companions in difficulty" in said
    assert "First presenter" in said


def test_every_sentence_of_set_formation_has_our_words() -> None:
    assert set(SENTENCES) <= set(wording.SENTENCES)


def test_every_state_has_its_moves() -> None:
    assert set(SetProposal.MOVES) == set(SetProposal.State.values)
    assert set(LearningSet.MOVES) == set(LearningSet.State.values)
    assert set(SetMeeting.MOVES) == set(SetMeeting.State.values)
    assert set(ActionCommitment.STILL_OPEN) < set(ActionCommitment.State.values)


def test_panel_tells_of_the_proposal_and_then_of_the_next_meeting(twelve: Twelve) -> None:
    def panel() -> str:
        template = Template("{% load actionsets %}{% set_panel enrolment %}")
        return template.render(Context({"enrolment": twelve.people["P01"]})).strip()

    before = panel()
    twelve.confirm()
    agreeing.acknowledge(twelve.place_of("P01"), twelve.step)

    assert before == ""
    assert "Meeting 1:" in panel()


def test_panel_of_a_draft_is_empty(twelve: Twelve) -> None:
    twelve.propose()
    template = Template("{% load actionsets %}{% set_panel enrolment %}")

    assert template.render(Context({"enrolment": twelve.people["P01"]})).strip() == ""
