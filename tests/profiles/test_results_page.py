"""The vectors T1 to T4 of DOMAIN 8 through the whole page of results, and what its pictures and words owe each other."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from elearning.profiles import rehearsing
from elearning.profiles.models import Result, ScaleResult
from elearning.profiles.wording import Portrait, Row
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

Answers = dict[str, int | None]
# T1: three subjects; the fourth answer of TRAK as it counts after recoding, since none of our statements is reverse-keyed.
T1: Answers = {
    **dict(zip(("LEAD1", "LEAD2", "LEAD3", "LEAD4"), (2, 3, 2, 2), strict=True)),
    **dict(zip(("TRAK1", "TRAK2", "TRAK3", "TRAK4"), (4, None, 3, 4), strict=True)),
    **dict(zip(("GRUP1", "GRUP2", "GRUP3", "GRUP4"), (4, 5, 4, 4), strict=True)),
}
T1_IMPORTANCE: Answers = {"LEAD": 5, "TRAK": 5, "GRUP": 3}


@laid
def steps(cast: Cast) -> makers.Steps:
    return makers.steps(cast)


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def seen(ada: Client, steps: makers.Steps, query: str = "") -> tuple[Portrait, str]:
    """What the page shows, and its source."""
    response = ada.get(f"{steps.results.url}{query}")
    return response.context["account"].portrait, response.content.decode()


def groups(portrait: Portrait) -> dict[str, list[tuple[str, str]]]:
    return {group.code: [(row.subject.code, row.word) for row in group.rows] for group in portrait.groups}


def rows(portrait: Portrait) -> dict[str, Row]:
    return {row.subject.code: row for group in portrait.groups for row in group.rows}


def test_t1_on_the_page(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    rehearsing.rehearse(cast.ada, steps.assessment, T1, T1_IMPORTANCE)

    portrait, page = seen(ada, steps)

    found = groups(portrait)
    assert found["strengths"] == [("GRUP", "a usual part of your practice")]
    assert found["needs"] == [
        ("LEAD", "not much part of your practice yet"),
        ("TRAK", "a usual part of your practice"),
    ]
    assert {word for _code, word in found["unscored"]} == {"Not enough answers to say."}
    assert len(found["unscored"]) == 6
    assert "By your own account you are strongest in <strong>Title of GRUP</strong>." in page
    assert "More practice may help you most in <strong>Title of LEAD</strong>." in page


def test_t1b_one_answer_fewer_leaves_one_suggestion(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    answers = {code: value for code, value in T1.items() if code != "TRAK3"}
    rehearsing.rehearse(cast.ada, steps.assessment, answers, T1_IMPORTANCE)

    found = groups(seen(ada, steps)[0])

    assert [code for code, _word in found["needs"]] == ["LEAD"]
    assert ("TRAK", "Little chance to practise this yet.") in found["unscored"]


def test_t3_says_why_there_is_no_score(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    answers: Answers = {
        **dict.fromkeys(("LEAD1", "LEAD2", "LEAD3"), 3),
        **dict.fromkeys(("BARR1", "BARR2"), 3),
        **dict.fromkeys(("INFL1", "INFL2", "INFL3", "INFL4")),
    }
    rehearsing.rehearse(cast.ada, steps.assessment, answers, {"LEAD": None, "BARR": 5, "INFL": 5})

    portrait, page = seen(ada, steps)
    found = rows(portrait)

    assert [found[code].word for code in ("LEAD", "BARR", "INFL", "VISN")] == [
        "part of your practice some of the time",
        "Not enough answers to say.",
        "Little chance to practise this yet.",
        "Not enough answers to say.",
    ]
    # A subject whose importance is not known has its score, and suggests nothing.
    assert [group.code for group in portrait.groups] == ["strengths", "unscored"]
    assert "Your relatively strongest area is <strong>Title of LEAD</strong>." in page
    assert "Your answers show no clear gap." in page


def test_t4_rounds_for_showing_and_never_for_words(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)
    exact = {"LEAD": (9, 4), "BARR": (34999 // 5, 2000), "INFL": (7, 2)}
    for code, (total, answered) in exact.items():
        ScaleResult.objects.filter(subject__code=code).update(total=total, answered=answered)

    found = rows(seen(ada, steps, "?numbers=1")[0])

    assert {code: (found[code].number, found[code].word) for code in exact} == {
        "LEAD": (Decimal("2.3"), "not much part of your practice yet"),
        "BARR": (Decimal("3.5"), "part of your practice some of the time"),
        "INFL": (Decimal("3.5"), "a usual part of your practice"),
    }


def test_each_picture_shows_the_number_of_its_row(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)

    portrait, page = seen(ada, steps, "?numbers=1")

    pictured = [row for group in portrait.groups for row in group.rows if row.track]
    dots = [float(at) for at in re.findall(r'pd-meter__now" cx="([\d.]+)"', page)]
    numbers = [float(shown) for shown in re.findall(r"<strong>\((\d\.\d)\)</strong>", page)]
    assert len(dots) == len(numbers) == len(pictured) == 8
    assert [
        abs(dot - (8 + (number - 1) / 4 * 184)) <= 46 * 0.05 + 0.1 for dot, number in zip(dots, numbers, strict=True)
    ] == [True] * 8


@pytest.mark.parametrize("highest", [2, 4, 7])
def test_other_scales_are_read_on_one_ruler(cast: Cast, steps: makers.Steps, ada: Client, highest: int) -> None:
    result = makers.result(cast.ada, steps)
    Result.objects.update(parameters={**result.parameters, "highest": highest})
    ScaleResult.objects.filter(subject__code="LEAD").update(total=highest * 4, answered=4, is_scored=True)
    ScaleResult.objects.filter(subject__code="BARR").update(total=4, answered=4, is_scored=True)

    found = rows(seen(ada, steps, "?numbers=1")[0])

    assert [(found[code].number, found[code].word) for code in ("LEAD", "BARR")] == [
        (Decimal("5.0"), "almost always"),
        (Decimal("1.0"), "not much part of your practice yet"),
    ]


def test_there_is_no_total_and_nobody_else(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    makers.result(cast.ada, steps)
    makers.result(cast.ben, steps)

    page = seen(ada, steps, "?numbers=1")[1].lower()

    assert [
        word for word in ("average", "total", "percentile", "ben example", "rank", "cohort’s") if word in page
    ] == []
