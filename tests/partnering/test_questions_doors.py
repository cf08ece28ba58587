"""The doors of the partnering questions: who may open them, and what they do."""

import pypdfium2 as pdfium
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elearning.partnering import loading, questioning
from elearning.partnering.models import Answer, QuestionsTaskPage
from elearning.programmes.models import StepProgress
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers
from tests.partnering.test_questioning import keys, reword

DOORS = ["start", "check", "sheet", "pdf", "stop_sharing", "new_questions"]


@laid
def step(cast: Cast) -> QuestionsTaskPage:
    return makers.questions_page(cast.programme)


def door(step: QuestionsTaskPage, place: int = 0) -> str:
    return step.door("question", keys(step)[place])


def typed(text: str = "Ours with the schools.", **given: str) -> dict[str, str]:
    return {"text": text, "version": "0", **given}


@pytest.mark.parametrize("name", DOORS)
def test_signed_out_is_sent_to_sign_in(client, step: QuestionsTaskPage, name: str) -> None:
    assert client.get(step.door(name)).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "pia"])
def test_who_is_not_enrolled_finds_nothing(cast: Cast, step: QuestionsTaskPage, name: str, who: str) -> None:
    assert signed_in(getattr(cast, who)).get(step.door(name)).status_code == 404


@pytest.mark.parametrize("who", ["zoe", "fay", "max"])
def test_question_is_not_answered_by_who_is_not_enrolled(cast: Cast, step: QuestionsTaskPage, who: str) -> None:
    answer = signed_in(getattr(cast, who)).post(door(step), typed())

    assert (answer.status_code, Answer.objects.count()) == (404, 0)


def test_answers_of_somebody_else_are_nowhere(cast: Cast, step: QuestionsTaskPage) -> None:
    questioning.answer(cast.ada, step, keys(step)[0], text="Hers alone", shared=True, seen=0)
    client = signed_in(cast.ben.user)

    pages = [client.get(address).content.decode() for address in (step.door(), door(step), step.door("check"))]

    assert ["Hers alone" in page for page in pages] == [False, False, False]


@pytest.mark.parametrize("longest", [False, True])
def test_sheet_to_bring_is_one_page_of_ones_own_answers(cast: Cast, step: QuestionsTaskPage, longest: bool) -> None:
    words = "who decides what together, "
    for seen, key in enumerate(keys(step)[: 8 if longest else 3]):
        text = (words * 30)[:600].strip() if longest else "Ours with the schools."
        questioning.answer(cast.ada, step, key, text=text, shared=False, seen=seen)
    questioning.answer(cast.ben, step, keys(step)[0], text="Ben alone", shared=True, seen=0)

    answer = signed_in(cast.ada.user).get(step.door("pdf"))
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    with pdfium.PdfDocument(answer.content) as found:
        pages, said = len(found), found[0].get_textpage().get_text_range()

    assert (answer["Content-Type"], pages) == ("application/pdf", 1)
    assert [name in said for name in ("Ada Example", words.split(",")[0] if longest else "schools.", "Ben alone")] == [
        True,
        True,
        False,
    ]


def test_sheet_has_lines_for_what_is_not_answered(cast: Cast, step: QuestionsTaskPage) -> None:
    questioning.answer(cast.ada, step, keys(step)[0], text="Ours with the schools.", shared=False, seen=0)

    page = signed_in(cast.ada.user).get(step.door("sheet")).content.decode()

    assert (page.count("Ours with the schools."), page.count("pd-brought__line")) == (1, 2 * 7)


