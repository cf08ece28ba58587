"""Lays the steps of the pre-work and the workshop from the files of a programme.

Running twice changes nothing: every block keeps an id drawn from the programme, the step and a lasting key, because
answers hang on the ids of the questions.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction

from elearning.pages.loading import publish
from elearning.partnering.models import MapTaskPage, QuestionsTaskPage, WorkshopPage
from elearning.programmes.models import ProgrammePage, StepPage
from elearning.prose import html

Data = Mapping[str, Any]
Kind = TypeVar("Kind", bound=StepPage)
NAMESPACE = uuid.UUID("6f0f8f2e-8a35-5f8e-9a52-6d1f3f0f6c51")


def block_id(programme: ProgrammePage, step_slug: str, key: str) -> str:
    """The lasting id of the block `key` in a step of `programme`."""
    return str(uuid.uuid5(NAMESPACE, f"{programme.slug}/{step_slug}/{key}"))


def question_key(programme: ProgrammePage, step_slug: str, question: str) -> str:
    """The key of the answers to `question` (its id in the file, such as `q1`)."""
    return block_id(programme, step_slug, f"questions/{question}")


def load_map(programme: ProgrammePage, step: Data, data: Data) -> MapTaskPage:
    """The page of the partnership map, made or brought up to date and published."""
    ids = _Ids(programme, step["slug"])
    prompts = [(row["code"], _only(row, "code", "title", "question")) for row in data["derived_prompts"]]
    fields = {
        "prompt": data["prompt"],
        "centre_label": data["centre_label"],
        "empty_message": data["empty_message"],
        "level_note": data["continuum"]["note"],
        "reading": html(data["reading_the_picture"]),
        "warning": html(data["warning"]),
        "prompts": ids.stream("prompts", "prompt", prompts),
    }
    return _lay(MapTaskPage, programme, step, fields)


def load_questions(programme: ProgrammePage, step: Data, data: Data) -> QuestionsTaskPage:
    """The page of the partnering questions, made or brought up to date and published."""
    ids = _Ids(programme, step["slug"])
    questions = [(row["id"], _only(row, "text", "help")) for row in data["questions"]]
    fields = {"advice": data["intro"], "questions": ids.stream("questions", "question", questions)}
    return _lay(QuestionsTaskPage, programme, step, fields)


def load_workshop(programme: ProgrammePage, step: Data, data: Data) -> WorkshopPage:
    """The page of the workshop, made or brought up to date and published."""
    ids = _Ids(programme, step["slug"])
    handouts = [(row["slug"], {"title": row["title"], "body": html(row["text"])}) for row in data["handouts"]]
    fields = {
        "aims_lead": data["aims_lead"],
        "aims": ids.stream("aims", "aim", _numbered(data["aims"])),
        "timetable": ids.stream("timetable", "part", _numbered(_part(row) for row in data["timetable"])),
        "bring": ids.stream("bring", "thing", _numbered(data["bring"])),
        "handouts": ids.stream("handouts", "handout", handouts),
        "catch_up": ids.stream("catch_up", "text", [("text", html(data["catch_up"]))]),
        "challenges": ids.stream(
            "challenges", "challenge", [(row["word"].lower(), row) for row in data.get("challenges", [])]
        ),
        "challenge_letter": data.get("challenge_letter", ""),
        **_checklist(ids, data["checklist"]),
    }
    return _lay(WorkshopPage, programme, step, fields)


def _part(row: Data) -> dict[str, Any]:
    told = _only(row, "minutes", "title", "description", "uses")
    return {**told, "is_break": row["kind"] == "break", "tool": row.get("tool", "")}


def _checklist(ids: "_Ids", data: Data) -> dict[str, Any]:
    groups = {group["code"]: group["title"] for group in data["groups"]}
    statements = [
        (row["code"], {"code": row["code"], "group": groups[row["group"]], "text": row["text"]})
        for row in data["statements"]
    ]
    words = data["readings"]
    readings = [
        (code, {"title": words[code], "text": words[f"{code}_note"]})
        for code in ("start_here", "talk_about", "find_out")
    ]
    answers = [(row["code"], row["label"]) for row in data["answers"]]
    return {
        "checklist_title": data["title"],
        "checklist_instructions": html(data["instructions"]),
        "checklist_name_label": data["name_label"],
        "checklist_reason_label": data["reason_label"],
        "checklist_answers": ids.stream("checklist_answers", "answer", answers),
        "checklist": ids.stream("checklist", "statement", statements),
        "checklist_reading": ids.stream("checklist_reading", "reading", readings),
    }


class _Ids:
    """Makes the values of stream fields with lasting ids."""

    def __init__(self, programme: ProgrammePage, step_slug: str) -> None:
        self.programme = programme
        self.step_slug = step_slug

    def stream(self, field: str, kind: str, rows: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
        """The value of a stream field whose blocks are all of one `kind`; `rows` are pairs of a lasting key and a value."""
        return [
            {"type": kind, "value": value, "id": block_id(self.programme, self.step_slug, f"{field}/{key}")}
            for key, value in rows
        ]


def _numbered(values: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(str(number), value) for number, value in enumerate(values, start=1)]


def _only(row: Data, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


@transaction.atomic
def _lay(kind: type[Kind], programme: ProgrammePage, step: Data, fields: Data) -> Kind:
    """The page of `kind` with this step's slug below `programme`; a new revision is published only if words changed."""
    page = kind.objects.child_of(programme).filter(slug=step["slug"]).first()
    page = page.get_latest_revision_as_object() if page else kind(slug=step["slug"])
    common = {
        "title": step["title"],
        "stage": step["stage"],
        "minutes": step["minutes"],
        "who_sees": step["who_sees"],
        "introduction": _Ids(programme, step["slug"]).stream(
            "introduction", "text", [("text", html(step["introduction"]))]
        ),
    }
    publish(page, {**common, **fields}, under=programme)
    return kind.objects.get(pk=page.pk)
