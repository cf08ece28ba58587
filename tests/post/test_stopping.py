"""What people want to be written to about: their own page, and the link in a mail."""

import json
import re
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client, TestCase

from elearning import mail
from elearning.accounts.models import User
from elearning.post import kinds, stopping
from elearning.post.models import Letter, StoppedKind
from elearning.sealed import keyring
from elearning.sealing import SEAL
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return factories.user("Ada Example")


@pytest.fixture
def ben() -> User:
    return factories.user("Ben Example")


def write_to(user: User, name: str = "set_changed") -> list[str]:
    """Send a mail; the headers and the text of what came."""
    outbox.outbox.clear()
    with TestCase.captureOnCommitCallbacks(execute=True):
        mail.send(name, user.email, {"user": user, "path": "/my/"})
    return [f"{message.extra_headers}\n{message.body}" for message in outbox.outbox]


def link_in(user: User) -> str:
    found = re.search(r"http://testserver(/mail/stop/\S+/)", write_to(user)[0])
    assert found
    return found[1]


def test_link_of_a_mail_turns_its_kind_off_by_one_press(ada: User, trial: kinds.Kind) -> None:
    answered = Client().post(link_in(ada))

    assert answered.status_code == 200
    assert write_to(ada) == []
    assert Letter.objects.count() == 1


def test_looking_at_the_link_changes_nothing(ada: User, trial: kinds.Kind) -> None:
    """Programs that look for viruses open every link in a mail, and ask for its head."""
    link, scanner = link_in(ada), Client()

    statuses = [scanner.get(link).status_code, scanner.head(link).status_code, scanner.options(link).status_code]

    assert statuses == [200, 200, 405]
    assert not StoppedKind.objects.exists()


def test_mail_program_presses_by_itself_without_cookie_or_token(ada: User, trial: kinds.Kind) -> None:
    """RFC 8058: what stands in the header is sent as a form, by a program that has never seen our pages."""
    link, program = link_in(ada), Client(enforce_csrf_checks=True)
    headers = outbox.outbox[0].extra_headers

    answered = program.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    assert headers["List-Unsubscribe"] == f"<http://testserver{link}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answered.status_code == 200
    assert list(StoppedKind.objects.values_list("user", "kind")) == [(ada.pk, "trying")]


def test_link_turns_them_on_again(ada: User, trial: kinds.Kind) -> None:
    link = link_in(ada)
    Client().post(link)

    Client().post(link, {"again": "1"})

    assert len(write_to(ada)) == 1


def test_link_does_nothing_for_another_person_who_is_signed_in(ada: User, ben: User, trial: kinds.Kind) -> None:
    signed_in(ben).post(link_in(ada))

    assert list(StoppedKind.objects.values_list("user", flat=True)) == [ada.pk]


def test_link_reveals_nothing(ada: User, trial: kinds.Kind) -> None:
    link = link_in(ada)
    page = Client().get(link).content.decode()

    assert [word for word in ("Ada", ada.email, "trying") if word in link or word in page] == []


