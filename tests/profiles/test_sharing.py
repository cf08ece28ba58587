"""Results shown to a named person: who may open them, what they hold, when they end, and what their owner is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from elearning.jobs.ticking import CHORES
from elearning.profiles import rehearsing, sharing
from elearning.profiles.models import ResultLook, ResultShare
from elearning.profiles.sharing import SharingError
from elearning.programmes.models import Enrolment
from tests import factories
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.profiles import makers

UNKNOWN = "nobody.known@example.org"


@laid
def steps(cast: Cast) -> makers.Steps:
    made = makers.steps(cast)
    makers.result(cast.ada, made)
    return made


@laid
def ada(cast: Cast) -> Client:
    return signed_in(cast.ada.user)


def share(cast: Cast, address: str = "", *, with_numbers: bool = False) -> ResultShare:
    return sharing.share(cast.ada, address or cast.fay.email, with_numbers=with_numbers, by=cast.ada.user)


def at(given: ResultShare) -> str:
    return f"/my/shared/{given.public_id}/"


def opened(client: Client, given: ResultShare) -> str:
    return client.post(at(given), follow=True).content.decode()


@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu", "ben", "ada"])
def test_share_opens_for_nobody_but_the_person_it_is_meant_for(cast: Cast, steps: makers.Steps, who: str) -> None:
    given = share(cast, cast.cal.user.email)
    person = getattr(cast, who)
    client = signed_in(getattr(person, "user", person))

    assert [client.get(at(given)).status_code, client.post(at(given)).status_code] == [404, 404]
    assert ResultLook.objects.count() == 0


def test_share_asks_the_signed_out_to_sign_in(client: Client, cast: Cast, steps: makers.Steps) -> None:
    assert client.get(at(share(cast))).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("door", ["share", "share_preview"])
@pytest.mark.parametrize("who", ["zoe", "fay", "max", "olu"])
def test_sharing_doors_do_not_exist_for_others(cast: Cast, steps: makers.Steps, door: str, who: str) -> None:
    client = signed_in(getattr(cast, who))

    assert [client.get(steps.results.door(door)).status_code, client.post(steps.results.door(door)).status_code] == [
        404,
        404,
    ]


def test_taking_back_is_the_owners_alone(cast: Cast, steps: makers.Steps) -> None:
    given = share(cast)

    statuses = [
        signed_in(user).post(steps.results.door("share_end", share_id=given.public_id)).status_code
        for user in (cast.fay, cast.ben.user, cast.max, cast.zoe)
    ]

    given.refresh_from_db()
    assert statuses == [404] * 4
    assert given.is_live


def test_facilitator_without_a_share_finds_no_results(cast: Cast, steps: makers.Steps) -> None:
    fay = signed_in(cast.fay)

    assert fay.get(steps.results.url).status_code == 404
    assert fay.get("/my/shared/").context["shares"] == []


def test_looking_at_the_address_shows_and_notes_nothing(cast: Cast, steps: makers.Steps) -> None:
    page = signed_in(cast.fay).get(at(share(cast))).content.decode()

    assert "Title of LEAD" not in page
    assert "When you open them, they see the date and time." in page
    assert ResultLook.objects.count() == 0


def test_opening_is_noted_and_shown_to_the_owner(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    given, fay = share(cast), signed_in(cast.fay)

    page = opened(fay, given)
    ResultLook.objects.update(looked_at=datetime(2026, 11, 3, 14, 5, tzinfo=UTC))

    assert "By their own account Ada Example is strongest in <strong>Title of GRUP</strong>." in page
    assert ResultLook.objects.count() == 1
    assert "3 November 2026, 14:05" in ada.get(steps.results.door("share")).content.decode()


def test_an_opened_share_closes_after_half_an_hour(cast: Cast, steps: makers.Steps) -> None:
    given, fay = share(cast), signed_in(cast.fay)
    opened(fay, given)

    look = ResultLook.objects.get()
    ResultLook.objects.update(looked_at=look.looked_at - timedelta(minutes=29))
    open_still = "Title of LEAD" in fay.get(at(given)).content.decode()
    ResultLook.objects.update(looked_at=look.looked_at - timedelta(minutes=30))

    assert (open_still, "Title of LEAD" in fay.get(at(given)).content.decode()) == (True, False)


def test_another_browser_must_open_it_anew(cast: Cast, steps: makers.Steps) -> None:
    given = share(cast)
    opened(signed_in(cast.fay), given)

    assert "Title of LEAD" not in signed_in(cast.fay).get(at(given)).content.decode()


def test_taken_back_share_is_gone_at_once_though_it_is_open(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    given, fay = share(cast), signed_in(cast.fay)
    opened(fay, given)

    ada.post(steps.results.door("share_end", share_id=given.public_id))

    assert [fay.get(at(given)).status_code, fay.post(at(given)).status_code] == [404, 404]
    assert fay.get("/my/shared/").context["shares"] == []


def test_shared_page_holds_words_and_neither_answers_nor_numbers(cast: Cast, steps: makers.Steps) -> None:
    page = opened(signed_in(cast.fay), share(cast))

    assert "not much part of your practice yet" in page
    assert [sign for sign in ("(2.3)", '<svg class="pd-meter"', "Will matter:", "Essential") if sign in page] == []


def test_shared_page_holds_pictures_and_numbers_where_they_were_added(cast: Cast, steps: makers.Steps) -> None:
    page = opened(signed_in(cast.fay), share(cast, with_numbers=True))

    assert "<strong>(2.3)</strong>" in page
    assert page.count('<svg class="pd-meter"') == 8
    assert "Will matter:" not in page


def test_asking_for_numbers_gives_none_that_were_not_shared(cast: Cast, steps: makers.Steps) -> None:
    given, fay = share(cast), signed_in(cast.fay)
    opened(fay, given)

    assert "(2.3)" not in fay.get(f"{at(given)}?numbers=1").content.decode()


def test_preview_shows_what_the_recipient_reads(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    def table(page: str) -> str:
        return page[page.index("<table>") : page.index("</table>")]

    seen = opened(signed_in(cast.fay), share(cast))

    assert table(ada.get(steps.results.door("share_preview")).content.decode()) == table(seen)


def test_share_holds_the_results_of_its_day(cast: Cast, steps: makers.Steps) -> None:
    given = share(cast)
    strong: dict[str, tuple[list[int | None], int]] = {code: ([5, 5, 5, 5], 4) for code in makers.ANSWERS}
    again(cast, steps, strong)

    assert "strongest in <strong>Title of GRUP</strong>" in opened(signed_in(cast.fay), given)


def again(cast: Cast, steps: makers.Steps, given: dict[str, tuple[list[int | None], int]]) -> None:
    """Let Ada answer a second time before sets are formed."""
    signed_in(cast.ada.user).post(steps.assessment.door("redo"))
    rehearsing.rehearse(cast.ada, steps.assessment, makers.answers(given), makers.importance(given))


def test_facilitator_who_leaves_the_cohort_sees_nothing_more(cast: Cast, steps: makers.Steps) -> None:
    given, fay = share(cast), signed_in(cast.fay)
    opened(fay, given)

    cast.cohort.roles.filter(user=cast.fay).delete()

    assert fay.get(at(given)).status_code == 404


@pytest.mark.parametrize("leaver", ["ada", "ben"])
def test_share_ends_when_one_of_the_two_leaves(cast: Cast, steps: makers.Steps, leaver: str) -> None:
    given, ben = share(cast, cast.ben.user.email), signed_in(cast.ben.user)
    before = ben.get(at(given)).status_code

    Enrolment.objects.filter(pk=getattr(cast, leaver).pk).update(state=Enrolment.State.WITHDRAWN)

    assert (before, ben.get(at(given)).status_code) == (200, 404)


def test_share_ends_ninety_days_after_the_planned_close(cast: Cast, steps: makers.Steps) -> None:
    given, fay = share(cast), signed_in(cast.fay)

    assert given.ends_on == cast.cohort.last_meeting_on + timedelta(days=120 + 90)
    ResultShare.objects.update(ends_on=timezone.localdate())
    assert fay.get(at(given)).status_code == 200
    ResultShare.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert fay.get(at(given)).status_code == 404


def test_shares_whose_time_is_over_are_forgotten(cast: Cast, steps: makers.Steps) -> None:
    over, still = share(cast, cast.ben.user.email), share(cast)
    sharing.look(over, by=cast.ben.user)
    ResultShare.objects.filter(pk=over.pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    sharing.forget(timezone.now())

    assert list(ResultShare.objects.all()) == [still]
    assert ResultLook.objects.count() == 0
    assert CHORES["forget_shares"].function is sharing.forget


def test_share_of_an_earlier_cohort_is_no_key_to_a_later_one(cast: Cast, steps: makers.Steps) -> None:
    other = factories.cohort(cast.programme, name="Elsewhere")
    factories.enrolment(other, cast.zoe)

    given = share(cast, cast.zoe.email)

    assert given.recipient is None
    assert signed_in(cast.zoe).get(at(given)).status_code == 404


@pytest.mark.parametrize("who", ["max", "olu", "pia"])
def test_managers_and_coordinators_cannot_be_given_results(cast: Cast, steps: makers.Steps, who: str) -> None:
    assert share(cast, getattr(cast, who).email).recipient is None


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    cast: Cast, steps: makers.Steps, ada: Client, django_capture_on_commit_callbacks: object
) -> None:
    def answer(address: str) -> tuple[int, str, str]:
        response = ada.post(steps.results.door("share"), {"who": "else", "email": address}, follow=True)
        made = ResultShare.objects.get(address=address)
        page = response.content.decode().replace(address, "ADDRESS").replace(str(made.public_id), "KEY")
        sharing.end(made, by=cast.ada.user)
        made.delete()
        return response.status_code, without_tokens(page), response.redirect_chain[-1][0]

    mail.outbox.clear()
    assert answer(cast.ben.user.email) == answer(UNKNOWN)


def without_tokens(page: str) -> str:
    """The page without what differs each time it is made."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_recipient_gets_one_neutral_mail(
    cast: Cast, steps: makers.Steps, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        share(cast)
        share(cast, UNKNOWN)

    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([cast.fay.email], "Somebody has shared something with you")
    ]
    everything = str(mail.outbox[0].message()).lower()
    assert [word for word in ("result", "title of", "score", "assessment") if word in everything] == []


