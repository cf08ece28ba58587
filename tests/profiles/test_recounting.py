"""Then and now: the same questions a second time, told in words, with looking back beside them (DOMAIN 2.7, 4.3)."""

import io
import re

import pikepdf
from django.test import Client

from elearning.assessments.models import InstrumentVersion
from elearning.profiles import choosing, recounting, sharing
from elearning.profiles.models import Result
from elearning.profiles.recounting import Account
from elearning.profiles.wording import Row
from elearning.programmes.models import Wave
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

# Beside T2: LEAD up 1.0, BARR up 0.5, INFL up 0.25, VISN down 0.5, MOTV down 1.5, TRAK unscored now, GRUP the same,
# INTD scored now only, PMOT up 0.75.
LATER: dict[str, tuple[list[int | None], int]] = {
    "LEAD": ([3, 3, 3, 4], 5),
    "BARR": ([3, 3, 3, 4], 4),
    "INFL": ([3, 3, 4, 4], 5),
    "VISN": ([3, 3, 4, 4], 5),
    "MOTV": ([2, 2, 2, 2], 4),
    "TRAK": ([None, None, None, 4], 5),
    "GRUP": ([4, 4, 4, 5], 3),
    "INTD": ([3, 4, 3, 4], 4),
    "PMOT": ([4, 4, 4, 3], 5),
}
BACK = {"LEAD": 2, "BARR": 1, "VISN": 5, "TRAK": 2, "INTD": 2}
SVG = '<svg class="pd-meter'


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def both(cast: Cast, steps: makers.Steps, **given: object) -> Result:
    """Ada's first result, and the one after the sets."""
    return makers.later(makers.result(cast.ada, steps), LATER, looking_back=BACK, **given)  # type: ignore[arg-type]


def told(cast: Cast, steps: makers.Steps, **how: object) -> Account:
    found = recounting.recount(Result.objects.of_waves(cast.ada), steps.results, **how)  # type: ignore[arg-type]
    assert found
    return found


def rows(account: Account) -> dict[str, Row]:
    return {row.subject.code: row for group in account.portrait.groups for row in group.rows}


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(head|script)\b.*?</\1>", "", page, flags=re.DOTALL)).split())


def test_change_of_each_subject_is_told_in_words(cast: Cast, steps: makers.Steps) -> None:
    both(cast, steps)

    found = {code: row.since.change for code, row in rows(told(cast, steps)).items() if row.since}

    assert found == {
        "LEAD": "clear change, higher now",
        "BARR": "some change, higher now",
        "INFL": "about the same",
        "VISN": "some change, lower now",
        "MOTV": "clear change, lower now",
        "TRAK": "Cannot be said: there is not enough to say now.",
        "GRUP": "about the same",
        "INTD": "Cannot be said: there was not enough to say the first time.",
        "PMOT": "some change, higher now",
    }


def test_words_of_both_times_stand_in_each_row(cast: Cast, steps: makers.Steps) -> None:
    both(cast, steps)
    found = rows(told(cast, steps))

    said = [(found[code].since.word, found[code].word) for code in ("LEAD", "TRAK", "INTD")]  # type: ignore[union-attr]
    assert said == [
        ("not much part of your practice yet", "part of your practice some of the time"),
        ("part of your practice some of the time", "Little chance to practise this yet."),
        ("Little chance to practise this yet.", "a usual part of your practice"),
    ]


def test_nothing_can_be_said_where_neither_time_has_a_score(cast: Cast, steps: makers.Steps) -> None:
    makers.later(makers.result(cast.ada, steps), {**LATER, "INTD": ([None, None, None, 2], 4)})

    assert rows(told(cast, steps))["INTD"].since.change == (  # type: ignore[union-attr]
        "Cannot be said: there was not enough to say either time."
    )


