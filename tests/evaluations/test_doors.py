"""The page of questions behind the sign-in: who may open it, and what it keeps."""

import pytest

from elearning.evaluations import replying
from elearning.evaluations.models import EvaluationAnswer, EvaluationSheet
from elearning.programmes.models import CohortRole
from tests import factories
from tests.conftest import signed_in
from tests.evaluations.conftest import Asked
from tests.evaluations.makers import chose, key, met_last, option, replied, wrote

SECRET = "We cancelled the joint board in March."


def form_of(asked: Asked, **fields: str) -> dict[str, str]:
    """What the page sends: the names of questions stand for their fields."""
    page = asked.follow_up
    return {"version": "0", "unseen": "0", **{f"q-{key(page, name)}": value for name, value in fields.items()}}


def said() -> list[tuple[list[str], str]]:
    return [(one.chosen, one.text) for one in EvaluationAnswer.objects.all()]


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
@pytest.mark.parametrize("which", ["end", "follow_up"])
def test_who_does_not_take_part_finds_nothing(asked: Asked, who: str, which: str) -> None:
    replied(asked.cast.ada, asked.follow_up, wrote(asked.follow_up, "f6", SECRET))

    assert signed_in(getattr(asked.cast, who)).get(getattr(asked, which).door()).status_code == 404


def test_signed_out_is_sent_to_sign_in(client, asked: Asked) -> None:
    assert client.get(asked.follow_up.door()).headers["Location"].startswith("/sign-in/?next=")


def test_fellows_see_their_own_empty_page(asked: Asked) -> None:
    replied(asked.cast.ada, asked.follow_up, wrote(asked.follow_up, "f6", SECRET))

    page = signed_in(asked.cast.ben.user).get(asked.follow_up.door())

    assert (page.status_code, SECRET in page.content.decode()) == (200, False)


@pytest.mark.parametrize("name", ["board", "export_board", "report", "report_csv"])
@pytest.mark.parametrize("who", ["fay", "max"])
def test_who_runs_the_cohort_reads_nobodys_answers_nor_who_gave_any(asked: Asked, name: str, who: str) -> None:
    replied(asked.cast.ada, asked.follow_up, wrote(asked.follow_up, "f6", SECRET))
    client, address = signed_in(getattr(asked.cast, who)), f"/cohorts/{asked.cast.cohort.public_id}/"
    paths = {"board": "", "export_board": "board.csv", "report": "report/", "report_csv": "report.csv"}

    answer = client.get(address + paths[name])

    body = answer.content.decode()
    assert (answer.status_code, SECRET in body, asked.follow_up.short_name in body) == (200, False, False)


def test_commissioner_reads_nobodys_answers(asked: Asked) -> None:
    gwen = factories.user("Gwen Example")
    CohortRole.objects.create(cohort=asked.cast.cohort, user=gwen, kind=CohortRole.Kind.COMMISSIONER)
    replied(asked.cast.ada, asked.follow_up, wrote(asked.follow_up, "f6", SECRET))

    answer = signed_in(gwen).get(f"/cohorts/{asked.cast.cohort.public_id}/report/")

    assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)


def test_sending_keeps_and_sends(asked: Asked) -> None:
    page = asked.follow_up
    chosen = option(page, "f1", "most")

    answer = signed_in(asked.cast.ada.user).post(page.door(), form_of(asked, f1=chosen, f6="One.\r\nTwo."))

    assert (answer.status_code, said()) == (302, [([chosen], ""), ([], "One.\nTwo.")])
    assert EvaluationSheet.objects.get().sent_at is not None


def test_later_keeps_and_does_not_send(asked: Asked) -> None:
    sent = form_of(asked, f6="So far.") | {"later": "1"}

    signed_in(asked.cast.ada.user).post(asked.follow_up.door(), sent)

    assert (said(), EvaluationSheet.objects.get().sent_at) == ([([], "So far.")], None)


def test_page_saves_itself_without_sending(asked: Asked) -> None:
    client = signed_in(asked.cast.ada.user)

    answer = client.post(asked.follow_up.door(), form_of(asked, f6="So far."), headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.headers["X-Version"]) == (204, "1")
    assert EvaluationSheet.objects.get().sent_at is None


def test_an_empty_page_is_not_sent(asked: Asked) -> None:
    answer = signed_in(asked.cast.ada.user).post(asked.follow_up.door(), {})

    assert (answer.status_code, EvaluationSheet.objects.count()) == (422, 0)
    assert "Answer at least one question" in answer.content.decode()


def test_bad_input_keeps_everything_on_the_page_and_saves_what_is_right(asked: Asked) -> None:
    page = asked.follow_up
    too_long = "x" * 601
    sent = form_of(asked, f1=option(page, "f1", "some"), f3="no-such-answer", f6=too_long)

    answer = signed_in(asked.cast.ada.user).post(page.door(), sent)

    assert (answer.status_code, too_long in answer.content.decode()) == (422, True)
    assert said() == [([option(page, "f1", "some")], "")]
    assert EvaluationSheet.objects.get().sent_at is None


@pytest.mark.parametrize("value", ["9" * 40, "-1", "x"])
def test_a_revision_that_is_none_is_refused_in_words(asked: Asked, value: str) -> None:
    sent = form_of(asked, f6="Words.") | {"version": value}

    assert signed_in(asked.cast.ada.user).post(asked.follow_up.door(), sent).status_code == 422


def test_clash_shows_both_and_sending_again_is_a_choice(asked: Asked) -> None:
    page, client = asked.follow_up, signed_in(asked.cast.ada.user)
    replying.answer(asked.cast.ada, page, wrote(page, "f6", "Saved elsewhere."))

    clash = client.post(page.door(), form_of(asked, f6="Typed here."))
    body = clash.content.decode()
    again = client.post(page.door(), form_of(asked, f6="Typed here.") | {"version": "1"})

    assert (clash.status_code, "Saved elsewhere." in body, "Typed here." in body) == (409, True, True)
    assert (again.status_code, said()) == (302, [([], "Typed here.")])


def test_what_is_written_after_the_last_day_comes_back_on_the_screen(asked: Asked) -> None:
    met_last(asked.cast.cohort, days_ago=121)

    answer = signed_in(asked.cast.ada.user).post(asked.follow_up.door(), form_of(asked, f6="Too late, sadly."))

    assert (answer.status_code, "Too late, sadly." in answer.content.decode(), said()) == (422, True, [])


def test_own_answers_can_be_read_when_it_is_closed(asked: Asked) -> None:
    page = asked.follow_up
    replied(asked.cast.ada, page, wrote(page, "f6", SECRET) | chose(page, "f2", "who", "review"))
    met_last(asked.cast.cohort, days_ago=121)

    body = signed_in(asked.cast.ada.user).get(page.door()).content.decode()

    assert (SECRET in body, "Agreed who does what" in body, '<form method="post"' in body) == (True, True, False)


def test_before_its_day_it_says_when_it_opens(asked: Asked) -> None:
    met_last(asked.cast.cohort, days_ago=10)

    body = signed_in(asked.cast.ada.user).get(asked.follow_up.door()).content.decode()

    assert ("Opens on" in body, "<textarea" in body) == (True, False)


def test_page_costs_few_queries(asked: Asked, django_assert_max_num_queries) -> None:
    replied(asked.cast.ada, asked.follow_up, wrote(asked.follow_up, "f6", SECRET))
    client = signed_in(asked.cast.ada.user)
    client.get(asked.follow_up.door())

    with django_assert_max_num_queries(20):
        client.get(asked.follow_up.door())