def test_sharing_again_ends_the_earlier_share(cast: Cast, steps: makers.Steps) -> None:
    first = share(cast)
    second = share(cast, cast.fay.email.upper(), with_numbers=True)

    assert list(ResultShare.objects.live()) == [second]
    assert signed_in(cast.fay).get(at(first)).status_code == 404


def test_taking_back_twice_changes_nothing(cast: Cast, steps: makers.Steps) -> None:
    given = share(cast)
    first = sharing.end(given, by=cast.ada.user).revoked_at

    assert sharing.end(given, by=cast.ada.user).revoked_at == first


def test_sharing_is_refused_in_words(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    def refusal(address: str) -> str:
        with pytest.raises(SharingError) as refused:
            share(cast, address)
        return str(refused.value)

    assert refusal("Ada.Example@example.org") == "This is your own address."
    for number in range(sharing.MOST_A_DAY):
        share(cast, f"person{number}@example.org")
    assert refusal(cast.fay.email) == "You have shared your results ten times within a day. Please go on tomorrow."
    response = ada.post(steps.results.door("share"), {"who": "else", "email": cast.ben.user.email})
    assert response.status_code == 422
    assert "ten times within a day" in response.content.decode()


def test_nothing_can_be_shared_before_there_are_results(cast: Cast, steps: makers.Steps) -> None:
    with pytest.raises(SharingError, match="no results to share yet"):
        sharing.share(cast.ben, cast.fay.email, with_numbers=False, by=cast.ben.user)
    page = signed_in(cast.ben.user).get(steps.results.door("share")).content.decode()
    assert "You have no results to show yet." in page
    assert signed_in(cast.ben.user).get(steps.results.door("share_preview")).status_code == 404


def test_nothing_can_be_shared_after_the_last_day(cast: Cast, steps: makers.Steps) -> None:
    cast.ada.cohort.last_meeting_on = timezone.localdate() - timedelta(days=211)

    with pytest.raises(SharingError, match="The time for sharing is over"):
        share(cast)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Please choose: Whom do you want to show them to?"),
        ({"who": "else"}, "Write the address of the person you mean."),
        ({"who": "else", "email": "not an address"}, "Enter a valid email address."),
        ({"who": "else", "email": "ben\x00@example.org"}, "Null characters are not allowed."),
        ({"who": "999"}, "Select a valid choice."),
    ],
)
def test_form_says_what_is_wrong(
    cast: Cast, steps: makers.Steps, ada: Client, given: dict[str, str], message: str
) -> None:
    response = ada.post(steps.results.door("share"), given)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert ResultShare.objects.count() == 0


