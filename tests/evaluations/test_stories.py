"""Success cases: asked for, told, put into final words, approved, withdrawn; and who reads what in between."""

from typing import Any

import pytest
from django.core import mail

from elearning.accounts.models import User
from elearning.evaluations import storytelling
from elearning.evaluations.models import PracticeStory
from elearning.evaluations.storytelling import StoryError
from elearning.programmes.models import CohortRole
from tests import factories
from tests.conftest import signed_in
from tests.evaluations.conftest import Asked
from tests.evaluations.makers import met_last
from tests.laying import laid

SECRET = "We wrote one page with the provider."
WORDS = {
    "title": "A page that is used",
    "setting": "Care at home, two organisations",
    "tried": "An agreement of one page",
    "worked": SECRET,
    "hard": "Finding an hour",
    "overcome": "We met in the car park",
    "advice": "Begin with what they would miss",
    "visibility": "report",
    "others_agree": True,
}
State = PracticeStory.State


def asked_for(asked: Asked, who: str = "ada") -> PracticeStory:
    return storytelling.ask([getattr(asked.cast, who)], asked.cast.cohort, by=asked.cast.max)[0]


def handed_in(asked: Asked, who: str = "ada", **words: Any) -> PracticeStory:
    story = storytelling.answer(asked_for(asked, who), yes=True)
    return storytelling.hand_in(story, {**WORDS, **words}, seen=0)


def offered(asked: Asked, who: str = "ada", **words: Any) -> PracticeStory:
    story = handed_in(asked, who, **words)
    return storytelling.offer(story, {"title": "One page"}, seen=story.revision)


def approved(asked: Asked, who: str = "ada", **words: Any) -> PracticeStory:
    story = offered(asked, who, **words)
    return storytelling.approve(story, seen=story.revision)


@laid
def gwen(asked: Asked) -> User:
    """Gwen commissioned the cohort."""
    made = factories.user("Gwen Example")
    CohortRole.objects.create(cohort=asked.cast.cohort, user=made, kind=CohortRole.Kind.COMMISSIONER)
    return made


def report(asked: Asked, reader: User) -> str:
    return signed_in(reader).get(f"/cohorts/{asked.cast.cohort.public_id}/report/").content.decode()


def of_cohort(asked: Asked, story: PracticeStory | None = None) -> str:
    address = f"/cohorts/{asked.cast.cohort.public_id}/stories/"
    return f"{address}{story.public_id}/" if story else address


def own(asked: Asked, who: str = "ada") -> str:
    return f"/my/{getattr(asked.cast, who).public_id}/story/"


@pytest.mark.parametrize("who", ["ada", "ben", "olu", "pia", "zoe"])
def test_asking_is_for_those_who_run_the_cohort(asked: Asked, who: str) -> None:
    person = getattr(asked.cast, who)

    answer = signed_in(getattr(person, "user", person)).post(
        of_cohort(asked), {"people": str(asked.cast.ada.public_id)}
    )

    assert (answer.status_code, PracticeStory.objects.count()) == (404, 0)


@pytest.mark.parametrize("who", ["ben", "fay", "max", "olu", "pia", "zoe"])
def test_a_story_is_its_owners_page(asked: Asked, who: str) -> None:
    handed_in(asked)
    person = getattr(asked.cast, who)

    assert signed_in(getattr(person, "user", person)).get(own(asked)).status_code == 404


@pytest.mark.parametrize("who", ["ben", "olu", "pia", "zoe"])
def test_what_was_handed_in_is_read_by_those_who_run_the_cohort_alone(asked: Asked, who: str) -> None:
    story = handed_in(asked)
    person = getattr(asked.cast, who)

    assert signed_in(getattr(person, "user", person)).get(of_cohort(asked, story)).status_code == 404


def test_commissioner_never_opens_a_case(asked: Asked, gwen: User) -> None:
    story = handed_in(asked)

    assert [signed_in(gwen).get(of_cohort(asked, one)).status_code for one in (None, story)] == [404, 404]


@pytest.mark.parametrize("who", ["fay", "max"])
def test_nobody_reads_what_is_being_written(asked: Asked, who: str) -> None:
    story = storytelling.answer(asked_for(asked), yes=True)
    storytelling.write(story, WORDS, seen=0)

    answers = [signed_in(getattr(asked.cast, who)).get(of_cohort(asked, one)) for one in (story, None)]

    assert [answers[0].status_code, SECRET in answers[1].content.decode()] == [404, False]


def test_what_is_taken_back_is_not_read_any_more(asked: Asked) -> None:
    story = storytelling.take_back(handed_in(asked))

    assert signed_in(asked.cast.max).get(of_cohort(asked, story)).status_code == 404


@pytest.mark.parametrize("stage", [handed_in, offered])
def test_commissioner_does_not_read_what_is_not_approved(asked: Asked, gwen: User, stage: Any) -> None:
    stage(asked)

    assert SECRET not in report(asked, gwen)


def test_commissioner_reads_an_approved_story_without_a_name(asked: Asked, gwen: User) -> None:
    approved(asked)

    body = report(asked, gwen)

    assert (SECRET in body, asked.cast.ada.user.name in body) == (True, False)


