"""The table of promises: what each says, the checks it stands on, and the tests and scripts that prove each check.

A test is named as pytest names it, without its cases; a script by its name in `make survive`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that is tried: its code, what holds in plain words, and where that is proved."""

    code: str
    words: str
    tests: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Promise:
    """What a customer may rely on, and the checks it stands on."""

    code: str
    words: str
    checks: tuple[str, ...]


def check(code: str, words: str, *proofs: str) -> Check:
    """A check; what holds `::` or ends in `.py` is a test, anything else a script."""
    tests = tuple(proof for proof in proofs if ".py" in proof)
    return Check(code, words, tests, tuple(proof for proof in proofs if proof not in tests))


PROMISES = (
    Promise(
        "O1",
        "What was acknowledged is never lost",
        ("D01", "D02", "D03", "D05", "D07", "D08", "R01", "R02", "R05", "R06"),
    ),
    Promise("O2", "Little is lost when a machine is", ("R11", "R13")),
    Promise("O3", "A copy can be put back quickly", ("R11", "R12")),
    Promise("O4", "Nobody reads or writes what is not theirs", tuple(f"A{n:02}" for n in range(1, 13))),
    Promise("O5", "Whoever asks to be forgotten is", ("P01", "P02", "P03", "P04", "P05", "P06")),
    Promise("O6", "Figures never give somebody away", ("P07", "P08", "P09")),
    Promise("O7", "People can write while something else is down", ("R04", "R07", "R08", "R09")),
    Promise("O8", "A new version comes without a pause", ("M01", "R14")),
    Promise("O9", "The doors are shut, and known holes are mended", ()),
)
CHECKS: tuple[Check, ...] = ()
