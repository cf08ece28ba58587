"""The open file in which a questionnaire travels: reads it strictly, refuses in words what is broken or hostile, writes it.

The format is `exchange.schema.json` beside this module. Writing is canonical: the same questionnaire gives the same bytes.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from elearning.assessments import labels
from elearning.assessments.faults import faults_in

FORMAT = "urn:alongside:instrument:1"
MOST_BYTES = 1024 * 1024
DEEPEST = 12
MOST_PROBLEMS = 20
Document = dict[str, Any]


class ExchangeError(Exception):
    """A file that is not taken in; `problems` are sentences for whoever brought it."""

    def __init__(self, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def written(document: Document) -> bytes:
    """`document` as the bytes of a file: UTF-8, two spaces, a newline at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def understood(content: bytes) -> Document:
    """The document in `content`, checked. Raises ExchangeError."""
    document = _parsed(content)
    _refuse(_hostile(document))
    _refuse(_in_words(error) for error in _errors(document))
    _refuse(_repeated_keys(document))
    scales = [{"subject": subject["code"], "statements": subject["statements"]} for subject in document["subjects"]]
    _refuse(fault.text for fault in faults_in(scales))
    _refuse(_words_of_another_kind(document["answers"]))
    return document


def with_subjects(document: Document, known: Sequence[str], renamed: Mapping[str, str]) -> Document:
    """`document` with its subjects' codes replaced as `renamed` says (the file's code → ours).

    Raises ExchangeError when a code is then not among `known`, the codes of the programme, or stands twice.
    """
    subjects = [{**subject, "code": renamed.get(subject["code"], subject["code"])} for subject in document["subjects"]]
    _refuse(
        _("This programme has no subject %(code)s. Say which of its subjects stands for it: %(known)s.")
        % {"code": subject["code"], "known": ", ".join(known)}
        for subject in subjects
        if subject["code"] not in known
    )
    counted = Counter(subject["code"] for subject in subjects)
    _refuse(_("%(code)s stands for two subjects.") % {"code": code} for code, times in counted.items() if times > 1)
    return {**document, "subjects": subjects}


def _refuse(problems: Iterator[str]) -> None:
    found = list(dict.fromkeys(problems))
    if found:
        raise ExchangeError(*found[:MOST_PROBLEMS])


def _parsed(content: bytes) -> Document:
    if len(content) > MOST_BYTES:
        raise ExchangeError(_("The file is larger than 1 MB."))
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number, parse_int=_small
        )
    except UnicodeDecodeError as problem:
        raise ExchangeError(_("The file is not written in UTF-8.")) from problem
    except RecursionError as problem:
        raise ExchangeError(_("The file is nested too deeply.")) from problem
    except ValueError as problem:
        raise ExchangeError(_("The file is not JSON.")) from problem
    if not isinstance(document, dict):
        raise ExchangeError(_("The file holds no questionnaire."))
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ExchangeError(_("The file says something twice in one place."))
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def _small(digits: str) -> int:
    if len(digits) > DEEPEST:
        raise ValueError("a number that nothing here needs")
    return int(digits)


def _hostile(value: Any, depth: int = 0) -> Iterator[str]:
    if depth > DEEPEST:
        yield _("The file is nested too deeply.")
    elif isinstance(value, str) and any(_is_unwelcome(mark) for mark in value):
        yield _("The file holds characters that cannot be shown.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _hostile(name, depth + 1)
            yield from _hostile(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _hostile(inner, depth + 1)


def _is_unwelcome(mark: str) -> bool:
    """Control characters other than the ends of lines, halves of characters, and marks that turn the direction of text."""
    return mark not in "\n\r\t" and (unicodedata.category(mark) in {"Cc", "Cs"} or "\u202a" <= mark <= "\u202e")


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(Path(__file__).with_name("exchange.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def _errors(document: Document) -> list[ValidationError]:
    if document.get("$schema") != FORMAT:
        raise ExchangeError(_("The file is not a questionnaire in the format %(format)s.") % {"format": FORMAT})
    return sorted(_validator().iter_errors(document), key=lambda error: [str(part) for part in error.absolute_path])


def _in_words(error: ValidationError) -> str:
    """What is wrong, and where; never a piece of the file itself, which may be anything."""
    allowed = error.validator_value
    reasons = {
        "required": _("something is missing"),
        "additionalProperties": _("there is something that does not belong here"),
        "type": _("this is another kind of value than it should be"),
        "enum": _("this must be one of: %(allowed)s"),
        "pattern": _("this is not written as it should be"),
        "minLength": _("this is empty"),
        "maxLength": _("this is longer than %(allowed)s characters"),
        "minItems": _("there are fewer than %(allowed)s"),
        "maxItems": _("there are more than %(allowed)s"),
        "minimum": _("this is less than %(allowed)s"),
        "maximum": _("this is more than %(allowed)s"),
    }
    said = ", ".join(allowed) if isinstance(allowed, list) else allowed
    reason = reasons.get(str(error.validator), _("this is not as it should be")) % {"allowed": said}
    return _("In %(place)s: %(reason)s.") % {"place": _place(error), "reason": reason}


def _place(error: ValidationError) -> str:
    """Such as "subjects 2, statements 3, text": places count from 1, and names are those of the format."""
    parts: list[str] = []
    for part in error.absolute_path:
        if isinstance(part, int) and parts:
            parts[-1] += f" {part + 1}"
        else:
            parts.append(str(part))
    return ", ".join(parts) or _("the file as a whole")


def _repeated_keys(document: Document) -> Iterator[str]:
    keys = Counter(item["key"] for subject in document["subjects"] for item in subject["statements"])
    if any(times > 1 for times in keys.values()):
        yield _("Two statements have the same key.")


def _words_of_another_kind(answers: Mapping[str, Any]) -> Iterator[str]:
    """Ready words follow the kind of answer, so a file that mixes the two would not stay as it is."""
    words = tuple(answers["labels"])
    if labels.is_ready(words) and labels.ready(answers["kind"], len(words)) != words:
        yield _("The answers are not of the kind that the file says.")
