"""Asking to be erased: by whoever has shown who they are, with seven days to take it back, and what is handed over first."""

import base64
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from elearning.accounts.models import User
from elearning.erasures import asking, carrying, ledger, reapplying
from elearning.erasures.ledger import Line
from elearning.erasures.models import Erasure
from tests.conftest import Cast, signed_in

PAGE = "erasures:mine"


@pytest.fixture(autouse=True)
def _own_ledger(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def words(cast: Cast, user: User) -> str:
    return signed_in(user).get(reverse(PAGE)).content.decode()


def test_page_says_what_goes_and_what_stays_and_offers_the_download_first(cast: Cast) -> None:
    told = words(cast, cast.ada.user)

    assert (
        told.index("First download your record")
        < told.index("What goes")
        < told.index("What stays")
        < told.index('name="is_sure"')
    )


def test_asked_is_not_begun_for_seven_days_and_says_until_when(cast: Cast) -> None:
    client = signed_in(cast.ada.user)

    answer = client.post(reverse(PAGE), {"is_sure": "on"})

    one = Erasure.objects.get(user=cast.ada.user)
    assert (answer.status_code, one.state, one.due_at - one.asked_at) == (302, "asked", timedelta(days=7))
    assert "You have asked to be erased" in client.get(reverse(PAGE)).content.decode()
    assert list(Erasure.objects.due(one.due_at - timedelta(seconds=1))) == []
    assert list(Erasure.objects.due(one.due_at)) == [one]


def test_box_must_be_ticked(cast: Cast) -> None:
    answer = signed_in(cast.ada.user).post(reverse(PAGE), {})

    assert (answer.status_code, Erasure.objects.count()) == (422, 0)


def test_whoever_finds_the_screen_open_is_asked_who_they_are(cast: Cast, client: Any) -> None:
    client.force_login(cast.ada.user)

    answer = client.post(reverse(PAGE), {"is_sure": "on"})

    assert answer.headers["Location"].startswith(reverse("account_prove"))
    assert (Erasure.objects.count(), 'name="is_sure"' in client.get(reverse(PAGE)).content.decode()) == (0, False)


def test_taken_back_leaves_nothing(cast: Cast) -> None:
    asking.ask(cast.ada.user)

    signed_in(cast.ada.user).post(reverse("erasures:take_back"))

    assert Erasure.objects.count() == 0


def test_nobody_takes_back_anothers(cast: Cast) -> None:
    asking.ask(cast.ada.user)

    signed_in(cast.ben.user).post(reverse("erasures:take_back"))

    assert Erasure.objects.filter(user=cast.ada.user).exists()


def test_begun_cannot_be_taken_back(cast: Cast) -> None:
    one = asking.ask(cast.ada.user)
    Erasure.objects.filter(pk=one.pk).update(state="running")

    with pytest.raises(asking.NotYetError):
        asking.take_back(cast.ada.user)
    assert "cannot be taken back" in words(cast, cast.ada.user)


def test_only_manager_and_only_facilitator_hand_over_first(cast: Cast) -> None:
    for user, sentence in ((cast.max, "You alone manage"), (cast.fay, "You alone facilitate")):
        answer = signed_in(user).post(reverse(PAGE), {"is_sure": "on"})

        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Erasure.objects.count() == 0
    cast.programme.managers.create(user=cast.zoe)
    assert asking.ask(cast.max)


def test_operator_is_told_first_and_erases_by_saying_yes(cast: Cast) -> None:
    email, said = cast.max.email, StringIO()
    with pytest.raises(CommandError, match="Hand that over first"):
        call_command("erase_person", email, "--reason", "L-12", stdout=said)
    call_command("erase_person", email, "--reason", "L-12", "--even-if-needed", stdout=said)
    assert (User.objects.filter(email=email).exists(), "Nothing was erased" in said.getvalue()) == (True, True)

    call_command("erase_person", email, "--reason", "L-12", "--even-if-needed", "--yes", stdout=said)

    assert not User.objects.filter(email=email).exists()
    assert list(Erasure.objects.values_list("asked", "reason", "address")) == [("in_writing", "L-12", "")]


def test_who_is_in_a_copy_and_was_erased_is_erased_again_and_nobody_else(cast: Cast) -> None:
    person, address = ledger.marks_of(cast.ada.user)
    now = timezone.now()
    lines = [Line(person, address, now), Line("0" * 64, ledger.marks_of(cast.ben.user)[1], now - timedelta(days=900))]

    count = reapplying.reapply(lines)

    left = set(User.objects.values_list("email", flat=True))
    # Ben's account is younger than the erasure of somebody with his address: that was another person's.
    assert (count, cast.ada.user.email in left, cast.ben.user.email in left) == (1, False, True)
    assert Erasure.objects.get().letter is None


def test_ledger_outlives_a_machine_whose_disk_does_not_last_where_files_lie_in_a_bucket(
    cast: Cast, settings: Any, tmp_path: Any
) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "private": memory}
    carrying.carry_out(asking.ask_for(cast.ada.user, reason="L-1"))
    ledger.note(Erasure.objects.get())

    settings.VAR_DIR = tmp_path / "another machine"
    Erasure.objects.all().delete()

    assert [len(line.person) for line in ledger.known()] == [64]