def test_commissioner_does_not_read_what_is_for_the_cohort(asked: Asked, gwen: User) -> None:
    approved(asked, visibility="cohort")

    assert SECRET not in report(asked, gwen)


def test_a_withdrawn_story_leaves_the_report_and_the_file_at_once(asked: Asked, gwen: User) -> None:
    story = approved(asked)
    address = f"/cohorts/{asked.cast.cohort.public_id}/report.csv"
    before = SECRET in signed_in(gwen).get(address).content.decode()

    storytelling.withdraw(story)

    after = SECRET in signed_in(gwen).get(address).content.decode()
    assert (before, after, SECRET in report(asked, gwen)) == (True, False, False)


def test_fellows_read_approved_stories(asked: Asked) -> None:
    approved(asked, visibility="cohort")
    handed_in(asked, "cal", worked="Not approved yet.")

    body = signed_in(asked.cast.ben.user).get(f"/my/{asked.cast.ben.public_id}/stories/").content.decode()

    assert (SECRET in body, "Not approved yet." in body, "Ada Example" in body) == (True, False, False)


def test_stories_of_another_cohort_are_not_read(asked: Asked) -> None:
    approved(asked, visibility="report")
    elsewhere = factories.enrolment(factories.cohort(asked.cast.programme))

    body = signed_in(elsewhere.user).get(f"/my/{elsewhere.public_id}/stories/").content.decode()

    assert SECRET not in body


def test_nobody_is_asked_before_the_follow_up(asked: Asked) -> None:
    met_last(asked.cast.cohort, days_ago=89)

    answer = signed_in(asked.cast.max).post(of_cohort(asked), {"people": str(asked.cast.ada.public_id)})

    assert (answer.status_code, PracticeStory.objects.count()) == (422, 0)


def test_whoever_was_asked_is_not_asked_again(asked: Asked) -> None:
    storytelling.answer(asked_for(asked), yes=False)

    again = storytelling.ask([asked.cast.ada], asked.cast.cohort, by=asked.cast.max)

    assert (again, PracticeStory.objects.get().state) == ([], State.DECLINED)


