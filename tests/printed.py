"""What has been printed in this run of the tests is not printed again from the same words.

The printing process is given everything it needs, and no database, so that the same words give the same pages: what one
test has printed does for the next, in whichever process and on whichever database it runs. Where a test has changed how
the process is run, or for how long, it is run.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from elearning.printing import paper

PLACE = "ALONGSIDE_TESTS_PRINTED"  # where what is printed is kept; `.ci/run` sets it for both databases
PRESS = "elearning.printing.press"


def remember() -> None:
    """From now on this process looks first at what has been printed."""
    apart, usual = paper.apart, (paper.SECONDS, paper.subprocess.run)
    folder = Path(os.environ[PLACE])

    def once(module: str, *arguments: str, given: bytes) -> bytes:
        if module != PRESS or (paper.SECONDS, paper.subprocess.run) != usual:
            return apart(module, *arguments, given=given)
        name = folder / hashlib.sha256(repr((arguments, given)).encode()).hexdigest()
        if not name.exists():
            keep(name, apart(module, *arguments, given=given))
        return name.read_bytes()

    paper.apart = once


def keep(name: Path, content: bytes) -> None:
    """Put `content` there as a whole: others may be looking."""
    with tempfile.NamedTemporaryFile(dir=name.parent, delete=False) as file:
        file.write(content)
    Path(file.name).rename(name)
