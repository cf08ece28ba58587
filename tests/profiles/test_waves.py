"""The same questions after the sets and three months later: when, in which version, and what they leave alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.models import (
    FollowUpAssessmentPage,
    InstrumentVersion,
    LookingBack,
    ResponseSet,
    SecondAssessmentPage,
    SelfAssessmentPage,
)
from elearning.profiles import choosing, profiling, rehearsing
from elearning.profiles.models import Result, ResultsPage
from elearning.programmes import progress
from elearning.programmes.models import StepProgress, Wave, Way
from tests.assessments.makers import begun, keys, posted
from tests.assessments.test_renewing import publish
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

AGAIN = [("start", ()), ("subject", (1,)), ("importance", ()), ("looking_back", ()), ("check", ()), ("changed", ())]
IN_A_SET = frozenset({"set"})
Z = date(2027, 3, 10)


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def later(cast: Cast, steps: makers.Steps) -> makers.LaterSteps:
    """The cohort meets for the last time today."""
    return makers.later_steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def onward(answer: HttpResponse) -> str:
    """The address of the page that follows, whatever place on it."""
    return answer.headers["Location"].partition("#")[0]


def way(cast: Cast, now: datetime, started: frozenset[str] = frozenset(), *, zone: str = "Europe/London") -> Way:
    """Ada at `now`, in a cohort that meets for the last time on 10 March 2027."""
    cast.ada.cohort.last_meeting_on, cast.ada.cohort.time_zone = Z, zone
    return Way(cast.ada, now, started=started)


@pytest.mark.parametrize(
    ("zone", "opens_at"),
    [
        ("Europe/London", datetime(2027, 3, 9, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2027, 3, 8, 11, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2027, 3, 9, 8, tzinfo=UTC)),
    ],
)
def test_the_second_wave_opens_where_the_cohort_meets(cast: Cast, zone: str, opens_at: datetime) -> None:
    before = SecondAssessmentPage.gate(way(cast, opens_at - timedelta(seconds=1), IN_A_SET, zone=zone))
    after = SecondAssessmentPage.gate(way(cast, opens_at, IN_A_SET, zone=zone))

    assert (before.is_open, before.reason) == (False, "Opens on 9 March 2027.")
    assert (after.is_open, after.is_optional) == (True, False)


def test_the_second_wave_opens_a_day_later_to_those_without_a_set(cast: Cast) -> None:
    gates = [SecondAssessmentPage.gate(way(cast, datetime(2027, 3, day, 12, tzinfo=UTC))) for day in (9, 10)]

    assert [gate.is_open for gate in gates] == [False, True]


def test_the_follow_up_opens_ninety_days_after_the_last_meeting(cast: Cast) -> None:
    gates = [FollowUpAssessmentPage.gate(way(cast, datetime(2027, 6, day, 12, tzinfo=UTC))) for day in (7, 8)]

    assert [(gate.is_open, gate.reason) for gate in gates] == [(False, "Opens on 8 June 2027."), (True, "")]


def test_after_the_last_day_it_stays_open_and_is_pressed_on_nobody(cast: Cast) -> None:
    gates = [SecondAssessmentPage.gate(way(cast, datetime(2027, 3, day, 12, tzinfo=UTC))) for day in (24, 25)]

    assert [(gate.is_open, gate.is_optional) for gate in gates] == [(True, False), (True, True)]


def test_the_first_wave_is_pressed_on_nobody_once_the_second_is_open(cast: Cast) -> None:
    gates = [SelfAssessmentPage.gate(way(cast, datetime(2027, 3, day, 12, tzinfo=UTC))) for day in (8, 9)]

    assert [(gate.is_open, gate.is_optional) for gate in gates] == [(True, False), (True, True)]


def test_results_open_to_those_who_answered_only_the_second_time(cast: Cast) -> None:
    assert ResultsPage.gate(Way(cast.ada, timezone.now(), done=frozenset({"assessment_again"}))).is_open
    assert not ResultsPage.gate(Way(cast.ada, timezone.now(), done=IN_A_SET)).is_open


def test_the_verb_refuses_what_is_not_open_yet(cast: Cast, steps: makers.Steps) -> None:
    later = makers.later_steps(cast, days_to_last_meeting=30)

    with pytest.raises(AnsweringError, match="Opens on"):
        answering.open_set(cast.ada, later.again)
    assert ResponseSet.objects.count() == 0


def test_what_is_not_open_says_when_it_will_be(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    later = makers.later_steps(cast, days_to_last_meeting=30)

    page = ada.get(later.again.url).content.decode()
    sent = ada.post(later.again.url)

    assert "Cannot start yet" in page
    assert "Start now" not in page
    assert (onward(sent), ResponseSet.objects.count()) == (later.again.url, 0)


def test_late_answers_are_welcome_and_said_to_be_for_oneself(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    later = makers.later_steps(cast, days_to_last_meeting=-15)

    page = ada.get(later.again.url).content.decode()

    assert "You can still answer" in page
    assert "Start now" in page
    assert makers.result_of(cast.ada, later.again).wave == Wave.POST


def test_home_lists_the_later_waves_with_their_days(cast: Cast, steps: makers.Steps) -> None:
    makers.later_steps(cast, days_to_last_meeting=0)

    rows = {row.step.specific_class.kind: row for row in progress.states(cast.ada)}

    again, follow_up = rows["assessment_again"], rows["assessment_follow_up"]
    today = cast.cohort.today
    assert (again.gate.is_open, again.due_on) == (True, today + timedelta(days=14))
    assert (follow_up.gate.is_open, follow_up.due_on) == (False, today + timedelta(days=120))


def test_each_wave_has_answers_and_a_result_of_its_own(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    first = makers.result(cast.ada, steps)

    second = makers.result_of(cast.ada, later.again)

    assert Result.objects.of_waves(cast.ada) == {"pre": first, "post": second}
    assert list(ResponseSet.objects.of(cast.ada).order_by("wave").values_list("wave", "state")) == [
        ("post", "submitted"),
        ("pre", "submitted"),
    ]


def test_a_later_wave_begins_empty(cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    ada.post(later.again.url)
    page = ada.get(later.again.door("subject", 1)).content.decode()

    assert " checked" not in page
    assert "0 of 36 answered" in page


def test_a_later_wave_asks_the_version_answered_first(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    makers.result(cast.ada, steps)
    publish(steps.assessment, first="Reworded after the first wave.")

    assert answering.open_set(cast.ada, later.again).version.number == 1


def test_whoever_answered_another_version_than_the_cohort_keeps_it(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    answering.record(
        answering.open_set(cast.ada, steps.assessment),
        Sheet(given=dict.fromkeys(keys(answering.open_set(cast.ada, steps.assessment), "LEAD"), "3")),
    )
    publish(steps.assessment, first="Reworded while Ada answers.")
    makers.result(cast.ben, steps)
    profiling.finish(cast.ada, steps.assessment)

    versions = {
        one.user.first_name: answering.open_set(one, later.again).version.number for one in (cast.ada, cast.ben)
    }

    assert versions == {"Ada": 1, "Ben": 2}
    assert answering.open_set(cast.cal, later.again).version.number == 2


def test_whoever_had_no_first_wave_answers_the_version_of_the_cohort(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    makers.result(cast.ben, steps)
    publish(steps.assessment, first="Reworded.")

    result = makers.result_of(cast.ada, later.again)

    assert (result.version.number, list(Result.objects.of_waves(cast.ada))) == (1, ["post"])


def test_without_published_questions_nothing_can_be_begun(cast: Cast, steps: makers.Steps) -> None:
    later = makers.later_steps(cast)
    InstrumentVersion.objects.all().delete()

    with pytest.raises(AnsweringError, match="not ready yet"):
        answering.open_set(cast.ada, later.again)


def test_later_waves_are_answered_once(cast: Cast, steps: makers.Steps, later: makers.LaterSteps) -> None:
    makers.result_of(cast.ada, later.again)

    with pytest.raises(AnsweringError, match="submitted your answers already"):
        answering.open_set(cast.ada, later.again)
    with pytest.raises(AnsweringError, match="stay as you submitted them"):
        answering.redo(cast.ada, later.again)


def test_submitting_twice_gives_the_same_result(cast: Cast, steps: makers.Steps, later: makers.LaterSteps) -> None:
    made = makers.result_of(cast.ada, later.again)

    assert profiling.finish(cast.ada, later.again) == made
    assert StepProgress.objects.get(enrolment=cast.ada, step_id=later.again.pk).done_at is not None


def test_a_later_result_leaves_suggestions_and_priorities_alone(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    makers.result(cast.ada, steps)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)
    before = choosing.sources(cast.ada)

    makers.result_of(cast.ada, later.again, dict.fromkeys(makers.ANSWERS, ([5, 5, 5, 5], 5)))

    assert choosing.sources(cast.ada) == before != {}
    assert [choice.subject.code for choice in choosing.current(cast.ada)] == ["LEAD"]


def test_looking_back_is_kept_as_said_and_unsaid(cast: Cast, steps: makers.Steps, later: makers.LaterSteps) -> None:
    result = rehearsing.rehearse(
        cast.ada, later.again, makers.answers(), makers.importance(), {"LEAD": 2, "BARR": 5, "INFL": None}
    )

    assert result
    seen = dict(result.scales.values_list("subject__code", "looking_back"))
    assert {code: value for code, value in seen.items() if value} == {"LEAD": 2, "BARR": 5}
    assert dict(LookingBack.objects.values_list("subject_code", "value")) == {"LEAD": 2, "BARR": 5, "INFL": None}


def test_looking_back_is_read_for_ever_with_the_words_it_was_asked_in(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps
) -> None:
    result = makers.result_of(cast.ada, later.again)

    publish(steps.assessment, looking_back="Other words altogether?")

    assert Result.objects.current(cast.ada, Wave.POST) == result
    assert result.version.instrument.looking_back.startswith("Thinking back to the start")
    assert InstrumentVersion.objects.get(number=2).instrument.looking_back == "Other words altogether?"


def test_looking_back_comes_after_what_matters_and_before_the_check(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client
) -> None:
    begun(ada, later.again, cast.ada)

    after_importance = onward(ada.post(later.again.door("importance"), {"form_id": "f1"}))
    after_looking_back = onward(ada.post(later.again.door("looking_back"), {"form_id": "f2"}))

    assert (after_importance, after_looking_back) == (later.again.door("looking_back"), later.again.door("check"))
    assert "0 of 9 answered" in ada.get(later.again.door("check")).content.decode()


def test_looking_back_has_the_labels_of_the_statements_and_cannot_say(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client
) -> None:
    mine = begun(ada, later.again, cast.ada)
    codes = list(mine.version.instrument.subjects)

    sent = ada.post(later.again.door("looking_back"), posted(codes, {0: "2", 1: "cannot_say"}))
    page = ada.get(later.again.door("looking_back")).content.decode()

    assert sent.status_code == 302
    assert answering.looks_back_of(mine) == {"LEAD": "2", "BARR": "cannot_say"}
    assert page.count("Hardly ever") == page.count("I can’t say") == 9
    assert page.count("No chance to do this") == 0


@pytest.mark.parametrize("wrong", ["0", "6", "no_chance", "unknown", "١", "x", "1\x00"])
def test_looking_back_refuses_what_is_no_answer(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client, wrong: str
) -> None:
    mine = begun(ada, later.again, cast.ada)

    sent = ada.post(later.again.door("looking_back"), posted(list(mine.version.instrument.subjects), {0: wrong}))

    assert (sent.status_code, LookingBack.objects.count()) == (422, 0)


def test_only_the_second_wave_looks_back(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client
) -> None:
    assert ada.get(f"{steps.assessment.url}looking-back/").status_code == 404
    assert ada.get(f"{later.follow_up.url}looking-back/").status_code == 404


def test_a_questionnaire_without_that_question_does_not_look_back(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client
) -> None:
    publish(steps.assessment, looking_back="")
    begun(ada, later.again, cast.ada)

    assert ada.get(later.again.door("looking_back")).status_code == 404
    assert onward(ada.post(later.again.door("importance"), {"form_id": "f1"})) == later.again.door("check")


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu"])
def test_doors_of_the_later_waves_do_not_exist_for_others(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, who: str
) -> None:
    client = signed_in(getattr(cast, who))
    addresses = [later.again.door(name, *args) for name, args in AGAIN] + [later.follow_up.url]

    statuses = {address: (client.get(address).status_code, client.post(address).status_code) for address in addresses}

    assert statuses == dict.fromkeys(addresses, (404, 404))


def test_ben_never_sees_how_ada_looks_back(
    cast: Cast, steps: makers.Steps, later: makers.LaterSteps, ada: Client
) -> None:
    mine = begun(ada, later.again, cast.ada)
    ada.post(later.again.door("looking_back"), posted(list(mine.version.instrument.subjects), {0: "5"}))
    ben = signed_in(cast.ben.user)
    begun(ben, later.again, cast.ben)

    assert " checked" not in ben.get(later.again.door("looking_back")).content.decode()


def test_going_on_after_a_change_asks_first(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "5", 1: "4"}))
    newest = publish(steps.assessment, first="Reworded while Ada answers.")

    asked = onward(ada.post(steps.assessment.url))
    page = ada.get(asked).content.decode()
    moved = ada.post(asked, {"decision": "move", "version": newest.pk})

    assert asked == steps.assessment.door("changed")
    assert "1 of the 2 answers you have given fit" in page
    assert onward(moved) == steps.assessment.door("check")
    assert "Go back to the questions you began with" in ada.get(steps.assessment.door("check")).content.decode()


def test_staying_goes_on_without_asking_again(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "5"}))
    newest = publish(steps.assessment, first="Reworded while Ada answers.")

    ada.post(steps.assessment.door("changed"), {"decision": "stay", "version": newest.pk})

    assert onward(ada.post(steps.assessment.url)).startswith(steps.assessment.door("subject", 1))
    assert onward(ada.get(steps.assessment.door("changed"))) == steps.assessment.url


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"decision": "move"},
        {"decision": "move", "version": "99999"},
        {"decision": "move", "version": "x"},
        {"decision": "stay", "version": "-1"},
        {"decision": "back"},
        {"decision": "other", "version": "1"},
        {"decision": "move", "version": "1" * 400},
    ],
)
def test_a_decision_that_makes_no_sense_changes_nothing(
    cast: Cast, steps: makers.Steps, ada: Client, sent: dict[str, Any]
) -> None:
    mine = begun(ada, steps.assessment, cast.ada)
    ada.post(steps.assessment.door("subject", 1), posted(keys(mine, "LEAD"), {0: "5"}))
    publish(steps.assessment, first="Reworded while Ada answers.")

    answer = ada.post(steps.assessment.door("changed"), sent)

    assert onward(answer) == steps.assessment.door("changed")
    assert list(ResponseSet.objects.values_list("pk", "state", "declined")) == [(mine.pk, "open", None)]