def test_form_shares_with_a_facilitator_from_the_list(cast: Cast, steps: makers.Steps, ada: Client) -> None:
    ada.post(steps.results.door("share"), {"who": str(cast.fay.pk), "with_numbers": "on"})

    given = ResultShare.objects.get()
    assert (given.recipient, given.with_numbers, given.enrolment) == (cast.fay, True, cast.ada)


def test_home_and_my_page_tell_what_is_shared(cast: Cast, steps: makers.Steps) -> None:
    share(cast)
    share(cast, cast.ben.user.email)

    pages = [signed_in(cast.fay).get("/my/"), signed_in(cast.ben.user).get(cast.programme.url)]

    assert ["Results of Ada Example" in page.content.decode() for page in pages] == [True, True]
    assert "Results of" not in signed_in(cast.cal.user).get(cast.programme.url).content.decode()


def test_sharing_pages_cost_the_same_with_one_share_and_with_three(
    cast: Cast, steps: makers.Steps, ada: Client, django_assert_num_queries: object
) -> None:
    share(cast)
    address = steps.results.door("share")
    ada.get(address)
    with django_assert_num_queries(11):  # type: ignore[operator]
        ada.get(address)

    for email in (cast.ben.user.email, UNKNOWN):
        share(cast, email)
    for given in ResultShare.objects.exclude(recipient=None):
        sharing.look(given, by=given.recipient)  # type: ignore[arg-type]

    with django_assert_num_queries(11):  # type: ignore[operator]
        ada.get(address)


def test_shared_page_stays_below_its_budget(
    cast: Cast, steps: makers.Steps, django_assert_max_num_queries: object
) -> None:
    given, fay = share(cast, with_numbers=True), signed_in(cast.fay)
    opened(fay, given)

    with django_assert_max_num_queries(25):  # type: ignore[operator]
        fay.get(at(given))


def test_shared_pages_are_kept_by_no_cache(cast: Cast, steps: makers.Steps) -> None:
    given, fay = share(cast), signed_in(cast.fay)
    opened(fay, given)

    assert "no-store" in fay.get(at(given)).headers["Cache-Control"]
