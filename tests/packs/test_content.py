"""The packs that come with the product: whole, within their limits, and set as a careful printer would set them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from elearning.prose import html
from packs.blocks import CategoryOutcome, PackBody, words_in
from packs.drawings import Drawing
from packs.loading import PackWriter
from packs.wanting import wanting

CONTENT = Path(settings.BASE_DIR) / "actionsets/content"
FILES = sorted(CONTENT.glob("*/packs/*.yaml")) + sorted(CONTENT.glob("*/demo-packs/*.yaml"))
WORDS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
OURS = {name: data for name, data in WORDS.items() if data["code"].startswith("MPW:")}
FEWEST_MINUTES = 30
MOST_MINUTES = {"pack": 60, "resource": 180}
# Spellings from across the ocean. Titles of works keep their own.
FOREIGN = re.compile(
    r"\b((organ|recogn|real|summar|apolog|emphas|prior|util|minim|maxim)iz\w+|(behavi|fav|col|lab|neighb|hon)or(?!ary)\w*"
    r"|center\w*|programs?|analyz\w+|fulfill|enrollment|traveled|canceled|gray|skeptic\w*|math|toward)\b",
    re.IGNORECASE,
)
NOT_PROSE = {"code", "subject", "id", "kind", "url", "licence", "language", "category_outcome", "format"}
packs = pytest.mark.parametrize("name", WORDS)


def strings(data: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a pack with the path that leads to it."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in NOT_PROSE:
                yield from strings(value, f"{where}/{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from strings(value, f"{where}/{number}")


def found(name: str, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Where a pack's text matches `pattern`, with a few letters round it."""
    return [
        (where, text[max(0, match.start() - 20) : match.end() + 20])
        for where, text in strings(WORDS[name])
        for match in pattern.finditer(text)
    ]


def format_of(name: str) -> str:
    """Whether it is a pack or a resource."""
    return str(WORDS[name].get("format", "pack"))


def minutes_of(timing: str) -> list[int]:
    """The minutes at the head of each line of an outline."""
    return [int(minutes) for minutes in re.findall(r"^- (\d+) minutes?:", timing, re.MULTILINE)]


def test_codes_are_those_of_the_category() -> None:
    codes = [data["code"] for data in OURS.values()]

    assert sorted(codes) == [f"MPW:410-{number:02d}" for number in range(2, 17)]
    assert all(f"MPW:{name[:6]}" == data["code"] for name, data in OURS.items())


@packs
def test_pack_may_be_published(name: str) -> None:
    stream = PackBody()

    body = stream.clean(stream.to_python(PackWriter(WORDS[name]["code"]).body(WORDS[name])))

    assert wanting(body, format_of(name)) == []


@packs
def test_tools_are_enough_and_whole(name: str) -> None:
    tools = WORDS[name]["tools"]

    assert len(tools) in ({3} if format_of(name) == "pack" else {2, 3})
    for tool in tools:
        assert len(tool["steps"]) == 5
        assert 60 <= words_in(html(tool["example"])) <= 160, tool["id"]
        assert re.search(r"CC BY(-SA)? 4\.0\.$", tool["rights"]), tool["id"]
        assert 20 <= words_in(tool["when_not"]) <= 90, tool["id"]


@packs
def test_outline_for_trainers_adds_up(name: str) -> None:
    timing = WORDS[name]["trainer_notes"]["timing"]
    parts = minutes_of(timing)
    said = re.search(r"Total: (\d+) minutes", timing)

    assert said
    assert sum(parts) == int(said[1])
    assert len(parts) >= 4
    assert FEWEST_MINUTES <= sum(parts) <= MOST_MINUTES[format_of(name)]


@packs
def test_quotation_marks_are_curled_and_closed(name: str) -> None:
    assert found(name, re.compile(r"[\"'`]")) == []
    for where, text in strings(WORDS[name]):
        assert text.count("“") == text.count("”"), (where, text[:80])
        assert not re.search(r"“\s|\s”|“[^”]*“", text), (where, text[:80])


@packs
def test_dashes_and_dots_are_the_printers(name: str) -> None:
    assert found(name, re.compile(r"(?<![-\n])--(?!-)|—|\.\.\.|\d-\d{2,3}\.| - ")) == []


@packs
def test_nothing_is_left_to_be_written(name: str) -> None:
    assert found(name, re.compile(r"lorem|\bTODO\b|\bTBC\b|\bxxx\b|placeholder", re.IGNORECASE)) == []


@packs
def test_spelling_is_british(name: str) -> None:
    abroad = [(where, text) for where, text in found(name, FOREIGN) if "/further_reading/" not in where]

    assert abroad == []


@packs
def test_outcomes_begin_with_what_one_can_do(name: str) -> None:
    outcomes = WORDS[name]["outcomes"]

    assert 2 <= len(outcomes) <= 4
    for outcome in outcomes:
        assert outcome["text"][0].islower()
        assert not outcome["text"].endswith(".")
        assert not re.match(r"(understand|know|learn|be|appreciate)\b", outcome["text"]), outcome["text"]
        assert outcome["category_outcome"] in {"understanding", "confidence", "evidence", "encouraging"}


@packs
def test_addresses_are_lasting_ones(name: str) -> None:
    addresses = [work["url"] for work in WORDS[name]["further_reading"] if work.get("url")]

    assert all(re.match(r"https://[\w.-]+/\S*$", address) for address in addresses)
    assert len(addresses) == len(set(addresses))


@packs
def test_drawings_are_on_the_shelf(name: str) -> None:
    assert {tool["drawing"] for tool in WORDS[name]["tools"] if "drawing" in tool} <= set(Drawing.values)


def test_every_drawing_is_used() -> None:
    used = [tool.get("drawing") for data in OURS.values() for tool in data["tools"]]

    assert all(used.count(name) == 1 for name in Drawing.values)


def test_guide_tells_each_kind_of_outcome_and_each_resource() -> None:
    guide = yaml.safe_load((CONTENT / "making-partnering-work/410-01-guide.yaml").read_text(encoding="utf-8"))
    text = " ".join(text for _where, text in strings(guide))

    assert guide["code"] == "MPW:410-01"
    assert set(guide["outcomes"]) == set(CategoryOutcome.values)
    assert all(data["code"][4:] in text for name, data in OURS.items() if format_of(name) == "resource")
    assert not re.search(r"[\"'`]|—|--", text)


def test_every_kind_of_outcome_is_served_by_the_category() -> None:
    kinds = {outcome["category_outcome"] for data in OURS.values() for outcome in data["outcomes"]}

    assert kinds == {"understanding", "confidence", "evidence", "encouraging"}
