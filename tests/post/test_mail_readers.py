"""Whatever a letter says of somebody is of a kind that its receiver reads by the table of readers (DOMAIN 2.4 and 7.2).

A letter is rendered, and what it says besides the receiver's own name, links and dates must stand in `TOLD`: of which kind of
the table it is, and what the receiver is to it. So a letter that says more fails here, and so does one whose receiver is
taken out of the table.
"""

from typing import Any

import pytest

from elearning import readership
from elearning.readership import Kind, Reader
from tests.post.test_mails import FOLDER, NAMES, SIGNING_IN, Tale, parts

# To whom a letter goes, by name; what they themselves have typed or changed.
OWN = {"person.name", "user.name", "name", "email", "address", "what", "code", "user.get_full_name"}
# Where such a name is somebody else's.
NOT_OWN = {"priorities_changed": {"name"}}
Told = tuple[Kind, Reader]
TOLD: dict[tuple[str, str], Told] = {
    **{
        (f"agreement_{what}", "by.name"): (readership.AGREEMENTS, Reader.PARTIES)
        for what in ("agreed", "party", "proposed")
    },
    ("event_host", "by.name"): (readership.EVENTS, Reader.HOSTS),
    ("feedback_received", "publisher.title"): (readership.FEEDBACK, Reader.PUBLISHER),
    **{
        ("invitation", what): (readership.COHORT_DETAILS, Reader.COHORT)
        for what in ("by.name", "contact.name", "contact.email", "programme.title")
    },
    **{("message", what): (readership.MESSAGES, Reader.NAMED) for what in ("by.name", "subject")},
    ("opportunity_answered", "by.name"): (readership.WORDS_BETWEEN, Reader.PARTIES),
    **{("priorities_changed", what): (readership.CHOICES, Reader.FACILITATORS) for what in ("name", "cohort")},
    ("priorities_changed", "facilitator"): (readership.COHORT_DETAILS, Reader.FACILITATORS),
    ("priorities_confirmed", "programme"): (readership.CHOICES, Reader.OWNER),
    **{("publisher_role", what): (readership.DESK, Reader.PUBLISHER) for what in ("publisher.title", "role")},
    ("reviews_due", "publisher.title"): (readership.DESK, Reader.PUBLISHER),
    **{
        ("role_given", what): (readership.COHORT_DETAILS, Reader.FACILITATORS)
        for what in ("by.name", "cohort.programme.title", "role.get_kind_display")
    },
    **{
        (f"sides_{what}", "by.name"): (readership.HEALTH_CHECK, Reader.OTHER_SIDE)
        for what in ("accepted", "agreed", "asked", "compared")
    },
    ("something_shared", "owner"): (readership.RESULTS, Reader.NAMED),
    **{(f"story_{what}_asked", "by.name"): (readership.STORIES, Reader.PARTIES) for what in ("named", "voice")},
    ("story_waits", "cohort"): (readership.STORIES, Reader.MANAGERS),
}


def said(folder: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The paths of whatever a letter says in words."""
    paths: set[str] = set()
    words = Tale.__str__

    def heard(tale: Tale) -> str:
        paths.add(tale.path)
        return words(tale)

    monkeypatch.setattr(Tale, "__str__", heard)
    list(parts(folder, name))
    return paths - (OWN - NOT_OWN.get(name, set()))


def test_letters_say_what_the_table_lets_their_receiver_read(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [(FOLDER, name) for name in NAMES] + [(SIGNING_IN, "login_code")]

    spoken = {(name, path) for folder, name in letters for path in said(folder, name, monkeypatch)}

    assert spoken == set(TOLD)
    assert {key for key, (kind, reader) in TOLD.items() if reader not in kind.reading(shown=True)} == set()


def test_receiver_who_is_no_reader_would_be_found_out() -> None:
    """What nobody but its owner reads is told to nobody else."""
    for kind in (readership.REFLECTIONS, readership.ITEM_ANSWERS, readership.KEEP_APART):
        assert {Reader.MEMBERS, Reader.COHORT, Reader.NAMED, Reader.COORDINATORS} & kind.reading(shown=True) == set()
