"""The same answers by the same version of scoring give the same result for ever: kept results, made once.

`golden-1.json` is never made anew for a version that people's results were made by. A change of a rule is a new
`SCORING_VERSION` with a file of its own, and this one goes on holding what version 1 says.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from elearning.profiles.scoring import SCORING_VERSION, Parameters, Profile, Scale, need, score, word_for
from tests.profiles.scales import scale

KEPT = json.loads((Path(__file__).parent / "golden-1.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = KEPT["cases"]

# Worked out by hand: DOMAIN 4.7 (T1, T1b), DOMAIN 8 (T2), and one scale of seven points with a reversed statement:
# 7 6 6 and 2 (reversed: 6) make 25/4, on the ruler 1 + 5.25 × 4/6 = 4.5, so a strength and, as it is
# essential, still a need of 5 × 0.5.
BY_HAND = {
    "T1": (["LEAD", "TRAK"], [], ["GRUP"], {"LEAD": "55/4", "TRAK": "20/3", "GRUP": "0"}),
    "T1b": (["LEAD"], [], ["GRUP"], {"LEAD": "55/4", "TRAK": None, "GRUP": "0"}),
    "T2": (
        ["LEAD", "TRAK", "PMOT"],
        ["INFL"],
        ["GRUP", "VISN"],
        {
            "LEAD": "55/4",
            "BARR": "5",
            "INFL": "35/4",
            "VISN": "5",
            "MOTV": "2",
            "TRAK": "35/3",
            "GRUP": "0",
            "INTD": None,
            "PMOT": "10",
        },
    ),
    "seven points": (["A"], [], ["A"], {"A": "5/2"}),
}


def asked(case: dict[str, Any]) -> list[Scale]:
    """The scales of a case as they were answered."""
    return [
        scale(one["code"], *one["answers"], importance=one["importance"], number=number, reverse=one.get("reverse", -1))
        for number, one in enumerate(case["scales"], start=1)
    ]


def said(profile: Profile, rules: Parameters) -> dict[str, Any]:
    """A result as plain JSON, every number exact."""

    def exact(value: Any) -> str | None:
        return None if value is None else str(value)

    return {
        "suggested": list(profile.suggested),
        "near": list(profile.near),
        "strengths": list(profile.strengths),
        "strongest": profile.strongest,
        "scales": {
            one.code: {
                "score": exact(one.score),
                "need": exact(need(one, rules)),
                "word": word_for(one.score, rules) if one.score is not None else exact(one.unscored),
            }
            for one in profile.scales
        },
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_result_is_what_it_always_was(case: dict[str, Any]) -> None:
    rules = Parameters(**case["rules"])

    assert said(score(asked(case), rules), rules) == case["result"]


@pytest.mark.parametrize("name", list(BY_HAND))
def test_kept_result_is_what_the_hand_worked_out(name: str) -> None:
    [result] = [case["result"] for case in CASES if case["name"] == name]

    needs = {code: one["need"] for code, one in result["scales"].items()}
    assert (result["suggested"], result["near"], result["strengths"], needs) == BY_HAND[name]


def test_kept_results_are_those_of_this_version_and_many_enough() -> None:
    assert KEPT["scoring_version"] == SCORING_VERSION
    assert len(CASES) >= 40
    assert {case["rules"].get("highest", 5) for case in CASES} == {2, 3, 4, 5, 6, 7}
    assert {case["rules"].get("need_method", "borich") for case in CASES} == {"borich", "headroom"}
    assert any(case["rules"].get("assumed_importance") for case in CASES)
