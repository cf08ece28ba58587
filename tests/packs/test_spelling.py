"""Words as the search knows them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from packs.spelling import MOST_TERMS, fold, mended, nearest, root, terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Managing People", "managing people"),
        ("MPW:410-07", "mpw 410 07"),
        ("Être côte à côte, chœur et œuvre", "etre cote a cote choeur et oeuvre"),
        ("Tŷ gŵyl", "ty gwyl"),
        ("Straße ﬁn snake_case", "strasse fin snake case"),
        ("  \x00 – “ ”  ", ""),
    ],
)
def test_fold_leaves_words_without_accents_and_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("ϒ and ℃")
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_terms_are_few_and_are_letters_and_digits(text: str) -> None:
    found = terms(text)

    assert len(found) <= MOST_TERMS
    assert all(term.isalnum() for term in found)


def test_terms_are_named_once_and_single_letters_left_out() -> None:
    assert terms("People's people: a map") == ["people", "map"]
    assert terms("a") == ["a"]


@pytest.mark.parametrize(
    ("word", "beginning"),
    [
        ("meetings", "meet"),
        ("partnerships", "partnership"),
        ("agencies", "agenc"),
        ("réunions", "réunion"),
        ("agreed", "agre"),
        ("sets", "sets"),
        ("ring", "ring"),
    ],
)
def test_root_sheds_endings_of_long_words_only(word: str, beginning: str) -> None:
    assert root(word) == beginning


@given(st.text(alphabet=st.characters(categories=["Ll"]), min_size=1))
def test_root_is_always_a_beginning(word: str) -> None:
    assert word.startswith(root(word))


def test_nearest_mends_a_letter_or_two() -> None:
    known = ["facilitation", "partnership", "map"]

    assert nearest("facilittion", known) == "facilitation"
    assert nearest("parntership", known) == "partnership"
    assert nearest("zeppelin", known) is None


def test_mended_leaves_known_words_alone() -> None:
    known = {"review", "partnerships"}

    assert mended("reviews partnreships", known) == "reviews partnerships"
    assert mended("review", known) is None
    assert mended("zeppelin", known) is None
