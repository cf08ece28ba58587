"""The drawings of tools: each has its picture, its name and its words, and brings nothing in from outside."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import etree

from packs.drawings import WORDS, Drawing
from packs.templatetags.packs import drawing

ALLOWED = {"svg", "title", "rect", "circle", "path", "text"}
drawings = pytest.mark.parametrize("name", Drawing.values)


def figure(name: str) -> Any:
    return etree.fromstring(render_to_string("packs/_drawing.html", drawing(name)))


def picture(name: str) -> Any:
    return figure(name)[0]


def test_shelf_has_words_for_each() -> None:
    assert set(WORDS) == set(Drawing)


@drawings
def test_drawing_has_a_name_and_words(name: str) -> None:
    svg, caption = figure(name)

    assert svg.get("role") == "img"
    assert svg[0].tag == "title"
    assert svg.get("aria-labelledby") == svg[0].get("id")
    assert svg[0].text == str(Drawing(name).label)
    assert svg.get("aria-describedby") == caption.get("id")
    assert len((caption.text or "").split()) >= 20


@drawings
def test_drawing_needs_no_style_sheet_and_no_file(name: str) -> None:
    for part in picture(name).iter():
        assert part.tag in ALLOWED
        assert not {"class", "style", "href", "onload"} & set(part.attrib)


@drawings
def test_letters_are_large_enough_to_read_on_a_telephone(name: str) -> None:
    sizes = [float(part.get("font-size", 15)) for part in picture(name).iter("text")]

    # Drawn 400 wide: on a screen of 320, thirteen become nine and a half.
    assert min(sizes) >= 13
    assert picture(name).get("viewBox", "").startswith("0 0 400 ")


@drawings
def test_words_of_a_drawing_can_be_translated(name: str) -> None:
    with override("en-gb"):
        texts = [part.text for part in picture(name).iter("text")]

    assert texts
    assert all(text and text == text.strip() for text in texts)


@pytest.mark.parametrize("name", ["", None, "a_drawing_nobody_made"])
def test_unknown_name_shows_nothing(name: str | None) -> None:
    assert drawing(name) == {}
    assert render_to_string("packs/_drawing.html", drawing(name)).strip() == ""
