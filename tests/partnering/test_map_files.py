"""A map as a file: what goes out, and lists of partners that come in."""

import csv
import io
import itertools
import uuid
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from elearning.partnering import joining, listing, sheets
from elearning.partnering.models import MapEntry, MapLink, MapTaskPage
from elearning.printing import paper
from tests.conftest import Cast, signed_in
from tests.laying import laid
from tests.partnering import makers

SECRETS = {"key_contact": "Their sergeant", "note": "Hard to reach"}


@laid
def step(cast: Cast) -> MapTaskPage:
    return makers.map_page(cast.programme)


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def read(text: str, **known: Any) -> sheets.Sheet:
    return sheets.read(text, listing.columns(), **known)


def listed(client: Any, step: MapTaskPage, **given: Any) -> Any:
    return client.post(step.door("take_in"), {"token": str(uuid.uuid4()), **given})


def test_table_for_spreadsheets_says_words_and_leaves_secrets_out(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police", strength=3, sector="public", **SECRETS)

    answer = signed_in(cast.ada.user).get(step.door("csv"))

    row = dict(zip(*rows_of(answer), strict=True))
    assert (row["Partner"], row["Where is it today?"], row["Sector"]) == ("Police", "Cooperating", "Public")
    assert row["How strong is the link?"] == "Firm: we speak often and mostly trust each other"
    assert "sergeant" not in answer.content.decode()


def test_table_has_secrets_if_its_owner_asks(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, **SECRETS)

    row = dict(zip(*rows_of(signed_in(cast.ada.user).get(f"{step.door('csv')}?with=notes")), strict=True))

    assert (row["Key contact"], row["Note"]) == ("Their sergeant", "Hard to reach")


def test_table_starts_no_formula(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="=1+1", purpose="@SUM(A1)")

    cells = rows_of(signed_in(cast.ada.user).get(step.door("csv")))[1]

    assert [cell for cell in cells if cell.startswith(("=", "@", "+"))] == []


def test_table_that_went_out_comes_in_again_as_it_was(cast: Cast, step: MapTaskPage) -> None:
    given = {"name": "=Trust, “A”", "strength": 2, "health": "mixed", "agreement": "spoken", "note": "Two\nlines"}
    makers.entry(cast.ada, step, review="date", review_date="2027-02-01", importance=4, **given)
    out = signed_in(cast.ada.user).get(f"{step.door('csv')}?with=notes").content

    client = signed_in(cast.ben.user)
    text = listed(client, step, file=SimpleUploadedFile("map.csv", out)).context["text"]
    listed(client, step, pasted=text, confirm="1")

    mine, theirs = MapEntry.objects.of(cast.ada).get(), MapEntry.objects.of(cast.ben).get()
    fields = (*listing.FIELDS, *listing.SEALED)
    assert [getattr(theirs, name) for name in fields] == [getattr(mine, name) for name in fields]


def test_links_that_went_out_come_in_again(cast: Cast, step: MapTaskPage) -> None:
    police, carers, youth = (makers.entry(cast.ada, step, name=name) for name in ("Police", "Carers", "Youth forum"))
    joining.join(cast.ada, police.pk, youth.pk, {"level": "networking", "strength": 2, "health": "good"})
    joining.join(cast.ada, carers.pk, youth.pk, {"level": "", "strength": None, "health": ""})
    out = signed_in(cast.ada.user).get(step.door("csv")).content

    client = signed_in(cast.ben.user)
    shown = listed(client, step, file=SimpleUploadedFile("map.csv", out))
    listed(client, step, pasted=shown.context["text"], confirm="1")

    assert (shown.context["sheet"].unknown, shown.context["links"], shown.context["lost"]) == ((), 2, [])
    links = MapLink.objects.filter(map__enrolment=cast.ben).values_list("one__name", "two__name")
    assert sorted(links) == [("Carers", "Youth forum"), ("Police", "Youth forum")]


def test_link_to_nobody_is_named_and_left_out(cast: Cast, step: MapTaskPage) -> None:
    old = makers.entry(cast.ada, step, name="Police")
    makers.entry(cast.ben, step, name="Secret friends")
    text = "Partner,Level,Works with\nCarers,networking,police; Secret friends; Carers; \nPolice,networking,Carers\n"
    client = signed_in(cast.ada.user)

    shown = listed(client, step, pasted=text)
    listed(client, step, pasted=text, confirm="1")
    listed(client, step, pasted=text, confirm="1")

    assert [(row.number, name) for row, name in shown.context["lost"]] == [(2, "Secret friends")]
    link = MapLink.objects.get()
    assert (link.one, link.two.name, link.map.enrolment) == (old, "Carers", cast.ada)


def test_list_changes_no_link_that_is_there(cast: Cast, step: MapTaskPage) -> None:
    one, two = (makers.entry(cast.ada, step, name=name) for name in ("Police", "Carers"))
    joining.join(cast.ada, one.pk, two.pk, {"level": "networking", "strength": 2, "health": "good"})

    added = joining.join_by_name(cast.ada, [("carers", "police"), ("police", "nobody")])

    assert (added, MapLink.objects.get().strength) == (0, 2)


def test_list_is_shown_before_it_is_taken(cast: Cast, step: MapTaskPage) -> None:
    answer = listed(signed_in(cast.ada.user), step, pasted="Police; Networking\nCarers; friends")

    assert (answer.status_code, MapEntry.objects.count()) == (200, 0)
    assert [row.facts["name"] for row in answer.context["sheet"].rows] == ["Police"]
    assert answer.context["faults"] == [
        "Row 2, column “Where is it today?”: “friends” is none of the answers that can be given."
    ]


def test_list_taken_twice_puts_each_partner_down_once(cast: Cast, step: MapTaskPage) -> None:
    client, sent = (
        signed_in(cast.ada.user),
        {"token": str(uuid.uuid4()), "pasted": "Police; Networking", "confirm": "1"},
    )

    answers = [client.post(step.door("take_in"), sent).headers["Location"] for _ in range(2)]

    assert (answers, MapEntry.objects.count()) == ([step.door()] * 2, 1)


def test_list_names_every_fault_by_row_and_column(cast: Cast, step: MapTaskPage) -> None:
    text = "Partner,Level,Strength,How is it doing?,Review date,What is it for?\n"
    text += (
        f",networking,,,,\nPolice,,,,,\nA,networking,9,,,\nB,networking,,,2027-02-31,\nC,networking,,,,{'x' * 141}\n"
    )
    text += "D,networking,,,,\nd,networking,,,,\nE,networking,,fine,,\n"

    found = [(fault.number, fault.column, fault.reason) for fault in read(text).faults]

    assert found == [
        (2, "Partner", "missing"),
        (3, "Where is it today?", "missing"),
        (4, "How strong is the link?", "unknown"),
        (5, "Review date", "no date"),
        (6, "What is it for?", "too long"),
        (8, "Partner", "twice"),
        (9, "How is it doing?", "unknown"),
    ]


@pytest.mark.parametrize(
    "text", ["Police;Networking", "Police\tnetworking", "Police, NETWORKING", "\ufeffPolice;Networking"]
)
def test_list_without_headings_is_name_and_level(text: str) -> None:
    assert read(sheets.text_of(text)).rows[0].facts["name"] == "Police"
    assert read(sheets.text_of(text)).rows[0].facts["level_now"] == "networking"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_list_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    assert read(sheets.text_of("Café;Networking".encode(encoding))).rows[0].facts["name"] == "Café"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"x" * 200_001, "too big"),
        ("x;networking\n" * 301, "too many"),
        (b"\xff\xfe\x00", "not text"),
        (b"PK\x03\x04\x00\x00", "not text"),
        ("\n \n", "empty"),
        ("Level,Sector\nnetworking,public", "no name"),
        ('"' + "x" * 150_000, "not text"),
    ],
)
def test_list_that_cannot_be_read_says_why(cast: Cast, step: MapTaskPage, source: Any, reason: str) -> None:
    with pytest.raises(sheets.UnreadableError) as refused:
        read(sheets.text_of(source))

    assert refused.value.reason == reason
    assert listing.refusal(reason)


