"""What counts as the same on both databases when an installation is moved."""

from elearning.upkeep import moving


def test_zero_with_a_sign_is_the_zero_that_postgresql_keeps() -> None:
    here, there = (
        moving.read_json('{"change": -0.0, "to": [-0.5, -0]}'),
        moving.read_json('{"to": [-0.5, 0], "change": 0.0}'),
    )

    assert repr(here) == repr(there)
    assert repr(here) != repr(moving.read_json('{"change": -0.5, "to": [-0.5, 0]}'))
