"""Counting what each choice of a filter leaves."""

from hypothesis import given
from hypothesis import strategies as st

from packs.facets import FITS, Kind, counts, number, values

kinds = st.lists(
    st.builds(
        Kind,
        subject=st.sampled_from(["", "LEAD", "TRAK"]),
        format=st.sampled_from(["pack", "resource"]),
        level=st.sampled_from(["", "New to it"]),
        language=st.sampled_from(["en-gb", "fr"]),
        publisher=st.sampled_from(["alder", "salt"]),
        minutes=st.integers(5, 240),
        number=st.integers(1, 9),
    ),
    max_size=12,
)
chosen = st.fixed_dictionaries(
    {},
    optional={
        "subject": st.sampled_from(["LEAD", "TRAK"]),
        "time": st.sampled_from(["30", "45", "60"]),
        "language": st.sampled_from(["fr", "cy"]),
    },
)


def kind(subject: str = "LEAD", minutes: int = 50, number: int = 1) -> Kind:
    return Kind(subject, "pack", "", "en-gb", "alder", minutes, number)


def test_counts_leave_out_the_filter_they_belong_to() -> None:
    found = [kind("LEAD", number=3), kind("TRAK", minutes=40), kind("TRAK", minutes=70)]

    assert counts(found, {"subject": "LEAD", "time": "60"}, "subject") == {"LEAD": 3, "TRAK": 1}
    assert number(found, {"subject": "TRAK", "time": "60"}) == 1


def test_times_hold_what_is_shorter_too() -> None:
    assert counts([kind(minutes=30), kind(minutes=46)], {}, "time") == {"30": 1, "45": 1, "60": 2}


def test_what_is_not_said_is_no_choice() -> None:
    assert values([kind(""), kind("LEAD")], "subject") == ["LEAD"]


@given(kinds, chosen, st.sampled_from(sorted(FITS)))
def test_a_count_is_what_choosing_it_leaves(found: list[Kind], filters: dict[str, str], name: str) -> None:
    for value, count in counts(found, filters, name).items():
        assert count == number(found, filters | {name: value})
