"""Theme notes: each sentence is cleared by every member, nobody learns who did not, nobody and no organisation is named."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from actionsets import agreeing, figures, leaving, theming
from actionsets.models import LearningSet, SetMeeting, SetMembership, ThemeBallot, ThemeNote, ThemeSentence
from actionsets.naming import names_beside
from actionsets.refusals import ProposalClosed
from elearning.partnering.models import MapEntry, PartnershipMap
from elearning.programmes import snapshots
from elearning.programmes.evidence import Evidence, Meetings
from elearning.programmes.models import CohortSnapshot, Enrolment, Subject
from elearning.programmes.reports import cohort_report
from elearning.programmes.suppression import pooled
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

TELLTALE = "Meetings take place because they always have."
SECOND = "Nobody is sure who may decide for their organisation."
LATER = timedelta(days=9)


def door(one: LearningSet) -> str:
    return reverse("actionsets:themes", args=[one.cohort.public_id, one.number])


def subject(code: str = "TRAK") -> Subject:
    return Subject.objects.filter(code=code).order_by("-pk")[0]


def drafted(twelve: Twelve, one: LearningSet, *texts: str) -> ThemeNote:
    return theming.draft(one, [(text, subject()) for text in texts], by=twelve.fay)


def asked(twelve: Twelve, key: str = "P01", *texts: str) -> ThemeNote:
    """A note about which the set of `key` is being asked."""
    return theming.ask(drafted(twelve, twelve.set_of(key), *(texts or (TELLTALE, SECOND))), by=twelve.fay)


def say(note: ThemeNote, places: Sequence[SetMembership], *answers: bool) -> None:
    """Each of `places` gives the same answers, in the order of the sentences."""
    keys = list(note.sentences.values_list("pk", flat=True))
    for place in places:
        theming.answer(place, note, dict(zip(keys, answers, strict=True)))


def places_of(note: ThemeNote) -> list[SetMembership]:
    return list(
        SetMembership.objects.live()
        .filter(learning_set=note.learning_set)
        .select_related("learning_set__cohort", "enrolment__organisation", "enrolment__user")
    )


def cleared() -> list[str]:
    return list(ThemeSentence.objects.filter(is_cleared=True).values_list("text", flat=True))


@laid
def at_work(twelve: Twelve) -> Twelve:
    """Both sets at work; everybody has acknowledged what they agreed."""
    twelve.at_work(*twelve.people)
    return twelve


def test_themes_are_the_sets_own_facilitators(at_work: Twelve) -> None:
    one = at_work.set_of("P01")
    sam = factories.user("Sam Second")
    at_work.cohort.roles.create(user=sam, kind="facilitator")
    drafted(at_work, one, TELLTALE)
    people = [at_work.fay, at_work.max, sam, at_work.user("P01"), factories.user("Zoe Example")]

    answers = [signed_in(who).get(door(one)) for who in people]

    assert [(answer.status_code, TELLTALE in answer.content.decode()) for answer in answers] == [
        (200, True),
        *[(404, False)] * 4,
    ]


def test_a_draft_is_not_shown_to_members(at_work: Twelve) -> None:
    drafted(at_work, at_work.set_of("P01"), TELLTALE)

    page = signed_in(at_work.user("P01")).get(at_work.step.door("themes"), follow=True).content.decode()

    assert (TELLTALE in page, "There is no sentence to clear" in page) == (False, True)


def test_another_sets_sentences_are_not_shown(at_work: Twelve) -> None:
    note = asked(at_work)
    stranger = next(key for key in at_work.people if at_work.set_of(key) != note.learning_set)

    page = signed_in(at_work.user(stranger)).get(at_work.step.door("themes"), follow=True).content.decode()

    assert TELLTALE not in page
    with pytest.raises(ProposalClosed):
        say(note, [at_work.place_of(stranger)], True, True)


def test_sentence_is_cleared_by_everybody(at_work: Twelve) -> None:
    note = asked(at_work)
    say(note, places_of(note), True, True)

    theming.settle_due(timezone.now() + LATER)

    assert (cleared(), ThemeBallot.objects.count()) == ([TELLTALE, SECOND], 0)


def test_one_veto_keeps_one_sentence_back(at_work: Twelve) -> None:
    note = asked(at_work)
    places = places_of(note)
    say(note, places[1:], True, True)
    say(note, places[:1], False, True)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == [SECOND]


def test_veto_and_silence_look_the_same(at_work: Twelve) -> None:
    pages = []
    for is_silent in (False, True):
        note = asked(at_work)
        places = places_of(note)
        say(note, places[1:], True, True)
        if not is_silent:
            say(note, places[:1], False, False)
        theming.settle_due(timezone.now() + LATER)
        page = signed_in(at_work.fay).get(door(note.learning_set)).content.decode()
        pages.append(page.split("Earlier sentences")[1].split("</section>")[0])
        ThemeNote.objects.all().delete()

    assert pages[0] == pages[1]


def test_facilitator_sees_nothing_until_the_last_day_is_over(at_work: Twelve) -> None:
    note = asked(at_work)
    places = places_of(note)
    client, pages = signed_in(at_work.fay), []
    for answered in range(len(places) + 1):
        say(note, places[:answered], answered % 2 == 0, True)
        page = client.get(door(note.learning_set)).content.decode()
        pages.append([line for line in page.splitlines() if "csrf" not in line and "nonce" not in line])

    assert [page == pages[0] for page in pages] == [True] * len(pages)
    assert theming.settle_due(timezone.now()) == 0


def test_answers_lie_under_keys_that_name_nobody(at_work: Twelve) -> None:
    note = asked(at_work)
    say(note, places_of(note)[:1], False, True)

    fields = {field.name for field in ThemeBallot._meta.get_fields()}

    assert (fields, len(set(ThemeBallot.objects.values_list("key", flat=True)))) == (
        {"id", "sentence", "key", "is_yes"},
        1,
    )


def test_keys_of_two_notes_cannot_be_put_together(at_work: Twelve) -> None:
    keys = []
    for _again in range(2):
        note = asked(at_work)
        say(note, places_of(note)[:1], True, True)
        keys.append(ThemeBallot.objects.first().key)  # type: ignore[union-attr]
        note.delete()

    assert keys[0] != keys[1]


def test_member_reads_and_changes_their_own_answer(at_work: Twelve) -> None:
    note = asked(at_work)
    first, second = note.sentences.values_list("pk", flat=True)
    client, where = signed_in(at_work.user("P01")), at_work.step.door("themes")
    sent = {f"sentence_{first}": "no", f"sentence_{second}": "yes"}

    client.post(where, sent)
    client.post(where, {**sent, f"sentence_{first}": "yes"})

    assert theming.own_answers(at_work.place_of("P01"), note) == {first: True, second: True}
    assert ThemeBallot.objects.count() == 2


def test_home_asks_for_a_word(at_work: Twelve) -> None:
    asked(at_work)

    page = signed_in(at_work.user("P01")).get(at_work.step.url).content.decode()

    assert (page.count("What your set passes on"), page.count("Every sentence needs your word by")) == (1, 1)
    assert page.count("Only you can see this") == 1


def test_taking_back_deletes_every_answer_and_asks_anew(at_work: Twelve) -> None:
    note = asked(at_work)
    say(note, places_of(note), True, True)
    client = signed_in(at_work.fay)

    client.post(door(note.learning_set), {"do": "take-back"})
    drafted(at_work, note.learning_set, "Another sentence.")
    client.post(door(note.learning_set), {"do": "ask"})
    theming.settle_due(timezone.now() + LATER)

    assert (ThemeBallot.objects.count(), cleared()) == (0, [])


def test_what_is_being_asked_is_not_changed(at_work: Twelve) -> None:
    note = asked(at_work)

    with pytest.raises(ProposalClosed):
        drafted(at_work, note.learning_set, "Another sentence.")


def test_newcomer_has_to_clear_it_too(at_work: Twelve) -> None:
    note = asked(at_work)
    say(note, places_of(note), True, True)
    new = factories.enrolment(at_work.cohort, factories.user("Late Joiner"))
    SetMembership.objects.create(learning_set=note.learning_set, enrolment=new, consent="awaiting")

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == []


def test_who_has_left_need_not(at_work: Twelve) -> None:
    note = asked(at_work)
    places = places_of(note)
    say(note, places[1:], True, True)
    leaving.leave_set(places[0], by=at_work.fay)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == [TELLTALE, SECOND]


def test_two_members_are_too_few(at_work: Twelve) -> None:
    one = at_work.set_of("P01")
    note = drafted(at_work, one, TELLTALE)
    for place in places_of(note)[2:]:
        leaving.leave_set(place, by=at_work.fay)

    with pytest.raises(theming.TooFewToAsk):
        theming.ask(note, by=at_work.fay)


@pytest.mark.parametrize(
    "text",
    [
        "Organisation E does not answer letters.",
        "ORGANISATION  e does not answer letters.",
        "We heard P01 Example say so.",
        "It is P01’s view.",
        "Fay thinks it is hard.",
    ],
)
def test_names_are_refused(at_work: Twelve, text: str) -> None:
    one = at_work.set_of("P01")
    elsewhere(at_work)

    said = signed_in(at_work.fay).post(door(one), {"text_0": text, "subject_0": "TRAK"})

    assert (said.status_code, ThemeNote.objects.count()) == (422, 0)
    assert "names nobody, and no organisation of which nobody is in the set" in said.content.decode()


def elsewhere(twelve: Twelve) -> Enrolment:
    """Somebody of the cohort whose organisation has nobody in any set."""
    return factories.enrolment(twelve.cohort, organisation=factories.organisation("Organisation E"))


NAMED = "Organisation B and others do not answer letters."


def members_from(note: ThemeNote, name: str) -> list[SetMembership]:
    return [place for place in places_of(note) if place.enrolment.organisation.name == name]


def test_an_organisation_of_the_set_is_named_when_everybody_says_yes(at_work: Twelve) -> None:
    note = asked(at_work, "P01", NAMED)
    say(note, places_of(note), True)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == [NAMED]


@pytest.mark.parametrize("word", [False, None])
def test_an_organisation_is_not_named_without_the_word_of_its_members(at_work: Twelve, word: bool | None) -> None:
    note = asked(at_work, "P01", NAMED, SECOND)
    theirs = members_from(note, "Organisation B")[:1]
    say(note, [place for place in places_of(note) if place not in theirs], True, True)
    if word is not None:
        say(note, theirs, word, True)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == ([] if word is None else [SECOND])


def test_members_of_an_organisation_alone_are_asked_for_its_name(at_work: Twelve) -> None:
    note = asked(at_work, "P01", NAMED)
    theirs = members_from(note, "Organisation B")[0].enrolment.user
    other = members_from(note, "Organisation A")[0].enrolment.user

    pages = [signed_in(who).get(at_work.step.door("themes")).content.decode() for who in (theirs, other)]

    assert [page.count("with the name of Organisation") for page in pages] == [1, 0]
    assert [page.count("An organisation is named") for page in pages] == [1, 1]


def test_an_organisation_is_not_named_once_nobody_of_it_is_in_the_set(at_work: Twelve) -> None:
    note = asked(at_work, "P01", NAMED)
    say(note, places_of(note), True)
    for place in members_from(note, "Organisation B"):
        SetMembership.objects.filter(pk=place.pk).update(ended_at=timezone.now())

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == []


def test_an_organisation_may_be_named_that_is_a_partner_on_a_map_too(at_work: Twelve) -> None:
    partner_of(at_work, "P01", "Organisation B")
    partner_of(at_work, "P05", "Letters")
    note = asked(at_work, "P01", "Organisation B does not answer.", "Organisation B does not answer Letters.")
    say(note, places_of(note), True, True)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == ["Organisation B does not answer."]


def test_a_longer_name_of_somebody_else_does_not_hide_behind_a_shorter_one() -> None:
    assert names_beside("The North Trust waits.", ["North Trust"], ["North"]) == ["North Trust"]
    assert names_beside("The North Trust waits.", ["North"], ["North Trust"]) == []
    assert names_beside("The North Trust waits for North.", ["North"], ["North Trust"]) == ["North"]


def partner_of(twelve: Twelve, key: str, name: str) -> None:
    made, _new = PartnershipMap.objects.get_or_create(enrolment=twelve.people[key])
    MapEntry.objects.create(map=made, name=name, position=1)


def test_refusal_of_names_tells_the_facilitator_nothing_of_a_map(at_work: Twelve) -> None:
    partner_of(at_work, "P01", "Larkfield Hospice")

    drafted(at_work, at_work.set_of("P01"), "Larkfield Hospice never calls back.")

    assert ThemeSentence.objects.count() == 1


def test_partners_name_keeps_a_sentence_back_like_a_veto(at_work: Twelve) -> None:
    partner_of(at_work, "P01", "Larkfield Hospice")
    note = asked(at_work, "P01", "LARKFIELD hospice never calls back.", SECOND)
    say(note, places_of(note), True, True)

    theming.settle_due(timezone.now() + LATER)

    assert cleared() == [SECOND]


def test_owner_of_the_map_alone_is_warned(at_work: Twelve) -> None:
    partner_of(at_work, "P01", "Larkfield Hospice")
    note = asked(at_work, "P01", "Larkfield Hospice never calls back.")
    other = next(place for place in places_of(note) if place != at_work.place_of("P01")).enrolment.user

    pages = [signed_in(who).get(at_work.step.door("themes")).content.decode() for who in (at_work.user("P01"), other)]

    assert [page.count("A partner of yours is named") for page in pages] == [1, 0]


def test_mails_are_neutral(at_work: Twelve, django_capture_on_commit_callbacks: object) -> None:
    note = drafted(at_work, at_work.set_of("P01"), TELLTALE)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        theming.ask(note, by=at_work.fay)

    said = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)
    assert len(mail.outbox) == len(places_of(note))
    assert [word for word in (TELLTALE, "Set 1", "Set 2", "TRAK", "theme") if word in said] == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text_0": "A sentence.", "subject_0": ""},
        {"text_0": "A sentence.", "subject_0": "NONE"},
        {"text_0": "x" * 301, "subject_0": "TRAK"},
    ],
)
def test_bad_input_is_said_beside_the_question(at_work: Twelve, sent: dict[str, str]) -> None:
    assert signed_in(at_work.fay).post(door(at_work.set_of("P01")), sent).status_code == 422


def test_every_sentence_needs_an_answer(at_work: Twelve) -> None:
    note = asked(at_work)
    first = note.sentences.values_list("pk", flat=True)[0]

    said = signed_in(at_work.user("P01")).post(at_work.step.door("themes"), {f"sentence_{first}": "yes"})

    assert (said.status_code, ThemeBallot.objects.count()) == (422, 0)


def test_who_has_not_agreed_is_led_to_the_agreement(at_work: Twelve) -> None:
    note = asked(at_work)
    agreeing.reopen(note.learning_set)

    assert signed_in(at_work.user("P01")).get(at_work.step.door("themes"))["Location"] == at_work.step.door("agreement")


# --- What leaves the set ----------------------------------------------------------------------------------------------


def test_nothing_is_pooled_from_one_set_alone() -> None:
    assert pooled([(1, "Vision", "One."), (1, "Vision", "Two.")], ()) == []


def test_sentences_of_two_sets_are_pooled_in_the_order_of_the_words() -> None:
    assert pooled([(2, "Vision", "Beta."), (1, "Vision", "Alpha."), (2, "Barriers", "Gamma.")], ()) == [
        ("Barriers", "Gamma."),
        ("Vision", "Alpha."),
        ("Vision", "Beta."),
    ]


def test_a_later_release_tells_nothing_new_of_one_set_alone() -> None:
    assert pooled([(1, "Vision", "Alpha."), (2, "Vision", "Beta."), (2, "Vision", "New.")], {"Alpha.", "Beta."}) == []


def test_report_gets_what_was_cleared_and_nothing_else(at_work: Twelve) -> None:
    one, other = LearningSet.objects.order_by("number")
    for each, text in ((one, "Alpha."), (other, "Beta.")):
        note = theming.ask(drafted(at_work, each, text, "Refused."), by=at_work.fay)
        say(note, places_of(note), True, False)
    theming.settle_due(timezone.now() + LATER)
    drafted(at_work, one, "A draft.")

    told = figures.meetings_of(at_work.cohort).themes

    assert sorted(told) == sorted([(one.pk, subject().title, "Alpha."), (other.pk, subject().title, "Beta.")])


def test_snapshot_tells_what_is_new_and_of_two_sets() -> None:
    evidence = Evidence(
        meetings=Meetings(themes=((1, "Vision", "Alpha."), (2, "Vision", "Beta."), (1, "Vision", "Old.")))
    )
    before = CohortSnapshot(cells={"themes": [{"subject": "Vision", "text": "Old."}]})

    assert (snapshots.themes(evidence, {}), snapshots.themes(evidence, {"post": before})) == (
        [{"subject": "Vision", "text": text} for text in ("Alpha.", "Beta.", "Old.")],
        [{"subject": "Vision", "text": text} for text in ("Alpha.", "Beta.")],
    )


def test_report_shows_sentences_by_subject_and_names_no_set() -> None:
    section = cohort_report.themes([{"subject": "Vision", "text": "Alpha."}])

    assert [(line.name, line.cells) for line in section.tables[0].lines] == [("Vision", ("Alpha.",))]


def test_what_was_not_cleared_is_deleted_a_month_after_the_end(at_work: Twelve) -> None:
    note = asked(at_work)
    say(note, places_of(note), True, False)
    theming.settle_due(timezone.now() + LATER)
    early = theming.tidy(timezone.now())
    SetMeeting.objects.update(ends_at=timezone.now(), starts_at=timezone.now() - timedelta(hours=2))

    theming.tidy(timezone.now() + timedelta(days=31))

    assert (early, list(ThemeSentence.objects.values_list("text", flat=True))) == (0, [TELLTALE])
