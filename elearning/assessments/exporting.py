"""A questionnaire as something to keep: on paper, all its statements with boxes to tick, and as an open file."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify

from elearning.assessments import exchange
from elearning.assessments.exchange import FORMAT, Document
from elearning.assessments.instruments import Instrument
from elearning.assessments.models import SelfAssessmentPage
from elearning.printing import paper
from elearning.prose import cleaned


@dataclass(frozen=True)
class Sheet:
    """What stands on paper: the questions of one version, and the page they belong to. Looking back comes after the sets."""

    step: SelfAssessmentPage
    instrument: Instrument
    looks_back: bool = False

    @property
    def answers(self) -> list[str]:
        """The words beside the boxes of a statement."""
        return [label for _value, label in self.instrument.answer_choices()]

    @property
    def weights(self) -> list[str]:
        """The words beside the boxes of a subject's importance."""
        return [label for _value, label in self.instrument.importance_choices()]

    @property
    def looks(self) -> list[str]:
        """The words beside the boxes of looking back at a subject; none where that is not asked now."""
        asked = self.looks_back and self.instrument.looking_back
        return [label for _value, label in self.instrument.looking_back_choices()] if asked else []

    @property
    def address(self) -> str:
        """Where the answers are given."""
        return f"{settings.BASE_URL}{self.step.get_url() or ''}"


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF, made once for each wording. Raises `paper.NotPrintedError`."""
    return paper.kept(paper.dressed(render_to_string("assessments/paper.html", {"sheet": sheet})), folder="questions")


def file_name(step: SelfAssessmentPage, ending: str) -> str:
    """What the file is called on the reader's machine, such as `partnering-self-assessment.pdf`."""
    return f"{slugify(step.title) or 'questions'}.{ending}"


def file_of(page: SelfAssessmentPage) -> bytes:
    """`page` as a file that any installation can take in. Raises ExchangeError for a draft that is not complete."""
    content = exchange.written(document_of(page))
    exchange.understood(content)
    return content


def document_of(page: SelfAssessmentPage) -> Document:
    """What stands in the file: everything of the questionnaire, nothing of the programme around it or of any person."""
    return {
        "$schema": FORMAT,
        "title": page.title,
        "language": page.locale.language_code,
        "licence": page.licence,
        "attribution": page.attribution,
        "instructions": cleaned(page.instructions),
        "background": cleaned(page.technical_note),
        "stem": page.stem,
        "answers": {
            "kind": page.answer_kind,
            "labels": [str(block.value) for block in page.responses],
            "no_chance": page.no_chance_label,
        },
        "importance": {
            "asked": page.asks_importance,
            "question": page.importance_question,
            "labels": [str(block.value) for block in page.importance_labels],
            "unknown": page.importance_unknown_label,
        },
        "looking_back": page.looking_back,
        "need_method": page.need_method,
        "checks": {
            "short_time_seconds": page.short_time_seconds,
            "straight_line_prompt": page.straight_line_prompt,
        },
        "subjects": [_subject(block["value"], page.subject_words) for block in page.scales.get_prep_value()],
    }


def _subject(scale: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    said = words.get(scale["subject"], {"title": scale["subject"], "plain": ""})
    return {
        "code": scale["subject"],
        "title": said["title"],
        "plain": said["plain"],
        "statements": [
            {"key": item["id"], **{name: item["value"][name] for name in ("code", "text", "reverse", "active")}}
            for item in scale["statements"]
        ],
    }
