"""What is said of known vulnerabilities: one that can be mended fails the build, one that cannot is named (TRUST S12, O9)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
UNKNOWN = {"name": "alongside", "skip_reason": "not there"}


def holed(*mended: str) -> dict[str, Any]:
    return {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-2026-1", "fix_versions": list(mended)}]}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([SOUND, UNKNOWN], 0, "0 in 2 packages; not known there: 1."),
        ([UNKNOWN, UNKNOWN], 0, "not asked"),
        ([SOUND, holed()], 0, "CVE-2026-1, mended in no version yet"),
        ([SOUND, holed("1.1", "1.2")], 1, "pillow 1.0: CVE-2026-1, mended in 1.1, 1.2"),
    ],
    ids=["nothing", "nobody knows", "not mended", "mended"],
)
def test_what_can_be_mended_fails(tmp_path: Path, packages: list[Any], status: int, words: str) -> None:
    said = tmp_path / "said.json"
    said.write_text(json.dumps({"dependencies": packages}))
    done = subprocess.run(  # noqa: S603
        [sys.executable, ".ci/audit.py", str(said)], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert done.returncode == status, done.stderr
    assert words in done.stdout
