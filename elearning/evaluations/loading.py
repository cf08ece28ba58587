"""Lays both questionnaires about the programme from `evaluation.yaml`; doing it twice changes nothing."""

from collections.abc import Mapping
from typing import Any, TypeVar

from elearning.evaluations.models import EndEvaluationPage, EvaluationPage, FollowUpEvaluationPage
from elearning.pages.loading import block, prose_blocks, publish
from elearning.programmes.models import ProgrammePage

Words = Mapping[str, Any]
Kind = TypeVar("Kind", bound=EvaluationPage)


def load_end(programme: ProgrammePage, step: Words, data: Words) -> EndEvaluationPage:
    """The questionnaire at the end: `step` is its entry in `programme.yaml`, `data` the content of `evaluation.yaml`."""
    return _lay(EndEvaluationPage, programme, step, data["end"], data["scale"])


def load_follow_up(programme: ProgrammePage, step: Words, data: Words) -> FollowUpEvaluationPage:
    """The follow-up after three months."""
    return _lay(FollowUpEvaluationPage, programme, step, data["follow_up"], data["scale"])


def question_key(programme: ProgrammePage, step_slug: str, question: str) -> str:
    """The key of the answers to `question` (its id in the file, such as `f1`)."""
    return block(f"{programme.slug}/{step_slug}/{question}", "", None)["id"]


def option_key(programme: ProgrammePage, step_slug: str, question: str, option: str) -> str:
    """The key of one answer to choose; for a statement, `question` is `scale`."""
    return question_key(programme, step_slug, f"{question}/{option}")


def _lay(kind: type[Kind], programme: ProgrammePage, step: Words, data: Words, scale: list[Words]) -> Kind:
    slug = step["slug"]
    page = kind.objects.child_of(programme).filter(slug=slug).first() or kind(slug=slug)
    prefix = f"{programme.slug}/{slug}"
    fields = {
        "title": step["title"],
        "stage": step["stage"],
        "minutes": step["minutes"],
        "introduction": prose_blocks(f"{prefix}/introduction", step["introduction"]),
        "who_sees": step["who_sees"],
        "thanks": data["thanks"],
        "scale": [block(f"{prefix}/scale/{one['id']}", "label", one["label"]) for one in scale],
        "questions": [_question(prefix, one) for one in data["questions"]],
    }
    publish(page, fields, under=programme)
    programme.refresh_from_db()
    return page


def _question(prefix: str, row: Words) -> dict[str, Any]:
    key = f"{prefix}/{row['id']}"
    value = {"group": row["group"], "text": row["text"], "help": row.get("help", "")}
    if row["kind"] == "choice":
        value["several"] = row.get("several", False)
        value["options"] = [block(f"{key}/{one['id']}", "item", one["label"]) for one in row["options"]]
    return block(key, row["kind"], value)