@pytest.mark.parametrize("token", ["nonsense", "a:b", "x" * 300])
def test_other_links_lead_nowhere(ada: User, token: str, client: Client) -> None:
    answers = [client.get(f"/mail/stop/{token}/"), client.post(f"/mail/stop/{token}/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not StoppedKind.objects.exists()


def test_link_of_somebody_who_was_shut_out_looks_like_any_wrong_one(
    ada: User, trial: kinds.Kind, client: Client
) -> None:
    link = link_in(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert client.get(link).content == client.get("/mail/stop/nonsense/").content


def test_what_people_need_has_no_way_out_and_cannot_be_stopped(ada: User) -> None:
    (said,) = write_to(ada, "set_dates")
    forced = stopping.path_for(ada, ["necessary", "sign_in"])

    page = Client().post(forced)

    assert "List-Unsubscribe" not in said
    assert "/mail/stop/" not in said
    assert "http://testserver/my/mail/" in said
    assert "cannot be turned off" in page.content.decode()
    assert not StoppedKind.objects.exists()


def test_own_page_turns_kinds_off_and_on(ada: User, ben: User) -> None:
    free = [key for key, one in kinds.KINDS.items() if one.can_stop]
    client = signed_in(ada)

    client.post("/my/mail/", {"kinds": ["steps"]})
    some = stopping.stopped_by(ada)
    client.post("/my/mail/", {"kinds": free})

    assert some == set(free) - {"steps"}
    assert stopping.stopped_by(ada) == stopping.stopped_by(ben) == set()


def test_own_page_shows_what_is_on_so_that_keeping_it_changes_nothing(ada: User) -> None:
    stopping.stop(ada, [kinds.known("news")])
    client = signed_in(ada)
    page = client.get("/my/mail/").content.decode()
    ticked = re.findall(r'name="kinds" value="(\w+)"[^>]* checked', page)

    client.post("/my/mail/", {"kinds": ticked})

    assert set(ticked) == {key for key, one in kinds.KINDS.items() if one.can_stop} - {"news"}
    assert stopping.stopped_by(ada) == {"news"}


def test_own_page_refuses_kinds_that_there_are_not(ada: User) -> None:
    answered = signed_in(ada).post("/my/mail/", {"kinds": ["nonsense"]})

    assert answered.status_code == 422
    assert stopping.stopped_by(ada) == set()


def test_own_page_needs_a_sign_in(client: Client) -> None:
    assert client.get("/my/mail/").headers["Location"] == "/sign-in/?next=/my/mail/"


def test_own_page_names_every_kind(ada: User) -> None:
    page = signed_in(ada).get("/my/mail/").content.decode()

    assert [one.key for one in kinds.KINDS.values() if str(one.title) not in page or str(one.about) not in page] == []


def test_mail_turned_off_after_it_was_written_is_not_sent(ada: User, trial: kinds.Kind) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        mail.send("set_changed", ada.email, {"user": ada, "path": "/my/"})
        stopping.stop(ada, [trial])

    assert outbox.outbox == []
    assert Letter.objects.get().state == "dropped"


def test_link_outlives_every_key(ada: User, trial: kinds.Kind, settings: Any) -> None:
    link = link_in(ada)
    settings.SEALING_KEYS = ["MTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3BxcnN0dXY="]
    settings.SECRET_KEY = "another secret of more than thirty-two letters"

    assert Client().post(link).status_code == 200
    assert list(StoppedKind.objects.values_list("user", "kind")) == [(ada.pk, "trying")]


def test_link_of_an_earlier_mail_still_works(ada: User, trial: kinds.Kind) -> None:
    """Once, a link held sealed who it is for and what about."""
    sealed = keyring().seal(json.dumps(["stop", ada.pk, ["trying"]])).removeprefix(SEAL)

    Client().post(f"/mail/stop/{sealed}/")

    assert list(StoppedKind.objects.values_list("user", "kind")) == [(ada.pk, "trying")]


def test_link_is_the_same_in_every_mail_and_nobody_elses(ada: User, ben: User, trial: kinds.Kind) -> None:
    assert link_in(ada) == link_in(ada) != link_in(ben)


def test_link_of_a_days_mail_names_each_kind_and_turns_off_what_is_ticked(ada: User) -> None:
    link, program = stopping.path_for(ada, ["steps", "meetings"]), Client(enforce_csrf_checks=True)
    page = program.get(link).content.decode()

    program.post(link, {"chosen": "1", "place": ["1", "9", "x"]})
    some = stopping.stopped_by(ada)
    program.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    assert [str(kinds.known(key).title) in page for key in ("meetings", "steps")] == [True, True]
    assert (some, stopping.stopped_by(ada)) == ({"meetings"}, {"meetings", "steps"})


def test_a_days_mail_with_something_that_people_need_can_be_turned_off_for_the_rest(ada: User) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        mail.send("digest", ada.email, {"user": ada, "items": []}, kinds=["necessary", "steps"])

    Client().post(outbox.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver"))

    assert stopping.stopped_by(ada) == {"steps"}
