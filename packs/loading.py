"""Lays publishers, packs and shelves from content files; running it twice changes nothing."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from wagtail.models import Locale

from elearning.accounts.models import Organisation
from elearning.pages.loading import home, prose_blocks, publish
from elearning.programmes.models import ProgrammePage, SubjectFramework
from elearning.prose import html
from packs import publishing
from packs.models import CategoryGuidePage, LearningPackPage, PackShelfPage, PublisherPage
from packs.wanting import Format

Raw = dict[str, Any]


@transaction.atomic
def load_publisher(data: Raw) -> PublisherPage:
    """The publisher that `data` describes (slug, name, prefix, about), with its groups, collection and workflow."""
    organisation, _ = Organisation.objects.get_or_create(slug=data["slug"], defaults={"name": data["name"]})
    return publishing.create_publisher(
        organisation, home=home(), prefix=data["prefix"], about=html(data.get("about", "")), name=data["name"]
    )


@transaction.atomic
def load_pack(publisher: PublisherPage, framework: SubjectFramework, data: Raw) -> LearningPackPage:
    """The published pack that `data` describes, found again by code and language below `publisher`."""
    fields = header_of(data, framework) | {"body": PackWriter(data["code"]).body(data)}
    locale = locale_of(data)
    same = LearningPackPage.objects.child_of(publisher).filter(code=data["code"], locale=locale)
    page = same.first() or LearningPackPage(code=data["code"], slug=slug_of(data), locale=locale)
    publish(page, fields, under=publisher)
    return page


@transaction.atomic
def load_guide(publisher: PublisherPage, data: Raw) -> CategoryGuidePage:
    """The published guide to a category that `data` describes, found again by its code below `publisher`."""
    write = PackWriter(data["code"])
    page = CategoryGuidePage.objects.child_of(publisher).filter(code=data["code"]).first() or CategoryGuidePage(
        code=data["code"], slug=f"{data['code'].partition(':')[2]}-guide", locale=locale_of(data)
    )
    fields = {
        "title": data["title"],
        **{name: html(data[name]) for name in ("introduction", "how_to_use", "for_facilitators", "credits")},
        "outcomes": [write.block("outcome", {"kind": kind, **one}, kind) for kind, one in data["outcomes"].items()],
        "published_on": _date(data["published"]),
        "review_on": _date(data["review_by"]),
    }
    publish(page, fields, under=publisher)
    return page


@transaction.atomic
def load_shelf(programme: ProgrammePage, step: Raw) -> PackShelfPage:
    """The published shelf of `programme` that `step` describes (title, slug, stage, minutes, introduction, who_sees)."""
    page = PackShelfPage.objects.child_of(programme).filter(slug=step["slug"]).first() or PackShelfPage(
        slug=step["slug"]
    )
    fields = {
        "title": step["title"],
        "stage": step.get("stage", "after"),
        "minutes": step.get("minutes"),
        "introduction": prose_blocks(f"{programme.slug}/{step['slug']}", step.get("introduction", "")),
        "who_sees": step.get("who_sees", "").strip(),
    }
    publish(page, fields, under=programme)
    return page


def header_of(data: Raw, framework: SubjectFramework) -> Raw:
    """The fields of a pack's header."""
    return {
        **{name: data[name] for name in ("title", "version", "licence", "minutes", "level", "summary")},
        "format": data.get("format", Format.PACK),
        "subject": framework.subjects.get(code=data["subject"]) if data.get("subject") else None,
        "authors": ", ".join(data["authors"]),
        "purpose": _unwrapped(data["purpose"]),
        "published_on": _date(data["published"]),
        "review_on": _date(data["review_by"]),
    }


def slug_of(data: Raw) -> str:
    """The last part of a pack's address: its number and its subject, or its title, such as `410-02-lead`."""
    return f"{data['code'].partition(':')[2]}-{data.get('subject') or slugify(data['title'])}".lower()


def locale_of(data: Raw) -> Locale:
    """The locale of the language that `data` names; the default one for its variants (“en” is “en-gb”)."""
    default = Locale.get_default()
    language = data.get("language", default.language_code)
    if default.language_code.startswith(language):
        return default
    return Locale.objects.get_or_create(language_code=language)[0]


