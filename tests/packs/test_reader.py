"""Reading a pack: who sees what, and that private notes are private and never lost."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from elearning.programmes.models import CohortRole, Enrolment
from packs import reading
from packs.models import LearningPackPage, PackNote, PackReading
from packs.sections import Section, outline
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.packs import makers

MOST_QUERIES = 25
MOST_FOR_QUESTIONS = 15
AUTOSAVE = {"x-autosave": "1"}


@laid
def pack(cast: Cast) -> LearningPackPage:
    return makers.pack(cast.programme.framework)


def part(pack: LearningPackPage, slug: str) -> Section:
    return next(part for part in pack.sections(with_trainer_notes=True) if part.slug == slug)


def first_key(pack: LearningPackPage) -> str:
    return part(pack, "reflect").asks[0].key


def write(client: Client, pack: LearningPackPage, text: str, version: int = 0, **headers: str) -> HttpResponse:
    return client.post(f"{pack.url}reflect/", {first_key(pack): text, "version": version}, headers=headers)


def kept(enrolment: Enrolment) -> list[str]:
    return list(PackNote.objects.filter(reading__enrolment=enrolment).values_list("text", flat=True))


# Who sees what


@pytest.mark.parametrize(
    "door", ["", "whole/", "reading/", "tool-1/", "questionnaire/", "reflect/", "bring/", "credits/"]
)
def test_visitor_reads_every_part(pack: LearningPackPage, door: str) -> None:
    assert Client().get(pack.url + door).status_code == 200


@pytest.mark.parametrize("door", ["", "whole/", "reading/", "pdf/"])
def test_draft_is_not_there(pack: LearningPackPage, door: str) -> None:
    pack.unpublish()

    assert Client().get(pack.url + door).status_code == 404


def test_unpublished_changes_are_not_shown(pack: LearningPackPage) -> None:
    pack.title = "Half an idea"
    pack.save_revision()

    assert "Half an idea" not in Client().get(pack.url).content.decode()


@pytest.mark.parametrize("door", ["nothing/", "reading/more/", "tool-9/", "outcomes/"])
def test_door_that_does_not_exist(pack: LearningPackPage, door: str) -> None:
    assert Client().get(pack.url + door).status_code == 404


@pytest.mark.parametrize("name", ["zoe", "olu", "ada"])
def test_notes_for_facilitators_are_hidden(cast: Cast, pack: LearningPackPage, name: str) -> None:
    person = cast.ada.user if name == "ada" else getattr(cast, name)
    client = signed_in(person)

    assert client.get(f"{pack.url}facilitators/").status_code == 404
    assert client.get(f"{pack.url}pdf/facilitators/").status_code == 404
    assert "Blaming character" not in client.get(f"{pack.url}whole/").content.decode()


@pytest.mark.parametrize("name", ["fay", "max"])
def test_notes_for_facilitators_are_shown_to_those_who_run_cohorts(
    cast: Cast, pack: LearningPackPage, name: str
) -> None:
    client = signed_in(getattr(cast, name))

    assert client.get(f"{pack.url}facilitators/").status_code == 200
    assert "Blaming character" in client.get(f"{pack.url}whole/").content.decode()


def test_notes_for_facilitators_disappear_with_the_role(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.fay)
    CohortRole.objects.filter(user=cast.fay).delete()

    assert client.get(f"{pack.url}facilitators/").status_code == 404


def test_publisher_may_open_the_notes_for_facilitators(pack: LearningPackPage) -> None:
    pack.trainer_notes_public = True
    pack.save_revision().publish()

    assert Client().get(f"{pack.url}facilitators/").status_code == 200


# Private notes


@pytest.mark.parametrize("door", ["start/", "prepared/", "newest/", "reflect/"])
def test_signed_out_person_is_sent_to_sign_in(pack: LearningPackPage, door: str) -> None:
    response = Client().post(pack.url + door, {"version": 0})

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")
    assert PackReading.objects.count() == 0


@pytest.mark.parametrize("door", ["start/", "prepared/", "newest/", "reflect/"])
def test_stranger_has_no_notes(cast: Cast, pack: LearningPackPage, door: str) -> None:
    assert signed_in(cast.zoe).post(pack.url + door, {"version": 0}).status_code == 404
    assert PackReading.objects.count() == 0


def test_person_who_left_has_no_notes(cast: Cast, pack: LearningPackPage) -> None:
    Enrolment.objects.filter(pk=cast.ada.pk).update(state=Enrolment.State.WITHDRAWN)

    assert write(signed_in(cast.ada.user), pack, "Too late").status_code == 404


def test_nothing_is_kept_before_the_notice_is_read(cast: Cast, pack: LearningPackPage) -> None:
    Enrolment.objects.filter(pk=cast.ada.pk).update(privacy_version="", privacy_acknowledged_at=None)

    response = write(signed_in(cast.ada.user), pack, "Too early")

    assert response.status_code == 302
    assert PackReading.objects.count() == 0


def test_reading_writes_nothing(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    for door in ("", "whole/", "reading/", "reflect/", "bring/"):
        client.get(pack.url + door)

    assert PackReading.objects.count() == 0


@pytest.mark.parametrize("door", ["start/", "prepared/", "newest/"])
def test_doors_that_write_refuse_get(cast: Cast, pack: LearningPackPage, door: str) -> None:
    assert signed_in(cast.ada.user).get(pack.url + door).status_code == 405


def test_start_takes_the_pack_up_once(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)

    first = client.post(f"{pack.url}start/")
    client.post(f"{pack.url}start/")

    assert first.headers["Location"] == f"{pack.url}reading/"
    assert PackReading.objects.filter(enrolment=cast.ada, pack=pack, version=pack.versions.get()).count() == 1


def test_note_is_kept_and_shown_again(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)

    response = write(client, pack, "An early warning")

    assert response.headers["Location"] == f"{pack.url}scenario/"
    assert kept(cast.ada) == ["An early warning"]
    assert "An early warning" in client.get(f"{pack.url}reflect/").content.decode()


def test_note_is_seen_by_nobody_else(cast: Cast, pack: LearningPackPage) -> None:
    write(signed_in(cast.ada.user), pack, "Only Ada knows")

    for person in (cast.ben.user, cast.fay, cast.max, cast.olu, cast.zoe):
        client = signed_in(person)
        for door in ("", "reflect/", "whole/"):
            assert "Only Ada knows" not in client.get(pack.url + door).content.decode()


def test_another_person_cannot_write_into_it(cast: Cast, pack: LearningPackPage) -> None:
    write(signed_in(cast.ada.user), pack, "Ada's")
    write(signed_in(cast.ben.user), pack, "Ben's")

    assert (kept(cast.ada), kept(cast.ben)) == (["Ada's"], ["Ben's"])


def test_key_of_another_part_is_not_written(cast: Cast, pack: LearningPackPage) -> None:
    signed_in(cast.ada.user).post(f"{pack.url}reflect/", {"card-issue": "Slipped in", "version": 0})

    assert kept(cast.ada) == []


def test_questionnaire_keeps_the_answer_in_words(cast: Cast, pack: LearningPackPage) -> None:
    key = part(pack, "questionnaire").asks[0].key

    signed_in(cast.ada.user).post(f"{pack.url}questionnaire/", {key: "Often", "version": 0})

    assert kept(cast.ada) == ["Often"]


def test_questionnaire_refuses_other_answers(cast: Cast, pack: LearningPackPage) -> None:
    key = part(pack, "questionnaire").asks[0].key

    response = signed_in(cast.ada.user).post(f"{pack.url}questionnaire/", {key: "Always", "version": 0})

    assert response.status_code == 200
    assert kept(cast.ada) == []


def test_card_is_kept(cast: Cast, pack: LearningPackPage) -> None:
    signed_in(cast.ada.user).post(
        f"{pack.url}bring/", {"card-issue": "A late report", "card-want": "decide", "version": 0}
    )

    assert sorted(kept(cast.ada)) == ["A late report", "decide"]


def test_double_submit_is_harmless(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)

    responses = [write(client, pack, "Once", version=0) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert kept(cast.ada) == ["Once"]


def test_stale_form_shows_both_texts_and_overwrites_neither(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "From the first window", version=0)

    response = write(client, pack, "From the second window", version=0)

    page = response.content.decode()
    assert response.status_code == 409
    assert "From the first window" in page
    assert "From the second window" in page
    assert kept(cast.ada) == ["From the first window"]


def test_stale_form_can_be_saved_knowingly(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "First", version=0)
    shown = write(client, pack, "Second", version=0)

    write(client, pack, "Both", version=int(shown.context["form"]["version"].value()))

    assert kept(cast.ada) == ["Both"]


def test_autosave_answers_with_the_time_and_the_next_version(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)

    first = write(client, pack, "A", version=0, **AUTOSAVE)
    second = write(client, pack, "AB", version=int(first.headers["X-Version"]), **AUTOSAVE)

    assert (first.status_code, second.status_code) == (200, 200)
    assert len(first.json()["saved_at"]) == len("10:42")
    assert kept(cast.ada) == ["AB"]


def test_autosave_does_not_count_the_part_as_done(cast: Cast, pack: LearningPackPage) -> None:
    write(signed_in(cast.ada.user), pack, "A", **AUTOSAVE)

    assert PackReading.objects.get().finished == []


def test_autosave_of_a_stale_form_is_a_conflict(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "First", version=0, **AUTOSAVE)

    response = write(client, pack, "Second", version=0, **AUTOSAVE)

    assert (response.status_code, kept(cast.ada)) == (409, ["First"])


@pytest.mark.parametrize("text", ["a\x00b", "x" * 4001])
def test_bad_text_is_an_error_and_stays_on_the_page(cast: Cast, pack: LearningPackPage, text: str) -> None:
    client = signed_in(cast.ada.user)

    response = write(client, pack, text)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert write(client, pack, text, **AUTOSAVE).status_code == 422
    assert kept(cast.ada) == []


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_form_without_a_version_is_refused_kindly(cast: Cast, pack: LearningPackPage, version: str) -> None:
    response = signed_in(cast.ada.user).post(f"{pack.url}reflect/", {first_key(pack): "Text", "version": version})

    assert response.status_code == 200
    assert "Text" in response.content.decode()
    assert kept(cast.ada) == []


def test_part_without_questions_is_done_with_a_button(cast: Cast, pack: LearningPackPage) -> None:
    response = signed_in(cast.ada.user).post(f"{pack.url}reading/", {"version": 0})

    assert response.headers["Location"] == f"{pack.url}tool-1/"
    assert PackReading.objects.get().finished == ["reading"]


def test_prepared_is_a_tick_that_can_be_taken_away(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)

    client.post(f"{pack.url}prepared/", {"prepared": "yes"})
    ticked = PackReading.objects.get().prepared_at
    client.post(f"{pack.url}prepared/", {"prepared": "no"})

    assert ticked
    assert PackReading.objects.get().prepared_at is None


# On one page, and by itself


def test_whole_pack_shows_own_notes_only_when_asked(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "Written by Ada")
    choice = part(pack, "questionnaire").asks[0].key
    client.post(f"{pack.url}questionnaire/", {choice: "Often", "version": 0})

    page = client.get(f"{pack.url}whole/?with=notes").content.decode()

    assert '<p class="pd-written">Written by Ada</p>' in page
    assert '<p class="pd-written">Often</p>' in page
    assert "Only you can see this" in page
    assert "Written by Ada" not in client.get(f"{pack.url}whole/").content.decode()


@pytest.mark.parametrize("name", ["ben", "fay", "zoe", ""])
def test_whole_pack_never_shows_the_notes_of_others(cast: Cast, pack: LearningPackPage, name: str) -> None:
    write(signed_in(cast.ada.user), pack, "Written by Ada")
    person = getattr(cast, name) if name else None
    client = signed_in(getattr(person, "user", person)) if person else Client()

    answer = client.get(f"{pack.url}whole/?with=notes")

    assert (answer.status_code, "Written by Ada" in answer.content.decode()) == (200, False)


def test_whole_pack_with_lines_to_write_on(pack: LearningPackPage) -> None:
    lines = Client().get(f"{pack.url}whole/?with=lines").content.decode()

    assert lines.count('class="pd-lines"') == sum(len(p.asks) for p in pack.sections(with_trainer_notes=False))
    assert "pd-lines" not in Client().get(f"{pack.url}whole/?with=x").content.decode()


def test_card_stands_by_itself_in_the_order_of_the_card(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    given = {"card-want": "decide", "card-issue": "A late report", "card-who": "Their office", "version": 0}
    client.post(f"{pack.url}bring/", given)

    page = client.get(f"{pack.url}card/")

    assert page.context["card"].lines == [
        ("My issue in one sentence", "A late report"),
        ("Who is involved", "Their office"),
        ("What I want from the set", "To decide"),
    ]
    assert page.context["card"].text.startswith("My issue in one sentence\nA late report\n\nWho is")
    assert "Only you can see this" in page.content.decode()


def test_card_is_its_owners_alone(cast: Cast, pack: LearningPackPage) -> None:
    signed_in(cast.ada.user).post(f"{pack.url}bring/", {"card-issue": "Only Ada knows", "version": 0})

    assert signed_in(cast.ben.user).get(f"{pack.url}card/").context["card"].lines == []
    assert signed_in(cast.fay).get(f"{pack.url}card/").status_code == 404
    assert signed_in(cast.zoe).get(f"{pack.url}card/").status_code == 404
    assert Client().get(f"{pack.url}card/").status_code == 302


def test_empty_card_leads_to_where_it_is_written(cast: Cast, pack: LearningPackPage) -> None:
    page = signed_in(cast.ada.user).get(f"{pack.url}card/").content.decode()

    assert f'href="{pack.url}bring/"' in page
    assert PackReading.objects.count() == 0


def test_card_belongs_to_the_version_that_is_read(cast: Cast, pack: LearningPackPage) -> None:
    signed_in(cast.ada.user).post(f"{pack.url}bring/", {"card-issue": "A late report", "version": 0})
    changed(pack)

    assert reading.card_of(cast.ada, pack).lines == [("My issue in one sentence", "A late report")]


def test_reader_goes_on_at_the_first_part_that_is_not_done(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}reading/", {"version": 0})
    own = PackReading.objects.get()
    seen = [place.slug for place in outline(own.version.schema["body"])]

    assert seen == [part.slug for part in pack.sections(with_trainer_notes=False)]
    assert own.goes_on_at == outline(own.version.schema["body"])[1]
    own.finished = seen
    assert own.goes_on_at is None


def test_every_part_lists_all_parts_with_what_is_done(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}reading/", {"version": 0})

    page = client.get(f"{pack.url}tool-1/").content.decode()

    assert page.count('class="govuk-link govuk-task-list__link"') == len(pack.sections(with_trainer_notes=False))
    assert "Done" in page
    assert "minutes to read" in page


def test_resource_is_called_a_resource(cast: Cast) -> None:
    resource = makers.resource(cast.programme.framework)
    client = signed_in(cast.ada.user)

    front, whole = (client.get(resource.url + door).content.decode() for door in ("", "whole/"))

    for words in ("When is this resource for you?", "With this resource you can…"):
        assert words in front
        assert words in whole
    assert "Start this resource" in front
    assert "the whole resource" in whole
    assert not any(words in front + whole for words in ("When is this pack", "After this pack", "Start this pack"))


# Versions


def changed(pack: LearningPackPage) -> LearningPackPage:
    """The pack in a second version, with another second reflective question."""
    questions = makers.words()["reflective_questions"]
    questions[1] = {"id": "r9", "text": "A question of the second version?"}
    return makers.pack(pack.subject.framework, version="1.1", reflective_questions=questions)


def test_reader_stays_in_the_version_they_started(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")
    changed(pack)

    assert "second version" not in client.get(f"{pack.url}reflect/").content.decode()
    assert "There is a newer version, 1.1" in client.get(pack.url).content.decode()
    assert "second version" in signed_in(cast.ben.user).get(f"{pack.url}reflect/").content.decode()


def test_reader_moves_and_takes_notes_along(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "Comes with me")
    changed(pack)

    client.post(f"{pack.url}newest/")

    page = client.get(f"{pack.url}reflect/").content.decode()
    assert "second version" in page
    assert "Comes with me" in page


# Figures


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_question_page_asks_little_of_the_database(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    write(client, pack, "One")
    one = queries(client, f"{pack.url}reflect/")
    texts = {ask.key: "Text" for ask in part(pack, "reflect").asks}
    client.post(f"{pack.url}reflect/", {**texts, "version": 1})

    assert len(kept(cast.ada)) == 4
    assert queries(client, f"{pack.url}reflect/") == one
    assert one <= MOST_FOR_QUESTIONS


def test_first_page_asks_little_of_the_database(cast: Cast, pack: LearningPackPage) -> None:
    client = signed_in(cast.ada.user)
    client.post(f"{pack.url}start/")

    assert queries(client, pack.url) <= MOST_QUERIES
    assert queries(Client(), f"{pack.url}whole/") <= MOST_QUERIES
