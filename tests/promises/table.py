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
        ("D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "R01", "R02", "R05", "R06"),
    ),
    Promise("O2", "Little is lost when a machine is", ("R11", "R13", "R15")),
    Promise("O3", "A copy is put back quickly", ("R11", "R12")),
    Promise("O4", "Nobody reads or writes what is not theirs", tuple(f"A{number:02}" for number in range(1, 13))),
    Promise("O5", "Whoever asks to be forgotten is forgotten", ("P01", "P02", "P03", "P04", "P05", "P06", "P10")),
    Promise("O6", "Figures never give somebody away", ("P07", "P08", "P09")),
    Promise("O7", "People can write while something else is down", ("R04", "R07", "R08", "R09")),
    Promise("O8", "A new version comes without a pause", ("M01", "R14")),
    Promise(
        "O9",
        "The doors are shut, and known holes are looked up",
        (
            *(f"I{number:02}" for number in range(1, 9)),
            *(f"S{number:02}" for number in range(1, 11)),
            "S12",
            "D09",
            *(f"C{number:02}" for number in (*range(1, 13), 14)),
        ),
    ),
)
CHECKS = (
    check("A01", "Every door, file, feed and fragment opens to whom it should and to nobody else"),
    check(
        "A02",
        "Every address that the resolver knows is in the table of rights",
        "tests/stories/test_rights.py::test_every_door_is_in_the_table",
    ),
    check("A03", "No view fetches a row past the question of whose it is"),
    check("A04", "Another organisation's row named in a form is refused and changes nothing"),
    check("A05", "One foreign row among many refuses the whole request"),
    check("A06", "Fields that a form does not offer change nothing"),
    check("A07", "A right that ends is gone at the next request"),
    check("A08", "Wagtail's admin does not exist for whoever has no business there"),
    check("A09", "A publisher's side doors lead nowhere but to their own branch"),
    check("A10", "No API; documents and pictures are served as decided; no shared passwords"),
    check("A11", "Nothing is done out of its turn"),
    check("A12", "A letter that waits is not sent to whoever has left meanwhile"),
    check(
        "D01",
        "The last acknowledged answer outlives the browser",
        "tests/stories/test_saving.py::test_the_last_acknowledged_answer_outlives_the_browser",
        "tests/stories/test_at_once.py::test_an_acknowledged_answer_outlives_the_worker",
    ),
    check(
        "D02",
        "Two windows: neither text is lost, the person chooses",
        "tests/stories/test_saving.py::test_an_answer_changed_in_two_windows_is_the_persons_to_choose",
    ),
    check("D03", "The same form sent many times at once counts once", "tests/stories/test_at_once.py"),
    check("D04", "Ten thousand acts of answering, and what must hold holds", "D04"),
    check(
        "D05",
        "A session that ends while somebody writes loses nothing",
        "tests/stories/test_saving.py::test_what_was_sent_after_the_session_ended_comes_back",
        "tests/accounts/test_sent_again.py",
    ),
    check("D06", "Two facilitators at once put nobody into two sets", "D06"),
    check(
        "D07",
        "Eight people writing at once lock nobody out",
        "tests/stories/test_at_once.py::test_eight_people_writing_at_once_lock_nobody_out",
    ),
    check("D08", "Answers stay tied to the questions that were seen", "tests/assessments/test_renewing.py"),
    check(
        "D09", "Odd characters are answered alike on both databases, and never by a fault", "tests/test_bad_input.py"
    ),
    check("R01", "A web process killed at any moment loses nothing acknowledged", "R01"),
    check("R02", "A database that restarts is found again without anybody's help", "R02"),
    check("R04", "A full disk is told as such; reading goes on, nothing is damaged", "R04"),
    check(
        "R05",
        "The work of a killed worker is done once more, and letters come once",
        "tests/post/test_processes.py",
        "tests/jobs/test_processes.py",
        "R05",
    ),
    check(
        "R06",
        "Of two workers one does each job",
        "tests/jobs/test_processes.py::test_two_workers_do_each_job_once",
        "R06",
    ),
    check("R07", "Whatever the mail server does, pages come as quickly", "tests/post/test_smtp.py", "R07"),
    check("R08", "A PDF that hangs or grows is ended; the rest goes on", "R08"),
    check("R09", "A lost cache ends no session and opens no door", "R09"),
    check(
        "R11", "A copy made while people write is whole; it is put back and used", "tests/stories/test_upkeep.py", "R11"
    ),
    check("R12", "A gigabyte is put back within a quarter of an hour", "R12"),
    check("R13", "An installation moves to PostgreSQL with every value", "R13"),
    check("R14", "Servers and workers restart in turn under load, and no request fails", "R14"),
    check("R15", "An SQLite with a known fault is named"),
    check("C01", "What is uploaded is judged by its content, size, pixels and name"),
    check("C02", "Tables in any common encoding are read right or refused by line and column"),
    check("C03", "A table of a million rows is refused in words and slows nobody", "C03"),
    check("C04", "Packed bombs are refused before they are unpacked"),
    check("C05", "No cell of an export is a formula"),
    check("C06", "An import is all or nothing, and the same file twice is one"),
    check("C07", "An import takes over nobody's account"),
    check("C08", "A hundred hostile texts in every field run nothing anywhere"),
    check("C09", "No block takes raw HTML, and no text is marked safe but where it is listed"),
    check("C10", "Disguised files are refused or handed out harmless"),
    check("C11", "A PDF fetches nothing"),
    check("C12", "A PDF ends at its bounds of time and memory"),
    check("C14", "Placeholders of code stay text"),
    check("I01", "An invitation is a secret used once by a press, kept as a hash"),
    check("I02", "Of many who accept at once one does"),
    check("I03", "Secrets stand in no log"),
    check("I04", "What an invitation gives cannot be changed by whoever takes it"),
    check("I05", "Known and unknown addresses are answered alike, and as quickly"),
    check("I06", "Wrong passwords are counted over all processes before any hashing"),
    check("I07", "Sessions change at sign-in, and end when they should"),
    check("I08", "Export, erasure and a new address ask for proof; the old address is told"),
    check("S01", "The settings of a real installation pass every check"),
    check("S02", "Unknown hosts are refused, and links come from the set address alone"),
    check("S03", "Error pages tell nothing"),
    check("S04", "Nothing of somebody's own is kept by a cache on the way"),
    check("S05", "No script or style runs but ours"),
    check("S06", "Every answer bears its protecting headers"),
    check("S07", "Nobody is led to another site"),
    check("S08", "Looking writes nothing", "tests/stories/test_pages.py::test_looking_writes_nothing"),
    check("S09", "No dangerous call is in the source"),
    check("S10", "Huge forms, deep data and hard patterns hold up nobody"),
    check("S12", "Known holes in what we build on are looked up"),
    check("P01", "Every column is declared: about people or not, why, how long, and what becomes of it"),
    check("P02", "The record holds everything that is one's own and nobody else's"),
    check("P03", "After erasure no table, file, index, queue or letter holds a word of the person"),
    check("P04", "After erasure the bytes of the SQLite file hold nothing either"),
    check("P05", "Erasure goes on where it broke off, and is done again after an old copy is put back"),
    check("P06", "No log holds an address, a secret or an answer"),
    check(
        "P07",
        "No figure of fewer than five is told",
        "tests/programmes/test_report.py::test_report_of_fewer_than_five_has_no_numbers",
        "tests/programmes/test_suppression.py",
        "tests/assessments/test_analysing.py",
    ),
    check(
        "P08",
        "No two figures give away a third",
        "tests/assessments/test_releasing.py",
        "tests/programmes/test_attack.py",
    ),
    check(
        "P09",
        "Answers without a name cannot be put together with one",
        "tests/assessments/test_answering.py::test_response_sets_hold_nothing_that_names_the_person",
        "tests/evaluations/test_replying.py::test_sheets_hang_on_a_pseudonym_alone",
    ),
    check("P10", "What is kept for a time goes when it is over"),
    check(
        "M01",
        "The tables are as the models say, from nothing and from the last version",
        "tests/test_house.py::test_no_migration_is_missing",
    ),
)
