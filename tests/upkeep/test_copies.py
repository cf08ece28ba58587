"""Copies that are not whole, or are none: each is told in words before anything is put back."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from elearning.accounts.models import Organisation
from elearning.upkeep import manifest as telling
from elearning.upkeep import moving, restoring
from elearning.upkeep.manifest import Manifest, Piece, UnreadableError

WORDS = b"what somebody wrote"


def manifest(**changed: object) -> Manifest:
    values = {
        "made_at": "2026-11-23T09:00:00+00:00",
        "engine": "sqlite",
        "migrations": {"accounts": "0001_initial"},
        "rows": {"accounts_user": 3},
        "seals": ("0a1b2c3d",),
        "pieces": {},
    }
    return Manifest(**{**values, **changed})  # type: ignore[arg-type]


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|") as archive:
        for name, content in members:
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
    return out.getvalue()


def copy(*, words: bytes = WORDS, name: str = "private/notes.txt") -> bytes:
    """A copy whose list says that the file holds WORDS."""
    sum_of_words = telling_sum(WORDS)
    listed = telling.written(manifest(pieces={"private/notes.txt": Piece(len(WORDS), sum_of_words)}))
    return packed((name, words), (telling.NAME, listed))


def telling_sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def refused(content: bytes, place: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        restoring.unpack(io.BytesIO(content), place)
    return str(caught.value)


def test_manifest_is_read_as_it_was_written() -> None:
    told = manifest(pieces={"database": Piece(5, "ab")})

    assert telling.read(telling.written(told)).pieces == told.pieces
    assert telling.read(telling.written(told)).rows == told.rows


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format": 1}', b'{"format": 1, "pieces": 3}'])
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        telling.read(content)


def test_manifest_of_a_later_format_says_so() -> None:
    with pytest.raises(UnreadableError, match="format 2; this version reads format 1"):
        telling.read(telling.written(manifest()).replace(b'"format": 1', b'"format": 2'))


def test_whole_copy_is_unpacked(tmp_path: Path) -> None:
    restoring.unpack(io.BytesIO(copy()), tmp_path)

    assert (tmp_path / "private" / "notes.txt").read_bytes() == WORDS


def test_changed_file_is_named(tmp_path: Path) -> None:
    assert refused(copy(words=b"what nobody ever wrote"), tmp_path) == (
        "This copy is damaged: private/notes.txt (and 1 in all)."
    )


def test_file_that_is_not_listed_is_named(tmp_path: Path) -> None:
    assert "private/more.txt" in refused(copy(name="private/more.txt"), tmp_path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7])
def test_copy_that_breaks_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = copy(words=WORDS * 1000)

    assert "breaks off" in refused(whole[: int(len(whole.rstrip(bytes(1))) * share)], tmp_path)


@pytest.mark.parametrize("content", [b"", b"Dear all", b"PK\x03\x04" + b"x" * 2000], ids=["empty", "words", "zip"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "no copy of Alongside" in refused(content, tmp_path) or "breaks off" in refused(content, tmp_path)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "private/../../outside", "elsewhere/file", "media"])
def test_nothing_is_written_outside(tmp_path: Path, name: str) -> None:
    place = tmp_path / "place"
    place.mkdir()

    assert "does not belong" in refused(packed((name, WORDS)), place)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_are_refused(tmp_path: Path, kind: bytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|") as archive:
        told = tarfile.TarInfo("private/link")
        told.type, told.linkname = kind, "/etc/passwd"
        archive.addfile(told)

    assert "does not belong" in refused(out.getvalue(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_file_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    assert "no copy" in refused(packed(("private/a", WORDS), ("private/a", WORDS)), tmp_path)


@pytest.mark.django_db
def test_moving_is_not_ended_for_taking_long() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite ends nothing for taking long.")
    moving.unhurried(connection)

    with connection.cursor() as cursor:
        assert [(cursor.execute(f"SHOW {name}"), cursor.fetchone())[1] for name in moving.LIMITS] == [("0",)] * 3


@pytest.mark.django_db
def test_every_zero_character_is_named_before_anything_is_moved() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no zero character.")
    moving.refuse_zeros("default")
    made = [Organisation.objects.create(name=f"a\0b {number}", slug=f"zero-{number}") for number in range(2)]

    with pytest.raises(moving.MoveError) as caught:
        moving.refuse_zeros("default")

    places = "; ".join(f"accounts.Organisation {one.pk} in “name”" for one in made)
    assert f"2 values have one: {places}." in str(caught.value)
