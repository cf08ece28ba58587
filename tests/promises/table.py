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
    Promise("O3", "A copy is put back quickly", ("R11", "R12", "R16")),
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
    check(
        "A01",
        "Every door, file, feed and fragment opens to whom it should and to nobody else",
        "tests/stories/test_rights.py::test_doors_open_only_to_whom_they_should",
        "tests/stories/test_readers.py",
        "tests/test_readership.py",
    ),
    check(
        "A02",
        "Every address that the resolver knows is in the table of rights",
        "tests/stories/test_rights.py::test_every_door_is_in_the_table",
    ),
    check("A03", "No view fetches a row past the question of whose it is", "tests/test_dangers.py"),
    check(
        "A04",
        "Another organisation's row named in a form is refused and changes nothing",
        "tests/stories/test_foreign.py",
        "tests/test_bad_input.py::test_what_is_not_ones_own_is_not_found",
    ),
    check("A05", "One foreign row among many refuses the whole request", "tests/stories/test_foreign.py"),
    check("A06", "Fields that a form does not offer change nothing", "tests/test_readership.py"),
    check(
        "A07",
        "A right that ends is gone at the next request",
        "tests/stories/test_revoking.py",
        "tests/accounts/test_sign_ins.py::test_a_closed_account_is_out_at_the_next_request",
    ),
    check(
        "A08",
        "Wagtail's admin does not exist for whoever has no business there",
        "tests/packs/test_walls.py",
        "tests/accounts/test_sign_in.py::test_admin_does_not_exist_for_whoever_is_signed_in_without_business_there",
    ),
    check(
        "A09",
        "A publisher's side doors lead nowhere but to their own branch",
        "tests/packs/test_admin_walls.py",
        "tests/packs/test_walls.py",
    ),
    check(
        "A10",
        "No API; documents and pictures are served as decided; no shared passwords",
        "tests/packs/test_admin_walls.py::test_there_is_no_public_api",
        "tests/packs/test_walls.py::test_pictures_and_files_stay_with_their_publisher",
    ),
    check(
        "A11",
        "Nothing is done out of its turn",
        "tests/actionsets/test_page.py::test_every_state_has_its_moves",
        "tests/evaluations/test_stories.py::test_every_state_has_its_moves",
        "tests/jobs/test_working.py::test_every_state_has_its_moves",
    ),
    check(
        "A12",
        "A letter that waits is not sent to whoever has left meanwhile",
        "tests/actionsets/test_addressing.py",
        "tests/post/test_mails.py",
    ),
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
        "D09",
        "Odd characters are answered alike on both databases, and never by a fault",
        "tests/test_bad_input.py",
        "tests/stories/test_edges.py",
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
    check("R16", "Files in a bucket are copied and put back, every one the same", "R16"),
    check("R14", "Servers and workers restart in turn under load, and no request fails", "R14"),
    check(
        "R15",
        "An SQLite with a known fault is named",
        "tests/upkeep/test_checks.py::test_sqlite_with_the_fault_of_the_reset_log_is_told",
    ),
    check(
        "C01",
        "What is uploaded is judged by its content, size, pixels and name",
        "tests/test_uploads.py",
        "tests/packs/test_returning.py",
    ),
    check(
        "C02",
        "Tables in any common encoding are read right or refused by line and column",
        "tests/programmes/test_rosters.py",
        "tests/partnering/test_map_files.py",
    ),
    check("C03", "A table of a million rows is refused in words and slows nobody", "C03"),
    check("C04", "Packed bombs are refused before they are unpacked", "tests/test_uploads.py"),
    check("C05", "No cell of an export is a formula", "tests/test_uploads.py", "tests/programmes/test_board.py"),
    check(
        "C06",
        "An import is all or nothing, and the same file twice is one",
        "tests/partnering/test_map_files.py",
        "tests/assessments/test_exchange.py",
        "tests/programmes/test_rosters.py",
        "tests/programmes/test_importing.py",
    ),
    check(
        "C07",
        "An import takes over nobody's account",
        "tests/programmes/test_join.py::test_invite_leaves_existing_people_as_they_are",
        "tests/programmes/test_join.py::test_join_never_opens_an_account_in_use",
        "tests/programmes/test_importing.py",
    ),
    check(
        "C08",
        "A hundred hostile texts in every field, body, mail and paper run nothing anywhere",
        "tests/stories/test_markup.py",
        "tests/post/test_markup.py",
    ),
    check(
        "C09",
        "No block takes raw HTML, and no text is marked safe but where it is listed",
        "tests/upkeep/test_checks.py",
        "tests/test_house.py::test_no_raw_html_and_no_table_block",
    ),
    check(
        "C10",
        "Disguised files are refused or handed out harmless, and documents without who wrote them",
        "tests/test_uploads.py",
        "tests/test_unsigned.py",
    ),
    check("C11", "A PDF fetches nothing", "tests/packs/test_pdf.py"),
    check("C12", "A PDF ends at its bounds of time and memory", "tests/packs/test_pdf.py", "R08"),
    check(
        "C14",
        "Placeholders of code stay text",
        "tests/actionsets/test_messaging.py::test_placeholders_of_code_arrive_as_they_were_written",
    ),
    check("I01", "An invitation is a secret used once by a press, kept as a hash", "tests/programmes/test_join.py"),
    check(
        "I02",
        "Of many who accept at once one does",
        "tests/stories/test_at_once.py::test_an_invitation_taken_up_twenty_times_at_once_is_one_place",
    ),
    check(
        "I03",
        "Secrets stand in no log",
        "tests/upkeep/test_discretion.py",
        "tests/upkeep/test_watching.py::test_log_names_the_door_and_not_the_address",
    ),
    check("I04", "What an invitation gives cannot be changed by whoever takes it", "tests/programmes/test_join.py"),
    check(
        "I05",
        "Known and unknown addresses are answered alike, and as quickly",
        "tests/programmes/test_inviting_strangers.py",
        "tests/accounts/test_sign_in.py::test_sign_in_answers_alike_for_known_and_unknown_addresses",
        "tests/accounts/test_sign_in.py::test_sign_in_by_password_answers_alike_for_known_and_unknown",
    ),
    check("I06", "Wrong passwords are counted over all processes before any hashing", "tests/accounts/test_limits.py"),
    check(
        "I07",
        "Sessions change at sign-in, and end when they should",
        "tests/accounts/test_sign_ins.py",
        "tests/accounts/test_sign_in.py::test_sign_in_changes_the_session",
        "tests/accounts/test_second_step.py::test_staff_who_were_idle_are_signed_out_and_others_are_not",
    ),
    check(
        "I08",
        "Export, erasure and a new address ask for proof; the old address is told",
        "tests/accounts/test_proving.py",
        "tests/accounts/test_address.py",
        "tests/erasures/test_asking.py::test_whoever_finds_the_screen_open_is_asked_who_they_are",
    ),
    check("S01", "The settings of a real installation pass every check", "tests/upkeep/test_checks.py"),
    check("S02", "Unknown hosts are refused, and links come from the set address alone", "tests/test_outgoing.py"),
    check("S03", "Error pages tell nothing", "tests/test_outgoing.py::test_page_of_an_error_tells_nothing"),
    check(
        "S04",
        "Nothing of somebody's own is kept by a cache on the way",
        "tests/test_outgoing.py::test_two_people_behind_one_cache_never_see_each_other",
    ),
    check(
        "S05",
        "No script or style runs but ours",
        "tests/stories/test_pages.py",
        "tests/test_outgoing.py::test_admin_may_be_framed_by_itself_and_runs_inline_code",
    ),
    check("S06", "Every answer bears its protecting headers", "tests/stories/test_pages.py"),
    check(
        "S07",
        "Nobody is led to another site",
        "tests/test_redirects.py",
        "tests/accounts/test_sign_in.py::test_sign_in_never_leads_to_another_site",
    ),
    check("S08", "Looking writes nothing", "tests/stories/test_pages.py::test_looking_writes_nothing"),
    check("S09", "No dangerous call is in the source", "tests/test_dangers.py"),
    check(
        "S10",
        "Huge forms, deep data and hard patterns hold up nobody",
        "tests/test_dangers.py",
        "tests/test_bad_input.py",
    ),
    check("S12", "Known holes in what we build on are looked up", "tests/test_audit_of_requirements.py"),
    check(
        "P01",
        "Every column is declared: about people or not, why, how long, and what becomes of it",
        "tests/records/test_declared.py",
    ),
    check(
        "P02",
        "The record holds everything that is one's own and nobody else's",
        "tests/records/test_records.py",
        "tests/records/test_declared.py::test_record_tells_every_word_that_is_declared_as_told",
    ),
    check(
        "P03",
        "After erasure no table, file, index, queue or letter holds a word of the person",
        "tests/erasures/test_erasing.py",
    ),
    check("P04", "After erasure the bytes of the database's files hold nothing either", "P04"),
    check(
        "P05",
        "Erasure goes on where it broke off, and is done again after an old copy is put back",
        "tests/erasures/test_erasing.py::test_killed_at_every_step_it_ends_in_the_same_state",
        "tests/erasures/test_asking.py::test_who_is_in_a_copy_and_was_erased_is_erased_again_and_nobody_else",
        "P04",
    ),
    check(
        "P06",
        "No log holds an address, a secret or an answer, whatever is sent at whichever door",
        "tests/upkeep/test_discretion.py",
        "tests/stories/test_edges.py",
        "tests/stories/test_forging.py::test_what_a_page_does_not_name_is_not_believed",
    ),
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
    check("P10", "What is kept for a time goes when it is over", "tests/records/test_clearing.py"),
    check(
        "M01",
        "The tables are as the models say, from nothing and from the last version",
        "tests/test_house.py::test_no_migration_is_missing",
    ),
)