def test_chosen_subjects_are_told_with_the_others(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    both(cast, steps)
    choosing.confirm(cast.ada, [makers.subject(cast, code) for code in ("LEAD", "PMOT", "MOTV")], by=cast.ada.user)

    response = ada.get(steps.results.url)

    comparison = response.context["account"].comparison
    assert (comparison.chosen, comparison.others) == (
        "2 higher now, 1 lower now",
        "1 higher now, 2 about the same, 1 lower now",
    )
    page = text_of(response.content.decode())
    assert page.count("You chose this") == 3
    assert "low ratings tend to rise a little by chance" in page


def test_lower_ratings_get_the_kind_sentence_and_others_do_not(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    first = makers.result(cast.ada, steps)
    kind = "People often rate themselves lower once they know more about a subject."
    higher = makers.later(first, {**LATER, "VISN": ([4, 4, 4, 4], 5), "MOTV": ([3, 4, 3, 4], 4)})
    without = kind in ada.get(steps.results.url).content.decode()
    higher.delete()
    makers.later(first, LATER)

    assert (without, kind in ada.get(steps.results.url).content.decode()) == (False, True)


def test_looking_back_has_its_own_column_and_is_counted_nowhere(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    both(cast, steps)

    response = ada.get(steps.results.url)

    found = rows(response.context["account"])
    assert {code: row.since.back for code, row in found.items() if row.since and row.since.back} == {
        "LEAD": "Now and then",
        "BARR": "Hardly ever",
        "VISN": "Almost always",
        "TRAK": "Now and then",
    }
    page = response.content.decode()
    assert "how you see the start today" in page
    assert "It also makes progress look larger than it may be." in page


def test_looking_back_never_stands_alone(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    """Not beside a subject without a first score, nor for somebody without a first wave."""
    post = both(cast, steps)
    assert rows(told(cast, steps))["INTD"].since.back == ""  # type: ignore[union-attr]

    Result.objects.exclude(pk=post.pk).delete()
    page = text_of(ada.get(steps.results.url).content.decode())
    assert "Now and then" not in page.replace("between “Hardly ever”", "")
    assert "looking back" not in page.lower()


def test_without_a_first_wave_people_see_their_own_profile(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    post = both(cast, steps)
    Result.objects.exclude(pk=post.pk).delete()

    response = ada.get(steps.results.url)

    assert response.context["account"].comparison is None
    assert "By your own account you are strongest in Title of GRUP ." in text_of(response.content.decode())


def test_without_looking_back_there_is_no_empty_column(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.later(makers.result(cast.ada, steps), LATER)

    assert "Looking back" not in ada.get(steps.results.url).content.decode()


def test_each_wave_can_be_asked_for(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.later(Result.objects.get(pk=both(cast, steps).pk), makers.ANSWERS, wave=Wave.FOLLOW_UP, days=90)

    def shown(query: str) -> tuple[str, bool]:
        account = ada.get(f"{steps.results.url}{query}").context["account"]
        return account.result.wave, account.comparison is not None

    assert [shown(query) for query in ("", "?wave=post", "?wave=pre", "?wave=%00", "?wave=follow_up")] == [
        ("follow_up", True),
        ("post", True),
        ("pre", False),
        ("follow_up", True),
        ("follow_up", True),
    ]


def test_later_waves_are_set_beside_the_first(cast: Cast, steps: makers.Steps) -> None:
    makers.later(both(cast, steps), makers.ANSWERS, wave=Wave.FOLLOW_UP, days=90)
    account = told(cast, steps)

    assert account.comparison
    assert account.comparison.first.wave == Wave.PRE
    assert account.comparison.others == "8 about the same"


def test_other_questions_are_not_compared(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    post = both(cast, steps)
    steps.assessment.stem = "Thinking about your partnership work in the last month, how often do you do this?"
    steps.assessment.save_revision().publish()
    newest = InstrumentVersion.objects.order_by("number").last()
    assert newest != post.version
    Result.objects.filter(pk=post.pk).update(version=newest)

    page = ada.get(steps.results.url).content.decode()

    assert "The questions have changed since the first time" in page
    assert "clear change" not in page


def test_picture_tells_the_three_apart_by_shape(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    both(cast, steps)
    page = ada.get(steps.results.url).content.decode()

    pictures = page.split(SVG)[1:]

    # Nine subjects, of which one has no score now: no picture; seven of the others had one then, three look back.
    marks = ("pd-meter__now", "pd-meter__then", "pd-meter__back")
    assert [sum(mark in picture.partition("</svg>")[0] for picture in pictures) for mark in marks] == [8, 7, 3]
    assert "◇" in page


def test_words_come_first_and_numbers_of_both_times_on_request(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    both(cast, steps)

    words = text_of(ada.get(steps.results.url).content.decode())
    numbers = text_of(ada.get(f"{steps.results.url}?numbers=1").content.decode())

    assert re.findall(r"\(\d\.\d\)", words) == []
    assert "(2.3)" in numbers
    assert "(3.3)" in numbers
    assert "Give or take about half a point." in numbers


def test_pdf_tells_then_and_now(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    both(cast, steps)

    pdf = pikepdf.open(io.BytesIO(ada.get(steps.results.door("pdf")).content))

    said = {
        str(one.Alt)
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
    }
    assert (
        "The first time: not much part of your practice yet. Now: part of your practice some of the time. Looking back: "
        "Now and then."
    ) in said


def test_shared_then_and_now_leaves_out_looking_back_and_choices(cast: Cast, steps: makers.Steps) -> None:
    both(cast, steps)
    choosing.confirm(cast.ada, [makers.subject(cast, "LEAD")], by=cast.ada.user)
    given = sharing.share(cast.ada, cast.fay.email, with_numbers=True, by=cast.ada.user)

    page = signed_in(cast.fay).post(f"/my/shared/{given.public_id}/", follow=True).content.decode()

    assert "clear change, higher now" in page
    hidden = ("Looking back", "◇", "pd-meter__back", "You chose this", "subjects you chose", "Will matter")
    assert [sign for sign in hidden if sign in page] == []


def test_later_results_are_not_shown_through_an_earlier_share(cast: Cast, steps: makers.Steps) -> None:
    first = makers.result(cast.ada, steps)
    given = sharing.share(cast.ada, cast.fay.email, with_numbers=False, by=cast.ada.user)
    makers.later(first, LATER)

    page = signed_in(cast.fay).post(f"/my/shared/{given.public_id}/", follow=True).content.decode()

    assert "The first time" not in page


def test_then_and_now_stays_below_its_budget(
    cast: Cast, steps: makers.Steps, ada: Client, django_assert_max_num_queries: object
) -> None:
    both(cast, steps)

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        ada.get(steps.results.url)
