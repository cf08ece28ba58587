"""Files in a bucket: written, read through our doors only, cleared up, and refused to whoever has no key."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction

from elearning.buckets import Bucket, BucketAwayError, files_in
from elearning.records import copying
from packs import rendering
from tests import objectstore
from tests.conftest import Cast, signed_in

pytestmark = pytest.mark.one_database("files lie outside of either")

WORDS = b"what somebody wrote"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with objectstore.served(tmp_path_factory.mktemp("objects")) as described:
        yield described


@pytest.fixture
def private(server: dict[str, Any], settings: Any) -> Bucket:
    """Files of the installation lie in the bucket; gives the store of what is made for people."""
    kept = {
        alias: {"BACKEND": "elearning.buckets.Bucket", "OPTIONS": {**server, "folder": folder}}
        for alias, folder in (("default", "media"), ("private", "private"))
    }
    settings.STORAGES = {**settings.STORAGES, **kept}
    store = storages["private"]
    assert isinstance(store, Bucket)
    return store


def test_file_is_read_as_it_was_written(private: Bucket) -> None:
    began = timezone.now()
    name = private.save("kept/für Zoë.txt", ContentFile(WORDS))

    assert name == "kept/für Zoë.txt"
    assert (private.open(name).read(), private.size(name), private.exists(name)) == (WORDS, len(WORDS), True)
    assert abs(private.get_modified_time(name) - began) < timedelta(minutes=1)
    assert (private.listdir("kept"), private.listdir("")) == (([], ["für Zoë.txt"]), (["kept"], []))
    private.delete(name)
    assert (private.exists(name), list(files_in(private, "kept"))) == (False, [])


def test_bucket_that_is_still_to_be_made_has_nothing_in_it(server: dict[str, Any]) -> None:
    later = Bucket(**{**server, "bucket": "later"}, folder="private")

    before = later.listdir("kept")
    later.save("kept/first.txt", ContentFile(WORDS))

    assert (before, later.listdir("kept")) == (([], []), ([], ["first.txt"]))


def test_second_file_of_a_name_gets_its_own(private: Bucket) -> None:
    first = private.save("twice/notes.txt", ContentFile(WORDS))
    # Whoever comes between looking and writing does not lose the name's file either.
    second = private._save("twice/notes.txt", ContentFile(b"another's"))

    assert first != second
    assert (private.open(first).read(), private.open(second).read()) == (WORDS, b"another's")


def test_file_that_is_not_there_is_not_found(private: Bucket) -> None:
    private.delete("nowhere/nothing.txt")

    with pytest.raises(FileNotFoundError):
        private.open("nowhere/nothing.txt")
    assert private.listdir("nowhere") == ([], [])


@pytest.mark.parametrize("name", ["../private/secret.txt", "images/../../private/secret.txt", "a\0b"])
def test_no_name_leads_out_of_the_folder(private: Bucket, name: str) -> None:
    private.save("secret.txt", ContentFile(WORDS))

    with pytest.raises(SuspiciousFileOperation):
        storages["default"].open(name)


def test_whoever_has_no_key_gets_nothing(private: Bucket, server: dict[str, Any]) -> None:
    name = private.save("kept/secret.txt", ContentFile(WORDS))

    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{server['endpoint']}/files/private/{name}")  # noqa: S310 - on this machine
    assert caught.value.code == 403


def test_bucket_that_refuses_says_so_without_the_key(private: Bucket, server: dict[str, Any]) -> None:
    other = Bucket(**{**server, "secret_access_key": "another-key-0123456789"}, folder="private")

    with pytest.raises(BucketAwayError) as caught:
        other.save("kept/words.txt", ContentFile(WORDS))
    assert "another-key" not in str(caught.value)


@pytest.mark.django_db
def test_picture_is_handed_out_in_sizes_and_never_whole(private: Bucket, client: Client) -> None:
    image = Image.objects.create(title="Seam", file=get_test_image_file("seam.png", size=(400, 300)))
    small = image.get_rendition("width-100")

    answer = client.get(small.url)

    assert small.url == f"/media/{small.file.name}"
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert b"".join(answer.streaming_content) == small.file.open().read()  # type: ignore[attr-defined]
    assert client.get(small.url, headers={"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert client.get(f"/media/{image.file.name}").status_code == 404
    assert client.get("/media/images/none.png").status_code == 404
    assert client.get("/media/images/../../private/kept/secret.txt").status_code == 404


@pytest.mark.django_db
def test_picture_waits_for_the_bucket(private: Bucket, client: Client) -> None:
    storages["default"].described["secret_access_key"] = "another-key-0123456789"  # type: ignore[attr-defined]

    assert client.get("/media/images/any.png").status_code == 503


@pytest.mark.django_db
def test_private_document_goes_through_our_door(private: Bucket, client: Client, cast: Cast) -> None:
    place = Collection.get_first_root_node().add_child(name="For those who sign in")
    CollectionViewRestriction.objects.create(collection=place, restriction_type=CollectionViewRestriction.LOGIN)
    paper = Document.objects.create(title="Paper", file=ContentFile(b"%PDF-1.7 words", "paper.pdf"), collection=place)

    stranger, reader = client.get(paper.url), signed_in(cast.ada.user).get(paper.url)

    assert (stranger.status_code, paper.url.startswith("/documents/")) == (302, True)
    assert stranger["Location"].startswith("/sign-in/?next=/documents/")
    assert b"".join(reader.streaming_content) == b"%PDF-1.7 words"  # type: ignore[attr-defined]


@pytest.mark.parametrize("room", [copying, rendering])
def test_what_was_made_long_ago_is_cleared_up(private: Bucket, room: Any) -> None:
    name = private.save(f"{room.FOLDER}/made.pdf", ContentFile(WORDS))

    assert (room.prune(), private.exists(name)) == (0, True)
    assert (room.prune(timezone.now() + room.KEPT), private.exists(name)) == (1, False)


def test_connection_is_made_after_processes_part(server: dict[str, Any]) -> None:
    assert "objects" not in vars(Bucket(**server, folder="media"))


def test_files_of_a_folder_that_is_not_there_are_none(tmp_path: Path) -> None:
    assert list(files_in(storages["private"], "nowhere")) == []