def test_hostile_file_is_refused_in_words(cast: Cast, step: MapTaskPage) -> None:
    file = SimpleUploadedFile("map.csv", b"PK\x03\x04" + bytes(200))

    answer = listed(signed_in(cast.ada.user), step, file=file)

    assert (answer.status_code, MapEntry.objects.count()) == (422, 0)
    assert "This file cannot be read as text." in answer.content.decode()


@pytest.mark.parametrize("given", [{}, {"pasted": "  "}, {"token": "x", "pasted": "Police;Networking"}])
def test_nothing_or_nonsense_re_shows_the_form(cast: Cast, step: MapTaskPage, given: dict[str, str]) -> None:
    assert listed(signed_in(cast.ada.user), step, **given).status_code == 422


def test_list_knows_who_is_on_the_map(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police")

    answer = listed(signed_in(cast.ada.user), step, pasted="POLICE;Networking\nCarers;Networking")

    assert [row.facts["name"] for row in answer.context["sheet"].rows] == ["Carers"]


def test_list_that_would_overfill_the_map_puts_nobody_down(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="First")
    text = "\n".join(f"Partner {number};networking" for number in range(300))

    answer = signed_in(cast.ada.user).post(
        step.door("take_in"), {"token": str(uuid.uuid4()), "pasted": text, "confirm": "1"}, follow=True
    )

    assert "A map holds at most 300 partners." in answer.content.decode()
    assert MapEntry.objects.count() == 1


def test_map_of_three_hundred_shows_all_in_the_list_and_twenty_five_in_the_picture(
    cast: Cast, step: MapTaskPage
) -> None:
    text = "\n".join(f"Partner {number};networking" for number in range(300))
    listed(signed_in(cast.ada.user), step, pasted=text, confirm="1")

    answer = signed_in(cast.ada.user).get(step.door())

    assert (len(answer.context["rows"]), len(answer.context["picture"]["drawing"].nodes)) == (300, 25)
    assert "The picture holds 25 of these 300 partners" in answer.content.decode()


def test_filter_narrows_list_and_picture_and_nonsense_is_no_filter(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police", sector="public")
    makers.entry(cast.ada, step, name="Carers", level_now="networking", importance=4)
    client = signed_in(cast.ada.user)

    def names(query: str) -> list[str]:
        return [entry.name for entry in client.get(f"{step.door()}?{query}").context["chosen"]]

    assert names("level=networking") == names("matters=on") == ["Carers"]
    assert names("sector=public") == ["Police"]
    assert names("level=x") == ["Police", "Carers"]
    assert names("level=none") == []


def test_picture_to_be_enlarged_names_partners_and_leads_nowhere(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="A & B", **SECRETS)

    answer = signed_in(cast.ada.user).get(step.door("svg"))

    drawn = answer.content.decode()
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ("A &amp; B" in drawn, "<a " in drawn, "sergeant" in drawn, "style" in drawn) == (True, False, False, False)


@pytest.mark.parametrize("count", [1, 12, 25])
def test_sheet_is_one_page_of_a4(cast: Cast, step: MapTaskPage, count: int) -> None:
    entries = [
        makers.entry(
            cast.ada, step, name=f"Wenlow Valley Community Partnership {number}", level_now="networking", sector="public",
            purpose="What we do together for people who have been in hospital", importance=4, power="someone_else",
            benefit="both", agreement="out_of_date", review="none_set", strength=3, health="strained", kind="internal",
        )
        for number in range(count)
    ]  # fmt: skip
    for one, two in itertools.pairwise(entries[:5]):
        joining.join(cast.ada, one.pk, two.pk, {"strength": 2})

    made = signed_in(cast.ada.user).get(step.door("pdf"))

    with pikepdf.open(io.BytesIO(made.content)) as sheet:
        assert [[round(float(side)) for side in page.mediabox] for page in sheet.pages] == [[0, 0, 595, 842]]


def test_picture_is_a_png_two_thousand_pixels_wide(cast: Cast, step: MapTaskPage) -> None:
    makers.entry(cast.ada, step, name="Police", sector="public")

    made = signed_in(cast.ada.user).get(step.door("png"))

    picture = Image.open(io.BytesIO(made.content))
    assert (picture.format, picture.width) == ("PNG", 2000)
    assert len(picture.convert("RGB").getcolors(256) or []) > 10


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_file_that_cannot_be_made_says_so(cast: Cast, step: MapTaskPage, kind: str, monkeypatch) -> None:
    makers.entry(cast.ada, step)
    monkeypatch.setattr(paper, "SECONDS", 0.01)

    answer = signed_in(cast.ada.user).get(step.door(kind), follow=True)

    assert (answer.status_code, "could not be made just now" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
def test_empty_map_makes_no_picture(cast: Cast, step: MapTaskPage, kind: str) -> None:
    assert signed_in(cast.ada.user).get(step.door(kind)).headers["Location"] == step.door()
