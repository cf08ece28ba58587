"""Actions and reflections: written once, never overwritten unseen, never another's."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from actionsets import reflecting
from actionsets.models.private import ActionCommitment, Reflection
from actionsets.refusals import ChangedElsewhere, NotHere, RemovedElsewhere
from tests.conftest import Cast


def test_commit_twice_with_one_key_keeps_one_action(cast: Cast) -> None:
    key = uuid.uuid4()

    for _ in range(2):
        reflecting.commit(cast.ada.user, key, text="Ring the clinic.", due_on=None)

    assert ActionCommitment.objects.count() == 1


def test_commit_changes_the_action_it_saw(cast: Cast) -> None:
    key = uuid.uuid4()
    first = reflecting.commit(cast.ada.user, key, text="Ring the clinic.", due_on=None)

    second = reflecting.commit(cast.ada.user, key, text="Visit the clinic.", due_on=None, revision=first.revision)

    assert (second.text, second.revision) == ("Visit the clinic.", 2)


def test_write_refuses_a_text_that_was_changed_elsewhere(cast: Cast) -> None:
    key = uuid.uuid4()
    reflecting.write(cast.ada.user, key, text="First.")
    reflecting.write(cast.ada.user, key, text="From the phone.", revision=1)

    with pytest.raises(ChangedElsewhere) as refused:
        reflecting.write(cast.ada.user, key, text="From the desk.", revision=1)

    assert getattr(refused.value.stored, "text", "") == "From the phone."
    assert Reflection.objects.get().text == "From the phone."


def test_write_with_anothers_key_is_refused(cast: Cast) -> None:
    key = uuid.uuid4()
    reflecting.write(cast.ada.user, key, text="Mine.")

    with pytest.raises(NotHere):
        reflecting.write(cast.ben.user, key, text="Yours?", revision=1)

    assert Reflection.objects.get().text == "Mine."


def test_report_leaves_anothers_action_alone(cast: Cast) -> None:
    action = reflecting.commit(cast.ada.user, uuid.uuid4(), text="Ring.", due_on=None)

    reflecting.report(cast.ben.user, action.key, "done")

    assert ActionCommitment.objects.get().state == "open"


def test_carried_on_is_still_to_do(cast: Cast) -> None:
    action = reflecting.commit(cast.ada.user, uuid.uuid4(), text="Ring.", due_on=None)

    reflecting.report(cast.ada.user, action.key, "carried")

    assert [one.is_open for one in reflecting.actions_of(cast.ada.user)] == [True]


def test_drop_removes_only_ones_own(cast: Cast) -> None:
    mine = reflecting.write(cast.ada.user, uuid.uuid4(), text="Mine.")

    reflecting.drop_reflection(cast.ben.user, mine.key)
    kept = Reflection.objects.count()
    reflecting.drop_reflection(cast.ada.user, mine.key)

    assert (kept, Reflection.objects.count()) == (1, 0)


def test_an_action_that_was_removed_does_not_come_back_from_another_window(cast: Cast) -> None:
    key, owner = uuid.uuid4(), cast.ada.user
    first = reflecting.commit(owner, key, text="Ring the clinic.", due_on=None)
    reflecting.drop_action(owner, key)

    with pytest.raises(RemovedElsewhere):
        reflecting.commit(owner, key, text="Ring the clinic again.", due_on=None, revision=first.revision)

    assert ActionCommitment.objects.count() == 0


def test_a_reflection_that_was_removed_does_not_come_back_from_another_window(cast: Cast) -> None:
    key, owner = uuid.uuid4(), cast.ada.user
    first = reflecting.write(owner, key, text="First.")
    reflecting.drop_reflection(owner, key)

    with pytest.raises(RemovedElsewhere):
        reflecting.write(owner, key, text="First, and more.", revision=first.revision)

    assert Reflection.objects.count() == 0


@pytest.mark.parametrize("what", ["action", "reflection"])
def test_a_first_saving_that_is_sent_again_after_a_removal_brings_nothing_back(cast: Cast, what: str) -> None:
    """Its answer was lost, so the browser still believes that nothing is kept; then the note was removed elsewhere."""
    key, owner = uuid.uuid4(), cast.ada.user

    def save() -> None:
        if what == "action":
            reflecting.commit(owner, key, text="Ring the clinic.", due_on=None)
        else:
            reflecting.write(owner, key, text="Ring the clinic.")

    save()
    reflecting.drop_action(owner, key)
    reflecting.drop_reflection(owner, key)
    with pytest.raises(RemovedElsewhere):
        save()

    assert (ActionCommitment.objects.count(), Reflection.objects.count()) == (0, 0)


def test_a_stranger_cannot_bar_a_key_by_removing_what_is_not_theirs(cast: Cast) -> None:
    key = uuid.uuid4()
    reflecting.drop_reflection(cast.ben.user, key)

    reflecting.write(cast.ada.user, key, text="Mine.")

    assert Reflection.objects.get().text == "Mine."


def test_which_keys_were_removed_is_forgotten(cast: Cast) -> None:
    mine = reflecting.write(cast.ada.user, uuid.uuid4(), text="Mine.")
    reflecting.drop_reflection(cast.ada.user, mine.key)

    early, late = (reflecting.forget_removed(timezone.now() + timedelta(days=days)) for days in (-1, 1))

    assert (early, late) == (0, 1)
