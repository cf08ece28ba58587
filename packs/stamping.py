"""The stamp of a copy to fill in: which pack and version it was made of and for whom, signed, so that it is known again."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from elearning.programmes.models import Enrolment
from packs.models import PackVersion

SALT = "packs.copy"


class NotOursError(Exception):
    """The stamp is missing, or was not made here."""


@dataclass(frozen=True)
class Stamp:
    """What a copy says of itself; `reader` is the enrolment it was made for, by its public id, or empty."""

    page: int
    version: int
    language: str
    reader: str = ""


def stamp_of(version: PackVersion, reader: Enrolment | None) -> str:
    """The stamp of a copy of `version`, for `reader` or for anybody."""
    page = version.page
    values = [page.pk, version.number, page.language, str(reader.public_id) if reader else ""]
    return Signer(salt=SALT).sign_object(values, compress=True)


def read_stamp(text: str) -> Stamp:
    """What a stamp says. Raises NotOursError."""
    try:
        page, version, language, reader = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError, TypeError) as problem:
        raise NotOursError from problem
    return Stamp(int(page), int(version), str(language), str(reader))
