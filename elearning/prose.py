"""Turns the Markdown of content files, and HTML from elsewhere, into the small HTML that Wagtail's rich text holds."""

import re

import markdown
import nh3
from wagtail.rich_text import RichText

TAGS = {"p", "h2", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "a", "blockquote", "hr", "br"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}

# Wagtail's editor knows a quotation as one block: with a paragraph inside, it would open as plain text.
QUOTED = re.compile(r"<blockquote>\s*<p>((?:(?!</?p>).)*)</p>\s*</blockquote>", re.DOTALL)


def html(text: str) -> str:
    """`text` (Markdown) as HTML of a few harmless tags; raw HTML in it is cleaned away."""
    rendered = markdown.markdown(text, extensions=["sane_lists", "tables"], output_format="html")
    return cleaned(QUOTED.sub(r"<blockquote>\1</blockquote>", rendered))


def cleaned(markup: str) -> str:
    """`markup` with a few harmless tags and nothing else; doing it twice changes nothing more."""
    return nh3.clean(markup, tags=TAGS, attributes={"a": {"href"}}, link_rel=None)


def rich_text(text: str) -> RichText:
    """`text` (Markdown) as the value of a rich text block."""
    return RichText(html(text))
