"""The table of readers is what happens: a reader who is taken out of it is let in no more, and named no more.

Each gate is tried as the person whom the table lets in; with that one entry out of the table, the same request finds
nothing, and the sentence beside the field no longer names them. So there are not two tables.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from elearning import readership
from elearning.readership import KINDS, Kind, Reader
from tests.stories.doors import DOORS
from tests.stories.people import VISITOR, People, undone

GATES: dict[tuple[str, Reader], tuple[str, str]] = {
    ("task answers", Reader.FACILITATORS): ("facilitator", "partnering:shared"),
    ("keep apart", Reader.MANAGERS): ("manager", "actionsets:kept_apart"),
    ("set agreement", Reader.SET_FACILITATOR): ("facilitator", "actionsets:agreement"),
    ("outcomes", Reader.COMMISSIONERS): ("commissioner", "evaluations:outcome"),
    ("outcomes", Reader.MANAGERS): ("manager", "evaluations:outcome"),
    ("results", Reader.NAMED): ("facilitator", "profiles:shared"),
    ("agreements", Reader.PARTIES): ("running", "agreements:agreement"),
    ("health check", Reader.OWNER): ("running", "partnering:check"),
    ("health check", Reader.OTHER_SIDE): ("running", "partnering:side"),
    ("reflections", Reader.OWNER): ("member", "set/reflection"),
    ("map", Reader.OWNER): ("running", "map/entry"),
    ("opportunities", Reader.PROGRAMME): ("fellow", "opportunities:one"),
    ("opportunities", Reader.FACILITATORS): ("second facilitator", "opportunities:one"),
    ("opportunities", Reader.MANAGERS): ("manager", "opportunities:one"),
    ("reports of an opportunity", Reader.MANAGERS): ("manager", "opportunities:moderate"),
    ("events", Reader.PROGRAMME): ("other set", "events:one"),
    ("events", Reader.FACILITATORS): ("facilitator", "events:one"),
    ("events", Reader.HOSTS): ("fellow", "events:desk"),
    ("events", Reader.MANAGERS): ("manager", "events:desk"),
    ("stories", Reader.EVERYBODY): (VISITOR, "stories:read"),
    ("stories", Reader.PROGRAMME): ("other set", "stories:read of one programme"),
    ("stories", Reader.FACILITATORS): ("manager", "stories:read of one programme"),
}


@contextmanager
def without(kind: Kind, reader: Reader) -> Iterator[None]:
    """The table with `reader` taken out of `kind`."""
    before = {"readers": kind.readers, "shown_to": kind.shown_to}
    for name, there in before.items():
        object.__setattr__(kind, name, there - {reader})
    try:
        yield
    finally:
        for name, there in before.items():
            object.__setattr__(kind, name, there)


@pytest.mark.parametrize(("name", "reader"), GATES, ids=lambda given: getattr(given, "name", given))
def test_a_reader_taken_out_of_the_table_is_let_in_no_more_and_named_no_more(
    people: People, name: str, reader: Reader
) -> None:
    kind, (who, door) = KINDS[name], GATES[name, reader]
    with undone():
        address, client = DOORS[door].where(people), people.client(who)
        before, said_before = client.get(address), kind.sentence + kind.shown_sentence
        with without(kind, reader):
            after, said_after = client.get(address), kind.sentence + kind.shown_sentence

    assert who in DOORS[door].opens_to
    assert before.status_code == 200
    assert after.status_code in {403, 404}  # 403 where the cohort is theirs to see, but not this
    assert said_before.lower().count(str(reader.value)) > said_after.lower().count(str(reader.value))


def test_who_is_no_reader_by_the_table_is_never_told_to_be_one() -> None:
    for kind in KINDS.values():
        said = f"{kind.sentence} {kind.shown_sentence}".lower().removesuffix(str(kind.note).lower())
        for reader in set(Reader) - kind.reading(shown=True) - {Reader.OWNER, Reader.HOSTS, Reader.MEMBERS}:
            assert f"{reader.value} can" not in said, (kind.name, reader)


def test_everything_of_the_table_of_the_domain_is_in_it() -> None:
    """DOMAIN 7.2, row by row: who reads it as it stands."""
    set_, run = {Reader.MEMBERS, Reader.SET_FACILITATOR}, {Reader.FACILITATORS, Reader.MANAGERS}
    own = {Reader.OWNER}

    assert readership.ITEM_ANSWERS.reading(shown=True) == own
    assert readership.REFLECTIONS.reading(shown=True) == own
    assert readership.PACK_NOTES.reading(shown=True) == own
    assert readership.EVALUATION.reading(shown=True) == own
    assert readership.MAP.reading(shown=True) == own
    assert (readership.ACTIONS.readers, readership.ACTIONS.shown_to) == (own, set_)
    assert (readership.BIDS.readers, readership.BIDS.shown_to) == (own, set_)
    assert (readership.TASK_ANSWERS.readers, readership.TASK_ANSWERS.shown_to) == (own, {Reader.FACILITATORS})
    assert (readership.RESULTS.readers, readership.RESULTS.shown_to) == (own, {Reader.NAMED})
    assert readership.KEEP_APART.reading(shown=True) == own | {Reader.MANAGERS}
    assert readership.ACCESS_NEEDS.reading(shown=True) == own | run
    assert readership.AVAILABILITY.reading(shown=True) == own | run
    assert readership.SET_AGREEMENT.reading(shown=True) == set_
    assert readership.PROCESS_REVIEW.reading(shown=True) == set_
    assert readership.BALLOT.reading(shown=True) == set()