def test_ledger_is_written_before_anything_goes_and_can_be_kept_elsewhere(cast: Cast, tmp_path: Any) -> None:
    erasure, said = asking.ask_for(cast.ada.user, reason="L-1"), StringIO()
    carrying._do(erasure.pk, "begin")
    carrying._do(erasure.pk, "ledger")
    assert User.objects.filter(pk=cast.ada.user_id).exists()
    assert len(ledger.from_file()) == 1

    call_command("reapply_erasures", "--print", stdout=said)
    elsewhere = tmp_path / "kept.jsonl"
    elsewhere.write_text(said.getvalue())
    ledger.place().unlink()
    Erasure.objects.all().delete()
    call_command("reapply_erasures", "--ledger", str(elsewhere), stdout=said)

    assert not User.objects.filter(pk=cast.ada.user_id).exists()


def test_operator_is_told_when_the_key_is_missing_that_the_ledger_hangs_on(cast: Cast, settings: Any) -> None:
    """A key that was taken off too early must not let somebody back in silence."""
    former, new = settings.SEALING_KEYS, [base64.b64encode(bytes(range(32))).decode()]
    person, address = ledger.marks_of(cast.ada.user)
    noted = Erasure(person_mark=person, address_mark=address, began_at=timezone.now())
    ledger.note(noted)
    (name,) = {line.key for line in ledger.known()}

    settings.SEALING_KEYS = new
    silent, told = StringIO(), StringIO()
    call_command("reapply_erasures", stdout=silent)
    assert User.objects.filter(pk=cast.ada.user_id).exists()
    settings.SEALING_KEYS = [*new, *former]
    call_command("reapply_erasures", stdout=told)

    assert f"1 erasures of the ledger were noted with keys named {name}, which are missing" in silent.getvalue()
    assert told.getvalue().strip() == "1 people were erased again who had been erased after this copy was made."
    assert not User.objects.filter(pk=cast.ada.user_id).exists()


def test_erasure_that_the_copy_knows_needs_no_key_any_more(cast: Cast, settings: Any) -> None:
    carrying.carry_out(asking.ask_for(cast.ada.user, reason="L-1"))
    ledger.note(Erasure.objects.get())
    settings.SEALING_KEYS = [base64.b64encode(bytes(range(32))).decode()]
    told = StringIO()
    call_command("reapply_erasures", stdout=told)

    assert "missing" not in told.getvalue()
    assert [bool(line.key) for line in ledger.known()] == [True]


def test_what_is_no_ledger_is_refused(cast: Cast, tmp_path: Any) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("{}\n")

    with pytest.raises(CommandError, match="Line 1"):
        call_command("reapply_erasures", "--ledger", str(wrong))
