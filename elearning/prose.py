"""Turns the Markdown of content files into the small HTML that Wagtail's rich text holds."""

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


def html(text: str) -> str:
    """`text` (Markdown) as HTML of a few harmless tags; raw HTML in it is cleaned away."""
    rendered = markdown.markdown(text, extensions=["sane_lists", "tables"], output_format="html")
    return nh3.clean(rendered, tags=TAGS, attributes={"a": {"href"}}, link_rel=None)


def rich_text(text: str) -> RichText:
    """`text` (Markdown) as the value of a rich text block."""
    return RichText(html(text))
