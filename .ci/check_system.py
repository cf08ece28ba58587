"""Says, before anything is installed, what this machine lacks and which package brings it."""

import ctypes.util
import importlib.util
import sys

NEEDED = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def main() -> None:
    """Exits with a message when Python is too old, or a library that makes PDFs is missing."""
    if sys.version_info < (3, 11, 2):
        sys.exit(
            f"Alongside needs Python 3.11.2 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …"
        )
    packages = [package for library, package in NEEDED.items() if not ctypes.util.find_library(library)]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append("python3-venv")
    if packages:
        sys.exit(
            "This machine lacks what Alongside needs to make its environment and PDFs.\n"
            f"On Debian and Ubuntu, install it with:\n\n    sudo apt-get install {' '.join(packages)}\n\nand run make again."
        )


main()
