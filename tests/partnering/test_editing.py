"""What an editor can do to the steps of this room in Wagtail."""

import pytest
from django.test import Client

from elearning.accounts.models import User
from elearning.partnering import questioning
from elearning.partnering.models import QuestionsTaskPage
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers
from tests.partnering.test_questioning import keys

LAYERS = [makers.map_page, makers.questions_page, makers.workshop_page]


@laid
def editor(db: None) -> Client:
    return signed_in(User.objects.create_superuser("editor@example.org"))


@pytest.mark.parametrize("lay", LAYERS)
def test_step_can_be_edited_and_another_one_made(cast: Cast, editor: Client, lay) -> None:
    page = lay(cast.programme)
    kind = page._meta.model_name

    doors = [f"/admin/pages/{page.pk}/edit/", f"/admin/pages/add/partnering/{kind}/{cast.programme.pk}/"]
    assert [editor.get(door).status_code for door in doors] == [200, 200]


def test_answered_questions_cannot_be_deleted_and_say_so(cast: Cast, editor: Client) -> None:
    page = makers.questions_page(cast.programme)
    questioning.answer(cast.ada, page, keys(page)[0], text="Kept", shared=False, seen=0)

    answer = editor.post(f"/admin/pages/{page.pk}/delete/", follow=True)

    assert "so it cannot be deleted" in answer.content.decode()
    assert QuestionsTaskPage.objects.filter(pk=page.pk).exists()


def test_programme_of_a_cohort_cannot_be_deleted(cast: Cast, editor: Client) -> None:
    answer = editor.post(f"/admin/pages/{cast.programme.pk}/delete/", follow=True)

    assert "so it cannot be deleted" in answer.content.decode()


def test_several_pages_cannot_be_deleted_when_one_is_needed(cast: Cast, editor: Client) -> None:
    needed, free = makers.questions_page(cast.programme), makers.workshop_page(cast.programme)

    editor.post(f"/admin/bulk/wagtailcore/page/delete/?id={free.pk}&id={needed.pk}&next=/admin/", follow=True)

    assert sorted(page.pk for page in cast.programme.get_children()) == sorted([needed.pk, free.pk])


def test_step_that_nobody_needs_can_be_deleted(cast: Cast, editor: Client) -> None:
    page = makers.workshop_page(cast.programme)

    editor.post(f"/admin/pages/{page.pk}/delete/")

    assert not cast.programme.get_children().exists()
