"""Asks whether anything that the product is installed with has a known vulnerability: `python3 .ci/audit.py`.

Fails on one for which there is a version that mends it; names the others. Where the tool cannot be installed or the service of
advisories does not answer, it says that nobody was asked, and does not fail: a machine without a network can build. The tool
lives in an environment of its own, so that what it needs never mingles with what is looked at.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180
NOT_ASKED = "Known vulnerabilities: not asked, since {}."


def main(arguments: list[str]) -> int:
    """0 if nothing is known or nobody could be asked, else 1. A file that is named is read instead of asking."""
    if arguments:
        return tell(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        found = asked(Path(folder))
        return tell(found) if found is not None else 0


def asked(folder: Path) -> dict[str, Any] | None:
    """What pip-audit says of the pinned requirements; None, and words why, if it cannot say anything."""
    tool, said = folder / "tool", folder / "said.json"
    try:
        run(sys.executable, "-m", "venv", str(tool))
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "pip-audit>=2.9")
        run(str(tool / "bin" / "python"), *install)
    except (subprocess.SubprocessError, OSError):
        print(NOT_ASKED.format("pip-audit cannot be installed"))
        return None
    wanted = ("--requirement", str(ROOT / "requirements" / "base.txt"), "--no-deps", "--disable-pip")
    how = ("--timeout", "5", "--progress-spinner", "off", "--format", "json", "--output", str(said))
    try:
        run(str(tool / "bin" / "pip-audit"), *wanted, *how, may_fail=True)
        found: dict[str, Any] = json.loads(said.read_text(encoding="utf-8"))
    except (subprocess.SubprocessError, OSError, ValueError):
        print(NOT_ASKED.format("the service of advisories does not answer"))
        return None
    return found


def run(*command: str, may_fail: bool = False) -> None:
    """Raises subprocess.SubprocessError."""
    subprocess.run(command, check=not may_fail, timeout=SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def tell(found: dict[str, Any]) -> int:
    """Name every vulnerability; 1 if any of them can be mended."""
    known = [(one, hole) for one in found["dependencies"] for hole in one.get("vulns", [])]
    skipped = [one["name"] for one in found["dependencies"] if "skip_reason" in one]
    if len(skipped) == len(found["dependencies"]):
        print(NOT_ASKED.format("the service of advisories knows none of the packages"))
        return 0
    for one, hole in known:
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}")
    print(
        f"Known vulnerabilities: {len(known)} in {len(found['dependencies'])} packages; not known there: {len(skipped)}."
    )
    return int(any(hole["fix_versions"] for _one, hole in known))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