def _unwrapped(text: str) -> str:
    """`text` without the line breaks of the file: one line a paragraph, an empty line between two."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.strip()))


def _id(*keys: Any) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, keys))))


def _date(value: Any) -> Any:
    return parse_date(value) if isinstance(value, str) else value


class PackWriter:
    """Turns the data of a pack into blocks whose ids follow from its code and the data's own keys."""

    def __init__(self, code: str) -> None:
        self.code = code

    def id(self, *keys: Any) -> str:
        """The lasting id of what `keys` name in this pack."""
        return _id(self.code, *keys)

    def block(self, kind: str, value: Any, *keys: Any) -> Raw:
        """One block of the stream."""
        return {"type": kind, "value": value, "id": self.id(kind, *keys)}

    def items(self, key: str, values: list[Any], names: list[str] | None = None) -> list[Raw]:
        """The children of a list, each with its id: by its name where the data give one, else by its place."""
        given = names or [str(number) for number, _ in enumerate(values)]
        return [
            {"type": "item", "value": value, "id": self.id(key, name)}
            for name, value in zip(given, values, strict=True)
        ]

    def body(self, data: Raw) -> list[Raw]:
        """The whole pack, in the order of DOMAIN 5.1; what the data do not have is left out."""
        writers: dict[str, Callable[[Any], Any]] = {
            "outcomes": lambda outcomes: self.items("outcomes", outcomes),
            "reading": html,
            "tools": lambda tools: [self.block("tool", self.tool(tool), tool["id"]) for tool in tools],
            "self_questionnaire": self.questionnaire,
            "reflective_questions": self.reflective,
            "scenario": self.scenario,
            "bring": lambda bring: {**bring, "intro": _unwrapped(bring["intro"])},
            "try_this": html,
            "trainer_notes": lambda notes: {key: html(text) for key, text in notes.items()},
            "further_reading": self.works,
            "credits": html,
            "change_log": self.changes,
        }
        written = {kind: write(data[kind]) for kind, write in writers.items() if kind in data}
        tools = written.get("tools", [])
        parts = [tools if kind == "tools" else [self.block(kind, value)] for kind, value in written.items()]
        return [block for part in parts for block in part]

    def tool(self, data: Raw) -> Raw:
        """A tool with its form."""
        key = f"tool/{data['id']}"
        return {
            **{name: data[name] for name in ("name", "originator", "purpose", "when_not")},
            "steps": self.items(f"{key}/steps", data["steps"]),
            "form": [self.block(data["form"]["kind"], self.form(key, data["form"]), data["id"])],
            "example": html(data.get("example", "")),
            "drawing": data.get("drawing", ""),
            "rights": data.get("rights", ""),
        }

    def form(self, key: str, data: Raw) -> Raw:
        """A blank form: a table, or lines to complete."""
        if data["kind"] == "prompts":
            return {"title": data["title"], "prompts": self.items(f"{key}/prompts", data["prompts"])}
        return {
            "title": data["title"],
            "columns": self.items(f"{key}/columns", data["columns"]),
            "rows": self.items(f"{key}/rows", data.get("rows", [])),
            "blank_rows": data.get("blank_rows"),
        }

    def questionnaire(self, data: Raw) -> Raw:
        """The self-questionnaire; a question keeps its id whatever its words or place."""
        questions = data["questions"]
        return {
            "intro": data["intro"],
            "questions": self.items("q", [q["text"] for q in questions], [q["id"] for q in questions]),
            "labels": self.items("labels", data["labels"]),
        }

    def reflective(self, data: list[Raw]) -> list[Raw]:
        """The reflective questions; a question keeps its id whatever its words or place."""
        values = [{"text": question["text"], "help": question.get("help", "")} for question in data]
        return self.items("r", values, [question["id"] for question in data])

    def scenario(self, data: Raw) -> Raw:
        """The case and its questions."""
        questions = self.items("scenario", data["questions"])
        return {"title": data["title"], "text": html(data["text"]), "questions": questions}

    def works(self, data: list[Raw]) -> list[Raw]:
        """What to read next."""
        values = [
            {
                "citation": work["citation"],
                "note": work.get("note", ""),
                "is_open": bool(work.get("open")),
                "url": work.get("url", ""),
            }
            for work in data
        ]
        return self.items("works", values)

    def changes(self, data: list[Raw]) -> list[Raw]:
        """The change log, dates as text."""
        values = [{"version": str(c["version"]), "date": str(c["date"]), "note": c["note"]} for c in data]
        return self.items("changes", values, [str(change["version"]) for change in data])
