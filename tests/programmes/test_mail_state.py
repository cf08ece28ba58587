"""Who may read whether mail goes out, and that it tells of nobody."""

from django.test import TestCase

from elearning import mail
from tests import factories
from tests.conftest import Cast, signed_in

WHERE = "/cohorts/mail/"


def test_others_find_nothing_there(cast: Cast) -> None:
    people = (cast.ada.user, cast.fay, cast.olu, cast.pia, cast.zoe)

    assert {signed_in(one).get(WHERE).status_code for one in people} == {404}


def test_managers_and_the_owner_read_numbers_and_no_address(cast: Cast) -> None:
    owner = factories.user("Own Example", is_superuser=True)
    with TestCase.captureOnCommitCallbacks():
        mail.send("set_dates", cast.ada.user.email, {"user": cast.ada.user, "path": "/my/"})

    pages = [signed_in(one).get(WHERE).content.decode() for one in (cast.max, owner)]

    assert ["What you need to know" in page for page in pages] == [True, True]
    assert [word for word in (cast.ada.user.email, "Ada") for page in pages if word in page] == []
