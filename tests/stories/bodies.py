"""Hostile words in what is authored in blocks and as rich text, as far as the editors' own ways let them in (TRUST C08)."""

import json
from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from elearning.blocks import PLAIN
from tests.hostile import CORPUS, RUN

WRITTEN = (blocks.CharBlock, blocks.TextBlock)
LINKS = (f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"data:text/html,<script>{RUN}</script>", f'x" onmouseover="{RUN}')
FEATURES = [*PLAIN, "h2", "h3", "ol", "ul", "link", "blockquote", "hr"]


def fill_bodies() -> int:
    """Put the strings into every block and rich text of every page; returns how many places were filled."""
    turn, filled = words(), 0
    for page in Page.objects.specific():
        changed: dict[str, Any] = {}
        for field in page._meta.get_fields():
            if isinstance(field, StreamField) and getattr(page, field.name):
                value = getattr(page, field.name)
                raw = [in_block(field.stream_block, one, turn) for one in value.raw_data]
                changed[field.name] = StreamValue(field.stream_block, raw, is_lazy=True)
                filled += len(raw)
            elif isinstance(field, RichTextField) and getattr(page, field.name):
                changed[field.name] = rich(next(turn))
                filled += 1
        if changed:
            type(page).objects.filter(pk=page.pk).update(**changed)
    return filled


def words() -> Iterator[str]:
    """The strings, some at a time, without end."""
    at = 0
    while True:
        yield " ".join(CORPUS[(at + step) % len(CORPUS)] for step in range(4))
        at += 4


def in_block(stream: blocks.StreamBlock, one: Any, turn: Iterator[str]) -> Any:
    """One block of a stream in its stored form, with hostile words in it."""
    child = stream.child_blocks.get(one["type"])
    return {**one, "value": in_value(child, one["value"], turn)} if child else one


def in_value(block: blocks.Block, raw: Any, turn: Iterator[str]) -> Any:
    """The stored form of a block's value, with hostile words wherever somebody writes words; as short as they were."""
    if isinstance(block, blocks.StreamBlock):
        return [in_block(block, one, turn) for one in raw]
    if isinstance(block, blocks.StructBlock):
        return {
            name: in_value(block.child_blocks[name], value, turn)
            for name, value in raw.items()
            if name in block.child_blocks
        }
    if isinstance(block, blocks.ListBlock):
        items = [one if isinstance(one, dict) and one.get("type") == "item" else None for one in raw]
        return [
            {**item, "value": in_value(block.child_block, item["value"], turn)}
            if item
            else in_value(block.child_block, one, turn)
            for one, item in zip(raw, items, strict=True)
        ]
    if isinstance(block, blocks.RichTextBlock):
        return rich(next(turn))
    return next(turn) if type(block) in WRITTEN and raw else raw


def rich(text: str) -> str:
    """What the editor stores of `text` with links that run, when somebody sends it what no editor would."""
    entities = {
        str(key): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}} for key, url in enumerate(LINKS)
    }
    spans = [{"key": key, "offset": key * 4, "length": 3} for key in range(len(LINKS))]
    styles = [{"offset": 0, "length": 9, "style": "BOLD"}]
    kinds = ("unstyled", "header-two", "unordered-list-item", "blockquote")
    paragraphs = [
        {"key": f"k{at}", "text": text, "type": kind, "depth": 0, "inlineStyleRanges": styles, "entityRanges": spans}
        for at, kind in enumerate(kinds)
    ]
    sent = json.dumps({"blocks": paragraphs, "entityMap": entities})
    return str(ContentstateConverter(FEATURES).to_database_format(sent))
