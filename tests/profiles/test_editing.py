"""Editors: the pages open in Wagtail's explorer with every text in reach."""

import pytest
from django.urls import reverse

from elearning.accounts.models import User
from elearning.programmes.models import StepPage
from tests.conftest import Cast, signed_in
from tests.profiles import makers


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("assessment", ["Statement", "I agree with each person what they will do", "When you change a question"]),
        ("results", ["Words for scores", "not much part of your practice yet"]),
        ("priorities", ["introduction without results", "Put first what would make the most difference"]),
    ],
)
def test_editors_can_reach_every_text(cast: Cast, name: str, words: list[str]) -> None:
    page: StepPage = getattr(makers.steps(cast), name)
    editor = signed_in(User.objects.create_superuser("editor@example.org"))

    response = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    shown = response.content.decode().lower()

    assert response.status_code == 200
    assert [word for word in words if word.lower() not in shown] == []


@pytest.mark.parametrize("kind", ["assessments.selfassessmentpage", "profiles.resultspage", "profiles.prioritiespage"])
def test_editors_can_add_each_kind_to_a_programme(cast: Cast, kind: str) -> None:
    editor = signed_in(User.objects.create_superuser("editor@example.org"))
    app, model = kind.split(".")

    response = editor.get(reverse("wagtailadmin_pages:add", args=[app, model, cast.programme.pk]))

    assert response.status_code == 200


def test_somebody_taking_part_cannot_open_the_editor(cast: Cast) -> None:
    steps = makers.steps(cast)

    response = signed_in(cast.ada.user).get(reverse("wagtailadmin_pages:edit", args=[steps.assessment.pk]))

    assert response.status_code == 302
