"""Makers of maps, answers and step pages for tests of this room."""

import uuid
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from elearning.partnering import loading, mapping
from elearning.partnering.models import MapEntry, MapTaskPage, QuestionsTaskPage, WorkshopPage
from elearning.programmes.models import Enrolment, ProgrammePage

CONTENT = Path(settings.BASE_DIR) / "actionsets" / "content" / "making-partnering-work"


@cache
def content(name: str) -> dict[str, Any]:
    """What the file `name` of the programme says."""
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))


def step_of(kind: str) -> dict[str, Any]:
    """The entry of this kind among the steps of the programme's file."""
    return next(step for step in content("programme")["steps"] if step["type"] == kind)


def map_page(programme: ProgrammePage) -> MapTaskPage:
    return loading.load_map(programme, step_of("map"), content("map"))


def questions_page(programme: ProgrammePage) -> QuestionsTaskPage:
    return loading.load_questions(programme, step_of("questions"), content("questions"))


def workshop_page(programme: ProgrammePage) -> WorkshopPage:
    return loading.load_workshop(programme, step_of("workshop"), content("workshop"))


def facts(**given: Any) -> dict[str, Any]:
    """What a form says about a partner."""
    return {"name": "Health board", "level_now": "cooperating", **given}


def entry(enrolment: Enrolment, step: MapTaskPage, **given: Any) -> MapEntry:
    """A partner on somebody's map."""
    return mapping.add(enrolment, step, facts(**given), form_key=uuid.uuid4())


def typed(**given: Any) -> dict[str, Any]:
    """What a browser posts for a new partner."""
    return {"name": "Health board", "level_now": "cooperating", "form_key": str(uuid.uuid4()), "version": "1", **given}
