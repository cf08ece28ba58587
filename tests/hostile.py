"""What somebody hostile would write, and how to tell whether anything of it is alive in a document, without a browser."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from typing import Any

RUN = "__xss()"
TAGS = (
    "img src=x",
    "svg",
    "body",
    "video src=x",
    "audio src=x",
    "details open",
    "iframe",
    "input autofocus",
    "marquee",
    "object data=x",
)
EVENTS = ("onerror", "onload", "onfocus", "ontoggle", "onstart")
BREAKS = ("", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "</style>", "</noscript>", "]]>")
CORPUS = [
    *(f"{opened}<{tag} {event}={RUN}>" for opened, (tag, event) in zip(BREAKS * 5, product(TAGS, EVENTS), strict=True)),
    *(f"{opened}<script>{RUN}</script>" for opened in BREAKS),
    *(f'{quote} {event}={RUN} autofocus x={quote}' for quote, event in product("\"'`", ("onmouseover", "onfocus", "onerror"))),
    *(f"<a href={scheme}script:{RUN}>x</a>" for scheme in ("java", "JaVa", "java\t", "&#106;ava", "\x01java")),
    f"<a href=data:text/html,<script>{RUN}</script>>x</a>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<svg><a xlink:href=javascript:{RUN}><text x=9 y=9>x</text></a></svg>",
    f"<math><mi//xlink:href=\"data:x,<script>{RUN}</script>\">",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\">",
    f"<form><button formaction=javascript:{RUN}>x</button></form>",
    f"<iframe srcdoc=\"<script>parent.{RUN}</script>\"></iframe>",
    f"<base href=javascript:{RUN}//>",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{RUN}\">",
    f"<link rel=stylesheet href=data:,*{{x:expression({RUN})}}>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<div style=\"background:url(javascript:{RUN})\">x</div>",
    f"<template><script>{RUN}</script></template>",
    f"<input type=image src=x onerror={RUN}>",
    f"<x contenteditable onblur={RUN} tabindex=1 onfocus={RUN} autofocus>",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"＜script＞{RUN}＜/script＞",
    f"{{{{ {RUN} }}}}",
    f"{{% debug %}}<img src=x onerror={RUN}>",
    f"${{{RUN}}}",
    f"';{RUN};//",
    f"\";{RUN};//",
    f"</script><script>{RUN}</script>",
]  # fmt: skip
LINKS = {"href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "background", "poster"}
SCHEME = re.compile(r"[\x00-\x20]*(javascript|vbscript|data:text)", re.IGNORECASE)
# Asking these of a thing means that it is a moment or a file.
NOT_OURS = {
    "weekday",
    "day",
    "month",
    "year",
    "hour",
    "minute",
    "second",
    "tzinfo",
    "strftime",
    "timetuple",
    "date",
    "time",
}


class Look(HTMLParser):
    """Notes every element and attribute of a document that runs, leads to or loads something and was written by somebody
    hostile."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that run, links that run, and elements that stand in nothing of ours with such words in them."""
        self.within = [tag] if tag in {"script", "style"} else []
        for name, value in attrs:
            said = value or ""
            runs = name.startswith("on") or (name in LINKS and SCHEME.match(said)) or name in {"style", "srcdoc"}
            if RUN in said and (runs or (tag == "meta" and name == "content" and "http-equiv" in dict(attrs))):
                self.found.append(f"<{tag} {name}={said[:60]}>")

    def handle_endtag(self, tag: str) -> None:
        """Out of it."""
        self.within = []

    def handle_data(self, data: str) -> None:
        """Words in a script or a style."""
        if self.within and RUN in data:
            self.found.append(f"<{self.within[0]}> {data[:60]}")


def alive(html: str) -> list[str]:
    """What of the hostile words would run in `html`, or when touched."""
    look = Look()
    look.feed(html)
    look.close()
    return look.found


class Hostile(str):
    """Hostile words in place of anything that a template may be given: whatever is asked of it is hostile too."""

    __slots__ = ()

    def __getattr__(self, name: str) -> "Hostile":
        if name.startswith("_") or name in NOT_OURS:
            raise AttributeError(name)
        return Hostile(self)

    def __iter__(self) -> Iterator["Hostile"]:
        yield from (Hostile(self), Hostile(self))


class Everything(dict[str, Any]):
    """A context in which every name there could be says `words`."""

    def __init__(self, words: str, **known: Any) -> None:
        super().__init__(known)
        self.words = words

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Hostile:
        return Hostile(self.words)
