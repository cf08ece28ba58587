"""The palette: every pair of colours that the style sheet puts together has the contrast people need."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "elearning" / "styles"
TOKENS: dict[str, Any] = json.loads((STYLES / "tokens.json").read_text())
COLOURS: dict[str, str] = TOKENS["colours"]
LEAST = {"text": 4.5, "graphic": 3.0}


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1, as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_knows_the_published_figures() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("pair", TOKENS["pairs"], ids=lambda p: f"{p['use']}:{p['front']}-on-{p['back']}")
def test_pair_has_enough_contrast(pair: dict[str, str]) -> None:
    assert contrast(COLOURS[pair["front"]], COLOURS[pair["back"]]) >= LEAST[pair["use"]]


def test_brand_meets_the_rules_for_an_organisations_own_colours() -> None:
    brand, on_brand = (COLOURS[TOKENS["brand"][name]] for name in ("--pd-brand", "--pd-on-brand"))
    assert contrast(on_brand, brand) >= 4.5
    assert contrast(brand, "#ffffff") >= 3.0


def test_words_on_every_cover_can_be_read() -> None:
    cover = (ROOT / "templates" / "packs" / "_cover.svg").read_text()
    grounds = re.findall(r'<path fill="(#\w{6})" d="M0 0h210v297H0z"/>', cover)
    words = re.findall(r'font-size="9" font-weight="600" fill="(#\w{6})"', cover)
    assert len(grounds) == len(words) == len(set(grounds)) == 10
    assert [g for g, w in zip(grounds, words, strict=True) if min(contrast(g, w), contrast(g, "#ffffff")) < 4.5] == []


def test_sass_colours_are_those_of_the_tokens() -> None:
    lines = (STYLES / "_tokens.scss").read_text().splitlines()
    assert [line for line in lines if line.startswith("$")] == [f"${name}: {value};" for name, value in COLOURS.items()]


def test_every_colour_but_the_decorations_is_in_a_tested_pair() -> None:
    tested = {pair[side] for pair in TOKENS["pairs"] for side in ("front", "back")}
    assert set(COLOURS) - tested == set(TOKENS["decoration"])
