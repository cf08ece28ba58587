"""Lays the page on sets from `set.yaml`; doing it twice changes nothing."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from actionsets.models import ActionLearningPage
from elearning.programmes.models import ProgrammePage
from elearning.prose import html

Data = Mapping[str, Any]


@transaction.atomic
def load_set(programme: ProgrammePage, step: Data, data: Data) -> ActionLearningPage:
    """The programme's page on sets: `step` is its entry in `programme.yaml`, `data` the content of `set.yaml`.

    Made and published the first time, found by its slug and brought up to date later. The ids of all blocks follow from
    the programme's slug, so that they stay the same.
    """
    page = ActionLearningPage.objects.child_of(programme).filter(slug=step["slug"]).first() or ActionLearningPage()
    before = page.serializable_data() if page.pk else None
    _fill(page, _Ids(programme.slug), step, data)
    if page.pk is None:
        programme.add_child(instance=page)
    elif page.serializable_data() == before:
        return page
    page.save_revision().publish()
    return page


class _Ids:
    """Lasting ids for blocks, each made from where it stands."""

    def __init__(self, slug: str) -> None:
        self.space = uuid.uuid5(uuid.NAMESPACE_URL, f"{slug}/set")

    def stream(self, key: str, kind: str, values: Iterable[Any]) -> str:
        """The raw value of a stream of blocks of one kind."""
        return json.dumps([{"type": kind, "id": self._id(key, at), "value": value} for at, value in enumerate(values)])

    def items(self, key: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """The raw value of a list inside a block."""
        return [{"type": "item", "id": self._id(key, at), "value": value} for at, value in enumerate(values)]

    def _id(self, key: str, at: int) -> str:
        return str(uuid.uuid5(self.space, f"{key}/{at}"))


def _fill(page: ActionLearningPage, ids: _Ids, step: Data, data: Data) -> None:
    rules, manager = data["ground_rules"], data["manager_briefing"]
    page.title, page.slug, page.stage, page.minutes = step["title"], step["slug"], step["stage"], step.get("minutes")
    page.introduction = ids.stream("introduction", "text", [html(step["introduction"])])
    page.who_sees = step.get("who_sees", "")
    page.what_a_set_is = ids.stream("what", "text", [html(data["what_a_set_is"])])
    page.theme_line = data["theme_line"]
    page.rules_introduction = rules["intro"]
    page.ground_rules = ids.stream("rules", "rule", [_only(rule, "text", "locked") for rule in rules["rules"]])
    page.also_agreed = ids.stream(
        "also", "question", [{"text": one["question"], "help": ""} for one in rules["also_agreed"]]
    )
    page.agendas = ids.stream("agendas", "agenda", [_agenda(one, ids) for one in data["agendas"]])
    page.airtime_stages = ids.stream(
        "stages", "stage", [_only(one, "title", "full", "short", "optional", "rule") for one in data["airtime_stages"]]
    )
    page.question_prompts = ids.stream("prompts", "group", _prompts(data, ids))
    page.issue_introduction = data["issue_helper"]["intro"]
    page.issue_questions = ids.stream(
        "issue", "question", [_only(one, "question", "if_no") for one in data["issue_helper"]["questions"]]
    )
    page.roles = ids.stream("roles", "role", [_only(one, "label", "also", "does", "does_not") for one in data["roles"]])
    page.manager_title, page.manager_text = manager["title"], html(manager["text"])


def _agenda(data: Data, ids: _Ids) -> dict[str, Any]:
    key = f"agenda/{data['code']}"
    parts = [_only(one, "kind", "title", "minutes", "note") for one in data["segments"]]
    return {**_only(data, "code", "title", "mode"), "segments": ids.items(key, parts)}


def _prompts(data: Data, ids: _Ids) -> list[dict[str, Any]]:
    """The prompts of each stage, and last those that are advice in disguise."""
    groups = [
        {"title": one["title"], "note": "", "questions": ids.items(f"prompts/{one['stage']}", one["questions"])}
        for one in data["question_prompts"]
    ]
    disguise = data["advice_in_disguise"]
    openings = ids.items("prompts/disguise", disguise["openings"])
    return [*groups, {"title": disguise["title"], "note": disguise["note"], "questions": openings}]


def _only(data: Data, *names: str) -> dict[str, Any]:
    return {name: data[name] for name in names}
