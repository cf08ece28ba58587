"""Lays the self-assessment, the results and the priorities of a programme from files; a second time changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction

from elearning.assessments import authoring, labels
from elearning.assessments.models import FollowUpAssessmentPage, SecondAssessmentPage, SelfAssessmentPage
from elearning.pages.loading import block, prose_blocks, publish
from elearning.profiles.models import PrioritiesPage, ResultsPage
from elearning.programmes.models import ProgrammePage, StepPage
from elearning.prose import html

Words = Mapping[str, Any]
Kind = TypeVar("Kind", bound=StepPage)
RESULT_WORDS = (
    "heading_strengths",
    "heading_relative",
    "strengths_intro",
    "heading_needs",
    "needs_intro",
    "heading_between",
    "heading_unscored",
    "unscored_not_enough",
    "unscored_no_chance",
    "under_suggestions",
    "no_gap",
    "numbers_note",
    "not_used_for",
    "talk_to_someone",
)
CHANGE_WORDS = ("change_downward", "change_regression", "change_looking_back")


@transaction.atomic
def load(programme: ProgrammePage, steps: Sequence[Words], data: Words) -> tuple[StepPage, StepPage, StepPage]:
    """The three pages, in their order: `steps` are the entries of `programme.yaml`, `data` is `assessment.yaml`.

    Raises KeyError when an entry of one of the three types is missing.
    """
    entries = {entry["type"]: entry for entry in steps}
    return (
        load_assessment(programme, entries["assessment"], data),
        load_results(programme, entries["results"], data),
        load_priorities(programme, entries["priorities"], data),
    )


def load_assessment(programme: ProgrammePage, step: Words, data: Words) -> SelfAssessmentPage:
    """The self-assessment with all its statements; publishing it freezes them.

    In a file a statement is known by its code: one whose words have changed stays the same statement.
    """
    prefix = f"{programme.slug}/{step['slug']}"
    scales = [_scale(prefix, scale) for scale in data["scales"]]
    fields = {
        "instructions": html(data["instructions"]),
        "stem": data["stem"],
        "answer_kind": data.get("answer_kind", labels.FREQUENCY),
        "points": len(data["responses"]),
        "responses": _labels(f"{prefix}/responses", data["responses"]),
        "no_chance_label": data["not_applicable_label"],
        "importance_question": data["importance_question"],
        "importance_labels": _labels(f"{prefix}/importance", data["importance_labels"]),
        "importance_unknown_label": data["importance_unknown_label"],
        "scales": scales,
        "wording_only": authoring.all_wording_only(scales),
        "attribution": data.get("attribution", ""),
        "looking_back": data["looking_back"],
        "short_time_seconds": data["short_time_seconds"],
        "straight_line_prompt": " ".join(data["straight_line_prompt"].split()),
        "technical_note": html(data["technical"]),
    }
    return _step(SelfAssessmentPage, programme, step, fields)


def load_second(programme: ProgrammePage, step: Words, data: Words) -> SecondAssessmentPage:
    """The step that asks the same questions after the sets, and looks back."""
    words = " ".join(data["looking_back_instructions"].split())
    return _step(SecondAssessmentPage, programme, step, {"looking_back_help": words})


def load_follow_up(programme: ProgrammePage, step: Words) -> FollowUpAssessmentPage:
    """The step that asks the same questions three months later."""
    return _step(FollowUpAssessmentPage, programme, step, {})


def load_results(programme: ProgrammePage, step: Words, data: Words) -> ResultsPage:
    """The page of results with its words."""
    words = {f"word_{band['code']}": band["label"] for band in data["bands"]}
    words |= {f"change_{size['code']}": size["label"] for size in data["change_words"]}
    words |= {name: data[name] for name in CHANGE_WORDS}
    return _step(ResultsPage, programme, step, {name: data["results"][name] for name in RESULT_WORDS} | words)


def load_priorities(programme: ProgrammePage, step: Words, data: Words) -> PrioritiesPage:
    """The page on which priorities are chosen."""
    return _step(PrioritiesPage, programme, step, {**data["priorities"], "no_gap": data["results"]["no_gap"]})


def _step(kind: type[Kind], programme: ProgrammePage, step: Words, fields: Words) -> Kind:
    page = kind.objects.child_of(programme).filter(slug=step["slug"]).first() or kind(slug=step["slug"])
    common = {
        "title": step["title"],
        "stage": step["stage"],
        "minutes": step["minutes"],
        "introduction": prose_blocks(f"{programme.slug}/{step['slug']}/introduction", step["introduction"]),
        "who_sees": step["who_sees"],
    }
    publish(page, {**common, **fields}, under=programme)
    programme.refresh_from_db()
    return page


def _labels(prefix: str, labels: Sequence[Words]) -> list[dict[str, Any]]:
    ordered = sorted(labels, key=lambda label: label["value"])
    return [block(f"{prefix}/{label['value']}", "label", label["label"]) for label in ordered]


def _scale(prefix: str, scale: Words) -> dict[str, Any]:
    statements = [
        block(
            f"{prefix}/statements/{item['code']}",
            "item",
            {name: item[name] for name in ("code", "text", "reverse", "active")},
        )
        for item in scale["items"]
    ]
    key = f"{prefix}/scales/{scale['subject']}"
    return block(key, "scale", {"subject": scale["subject"], "statements": statements})
