"""Every field of every table is declared: personal or not, what for, until when, and what erasing does (TRUST P01)."""

import csv
import html
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from elearning import declaring
from elearning.accounts.models import User
from elearning.declaring import HOLDINGS, Erased, Holding, Kept, holds, purpose
from elearning.records import noticing
from elearning.records.telling import ROOMS
from elearning.sealed import SealedTextField
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.records.test_records import MINE, both  # noqa: F401 (a fixture)


@pytest.fixture
def undone() -> Iterator[None]:
    """What a test declares is forgotten after it."""
    before = dict(HOLDINGS)
    yield
    HOLDINGS.clear()
    HOLDINGS.update(before)
    declaring.PURPOSES[:] = [one for one in declaring.PURPOSES if one.room != "made up"]


@pytest.mark.django_db  # on both: there are tables and columns that only one kind of database has
def test_every_field_of_every_table_is_declared() -> None:
    assert "\n".join(declaring.undeclared()) == ""


def test_new_field_is_named_with_what_to_write_where(undone: None) -> None:
    del HOLDINGS["packs.PackNote"]
    told = purpose("made up", "Notes", "To note", Kept.NOTES)
    holds("programmes.StepProgress", told, whose="enrolment__user", personal="enrolment gone", other="id")

    said = list(declaring.undeclared())

    assert (
        "packs.PackNote is not declared. Write holds(…) or holds_nothing(…) for it into the room's personal.py"
        in said[0]
    )
    assert sum("programmes.StepProgress.done_at is not declared" in one for one in said) == 1
    assert "programmes.StepProgress.gone is declared, and there is no such field." in said


def test_reference_to_a_person_cannot_be_declared_as_nobodys(undone: None) -> None:
    told = purpose("made up", "Links", "To link", Kept.NOTES)
    fields = "id agreement public_id for_whom made_at expires_at revoked_at"
    holds("agreements.ShareLink", told, other=f"{fields} made_by")

    assert list(declaring.undeclared()) == [
        "agreements.ShareLink.made_by leads to a person: declare it as personal or unlinked."
    ]


def end_of(model: type[models.Model], way: str) -> Any:
    """What stands at the end of a way of fields."""
    for name in way.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = field.related_model or model  # type: ignore[union-attr,assignment]
    return model


def test_whose_a_row_is_leads_to_a_person() -> None:
    ways = {one.label: end_of(one.model, one.whose) for one in HOLDINGS.values() if one.whose and one.model}

    assert {label for label, end in ways.items() if end is not User} == set()


def test_what_goes_with_a_person_is_told_to_them_or_left_out_for_a_reason() -> None:
    told = {model for room in ROOMS.values() for model in (*room.covers, *room.left_out)}
    own = [one for one in HOLDINGS.values() if one.whose and one.model and declaring.is_ours(one.model)]

    left = {one.label for one in own if one.model not in told and one.fields.personal - one.fields.untold}

    assert left == set()


def test_every_purpose_says_what_why_and_until_when() -> None:
    used = {one for holding in HOLDINGS.values() for one in (holding.purpose, *holding.also)}

    assert set(declaring.PURPOSES) - used == set()
    assert all(str(one.what) and str(one.why).endswith(".") for one in declaring.PURPOSES)


WORDS = (models.CharField, models.TextField, SealedTextField)


def told_words(holding: Holding) -> list[models.Field[Any, Any]]:
    """The fields in which a person's own words stand and that their record is to tell."""
    if holding.model is None or holding.is_by_key:
        return []
    found = [holding.model._meta.get_field(name) for name in sorted(holding.fields.personal - holding.fields.untold)]
    return [one for one in found if isinstance(one, WORDS) and not one.choices and not one.is_relation]  # type: ignore[misc]


def test_record_tells_every_word_that_is_declared_as_told(both: Twelve) -> None:  # noqa: F811
    marks: dict[str, str] = {}
    person = both.user("P01")
    for holding in [one for one in HOLDINGS.values() if one.whose and one.model and declaring.is_ours(one.model)]:
        rows = holding.model._base_manager.filter(**{holding.whose: person.pk})  # type: ignore[union-attr]
        for field in told_words(holding):
            mark = f"t{len(marks)}@e.org" if isinstance(field, models.EmailField) else f"told{len(marks)}x"
            mark = mark[: field.max_length or 99]
            first = rows.values_list("pk", flat=True).first()
            if first is not None:
                holding.model._base_manager.filter(pk=first).update(**{field.name: mark})  # type: ignore[union-attr]
                marks[f"{holding.label}.{field.name}"] = mark

    told = json.loads(signed_in(User.objects.get(pk=person.pk)).get(reverse("records:data")).content)
    said = json.dumps(told, ensure_ascii=False)

    assert {name for name, mark in marks.items() if mark not in said} == set()
    assert len(marks) > 60


def test_no_app_is_without_a_declaration() -> None:
    without = {one._meta.app_label for one in apps.get_models()} - {label.split(".")[0] for label in HOLDINGS}

    assert without == set()


def test_rows_that_stay_say_so() -> None:
    staying = [one for one in HOLDINGS.values() if one.purpose and not one.whose and not one.is_by_key]

    assert {one.label for one in staying if one.purpose and one.purpose.erased is Erased.DELETED} == {
        "sessions.Session"
    }


def test_page_tells_every_purpose_and_nothing_of_anybody(both: Twelve) -> None:  # noqa: F811
    told = html.unescape(signed_in(both.user("P01")).get(reverse("records:kept")).content.decode())

    here = [one for part in noticing.by_room() for one in part.purposes]
    assert [str(one.what) for one in here if str(one.what) not in told] == []
    assert len(here) == len(declaring.PURPOSES)
    assert MINE not in told.partition("<main")[2]


def test_operator_gets_a_row_for_every_table_that_is_about_people() -> None:
    said = StringIO()

    call_command("personal_data", "--format", "csv", stdout=said)

    rows = list(csv.DictReader(StringIO(said.getvalue())))
    about = {one.label for one in HOLDINGS.values() if one.purpose and one.model}
    assert {row["table"] for row in rows} == about
    needs = [row for row in rows if "access_needs" in row["fields"]]
    assert [(row["table"], row["kept"][:13]) for row in needs] == [("programmes.Enrolment", "Until 90 days")]
