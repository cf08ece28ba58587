"""What comes of a check, and how checks are told: one line each, and a table of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HEADINGS = ("check", "on", "figure", "", "seconds")


@dataclass
class Verdict:
    """`faults` in words, none if the check passed; `figure` is what was measured; `saves` and `lost` count acknowledged saves."""

    figure: str
    faults: list[str] = field(default_factory=list)
    saves: int = 0
    lost: int = 0

    def expect(self, is_so: object, fault: str) -> None:
        """Note `fault` unless it is so."""
        if not is_so:
            self.faults.append(fault)


def told(name: str, engine: str, verdict: Mapping[str, object], seconds: float) -> str:
    """One line."""
    faults = verdict["faults"]
    words = f"FAIL: {'; '.join(map(str, faults))}" if isinstance(faults, Sequence) and faults else "pass"
    return " | ".join([name, engine, str(verdict["figure"]), words, f"{seconds:.0f}"])
