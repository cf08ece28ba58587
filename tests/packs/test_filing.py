"""Pictures that readers have: nobody changes their file alone, or deletes them; two people publish another one instead."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from elearning.accounts.models import User
from packs import filing
from packs.blocks import PackBody
from packs.models import LearningPackPage, PublisherPage
from tests.conftest import Cast, signed_in
from tests.packs import makers

REFUSED = "This picture stands in a published version"


@pytest.fixture
def publisher(cast: Cast) -> PublisherPage:
    return makers.publisher()


@pytest.fixture
def pack(cast: Cast, publisher: PublisherPage) -> LearningPackPage:
    return makers.pack(cast.programme.framework, publisher)


@pytest.fixture
def editor(publisher: PublisherPage) -> User:
    return makers.author(publisher)


@pytest.fixture
def picture(publisher: PublisherPage) -> Any:
    file = get_test_image_file("seam.png", size=(40, 30))
    return get_image_model().objects.create(title="Seam", file=file, collection=publisher.desk.pictures)


def stand(picture: Any, pack: LearningPackPage) -> None:
    """Put the picture below the reading of the draft."""
    figure = {
        "image": {"image": picture.pk, "alt_text": "A seam", "decorative": False},
        "caption": "",
        "rights": "Ours",
    }
    raw: list[dict[str, Any]] = []
    for block in pack.body.get_prep_value():
        after = [{"type": "figure", "value": figure, "id": "fig-1"}] if block["type"] == "reading" else []
        raw += [block, *after]
    pack.body = PackBody().to_python(raw)


def replace(client: Client, picture: Any) -> str:
    """Send another file for it; returns the page that answers, or the words that it was done."""
    given = {
        "title": "Seam",
        "collection": picture.collection_id or Collection.get_first_root_node().pk,
        "file": SimpleUploadedFile("other.png", get_test_image_file(size=(80, 60)).file.getvalue()),
    }
    answer = client.post(reverse("wagtailimages:edit", args=[picture.pk]), given)
    return answer.content.decode() if answer.status_code == 200 else "done"


def width(picture: Any) -> int:
    return int(get_image_model().objects.get(pk=picture.pk).width)


def test_file_of_a_published_picture_stays(pack: LearningPackPage, editor: User, picture: Any) -> None:
    stand(picture, pack)
    pack.save_revision().publish()

    assert REFUSED in replace(signed_in(editor), picture)
    assert width(picture) == 40


def test_picture_of_an_earlier_version_stays_too(pack: LearningPackPage, editor: User, picture: Any) -> None:
    before = pack.body.get_prep_value()
    stand(picture, pack)
    pack.save_revision().publish()
    pack = LearningPackPage.objects.get(pk=pack.pk)
    pack.body, pack.version = PackBody().to_python(before), "1.1"
    pack.save_revision().publish()

    assert REFUSED in replace(signed_in(editor), picture)


def test_file_of_a_picture_in_a_draft_is_replaced(pack: LearningPackPage, editor: User, picture: Any) -> None:
    stand(picture, pack)
    pack.save_revision()

    assert replace(signed_in(editor), picture) == "done"
    assert width(picture) == 80


def test_words_of_a_published_picture_can_be_mended(pack: LearningPackPage, editor: User, picture: Any) -> None:
    stand(picture, pack)
    pack.save_revision().publish()

    address = reverse("wagtailimages:edit", args=[picture.pk])
    signed_in(editor).post(address, {"title": "A better title", "collection": picture.collection_id})

    assert get_image_model().objects.get().title == "A better title"


def test_owner_replaces_it_where_it_must_go(pack: LearningPackPage, picture: Any) -> None:
    stand(picture, pack)
    pack.save_revision().publish()

    owner = User.objects.create_superuser("owner@site.example")

    assert replace(signed_in(owner), picture) == "done"
    assert width(picture) == 80


def test_published_picture_is_not_deleted(pack: LearningPackPage, editor: User, picture: Any) -> None:
    stand(picture, pack)
    pack.save_revision().publish()
    client = signed_in(editor)

    client.post(reverse("wagtailimages:delete", args=[picture.pk]))
    client.post(f"/admin/bulk/image/wagtailimages/delete/?id={picture.pk}")

    assert get_image_model().objects.filter(pk=picture.pk).exists()


def test_picture_that_nobody_has_is_deleted(pack: LearningPackPage, editor: User, picture: Any) -> None:
    signed_in(editor).post(reverse("wagtailimages:delete", args=[picture.pk]))

    assert not get_image_model().objects.exists()


def test_pictures_are_found_in_a_frozen_body() -> None:
    body = [
        {"type": "reading", "value": "words"},
        {"type": "figure", "value": {"image": {"image": 7, "alt_text": "x"}}},
        {"type": "figure", "value": {"image": None}},
        {"type": "figure", "value": {"image": {"image": None}}},
    ]

    assert filing.pictures_of(body) == {7}
