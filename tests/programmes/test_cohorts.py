"""Running cohorts: who may, what is asked, and what is refused in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format

from elearning.accounts.models import Organisation, User
from elearning.programmes import arranging, enrolling
from elearning.programmes.models import Cohort, CohortRole, Enrolment, Invitation, ProgrammeManager
from tests import factories
from tests.conftest import Cast, signed_in
from tests.programmes.makers import a_row, invited

RUNS = ["", "board.csv", "attendance/", "edit/", "invite/"]
MANAGES = ["close/", "helpers/"]
COHORT = {
    "name": "Spring cohort",
    "workshop_on_day": "2",
    "workshop_on_month": "3",
    "workshop_on_year": "2027",
    "starts": "9:30",
    "ends": "13:00",
    "time_zone": "Europe/London",
    "workshop_place": "Town Hall",
    "workshop_link": "",
    "priorities_due_on_day": "12",
    "priorities_due_on_month": "3",
    "priorities_due_on_year": "2027",
    "grouping_on_day": "16",
    "grouping_on_month": "3",
    "grouping_on_year": "2027",
    "last_meeting_on_day": "24",
    "last_meeting_on_month": "8",
    "last_meeting_on_year": "2027",
    "mode": "in_person",
    "smallest_set": "5",
    "largest_set": "7",
    "most_per_organisation": "2",
}


def address(cast: Cast, door: str = "") -> str:
    return f"/cohorts/{cast.cohort.public_id}/{door}"


def person(cast: Cast, name: str) -> User:
    who = getattr(cast, name)
    return getattr(who, "user", who)


@pytest.mark.parametrize("door", [*RUNS, *MANAGES, "our-people/"])
def test_cohort_asks_a_visitor_to_sign_in(client: Client, cast: Cast, door: str) -> None:
    assert client.get(address(cast, door)).headers["Location"].startswith("/sign-in/?next=/cohorts/")


@pytest.mark.parametrize("name", ["ada", "olu", "pia", "zoe"])
@pytest.mark.parametrize("door", [*RUNS, *MANAGES])
def test_cohort_does_not_exist_for_those_who_do_not_run_it(cast: Cast, name: str, door: str) -> None:
    assert signed_in(person(cast, name)).get(address(cast, door)).status_code == 404


@pytest.mark.parametrize("door", [*RUNS, *MANAGES])
def test_cohort_does_not_exist_for_the_facilitator_of_another(cast: Cast, door: str) -> None:
    other = factories.cohort(cast.programme)
    CohortRole.objects.create(cohort=other, user=cast.zoe, kind=CohortRole.Kind.FACILITATOR)

    assert signed_in(cast.zoe).get(address(cast, door)).status_code == 404


@pytest.mark.parametrize("name", ["fay", "max"])
@pytest.mark.parametrize("door", RUNS)
def test_cohort_opens_for_those_who_run_it(cast: Cast, name: str, door: str) -> None:
    assert signed_in(person(cast, name)).get(address(cast, door)).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("fay", 403), ("max", 200)])
@pytest.mark.parametrize("door", MANAGES)
def test_cohort_is_closed_and_staffed_by_its_manager_only(cast: Cast, name: str, status: int, door: str) -> None:
    assert signed_in(person(cast, name)).get(address(cast, door)).status_code == status


def test_role_taken_away_closes_the_board_at_the_next_click(cast: Cast) -> None:
    fay = signed_in(cast.fay)
    assert fay.get(address(cast)).status_code == 200

    signed_in(cast.max).post(address(cast, f"helpers/{cast.cohort.roles.get(user=cast.fay).pk}/end/"))

    assert fay.get(address(cast)).status_code == 404


def test_cohorts_lists_only_ones_own(cast: Cast) -> None:
    factories.cohort(name="Somebody else’s")

    response = signed_in(cast.max).get("/cohorts/")

    assert [cohort.name for cohort in response.context["cohorts"]] == ["Autumn cohort"]
    assert response.context["cohorts"][0].taking_part_count == 3


def test_create_is_for_managers(cast: Cast) -> None:
    assert [signed_in(who).get("/cohorts/new/").status_code for who in (cast.fay, cast.zoe, cast.max)] == [
        404,
        404,
        200,
    ]


def test_create_proposes_the_usual_dates(cast: Cast) -> None:
    asked = "?workshop_on_day=2&workshop_on_month=3&workshop_on_year=2027"

    response = signed_in(cast.max).get(f"/cohorts/new/{asked}")

    assert str(response.context["form"].initial["priorities_due_on"]) == "2027-03-12"
    assert 'value="16"' in response.content.decode()


def test_create_makes_a_cohort_in_its_own_time_zone(cast: Cast) -> None:
    sent = {**COHORT, "programme": cast.programme.pk, "time_zone": "Europe/Paris"}

    response = signed_in(cast.max).post("/cohorts/new/", sent)

    made = Cohort.objects.get(name="Spring cohort")
    assert response.headers["Location"] == f"/cohorts/{made.public_id}/invite/"
    assert made.workshop_starts_at.isoformat() == "2027-03-02T08:30:00+00:00"


def test_create_refuses_the_programme_of_somebody_else(cast: Cast) -> None:
    other = factories.programme()

    response = signed_in(cast.max).post("/cohorts/new/", {**COHORT, "programme": other.pk})

    assert list(response.context["form"].errors) == ["programme"]
    assert not Cohort.objects.filter(programme=other).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"workshop_on_day": "31", "workshop_on_month": "2"}, "workshop_on"),
        ({"workshop_on_day": ""}, "workshop_on"),
        ({"starts": "half past"}, "starts"),
        ({"ends": "9:00"}, "ends"),
        ({"priorities_due_on_year": "2026"}, "priorities_due_on"),
        ({"grouping_on_day": "1"}, "grouping_on"),
        ({"smallest_set": "3"}, "smallest_set"),
        ({"smallest_set": "7", "largest_set": "6"}, "largest_set"),
        ({"largest_set": "9"}, "largest_set"),
        ({"most_per_organisation": "0"}, "most_per_organisation"),
        ({"name": "x" * 121}, "name"),
        ({"name": "nul\x00"}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"workshop_link": "javascript:alert(1)"}, "workshop_link"),
    ],
)
def test_edit_says_what_is_wrong_and_changes_nothing(cast: Cast, changed: dict[str, str], field: str) -> None:
    response = signed_in(cast.max).post(address(cast, "edit/"), {**COHORT, **changed})

    assert list(response.context["form"].errors) == [field]
    cast.cohort.refresh_from_db()
    assert cast.cohort.name == "Autumn cohort"


def test_edit_shows_what_is_stored_and_stores_what_is_sent(cast: Cast) -> None:
    max_ = signed_in(cast.max)
    shown = max_.get(address(cast, "edit/")).context["form"].initial

    max_.post(address(cast, "edit/"), {**COHORT, "state": "closed", "programme": "1"})

    cast.cohort.refresh_from_db()
    assert str(shown["starts"]) == "10:30:00"
    assert (cast.cohort.name, cast.cohort.state, cast.cohort.programme) == ("Spring cohort", "running", cast.programme)


def test_close_ends_the_cohort(cast: Cast) -> None:
    signed_in(cast.max).post(address(cast, "close/"))

    cast.cohort.refresh_from_db()
    assert cast.cohort.state == "closed"


def test_close_says_what_stops_with_counts(cast: Cast) -> None:
    cast.cohort.last_meeting_on = cast.cohort.today + timedelta(days=10)
    cast.cohort.save()
    first, last = cast.cohort.window("follow_up")

    page = " ".join(signed_in(cast.max).get(address(cast, "close/")).content.decode().split())

    days = f"{date_format(first, 'j F Y')} to {date_format(last, 'j F Y')}"
    assert f"The third questionnaire, three months later ({days}): none of the 3 people taking part can answer" in page
    assert "cannot be opened again" in page
    assert "deleted 90 days from now" in page


def test_close_of_a_cohort_that_is_over_names_nothing_that_is_over_anyhow(cast: Cast) -> None:
    cast.cohort.last_meeting_on = cast.cohort.today - timedelta(days=400)

    assert arranging.what_closing_stops(cast.cohort) == []


def test_close_does_not_ask_about_a_cohort_that_is_closed(cast: Cast) -> None:
    Cohort.objects.update(state="closed")
    page = signed_in(cast.max).get(address(cast, "close/")).content.decode()

    assert ("closed already" in page, "Close the cohort</button>" in page) == (True, False)


def test_role_can_be_given_to_a_new_address(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    sent = {"email": "Ola@example.org", "kind": "coordinator", "organisation": "harbour trust"}

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.max).post(address(cast, "helpers/"), sent)

    role = CohortRole.objects.get(user__email="ola@example.org")
    assert (role.kind, role.organisation) == ("coordinator", cast.other)
    assert mail.outbox[-1].to == ["ola@example.org"]


def test_role_of_a_coordinator_needs_an_organisation(cast: Cast) -> None:
    response = signed_in(cast.max).post(address(cast, "helpers/"), {"email": "a@example.org", "kind": "coordinator"})

    assert list(response.context["form"].errors) == ["organisation"]


def test_role_of_facilitator_is_refused_to_somebody_who_takes_part(cast: Cast) -> None:
    response = signed_in(cast.max).post(
        address(cast, "helpers/"), {"email": cast.ada.user.email, "kind": "facilitator"}
    )

    assert "takes part in the cohort" in str(response.context["form"].errors["email"])


def test_role_of_another_cohort_cannot_be_ended_here(cast: Cast) -> None:
    other = CohortRole.objects.create(cohort=factories.cohort(), user=cast.zoe, kind=CohortRole.Kind.FACILITATOR)

    assert signed_in(cast.max).post(address(cast, f"helpers/{other.pk}/end/")).status_code == 404
    assert CohortRole.objects.filter(pk=other.pk).exists()


LIST = """Grace Otieno,grace@example.org,New Homes
Ada again,ADA.EXAMPLE@example.org,Riverside Council
Nobody,not-an-address,Harbour Trust
"""


def previewed(cast: Cast, text: str = LIST) -> Any:
    return signed_in(cast.fay).post(address(cast, "invite/"), {"pasted": text})


def test_invite_shows_what_would_happen_and_sends_nothing(cast: Cast) -> None:
    preview = previewed(cast).context["preview"]

    assert [(g.row.email, g.outcome) for g in preview.guests] == [("grace@example.org", "new")]
    assert [(g.row.email, g.note) for g in preview.passed_over] == [("ada.example@example.org", "Takes part already")]
    assert [(m.problem.number, m.problem.reason) for m in preview.mishaps] == [(3, "bad address")]
    assert preview.new_organisations == ["New Homes"]
    assert not User.objects.filter(email="grace@example.org").exists()
    assert not Organisation.objects.filter(name="New Homes").exists()
    assert mail.outbox == []


def test_invite_takes_a_file(cast: Cast) -> None:
    upload = SimpleUploadedFile(
        "people.csv", "Name;E-mail;Organisation\nZoë;zoe2@example.org;Harbour Trust".encode("cp1252")
    )

    response = signed_in(cast.fay).post(address(cast, "invite/"), {"file": upload})

    assert [guest.row.name for guest in response.context["preview"].guests] == ["Zoë"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "pasted"),
        ({"pasted": "\n"}, "pasted"),
        ({"pasted": "a\x00b"}, "pasted"),
        ({"file": SimpleUploadedFile("people.xlsx", b"PK\x03\x04\x00\x00")}, "file"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "file"),
        ({"file": SimpleUploadedFile("big.csv", b"a" * 1_000_001)}, "file"),
        ({"pasted": LIST, "file": SimpleUploadedFile("people.csv", LIST.encode())}, "file"),
    ],
)
def test_invite_says_why_a_list_cannot_be_read(cast: Cast, sent: dict[str, Any], field: str) -> None:
    for upload in sent.values():
        if not isinstance(upload, str):
            upload.seek(0)

    response = signed_in(cast.fay).post(address(cast, "invite/"), sent)

    assert list(response.context["form"].errors) == [field]


def test_confirm_twice_sends_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    sealed, fay = previewed(cast).context["sealed"], signed_in(cast.fay)

    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            response = fay.post(address(cast, "invite/confirm/"), {"sealed": sealed}, follow=True)

    assert [message.to for message in mail.outbox] == [["grace@example.org"]]
    assert "nothing was sent" in response.content.decode()
    enrolment = Enrolment.objects.get(user__email="grace@example.org")
    assert (enrolment.state, enrolment.organisation.name) == ("invited", "New Homes")
    assert not enrolment.user.has_usable_password()


@pytest.mark.parametrize("spoil", ["changed", "another cohort", "another person"])
def test_confirm_sends_only_what_was_shown_here_to_this_person(cast: Cast, spoil: str) -> None:
    sealed, sender, cohort = previewed(cast).context["sealed"], cast.fay, cast.cohort
    if spoil == "changed":
        sealed = sealed[:-1] + ("a" if sealed[-1] != "a" else "b")
    elif spoil == "another person":
        sender = cast.max
    else:
        cohort = factories.cohort(cast.programme)
        CohortRole.objects.create(cohort=cohort, user=cast.fay, kind=CohortRole.Kind.FACILITATOR)

    signed_in(sender).post(f"/cohorts/{cohort.public_id}/invite/confirm/", {"sealed": sealed})

    assert not Invitation.objects.exists()


def test_confirm_invites_nobody_to_a_closed_cohort(cast: Cast) -> None:
    sealed = previewed(cast).context["sealed"]
    Cohort.objects.update(state="closed")

    response = signed_in(cast.fay).post(address(cast, "invite/confirm/"), {"sealed": sealed}, follow=True)

    assert "This cohort is closed" in response.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("door", ["invite/confirm/", "people/{}/invite-again/", "people/{}/take-back/"])
def test_invitations_are_changed_by_post_only(cast: Cast, door: str) -> None:
    assert signed_in(cast.fay).get(address(cast, door.format(cast.ada.public_id))).status_code == 405


@pytest.mark.parametrize("name", ["ada", "olu", "zoe"])
@pytest.mark.parametrize("door", ["invite/confirm/", "people/{}/invite-again/", "people/{}/take-back/"])
def test_invitations_are_nobody_elses_to_send(cast: Cast, name: str, door: str) -> None:
    response = signed_in(person(cast, name)).post(address(cast, door.format(cast.ada.public_id)))

    assert response.status_code == 404


def test_take_back_ends_the_invitation(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    enrolment, _token = invited(cast.cohort, cast.fay, django_capture_on_commit_callbacks)

    signed_in(cast.fay).post(address(cast, f"people/{enrolment.public_id}/take-back/"))

    assert Enrolment.objects.get(pk=enrolment.pk).state == "removed"


def test_resend_is_refused_for_somebody_who_has_joined(cast: Cast) -> None:
    response = signed_in(cast.fay).post(address(cast, f"people/{cast.ada.public_id}/invite-again/"), follow=True)

    assert "only while somebody has not answered" in response.content.decode()
    assert not Invitation.objects.exists()


def test_resend_never_reaches_into_another_cohort(cast: Cast) -> None:
    stranger = factories.enrolment(factories.cohort(cast.programme), state="invited")

    assert signed_in(cast.fay).post(address(cast, f"people/{stranger.public_id}/invite-again/")).status_code == 404


def test_invite_passes_over_the_facilitator(cast: Cast) -> None:
    preview = previewed(cast, f"Fay,{cast.fay.email},Harbour Trust").context["preview"]

    assert [guest.row.email for guest in preview.passed_over] == [cast.fay.email]
    assert enrolling.invite(cast.cohort, [a_row(cast.fay.email)], by=cast.max) == []


@pytest.mark.parametrize("door", ["/cohorts/", "/reports/"])
def test_whoever_runs_many_cohorts_turns_pages(cast: Cast, door: str) -> None:
    for _number in range(24):
        factories.cohort(cast.cohort.programme)
    factories.cohort(name="Somebody else’s")
    max_ = signed_in(cast.max)

    first, second = (max_.get(f"{door}?page={number}").content.decode() for number in (1, 2))

    listed = [page.count('<h2 class="pd-card__title">') for page in (first, second)]
    assert listed == [20, 5]
    assert "Somebody else’s" not in first + second


def test_my_programmes_show_the_first_few_cohorts_and_the_way_to_all(cast: Cast) -> None:
    door = signed_in(cast.max)
    assert "All cohorts that you run" not in door.get("/my/").content.decode()
    for _number in range(24):
        factories.cohort(cast.cohort.programme)

    page = door.get("/my/").content.decode()

    assert page.count("/cohorts/") - page.count('href="/cohorts/"') == 8
    assert "All cohorts that you run" in page


def test_who_facilitates_in_a_programme_they_manage_sees_each_cohort_once(cast: Cast) -> None:
    CohortRole.objects.create(cohort=cast.cohort, user=cast.max, kind=CohortRole.Kind.FACILITATOR)
    ProgrammeManager.objects.create(programme=cast.cohort.programme, user=factories.user("Moe Example"))

    assert list(Cohort.objects.run_by(cast.max)) == [cast.cohort]
    assert list(Cohort.objects.reported_to(cast.max)) == [cast.cohort]
