"""Keeping answers, handing them in, and questions that change."""

import pytest

from elearning.partnering import questioning
from elearning.partnering.models import Answer, AnswerSheet, QuestionsTaskPage, QuestionsVersion
from elearning.programmes.models import StepProgress
from tests.conftest import Cast
from tests.laying import laid
from tests.partnering import makers


@laid
def page(cast: Cast) -> QuestionsTaskPage:
    return makers.questions_page(cast.programme)


def keys(page: QuestionsTaskPage) -> list[str]:
    return [question.key for question in QuestionsVersion.objects.filter(page=page)[0].questions()]


def say(
    cast: Cast, page: QuestionsTaskPage, text: str, *, key: str = "", shared: bool = False, seen: int = 0
) -> AnswerSheet:
    return questioning.answer(cast.ada, page, key or keys(page)[0], text=text, shared=shared, seen=seen)


def reword(page: QuestionsTaskPage, *, drop_first: bool = False) -> None:
    """Publish other questions: the second one in other words, the first one gone if asked."""
    fresh = QuestionsTaskPage.objects.get(pk=page.pk)
    rows = list(fresh.questions.raw_data)
    rows[1]["value"]["text"] = "Other words"
    fresh.questions = [row for place, row in enumerate(rows) if place or not drop_first]
    fresh.save_revision().publish()


def test_publishing_freezes_the_questions(page: QuestionsTaskPage) -> None:
    version = QuestionsVersion.objects.get(page=page)

    assert (version.number, len(version.questions())) == (1, 8)


def test_publishing_the_same_words_freezes_nothing_new(page: QuestionsTaskPage) -> None:
    page.save_revision().publish()

    assert QuestionsVersion.objects.filter(page=page).count() == 1


def test_draft_freezes_nothing(page: QuestionsTaskPage) -> None:
    page.title = "Another title"
    page.questions = list(page.questions.raw_data)[:3]
    page.save_revision()

    assert QuestionsVersion.objects.filter(page=page).count() == 1


def test_answer_is_kept_and_counted(cast: Cast, page: QuestionsTaskPage) -> None:
    say(cast, page, "Ours with the schools.")

    row = StepProgress.objects.get(enrolment=cast.ada, step=page)
    assert (Answer.objects.get().text, row.answered, row.of, row.done_at) == ("Ours with the schools.", 1, 8, None)


def test_answer_taken_back_is_not_counted(cast: Cast, page: QuestionsTaskPage) -> None:
    sheet = say(cast, page, "Something")
    say(cast, page, "", seen=sheet.revision)

    assert StepProgress.objects.get(enrolment=cast.ada, step=page).answered == 0


def test_answer_taken_back_is_no_longer_shared(cast: Cast, page: QuestionsTaskPage) -> None:
    sheet = say(cast, page, "Something", shared=True)
    say(cast, page, "", shared=True, seen=sheet.revision)

    assert Answer.objects.get().shared is False


def test_answer_to_a_foreign_question_is_refused(cast: Cast, page: QuestionsTaskPage) -> None:
    with pytest.raises(questioning.NoSuchQuestionError):
        say(cast, page, "Something", key="elsewhere")


def test_answer_from_an_overtaken_window_overwrites_nothing(cast: Cast, page: QuestionsTaskPage) -> None:
    say(cast, page, "From the other window")

    with pytest.raises(questioning.ChangedElsewhereError) as clash:
        say(cast, page, "From this window", seen=0)

    assert (Answer.objects.get().text, clash.value.answer.text) == ("From the other window",) * 2


def test_answer_to_another_question_is_no_clash(cast: Cast, page: QuestionsTaskPage) -> None:
    first, second = keys(page)[:2]
    say(cast, page, "One", key=first)

    say(cast, page, "Two", key=second, seen=0)

    assert Answer.objects.count() == 2


def test_answer_sent_twice_is_no_clash(cast: Cast, page: QuestionsTaskPage) -> None:
    revisions = [say(cast, page, "The same", seen=0).revision for _ in range(2)]

    assert revisions == [1, 1]


def test_submit_finishes_the_step_once(cast: Cast, page: QuestionsTaskPage) -> None:
    say(cast, page, "Something")

    first = questioning.submit(cast.ada, page).submitted_at

    assert questioning.submit(cast.ada, page).submitted_at == first
    assert StepProgress.objects.get(enrolment=cast.ada, step=page).done_at


def test_submit_refuses_an_empty_sheet(cast: Cast, page: QuestionsTaskPage) -> None:
    with pytest.raises(questioning.NothingAnsweredError):
        questioning.submit(cast.ada, page)


def test_sheet_keeps_its_questions_when_the_page_changes(cast: Cast, page: QuestionsTaskPage) -> None:
    say(cast, page, "Something")

    reword(page)

    assert (
        questioning.answers_of(cast.ada, page)[0].sheet.version.questions()[1].text
        == "What does your side put in, and what does it get back?"
    )


def test_take_over_moves_answers_along(cast: Cast, page: QuestionsTaskPage) -> None:
    first, second = keys(page)[:2]
    sheet = say(cast, page, "One", key=first)
    say(cast, page, "Two", key=second, seen=sheet.revision)
    reword(page, drop_first=True)

    moved = questioning.take_over(cast.ada, page)

    assert moved
    assert moved.version.questions()[0].text == "Other words"
    assert {answer.key: answer.text for answer in Answer.objects.all()} == {first: "One", second: "Two"}
    assert StepProgress.objects.get(enrolment=cast.ada, step=page).answered == 1


def test_answer_begun_on_questions_that_have_just_changed_is_not_lost(cast: Cast, page: QuestionsTaskPage) -> None:
    first = keys(page)[0]
    reword(page, drop_first=True)

    sheet = say(cast, page, "Written on the old page", key=first)

    assert (sheet.version.number, Answer.objects.get().text) == (1, "Written on the old page")


def test_stop_sharing_takes_back_ones_own_answers_only(cast: Cast, page: QuestionsTaskPage) -> None:
    say(cast, page, "Mine", shared=True)
    questioning.answer(cast.ben, page, keys(page)[0], text="His", shared=True, seen=0)

    questioning.stop_sharing(cast.ada, page)

    assert {answer.text: answer.shared for answer in Answer.objects.all()} == {"Mine": False, "His": True}