def test_saving_leads_to_the_next_question(cast: Cast, step: QuestionsTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(door(step), typed())

    assert (answer.headers["Location"], Answer.objects.get().text) == (door(step, 1), "Ours with the schools.")


def test_saving_the_last_question_leads_to_the_check(cast: Cast, step: QuestionsTaskPage) -> None:
    assert signed_in(cast.ada.user).post(door(step, 7), typed()).headers["Location"] == step.door("check")


def test_saving_for_later_leads_to_the_list(cast: Cast, step: QuestionsTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(door(step), typed(later="1"))

    assert answer.headers["Location"] == step.door()


def test_autosave_answers_with_the_new_version(cast: Cast, step: QuestionsTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(door(step), typed(), headers={"x-autosave": "1"})

    assert (answer.status_code, answer.headers["X-Version"], answer.content) == (204, "1", b"")


def test_autosave_in_two_windows_is_a_conflict(cast: Cast, step: QuestionsTaskPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(door(step), typed("First"), headers={"x-autosave": "1"})

    answer = client.post(door(step), typed("Second"), headers={"x-autosave": "1"})

    assert (answer.status_code, Answer.objects.get().text) == (409, "First")


def test_autosave_of_too_much_is_not_valid(cast: Cast, step: QuestionsTaskPage) -> None:
    answer = signed_in(cast.ada.user).post(door(step), typed("x" * 601), headers={"x-autosave": "1"})

    assert (answer.status_code, Answer.objects.count()) == (422, 0)


def test_question_in_two_windows_shows_both_texts(cast: Cast, step: QuestionsTaskPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(door(step), typed("From the first window"))

    answer = client.post(door(step), typed("From the second window"))

    page = answer.content.decode()
    assert (answer.status_code, Answer.objects.get().text) == (409, "From the first window")
    assert "From the first window" in page
    assert "From the second window" in page
    assert 'name="version" value="1"' in page


@pytest.mark.parametrize("text", ["x" * 601, "nul\x00"])
def test_question_keeps_a_text_it_cannot_save(cast: Cast, step: QuestionsTaskPage, text: str) -> None:
    answer = signed_in(cast.ada.user).post(door(step), typed(text))

    assert (answer.status_code, Answer.objects.count()) == (422, 0)
    assert text.replace("\x00", "") in answer.content.decode().replace("\x00", "")


def test_line_ends_of_a_browser_count_once(cast: Cast, step: QuestionsTaskPage) -> None:
    signed_in(cast.ada.user).post(door(step), typed("a\r\n" * 299 + "ab"))

    assert Answer.objects.get().text == "a\n" * 299 + "ab"


def test_question_that_is_not_asked_does_not_exist(cast: Cast, step: QuestionsTaskPage) -> None:
    assert signed_in(cast.ada.user).get(step.door("question", "elsewhere")).status_code == 404


def test_question_shows_the_partners_on_the_map(cast: Cast, step: QuestionsTaskPage) -> None:
    the_map = makers.map_page(cast.programme)
    makers.entry(cast.ada, the_map, name="Police")
    makers.entry(cast.ben, the_map, name="Carers")

    page = signed_in(cast.ada.user).get(door(step)).content.decode()

    assert ("Police" in page, "Carers" in page) == (True, False)


def test_question_page_needs_few_queries(cast: Cast, step: QuestionsTaskPage) -> None:
    client, address, counts = signed_in(cast.ada.user), door(step), []
    for given in (None, typed()):
        if given:
            client.post(address, given)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert max(counts) <= 12


def test_list_needs_as_many_queries_for_three_answers_as_for_one(cast: Cast, step: QuestionsTaskPage) -> None:
    client, counts = signed_in(cast.ada.user), []
    for places in ((0,), (1, 2)):
        for place in places:
            client.post(door(step, place), typed())
        client.get(step.door("check"))
        with CaptureQueriesContext(connection) as queries:
            client.get(step.door("check"))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_handing_in_finishes_the_step(cast: Cast, step: QuestionsTaskPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(door(step), typed())

    page = client.post(step.door("check"), follow=True).content.decode()

    assert "Your answers are handed in." in page
    assert StepProgress.objects.get(enrolment=cast.ada, step=step).done_at


def test_handing_in_nothing_is_refused_in_words(cast: Cast, step: QuestionsTaskPage) -> None:
    page = signed_in(cast.ada.user).post(step.door("check"), follow=True).content.decode()

    assert "Answer at least one question" in page
    assert StepProgress.objects.filter(done_at__isnull=False).count() == 0


def test_new_questions_are_offered_and_left_over_answers_shown(cast: Cast, step: QuestionsTaskPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(door(step), typed("To a question that goes"))
    reword(step, drop_first=True)

    offered = client.get(step.door()).content.decode()
    client.post(step.door("new_questions"))
    after = client.get(step.door("check")).content.decode()

    assert "The questions have been rewritten since you began" in offered
    assert "Other words" in after
    assert "no longer asked" in after
    assert "To a question that goes" in after


def shared_page(cast: Cast) -> str:
    return f"/cohorts/{cast.cohort.public_id}/shared-answers/"


def test_shared_answers_are_for_the_facilitator_alone(cast: Cast, step: QuestionsTaskPage) -> None:
    answers = {
        who: signed_in(user).get(shared_page(cast)).status_code
        for who, user in {
            "fay": cast.fay,
            "max": cast.max,
            "olu": cast.olu,
            "zoe": cast.zoe,
            "ada": cast.ada.user,
        }.items()
    }

    assert answers == {"fay": 200, "max": 404, "olu": 404, "zoe": 404, "ada": 404}


def test_shared_answers_of_another_cohort_do_not_exist_for_a_facilitator(cast: Cast, step: QuestionsTaskPage) -> None:
    other = factories.cohort(cast.programme)

    assert signed_in(cast.fay).get(f"/cohorts/{other.public_id}/shared-answers/").status_code == 404


def test_facilitator_reads_only_what_is_shared_and_handed_in(cast: Cast, step: QuestionsTaskPage) -> None:
    first, second = keys(step)[:2]
    for who in (cast.ada, cast.ben):
        questioning.answer(who, step, first, text=f"Shared by {who.user.first_name}", shared=True, seen=0)
        questioning.answer(who, step, second, text=f"Kept by {who.user.first_name}", shared=False, seen=1)
    questioning.submit(cast.ada, step)

    page = signed_in(cast.fay).get(shared_page(cast)).content.decode()

    said = {words: words in page for words in ("Shared by Ada", "Kept by Ada", "Shared by Ben", "Kept by Ben", "Ben")}
    assert said == {
        "Shared by Ada": True,
        "Kept by Ada": False,
        "Shared by Ben": False,
        "Kept by Ben": False,
        "Ben": False,
    }


def test_facilitator_does_not_read_who_has_left(cast: Cast, step: QuestionsTaskPage) -> None:
    questioning.answer(cast.ada, step, keys(step)[0], text="Shared by Ada", shared=True, seen=0)
    questioning.submit(cast.ada, step)
    cast.ada.state = "withdrawn"
    cast.ada.save()

    assert "Ada" not in signed_in(cast.fay).get(shared_page(cast)).content.decode()


def test_shared_answers_need_as_many_queries_for_three_people_as_for_one(cast: Cast, step: QuestionsTaskPage) -> None:
    client, counts = signed_in(cast.fay), []
    for people in ((cast.ada,), (cast.ben, cast.cal)):
        for who in people:
            questioning.answer(who, step, keys(step)[0], text="Shared", shared=True, seen=0)
            questioning.submit(who, step)
        with CaptureQueriesContext(connection) as queries:
            client.get(shared_page(cast))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25


def test_question_key_is_the_one_that_loading_gives(cast: Cast, step: QuestionsTaskPage) -> None:
    assert loading.question_key(cast.programme, step.slug, "q3") == keys(step)[2]
