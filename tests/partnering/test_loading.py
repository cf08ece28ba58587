"""Laying the steps of this room from files."""

import pytest
from django.apps import apps
from wagtail.models import Page, Revision

from elearning.partnering import loading
from elearning.partnering.models import MapEntry, QuestionsVersion
from elearning.partnering.models.maps import LEVEL_MEANINGS, Level
from tests import factories
from tests.conftest import Cast
from tests.partnering import makers

LAYERS = [makers.map_page, makers.questions_page, makers.workshop_page]


@pytest.mark.parametrize("lay", LAYERS)
def test_loading_publishes_the_step(cast: Cast, lay) -> None:
    page = lay(cast.programme)

    assert (page.live, page.has_unpublished_changes, page.get_parent().pk) == (True, False, cast.programme.pk)


@pytest.mark.parametrize("lay", LAYERS)
def test_loading_twice_changes_nothing(cast: Cast, lay) -> None:
    first = lay(cast.programme)
    before = (Page.objects.count(), Revision.objects.count(), first.latest_revision_id, first.serializable_data())

    second = lay(cast.programme)

    assert (
        Page.objects.count(),
        Revision.objects.count(),
        second.latest_revision_id,
        second.serializable_data(),
    ) == before


def test_loading_again_brings_other_words_up_to_date(cast: Cast) -> None:
    makers.questions_page(cast.programme)
    data = makers.content("questions") | {"intro": "Other advice."}

    page = loading.load_questions(cast.programme, makers.step_of("questions"), data)

    assert page.advice == "Other advice."
    assert QuestionsVersion.objects.filter(page=page).count() == 1


def test_every_block_has_a_lasting_id_of_its_own(cast: Cast) -> None:
    ids = [
        block["id"]
        for lay in LAYERS
        for page in [lay(cast.programme)]
        for field in page._meta.get_fields()
        if field.__class__.__name__ == "StreamField"
        for block in getattr(page, field.name).get_prep_value()
    ]

    assert len(ids) == len(set(ids)) > 50


def test_two_programmes_keep_their_questions_apart(cast: Cast) -> None:
    other = factories.programme(slug="another")

    keys = {loading.question_key(programme, "questions", "q1") for programme in (cast.programme, other)}

    assert len(keys) == 2


def test_map_page_asks_every_question_a_map_can_raise(cast: Cast) -> None:
    page = makers.map_page(cast.programme)

    assert set(page.prompt_words()) == {row["code"] for row in makers.content("map")["derived_prompts"]}


def choices_in_file(code: str) -> dict[str, str]:
    field = next(field for field in makers.content("map")["fields"] if field["code"] == code)
    return {str(row["code"]): row["label"].replace("'", "’") for row in field["choices"]}


@pytest.mark.parametrize(
    "code",
    [
        "kind",
        "sector",
        "started_because",
        "strength",
        "health",
        "importance",
        "power",
        "benefit",
        "agreement",
        "review",
        "my_role",
    ],
)
def test_choices_of_a_partner_are_those_of_the_file(code: str) -> None:
    field = apps.get_model("partnering", "MapEntry")._meta.get_field(code)

    assert {str(value): str(label) for value, label in field.choices} == choices_in_file(code)


def test_levels_are_those_of_the_file() -> None:
    levels = makers.content("map")["continuum"]["levels"]

    assert [(level.value, str(level.label), str(LEVEL_MEANINGS[level])) for level in Level] == [
        (row["code"], row["label"], row["meaning"]) for row in levels
    ]


def test_a_partner_has_every_field_of_the_file() -> None:
    fields = {field.name for field in MapEntry._meta.get_fields()}

    assert {field["code"] for field in makers.content("map")["fields"]} <= fields
