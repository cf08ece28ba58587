"""The doors of agreements: their partners', and whoever has a link that opens."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elearning.accounts.models import User
from elearning.agreements import commenting, drafting, signing
from elearning.agreements.models import Comment, PartnershipAgreement
from elearning.records import composing
from tests.agreements import makers
from tests.conftest import Cast, signed_in
from tests.laying import laid

DOORS = ["agreement", "section", "partners", "comments", "agree", "review", "versions", "read", "download"]
STRANGERS = ["cal", "fay", "max", "olu", "pia", "zoe"]


@laid
def ready(cast: Cast) -> PartnershipAgreement:
    made = makers.between(cast)
    makers.agreed(cast, made)
    signing.reopen(made, by=cast.ada.user)
    return made


def door(one: PartnershipAgreement, name: str) -> str:
    more = {"section": [2], "download": ["docx"]}.get(name, [])
    query = f"?review={one.reviews.all()[0].pk}" if name == "review" else ""
    return reverse(f"agreements:{name}", args=[one.public_id, *more]) + query


def user(cast: Cast, who: str) -> User:
    found = getattr(cast, who)
    return getattr(found, "user", found)


@pytest.mark.parametrize("name", DOORS)
def test_only_partners_find_it(cast: Cast, ready: PartnershipAgreement, name: str) -> None:
    gets = {who: signed_in(user(cast, who)).get(door(ready, name)).status_code for who in [*STRANGERS, "ada", "ben"]}
    posts = {who: signed_in(user(cast, who)).post(door(ready, name)).status_code for who in STRANGERS}

    assert gets == {**dict.fromkeys(STRANGERS, 404), "ada": 200, "ben": 200}
    assert posts == dict.fromkeys(STRANGERS, 404)


@pytest.mark.parametrize("name", DOORS)
def test_signed_out_is_sent_to_sign_in(ready: PartnershipAgreement, name: str) -> None:
    assert Client().get(door(ready, name)).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("who", STRANGERS)
def test_list_names_no_agreement_of_others(cast: Cast, ready: PartnershipAgreement, who: str) -> None:
    assert "Joined-up" not in signed_in(user(cast, who)).get(reverse("agreements:mine")).content.decode()


def test_beginning_at_the_door(cast: Cast) -> None:
    sent = {"title": "Schools", "organisation": "Riverside", "representative": "Ada", "form_key": str(uuid.uuid4())}
    client = signed_in(cast.ada.user)

    places = [client.post(reverse("agreements:begin"), sent).headers["Location"] for _turn in range(2)]

    assert places == [reverse("agreements:agreement", args=[PartnershipAgreement.objects.get().public_id])] * 2


@pytest.mark.parametrize("given", [{}, {"title": "x" * 121}, {"form_key": "rubbish"}])
def test_beginning_with_a_fault_begins_nothing(cast: Cast, given: dict[str, str]) -> None:
    sent = {"title": "", "organisation": "R", "representative": "A", "form_key": str(uuid.uuid4()), **given}

    answer = signed_in(cast.ada.user).post(reverse("agreements:begin"), sent)

    assert (answer.status_code, PartnershipAgreement.objects.count()) == (422, 0)


def test_page_saves_itself(cast: Cast, ready: PartnershipAgreement) -> None:
    client = signed_in(cast.ada.user)
    now = ready.sections.get(number=2).revision

    answer = client.post(door(ready, "section"), {"version": str(now), "text": "New."}, headers={"x-autosave": "1"})

    assert (answer.status_code, answer.headers["X-Version"], ready.sections.get(number=2).text) == (204, "2", "New.")


def test_stale_window_shows_both(cast: Cast, ready: PartnershipAgreement) -> None:
    answer = signed_in(cast.ada.user).post(door(ready, "section"), {"version": "0", "text": "Typed here."})

    page = answer.content.decode()
    assert (answer.status_code, "Typed here." in page, "Nobody waits" in page) == (409, True, True)


def test_section_leads_to_the_next(cast: Cast, ready: PartnershipAgreement) -> None:
    answer = signed_in(cast.ada.user).post(door(ready, "section"), {"version": "1", "text": "New."})

    assert answer.headers["Location"] == reverse("agreements:section", args=[ready.public_id, 3])


@pytest.mark.parametrize("number", [0, 17, 10**20])
def test_there_are_sixteen_sections(cast: Cast, ready: PartnershipAgreement, number: int) -> None:
    client = signed_in(cast.ada.user)

    assert client.get(f"/agreements/{ready.public_id}/section/{number}/").status_code == 404


def test_dates_are_kept_in_order(cast: Cast, ready: PartnershipAgreement) -> None:
    sent = {"version": "1", "text": ""}
    for n, (day, month) in enumerate([("2", "9"), ("1", "4")]):
        sent |= {f"on-{n}_day": day, f"on-{n}_month": month, f"on-{n}_year": "2028", f"convenes-{n}": f"Person {n}"}

    signed_in(cast.ada.user).post(reverse("agreements:section", args=[ready.public_id, 15]), sent)

    assert ready.sections.get(number=15).rows == [
        {"on": "2028-04-01", "convenes": "Person 1"},
        {"on": "2028-09-02", "convenes": "Person 0"},
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"on-0_day": "31", "on-0_month": "2", "on-0_year": "2028", "convenes-0": ""},
        {"on-0_day": "1", "on-0_month": "2", "on-0_year": "9999", "convenes-0": ""},
        {"convenes-0": "Somebody"},
    ],
)
def test_fault_in_a_date_keeps_what_was_there(cast: Cast, ready: PartnershipAgreement, given: dict[str, str]) -> None:
    where = reverse("agreements:section", args=[ready.public_id, 15])
    before = ready.sections.get(number=15).rows

    answer = signed_in(cast.ada.user).post(where, {"version": "1", "text": "", **given})

    assert (answer.status_code, ready.sections.get(number=15).rows) == (422, before)


def test_role_table_is_kept_row_by_row(cast: Cast, ready: PartnershipAgreement) -> None:
    sent = {"version": "1", "text": "", "task-0": "", "task-1": "Newsletter", "leads-1": "Harbour", "told-1": "All"}

    signed_in(cast.ada.user).post(reverse("agreements:section", args=[ready.public_id, 6]), sent)

    assert ready.sections.get(number=6).rows == [
        {"task": "Newsletter", "leads": "Harbour", "does": "", "consulted": "", "told": "All"}
    ]


def test_agreeing_at_the_door(cast: Cast, ready: PartnershipAgreement) -> None:
    signed_in(cast.ada.user).post(door(ready, "agree"), {"propose": "1"})
    for one in (cast.ada, cast.ben):
        party = ready.parties.get(user=one.user)
        sent = {"sign": "1", "version": "2", "party": str(party.pk), "name": one.user.name, "role": "Head"}
        signed_in(one.user).post(door(ready, "agree"), sent)

    ready.refresh_from_db()
    assert ready.state == "agreed"


def test_name_under_an_earlier_version_does_not_count(cast: Cast, ready: PartnershipAgreement) -> None:
    signing.propose(ready, by=cast.ada.user)
    party = ready.parties.get(user=cast.ada.user)
    sent = {"sign": "1", "version": "1", "party": str(party.pk), "name": "Ada", "role": "Head"}

    signed_in(cast.ada.user).post(door(ready, "agree"), sent)

    assert [one.signatures.count() for one in ready.versions.order_by("number")] == [2, 0]


def test_versions_show_what_went_and_came(cast: Cast, ready: PartnershipAgreement) -> None:
    makers.write(ready, 2, "Nobody waits for a home.")
    signing.propose(ready, by=cast.ada.user)

    page = signed_in(cast.ben.user).get(door(ready, "versions")).content.decode()

    assert ("<ins>" in page, "<del>" in page, "2. Why" in page, "3. Values" in page) == (True, True, True, False)


def link_to(cast: Cast, one: PartnershipAgreement) -> str:
    link = commenting.share(one, days=7, for_whom="Nia", by=cast.ada.user)
    return "/" + commenting.address_of(link).split("/", 3)[3]


def comment(**given: str) -> dict[str, str]:
    return {"name": "Nia", "number": "2", "text": "Who is missing here?", "form_key": str(uuid.uuid4()), **given}


def test_link_reads_and_comments_without_signing_in(cast: Cast, ready: PartnershipAgreement) -> None:
    address = link_to(cast, ready)
    client = Client()

    page = client.get(address)
    client.post(address, comment())

    assert ("Nobody waits" in page.content.decode(), page.headers["X-Robots-Tag"]) == (True, "noindex, nofollow")
    assert [(one.name, one.number, one.user) for one in Comment.objects.all()] == [("Nia", 2, None)]


def test_link_shows_no_comment_made_elsewhere(cast: Cast, ready: PartnershipAgreement) -> None:
    drafted = {"name": "Ben", "number": 2, "text": "Between us only.", "form_key": uuid.uuid4()}
    commenting.comment(ready, **drafted, by=cast.ben.user)
    other = link_to(cast, ready)
    Client().post(other, comment(text="By another link."))

    page = Client().get(link_to(cast, ready)).content.decode()

    assert ("Between us only." in page, "By another link." in page) == (False, False)


def test_link_opens_nothing_else(cast: Cast, ready: PartnershipAgreement) -> None:
    client = Client()
    client.get(link_to(cast, ready))

    assert {client.get(door(ready, name)).status_code for name in DOORS} == {302}


def test_link_taken_back_gives_back_what_was_typed(cast: Cast, ready: PartnershipAgreement) -> None:
    address = link_to(cast, ready)
    commenting.revoke(ready, ready.links.get().pk, by=cast.ada.user)

    answer = Client().post(address, comment())

    assert (answer.status_code, "Who is missing here?" in answer.content.decode()) == (404, True)
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("given", [{"name": ""}, {"text": ""}, {"number": "99"}, {"text": "x" * 1501}])
def test_comment_with_a_fault_is_asked_again(cast: Cast, ready: PartnershipAgreement, given: dict[str, str]) -> None:
    answer = Client().post(link_to(cast, ready), comment(**given))

    assert (answer.status_code, Comment.objects.count()) == (422, 0)


def test_comment_refused_by_rule_is_shown_again_and_can_be_sent_later(
    cast: Cast, ready: PartnershipAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = commenting.share(ready, days=7, for_whom="", by=cast.ada.user)
    door, said = commenting.address_of(link), {"name": "Lea", "number": "2", "text": "Who pays the van?"}
    monkeypatch.setattr(commenting, "MOST_AN_HOUR", 0)

    answer = Client().post(door, {**said, "form_key": str(uuid.uuid4())})
    monkeypatch.setattr(commenting, "MOST_AN_HOUR", 20)
    form = answer.context["form"]
    later = Client().post(door, {name: form[name].value() for name in ("name", "number", "text", "form_key")})

    assert (answer.status_code, form["text"].value()) == (422, said["text"])
    assert form.non_field_errors() == ["Many comments have come by this link. Try again in an hour."]
    assert (later.status_code, ready.comments.get().text) == (302, said["text"])


def test_comment_by_a_used_form_keeps_its_words(cast: Cast, ready: PartnershipAgreement) -> None:
    other, key = makers.begun(cast.ada, title="Another"), str(uuid.uuid4())
    client, said = signed_in(cast.ada.user), {"name": "Ada", "number": "0", "say": "1"}
    client.post(door(other, "comments"), {**said, "text": "First", "form_key": key})

    answer = client.post(door(ready, "comments"), {**said, "text": "Second", "form_key": key})
    form = answer.context["say"]

    assert (answer.status_code, form["text"].value()) == (422, "Second")
    assert form["form_key"].value() != key
    assert not ready.comments.exists()


def test_partner_refused_by_rule_keeps_what_was_typed(cast: Cast, ready: PartnershipAgreement) -> None:
    sent = {"organisation": "Harbour", "representative": "Ben", "email": cast.ben.user.email, "add": "1"}

    answer = signed_in(cast.ada.user).post(door(ready, "partners"), sent)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["This person is a party already."]
    assert answer.context["form"]["organisation"].value() == "Harbour"


def test_review_noted_elsewhere_keeps_what_was_typed(cast: Cast, ready: PartnershipAgreement) -> None:
    held = ready.reviews.all()[0]
    signing.review(held, held_on=date(2026, 1, 5), outcome="carry_on", note="Calm", by=cast.ben.user)
    day = {"held_on_day": "6", "held_on_month": "1", "held_on_year": "2026"}

    answer = signed_in(cast.ada.user).post(
        door(ready, "review"), {"review": held.pk, "outcome": "end", "note": "Too slow", **day}
    )

    assert answer.status_code == 422
    assert '<blockquote class="govuk-inset-text" id="unkept">Too slow</blockquote>' in answer.content.decode()


def test_comment_is_text_and_no_markup(cast: Cast, ready: PartnershipAgreement) -> None:
    Client().post(link_to(cast, ready), comment(text="<script>alert(1)</script>", name="<i>Nia</i>"))

    page = signed_in(cast.ada.user).get(door(ready, "comments")).content.decode()

    assert ("<script>alert" in page, "<i>Nia" in page, "&lt;script&gt;alert" in page) == (False, False, True)


@pytest.mark.parametrize("name", ["agreement", "section", "comments", "agree", "versions", "read"])
def test_pages_ask_little_of_the_database(cast: Cast, ready: PartnershipAgreement, name: str) -> None:
    for number in range(1, 17):
        drafted = {"name": "Ben", "number": number, "text": "A word.", "form_key": uuid.uuid4()}
        commenting.comment(ready, **drafted, by=cast.ben.user)
    drafting.add_party(ready, drafting.Partner("A third"), by=cast.ada.user)
    client = signed_in(cast.ada.user)

    with CaptureQueriesContext(connection) as queries:
        client.get(door(ready, name))

    assert len(queries) <= 16


def test_record_tells_dates_and_tasks_in_words(cast: Cast, ready: PartnershipAgreement) -> None:
    page = composing.as_html(composing.compose(cast.ada.user))

    assert "2026-12-01 · 2027-11-30" in page
    assert "Daily list · Harbour · Riverside · Wards" in page