def test_asking_sends_a_neutral_mail(asked: Asked, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(asked.cast.fay).post(of_cohort(asked), {"people": str(asked.cast.ada.public_id)})

    assert [(one.to, one.subject) for one in mail.outbox] == [([asked.cast.ada.user.email], "Something you could tell")]


def test_somebody_of_another_cohort_cannot_be_asked(asked: Asked) -> None:
    stranger = factories.enrolment(factories.cohort(asked.cast.programme))

    answer = signed_in(asked.cast.max).post(of_cohort(asked), {"people": str(stranger.public_id)})

    assert (answer.status_code, PracticeStory.objects.count()) == (422, 0)


def test_list_shows_bands_and_no_numbers(asked: Asked) -> None:
    body = signed_in(asked.cast.max).get(of_cohort(asked)).content.decode()

    main = body.partition("<main")[2].partition("</main>")[0]
    assert ("Took part in little" in main, "%" in main) == (True, False)


def test_story_needs_a_title_what_worked_and_the_others_yes(asked: Asked) -> None:
    story = storytelling.answer(asked_for(asked), yes=True)

    with pytest.raises(StoryError):
        storytelling.hand_in(story, {**WORDS, "others_agree": False}, seen=0)

    story.refresh_from_db()
    assert (story.state, story.worked) == (State.WRITING, "")


def test_approval_is_of_exactly_the_words_that_were_read(asked: Asked) -> None:
    story = offered(asked)

    with pytest.raises(StoryError):
        storytelling.approve(story, seen=story.revision - 1)

    story.refresh_from_db()
    assert (story.state, story.title) == (State.OFFERED, "One page")


def test_an_approved_story_is_not_reworded(asked: Asked) -> None:
    story = approved(asked)

    with pytest.raises(StoryError):
        storytelling.offer(story, {"title": "Something else"}, seen=story.revision)

    story.refresh_from_db()
    assert (story.state, story.title) == (State.APPROVED, "One page")


def test_two_who_moderate_do_not_overwrite_each_other(asked: Asked) -> None:
    story = handed_in(asked)
    client = signed_in(asked.cast.fay)
    storytelling.take_back(story)
    again = storytelling.hand_in(story, {**WORDS, "worked": "Other words."}, seen=1)

    answer = client.post(of_cohort(asked, story), {"version": "1", "title": "Old", "worked": SECRET})

    again.refresh_from_db()
    assert (answer.status_code, again.state, again.worked) == (422, State.HANDED_IN, "Other words.")


def test_who_was_refused_for_another_window_sees_both_and_can_keep_theirs(asked: Asked) -> None:
    storytelling.answer(asked_for(asked), yes=True)
    ada = signed_in(asked.cast.ada.user)
    ada.post(own(asked), form(save="1", worked="From the first window."))

    refused = ada.post(own(asked), form(save="1", worked="From the second window."))
    body = refused.content.decode()
    again = ada.post(own(asked), form(save="1", worked="From the second window.", version="1"))

    assert (refused.status_code, "From the first window." in body, "From the second window." in body) == (
        409,
        True,
        True,
    )
    assert refused.context["form"]["version"].value() == "1"
    assert (again.status_code, PracticeStory.objects.get().worked) == (302, "From the second window.")


def test_a_save_whose_answer_was_lost_can_be_sent_again(asked: Asked) -> None:
    storytelling.answer(asked_for(asked), yes=True)
    ada = signed_in(asked.cast.ada.user)
    ada.post(own(asked), form(save="1"))

    assert ada.post(own(asked), form(save="1")).status_code == 302
    assert PracticeStory.objects.get().revision == 1


def test_words_sent_to_a_story_that_was_handed_in_meanwhile_stay_on_the_screen(asked: Asked) -> None:
    handed_in(asked)

    answer = signed_in(asked.cast.ada.user).post(own(asked), form(save="1", hard="Only in this window."))

    assert (answer.status_code, "Only in this window." in answer.content.decode()) == (409, True)


def test_a_moderator_who_was_refused_sees_the_new_words_and_can_go_on(asked: Asked) -> None:
    story = handed_in(asked)
    storytelling.take_back(story)
    storytelling.hand_in(story, {**WORDS, "worked": "Other words."}, seen=1)
    fay = signed_in(asked.cast.fay)

    refused = fay.post(of_cohort(asked, story), {"version": "1", "title": "Old", "worked": SECRET})
    gone_on = fay.post(of_cohort(asked, story), {"version": refused.context["form"]["version"].value(), "title": "New"})

    assert ("Other words." in refused.content.decode(), gone_on.status_code) == (True, 302)


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_drafted_or_declined_can_be_deleted_by_its_author(asked: Asked, yes: bool) -> None:
    story = storytelling.answer(asked_for(asked), yes=True)
    storytelling.write(story, WORDS, seen=0)
    storytelling.answer(story, yes=yes)
    ada = signed_in(asked.cast.ada.user)
    page = ada.get(own(asked)).content.decode()

    ada.post(own(asked), {"forget": "1"})

    kept = PracticeStory.objects.get()
    assert ('name="forget"' in page, kept.state, kept.has_words) == (True, State.DECLINED, False)


def test_deleting_leaves_no_words(asked: Asked) -> None:
    storytelling.forget(storytelling.withdraw(approved(asked)))

    kept = PracticeStory.objects.get()
    assert (kept.state, kept.parts(), kept.title, kept.approved_at) == (State.DECLINED, [], "", None)


def test_a_story_that_is_told_is_withdrawn_before_it_is_deleted(asked: Asked) -> None:
    with pytest.raises(StoryError):
        storytelling.forget(approved(asked))


def test_every_state_has_its_moves(asked: Asked) -> None:
    assert set(PracticeStory.MOVES) == set(State.values)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("wanted", State.values)
def test_only_allowed_moves_are_made(asked: Asked, state: str, wanted: str) -> None:
    story = PracticeStory(state=state)

    assert story.can_become(wanted) is (wanted in PracticeStory.MOVES[state])


def form(**more: str) -> dict[str, str]:
    words = {name: str(value) for name, value in WORDS.items() if name != "others_agree"}
    return {"version": "0", "others_agree": "on", **words, **more}


def test_the_whole_way_through_the_doors(asked: Asked, gwen: User) -> None:
    story, ada, fay = asked_for(asked), signed_in(asked.cast.ada.user), signed_in(asked.cast.fay)

    ada.post(own(asked), {"yes": "1"})
    ada.post(own(asked), form(hand_in="1"))
    fay.post(of_cohort(asked, story), {"version": "1", "title": "One page", "worked": "One page helps."})
    ada.post(own(asked), {"approve": "1", "version": "2"})

    story.refresh_from_db()
    assert (story.state, story.title, "One page helps." in report(asked, gwen)) == (State.APPROVED, "One page", True)


def test_bad_input_keeps_everything(asked: Asked) -> None:
    storytelling.answer(asked_for(asked), yes=True)
    long = "y" * 1201

    answer = signed_in(asked.cast.ada.user).post(own(asked), form(save="1", hard=long))

    body = answer.content.decode()
    assert (answer.status_code, long in body, SECRET in body) == (422, True, True)


@pytest.mark.parametrize(
    "sent", [{"approve": "1", "version": "9" * 30}, {"approve": "1"}, {"yes": "1"}, {"forget": "1"}]
)
def test_what_is_not_possible_now_is_said_in_words(asked: Asked, sent: dict[str, str]) -> None:
    offered(asked)

    answer = signed_in(asked.cast.ada.user).post(own(asked), sent)

    assert (answer.status_code, PracticeStory.objects.get().state) == (409, State.OFFERED)


def test_home_tells_who_is_asked(asked: Asked) -> None:
    asked_for(asked)
    homes = [
        signed_in(one.user).get(asked.cast.programme.url).content.decode() for one in (asked.cast.ada, asked.cast.ben)
    ]

    assert ["Would you tell what made the difference?" in home for home in homes] == [True, False]
