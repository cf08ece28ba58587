"""Packs and resources: what each must have to be published, and that a resource without a subject is shown everywhere."""

from typing import Any

import pytest
from django.urls import reverse

from elearning.programmes.models import SubjectFramework
from packs import exporting
from packs.blocks import PackBody
from packs.http import address
from packs.loading import PackWriter
from packs.models import LearningPackPage
from packs.wanting import Format, wanting
from tests import factories
from tests.conftest import signed_in
from tests.laying import laid
from tests.packs import makers
from tests.packs.test_publishing import draft_below, edit, posted, prose_of


@laid
def framework(db: None) -> SubjectFramework:
    return factories.framework()


def body_of(**changes: Any) -> Any:
    return PackBody().to_python(PackWriter("MPW:410-12").body(makers.resource_words(**changes)))


def test_resource_needs_less_than_a_pack() -> None:
    body = body_of()

    assert wanting(body, Format.RESOURCE) == []
    assert len(wanting(body, Format.PACK)) == len(makers.ONLY_IN_PACKS)


@pytest.mark.parametrize(("words", "fits_a_pack"), [(599, False), (600, True), (900, True), (901, False)])
def test_reading_has_the_limits_of_its_format(words: int, fits_a_pack: bool) -> None:
    body = body_of(reading="word " * words)

    assert any("reading has" in line for line in wanting(body, Format.PACK)) == (not fits_a_pack)
    assert wanting(body, Format.RESOURCE) == []


@pytest.mark.parametrize("words", [299, 1501])
def test_reading_of_a_resource_ends_too(words: int) -> None:
    lacking = wanting(body_of(reading="word " * words), Format.RESOURCE)

    assert lacking == [
        f"The reading has {words} words. It needs between 300 and 1500 before it can be published.",
    ]


def test_editor_is_told_what_a_pack_lacks(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework)
    data = posted(pack, [], subject="", format="pack") | {"action-submit": "1"}

    page = edit(makers.author(publisher), pack, data)

    assert "A learning pack is about one of the subjects." in page
    assert not LearningPackPage.objects.get(pk=pack.pk).live


def test_draft_needs_no_subject(framework: SubjectFramework) -> None:
    publisher = makers.publisher()
    pack = draft_below(publisher, framework)

    page = edit(makers.author(publisher), pack, posted(pack, [("reading", prose_of(10))], subject="", format="pack"))

    assert "could not be saved" not in page


def test_resource_without_a_subject_is_shown_and_printed(framework: SubjectFramework) -> None:
    page = makers.resource(framework)
    client = signed_in(factories.user("Ada"))

    front, catalogue = client.get(address(page)), client.get(reverse("packs:catalogue"))

    assert front.status_code == client.get(address(page, "whole")).status_code == 200
    assert "Resource" in front.content.decode()
    assert "A checklist" in catalogue.content.decode()
    assert page.slug == "410-12-a-checklist"
    assert "A checklist" in exporting.html_of(page)
