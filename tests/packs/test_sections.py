"""A pack in parts: their places, reading times and headings, the forms of tools, and the cover's title."""

import pytest
from wagtail.rich_text import RichText

from packs.blocks import PackBody, words_in
from packs.loading import PackWriter
from packs.sections import sections
from packs.templatetags.packs import prose, title_lines
from tests.packs import makers

BODY = PackBody().to_python(PackWriter("MPW:410-02").body(makers.words()))


def test_parts_stand_in_the_order_in_which_they_are_read() -> None:
    assert [part.slug for part in sections(BODY, with_trainer_notes=True)] == [
        "reading",
        "tool-1",
        "tool-2",
        "tool-3",
        "questionnaire",
        "reflect",
        "scenario",
        "bring",
        "try",
        "facilitators",
        "further-reading",
        "credits",
    ]


def test_notes_for_facilitators_are_left_out_unless_asked_for() -> None:
    assert "facilitators" not in {part.slug for part in sections(BODY, with_trainer_notes=False)}


def test_parts_with_questions_say_what_they_ask() -> None:
    counts = {part.slug: len(part.asks) for part in sections(BODY, with_trainer_notes=False) if part.asks}

    assert counts == {"questionnaire": 7, "reflect": 4, "bring": 7}


def test_reading_time_is_200_words_a_minute_rounded_up() -> None:
    reading = sections(BODY, with_trainer_notes=False)[0]

    assert (words_in(reading.value.source), reading.minutes) == (pytest.approx(850, abs=50), 5)


def test_words_are_counted_without_markup() -> None:
    assert words_in("<p>Two&nbsp;words</p><ul><li>and <b>three</b> more</li></ul>") == 5


def test_table_with_labels_leaves_the_other_cells_blank() -> None:
    table = next(iter(BODY[2].value["form"])).value

    assert [(label, len(cells)) for label, cells in table.lines][:2] == [
        ("My request in one sentence, with a date", 2),
        ("What they are judged on", 2),
    ]
    assert not table.is_wide


def test_table_of_blank_rows_is_blank() -> None:
    table = next(iter(BODY[4].value["form"])).value

    assert [(label, len(cells)) for label, cells in table.lines] == [("", 5)] * 6
    assert table.is_wide


@pytest.mark.parametrize(
    ("level", "html"),
    [
        (2, '<h2 data-block-key="x">A</h2><p>b</p><h3>C</h3>'),
        (3, '<h3 data-block-key="x">A</h3><p>b</p><h4>C</h4>'),
    ],
)
def test_headings_move_below_the_one_above_them(level: int, html: str) -> None:
    value = RichText('<h2 data-block-key="x">A</h2><p>b</p><h3>C</h3>')

    assert str(prose(value, level).source) == html


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Group dynamics", ["Group dynamics"]),
        ("Managing people you do not line-manage", ["Managing people", "you do not", "line-manage"]),
        (
            "Sustaining motivation: your own and the partnership's",
            ["Sustaining", "motivation: your", "own and the", "partnership's"],
        ),
    ],
)
def test_title_is_broken_between_words_for_the_cover(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_title_that_is_too_long_for_the_cover_ends_in_dots() -> None:
    lines = title_lines("A very long title about how eleven organisations came to share one single small lift key")

    assert (len(lines), lines[-1][-1]) == (4, "…")
    assert max(len(line) for line in lines) <= 21


def test_quotation_stays_one_when_the_editor_saves_it() -> None:
    reading = BODY[1].block
    written = BODY[1].value.source

    opened_and_saved = reading.field.widget.converter.from_database_format(written)
    saved = reading.field.widget.converter.to_database_format(opened_and_saved)

    assert "<blockquote>A yes that could not have been a no is not yet a commitment.</blockquote>" in written
    assert saved.count("<blockquote") == 1
