"""Writes tables for spreadsheets: the one place where CSV is made, so that no cell is ever taken for a formula (TRUST C05)."""

import csv
import io
import re
from collections.abc import Iterable

# What spreadsheets read as the beginning of a formula, the wide letters of East Asian ones among them.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


def guarded(value: object) -> str:
    """`value` as a cell that no spreadsheet takes for a formula: an apostrophe is put before what would start one.

    A plain number below nought does no harm and stays a number.
    """
    text = str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) and not NUMBER.fullmatch(text) else text


def as_csv(lines: Iterable[Iterable[object]], *, for_programs: bool = False) -> str:
    """`lines` as CSV with guarded cells and a byte order mark, which spreadsheets need in order to read UTF-8.

    `for_programs` leaves the mark out and ends lines as programs expect; cells are guarded all the same.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n" if for_programs else "\r\n").writerows(map(guarded, line) for line in lines)
    return out.getvalue() if for_programs else f"\ufeff{out.getvalue()}"
