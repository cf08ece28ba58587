"""What processes have taken of the processor and of memory, read from Linux's `/proc`. Knows no framework."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
IDLE = (3, 4)  # idle, and waiting for a disk


def children(pid: int) -> list[int]:
    """The processes that `pid` has started, by any of its threads."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(one) for one in (task / "children").read_text().split()]
    return found


def family(pid: int) -> list[int]:
    """A process and all that come of it."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def name_of(pid: int) -> str:
    """The words a process was started with."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def seconds_of(pid: int) -> float:
    """Seconds of the processor that a process has had, with those of its children that have ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(one) for one in fields[11:15]) / TICK
    return 0.0


def taken(pids: Iterable[int]) -> float:
    """Seconds of the processor of all of `pids` and of whatever came of them."""
    return sum(seconds_of(one) for pid in pids for one in family(pid))


def busy() -> float:
    """Seconds that all processors together have been busy since the machine started."""
    fields = [int(one) for one in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(fields) - sum(fields[one] for one in IDLE)) / TICK


def memory(pid: int) -> int:
    """A process's memory in bytes, of what it shares with others its part (PSS)."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
    return 0


@dataclass(frozen=True)
class Reading:
    """Seconds so far: of the processes that answer, of ourselves and our sender, and of everybody."""

    ours: float
    own: float
    all: float

    @classmethod
    def now(cls, pids: Iterable[int]) -> "Reading":
        """As it stands; `pids` are the first of those that answer."""
        return cls(taken(pids), seconds_of(os.getpid()), busy())
