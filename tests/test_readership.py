"""One table of readers: every form names its kind there, every page says its sentence, and the doors ask the same rows."""

import re
from collections.abc import Callable

import pytest
from django.forms import Textarea

from elearning import readership
from elearning.readership import UNREAD, Kind, Reader
from elearning.renderers import DeskForm
from tests.test_house import ROOT, TEMPLATES, named, on_pages

# What a person never says of themselves in a form: whose a row is, who may read it, what has become of it, what one may do.
PROTECTED = frozenset(
    {
        *(
            "owner",
            "owner_id",
            "user",
            "user_id",
            "enrolment",
            "enrolment_id",
            "cohort_id",
            "learning_set",
            "public_id",
        ),
        *("is_staff", "is_superuser", "is_active", "groups", "date_joined", "same_as", "merged_at", "made_by"),
        *("state", "status", "score", "approved_at", "submitted_at", "shared_in", "shared_at", "recipient", "audience"),
    }
)


# Forms of which nobody is told who reads them, each with the reason: nothing of what they take is kept as anybody's words.
WHY_UNREAD = {
    "what is sought or shown, and sent to nobody": {
        *("FindForm", "FromForm", "LogForm", "KindForm", "LookForm", "CatalogueForm", "CompareForm", "OtherSetForm"),
        *("elearning.partnering.mapforms.ShowForm",),
    },
    "a press of a button on what is already there, or its confirmation": {
        *("EndForm", "EntryForm", "WithdrawForm", "DraftForm", "TurnForm", "CardForm", "AskForm", "TakeBackForm"),
        *("AttendForm", "ModerateForm", "TakeOutForm", "AdaptForm", "TranslateForm", "NoticeForm"),
        *(
            "elearning.workshops.forms.ShowForm",
            "elearning.workshops.forms.PressForm",
            "actionsets.roomforms.PressForm",
        ),
    },
    "an address, a code or a password to sign in by, which nobody reads": {
        *("CodeForm", "CodeRequestForm", "PasswordChangeForm", "PasswordFromKeyForm", "PasswordResetForm"),
        *("PasswordSetForm", "PasswordSignInForm", "ProofForm", "AddressCodeForm", "AppForm", "SecondStepForm"),
        *("PasskeySignInForm", "PasskeyStepForm"),
    },
}


def test_forms_of_which_nobody_is_told_who_reads_them_have_a_reason() -> None:
    unread = [form for form in on_pages() if getattr(form, "read_by", None) is UNREAD]
    names = [{form.__name__, f"{form.__module__}.{form.__name__}"} for form in unread]
    reasons = set().union(*WHY_UNREAD.values())

    assert [known for known in names if len(known & reasons) != 1] == []
    assert reasons <= set().union(*names)


def test_no_form_takes_what_is_the_servers_to_say() -> None:
    taken = {form.__qualname__: PROTECTED & form.base_fields.keys() for form in on_pages()}

    assert {form: names for form, names in taken.items() if names} == {}


def test_a_form_of_several_kinds_knows_the_kind_of_each_of_its_fields() -> None:
    parted = [form for form in on_pages() if not isinstance(getattr(form, "read_by", UNREAD), Kind)]

    assert len(parted) >= 2
    assert [form for form in parted if set(form.read_by) != set(form.base_fields)] == []


def test_free_words_are_always_of_a_kind_that_somebody_reads() -> None:
    """A field for several lines is filled for a reader, so its form is of a kind with a sentence."""
    of_words = [
        form for form in on_pages() if any(isinstance(field.widget, Textarea) for field in form.base_fields.values())
    ]

    assert len(of_words) > 25
    assert [form.__qualname__ for form in of_words if not issubclass(form, DeskForm) and form.read_by is UNREAD] == []


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (readership.REFLECTIONS, "Only you can see this."),
        (readership.SET_AGREEMENT, "The set and its facilitator can see this."),
        (
            readership.ACTIONS,
            "Only you can see this. Once you show it, the set and its facilitator can see it too.",
        ),
        (readership.BALLOT, "Nobody can see this. It is counted and then deleted."),
        (readership.EVALUATION, "Only you can see this. Figures count it without names, and only with enough others."),
        (readership.LINE_MANAGER, "You and the programme manager can see this."),
    ],
)
def test_sentences_are_made_of_the_table(kind: Kind, says: str) -> None:
    assert kind.sentence == says


def test_what_is_shown_is_said_of_all_who_read_it() -> None:
    assert readership.ACTIONS.shown_sentence == "You, the set and its facilitator can see this."


def test_a_relation_that_reads_nothing_is_never_looked_up() -> None:
    asked = []

    def holds(reader: Reader) -> Callable[[], bool]:
        return lambda: asked.append(reader) is None

    ways = {reader: holds(reader) for reader in (Reader.FACILITATORS, Reader.MANAGERS)}

    assert readership.KEEP_APART.opens(ways)
    assert not readership.REFLECTIONS.opens(ways, shown=True)
    assert asked == [Reader.MANAGERS]


def test_the_line_about_readers_is_written_in_templates_through_the_table_alone() -> None:
    """Where the component stands by itself, its words are of who reads a page, not of a field."""
    by_hand = {named(path) for path in TEMPLATES if "components/private.html" in path.read_text(encoding="utf-8")}
    with_fields = {
        one
        for one in by_hand
        if "who_reads" not in (text := (ROOT / one).read_text(encoding="utf-8")) and re.search(r"\{\{ form\b", text)
    }

    assert with_fields == set()
