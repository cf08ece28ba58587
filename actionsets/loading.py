"""Lays the page on sets from `set.yaml`; doing it twice changes nothing."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from actionsets.models import ActionLearningPage
from elearning.pages.loading import publish
from elearning.programmes.models import ProgrammePage
from elearning.prose import html

Data = Mapping[str, Any]


@transaction.atomic
def load_set(programme: ProgrammePage, step: Data, data: Data) -> ActionLearningPage:
    """The programme's page on sets: `step` is its entry in `programme.yaml`, `data` the content of `set.yaml`.

    Made and published the first time, found by its slug and brought up to date later. The ids of all blocks follow from
    the programme's slug, so that they stay the same.
    """
    page = ActionLearningPage.objects.child_of(programme).filter(slug=step["slug"]).first()
    page = page or ActionLearningPage(slug=step["slug"])
    publish(page, _fields(_Ids(programme.slug), step, data), under=programme)
    return page


class _Ids:
    """Lasting ids for blocks, each made from where it stands."""

    def __init__(self, slug: str) -> None:
        self.space = uuid.uuid5(uuid.NAMESPACE_URL, f"{slug}/set")

    def stream(self, key: str, kind: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """The raw value of a stream of blocks of one kind."""
        return [{"type": kind, "id": self._id(key, at), "value": value} for at, value in enumerate(values)]

    def items(self, key: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """The raw value of a list inside a block."""
        return [{"type": "item", "id": self._id(key, at), "value": value} for at, value in enumerate(values)]

    def _id(self, key: str, at: int) -> str:
        return str(uuid.uuid5(self.space, f"{key}/{at}"))


def _fields(ids: _Ids, step: Data, data: Data) -> dict[str, Any]:
    """The fields of the page from the two files."""
    rules, manager = data["ground_rules"], data["manager_briefing"]
    return {
        "title": step["title"],
        "stage": step["stage"],
        "minutes": step.get("minutes"),
        "introduction": ids.stream("introduction", "text", [html(step["introduction"])]),
        "who_sees": step.get("who_sees", ""),
        "what_a_set_is": ids.stream("what", "text", [html(data["what_a_set_is"])]),
        "theme_line": data["theme_line"],
        "rules_introduction": rules["intro"],
        "ground_rules": ids.stream("rules", "rule", [_only(rule, "text", "locked") for rule in rules["rules"]]),
        "also_agreed": ids.stream(
            "also", "question", [{"text": one["question"], "help": ""} for one in rules["also_agreed"]]
        ),
        "agendas": ids.stream("agendas", "agenda", [_agenda(one, ids) for one in data["agendas"]]),
        "airtime_stages": ids.stream(
            "stages",
            "stage",
            [_only(one, "code", "title", "full", "short", "optional", "rule") for one in data["airtime_stages"]],
        ),
        "question_prompts": ids.stream("prompts", "group", _prompts(data, ids)),
        "issue_introduction": data["issue_helper"]["intro"],
        "issue_questions": ids.stream(
            "issue", "question", [_only(one, "question", "if_no") for one in data["issue_helper"]["questions"]]
        ),
        "roles": ids.stream(
            "roles", "role", [_only(one, "label", "also", "does", "does_not") for one in data["roles"]]
        ),
        "manager_title": manager["title"],
        "manager_text": html(manager["text"]),
        "safety": data.get("safety", ""),
    }


def _agenda(data: Data, ids: _Ids) -> dict[str, Any]:
    key = f"agenda/{data['code']}"
    parts = [_only(one, "kind", "title", "minutes", "note") for one in data["segments"]]
    return {**_only(data, "code", "title", "mode"), "segments": ids.items(key, parts)}


def _prompts(data: Data, ids: _Ids) -> list[dict[str, Any]]:
    """The prompts of each stage, and last those that are advice in disguise."""
    groups = [
        {
            "title": one["title"],
            "stages": one["shown_in"],
            "note": "",
            "questions": ids.items(f"prompts/{one['stage']}", one["questions"]),
        }
        for one in data["question_prompts"]
    ]
    disguise = data["advice_in_disguise"]
    openings = ids.items("prompts/disguise", disguise["openings"])
    last = {**_only(disguise, "title", "note"), "stages": disguise["shown_in"], "questions": openings}
    return [*groups, last]


def _only(data: Data, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names}
