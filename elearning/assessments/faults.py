"""Finds what is wrong with the subjects and statements of a self-assessment, and puts each fault beside its block."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

FEWEST_ASKED = 2
Scales = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: with a subject, or with the code of one of its statements. Places count from 0."""

    text: str
    scale: int
    statement: int | None = None


def faults_in(scales: Scales, known: Collection[str] | None = None) -> list[Fault]:
    """Every fault of `scales`; `known` are the codes of the programme's subjects, None where they are not known."""
    return [*_repeated_subjects(scales), *_unknown_subjects(scales, known), *_repeated_codes(scales), *_lonely(scales)]


def placed(faults: Sequence[Fault]) -> StreamBlockValidationError:
    """`faults` as one error of the stream field, each beside its own block."""
    beside: dict[int, Any] = defaultdict(dict)
    for fault in faults:
        error = ValidationError(fault.text)
        if fault.statement is None:
            beside[fault.scale]["subject"] = error
        else:
            statements = beside[fault.scale].setdefault("statements", {})
            statements[fault.statement] = StructBlockValidationError({"code": error})
    return StreamBlockValidationError(
        block_errors={place: StructBlockValidationError(_listed(errors)) for place, errors in beside.items()}
    )


def _listed(errors: dict[str, Any]) -> dict[str, Any]:
    listed = (
        {"statements": ListBlockValidationError(block_errors=errors["statements"])} if "statements" in errors else {}
    )
    return {**errors, **listed}


def _repeated_subjects(scales: Scales) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, scale in enumerate(scales):
        if scale["subject"] and scale["subject"] in seen:
            text = _("The subject %(code)s has its statements above already. Put these there.")
            yield Fault(text % {"code": scale["subject"]}, place)
        seen.add(scale["subject"])


def _unknown_subjects(scales: Scales, known: Collection[str] | None) -> Iterator[Fault]:
    for place, scale in enumerate(scales):
        if known is not None and scale["subject"] and scale["subject"] not in known:
            text = _("The programme’s list of subjects has no %(code)s.")
            yield Fault(text % {"code": scale["subject"]}, place)


def _repeated_codes(scales: Scales) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, scale in enumerate(scales):
        for number, statement in enumerate(scale["statements"]):
            if statement["code"] and statement["code"] in seen:
                text = _("The code %(code)s is used more than once.")
                yield Fault(text % {"code": statement["code"]}, place, number)
            seen.add(statement["code"])


def _lonely(scales: Scales) -> Iterator[Fault]:
    """One statement alone gives no score (DOMAIN 4.2 R3); a subject kept in reserve as a whole is fine."""
    for place, scale in enumerate(scales):
        asked = sum(bool(statement["active"]) for statement in scale["statements"])
        if 0 < asked < FEWEST_ASKED:
            yield Fault(_("Ask at least two statements about a subject, or keep all of them in reserve."), place)
