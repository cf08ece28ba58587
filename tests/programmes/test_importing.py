"""Lists of people: tried first, taken whole or not at all, twice without harm, and never a way to somebody's account."""

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from elearning.accounts.models import Organisation, User
from elearning.programmes import enrolling
from elearning.programmes.models import Cohort, Enrolment, Invitation, ProgrammeManager
from elearning.programmes.rosters import Row
from tests import factories
from tests.conftest import Cast, signed_in

LIST = (
    "name;email;organisation;role\nNew One;new.one@x.example;Harbour Trust;Lead\nNew Two;NEW.TWO@X.example;Brand New;\n"
)
FOREIGN = "Somebody Else;ADA.example@Example.org;Their Organisation;Their role\n"
ROOMS = ("accounts", "programmes", "post", "auditing")


def rows() -> Counter[str]:
    """How many rows every table has that an import could write to."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return Counter({model.__name__: model._default_manager.count() for model in models})


def given(client: Client, cohort: Cohort, text: str) -> Any:
    file = SimpleUploadedFile("people.csv", text.encode())
    return client.post(reverse("programmes:invite", args=[cohort.public_id]), {"file": file})


def confirmed(client: Client, cohort: Cohort, text: str) -> Any:
    """The list given, looked at, and sent."""
    sealed = given(client, cohort, text).context["sealed"]
    return client.post(reverse("programmes:confirm_invitations", args=[cohort.public_id]), {"sealed": sealed})


@pytest.fixture
def elsewhere(cast: Cast) -> tuple[Client, Cohort]:
    """Zoe, who manages another programme with a cohort of its own."""
    programme = factories.programme(slug="another")
    ProgrammeManager.objects.create(programme=programme, user=cast.zoe)
    return signed_in(cast.zoe), factories.cohort(programme, name="Theirs")


def test_list_is_shown_before_anything_is_written(cast: Cast) -> None:
    client, before = signed_in(cast.max), rows()

    told = given(client, cast.cohort, LIST).content.decode()

    assert ("new.one@x.example" in told, "Brand New" in told) == (True, True)
    assert rows() == before


def test_same_list_twice_makes_nobody_twice(cast: Cast) -> None:
    client = signed_in(cast.max)
    confirmed(client, cast.cohort, LIST)
    after = rows()

    confirmed(client, cast.cohort, LIST)
    confirmed(client, cast.cohort, LIST.upper().replace("NAME;EMAIL;ORGANISATION;ROLE", "name;email;organisation;role"))

    assert rows() == after
    assert User.objects.filter(email__endswith="@x.example").count() == 2
    assert Organisation.objects.filter(name__iexact="Brand New").count() == 1


def test_list_that_fails_in_the_middle_leaves_nothing(cast: Cast, settings: Any) -> None:
    before = rows()
    settings.BASE_URL = None  # the first mail cannot be written; by then people and places have been

    with pytest.raises(TypeError):
        enrolling.invite(cast.cohort, [Row(1, "New One", "new.one@x.example", "Brand New")], by=cast.max)

    assert rows() == before


def test_account_that_is_there_is_neither_changed_nor_told(cast: Cast, elsewhere: tuple[Client, Cohort]) -> None:
    client, theirs = elsewhere
    ada = cast.ada.user
    ada.set_password("a pass phrase of her own")
    ada.save()
    before = User.objects.filter(pk=ada.pk).values().get(), Enrolment.objects.filter(pk=cast.ada.pk).values().get()
    assert ada.email == "ada.example@example.org"

    told = given(client, theirs, FOREIGN).content.decode()
    confirmed(client, theirs, FOREIGN)

    assert (
        User.objects.filter(pk=ada.pk).values().get(),
        Enrolment.objects.filter(pk=cast.ada.pk).values().get(),
    ) == before
    assert [word for word in (ada.get_full_name(), cast.organisation.name, cast.cohort.name) if word in told] == []
    assert Enrolment.objects.filter(user=ada).count() == 2


def test_list_gives_nobody_a_way_into_an_account_or_what_is_in_it(cast: Cast, elsewhere: tuple[Client, Cohort]) -> None:
    client, theirs = elsewhere
    confirmed(client, theirs, FOREIGN)
    made = Enrolment.objects.get(user=cast.ada.user, cohort=theirs)

    answers = [client.get(reverse("programmes:board", args=[cast.cohort.public_id])).status_code]
    assert (answers, made.state, made.joined_at) == ([404], "invited", None)
    assert not Invitation.objects.filter(enrolment=made, accepted_at__isnull=False).exists()
    board = client.get(reverse("programmes:board", args=[theirs.public_id])).content.decode()
    assert [word for word in (cast.organisation.name, cast.cohort.name, "Partnership officer") if word in board] == []


def test_account_that_was_typed_in_capitals_is_found_again(cast: Cast) -> None:
    """Editors are made in Wagtail's admin, which keeps an address as it was typed."""
    typed = User(email="Capital.Letters@X.example")
    typed.save()

    confirmed(signed_in(cast.max), cast.cohort, "Somebody;capital.letters@x.example;Harbour Trust;\n")

    assert Enrolment.objects.get(cohort=cast.cohort, user=typed).state == "invited"
    assert User.objects.filter(email__iexact="capital.letters@x.example").count() == 1
