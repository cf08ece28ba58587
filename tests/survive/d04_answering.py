"""D04: thousands of steps of answering, changing, sending late, submitting and taking up again, in every order there is.

After each step the stored answers are those that the rules of `answering` leave, and what was submitted has not changed.
"""

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from elearning.assessments import answering
from elearning.assessments.answering import AnsweringError, Sheet
from elearning.assessments.models import ResponseSet, SelfAssessmentPage
from elearning.programmes.models import Enrolment
from tests.survive.load import begun
from tests.survive.processes import Installation
from tests.survive.verdict import Verdict

EXAMPLES, STEPS, ENOUGH = 50, 50, 10_000
STATEMENTS = st.integers(0, 5)
CHOICES = st.sampled_from(["", "1", "2", "3", "4", "5"])
DONE = {"steps": 0}
SOMEBODY: dict[str, int] = {}


class Answering(RuleBasedStateMachine):
    """One person, one page that stays open, and whatever else they do; taken back at the end of each example."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.page = SelfAssessmentPage.objects.live().order_by("pk").get()
        self.mine = ResponseSet.objects.select_related("version").get(pk=SOMEBODY["set"])
        self.enrolment = Enrolment.objects.select_related("cohort__programme").get(pk=SOMEBODY["enrolment"])
        self.keys = [statement.key for statement in self.mine.version.instrument.statements][:6]
        self.wanted: dict[str, str] = {}
        self.frozen: dict[int, dict[str, str]] = {}
        self.turn, self.last = 0, Sheet({})

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @precondition(lambda self: self.mine.is_open)
    @rule(changes=st.dictionaries(STATEMENTS, CHOICES, min_size=1, max_size=6))
    def answer(self, changes: dict[int, str]) -> None:
        self.turn += 1
        given = {self.keys[at]: choice for at, choice in changes.items()}
        shown = {key: self.wanted.get(key, "") for key in given}
        self.last = Sheet(given, shown, "page", self.turn)
        assert answering.record(self.mine, self.last) == {}
        for key, choice in given.items():
            self.wanted.pop(key, None)
            if choice:
                self.wanted[key] = choice

    @precondition(lambda self: self.mine.is_open and self.last.given)
    @rule()
    def send_the_last_page_again(self) -> None:
        assert answering.record(self.mine, self.last) == {}

    @precondition(lambda self: self.mine.is_open and self.wanted)
    @rule(at=st.integers(0, 5), new=st.integers(1, 5))
    def answer_in_a_window_that_is_out_of_date(self, at: int, new: int) -> None:
        key = sorted(self.wanted)[at % len(self.wanted)]
        stands, choice = self.wanted[key], str(new)
        shown = next(str(one) for one in range(1, 6) if str(one) not in {stands, choice})
        clashes = answering.record(self.mine, Sheet({key: choice}, {key: shown}, f"other-{self.turn}", 1))
        assert clashes == ({} if choice == stands else {key: stands})

    @precondition(lambda self: self.mine.is_open)
    @rule(twice=st.booleans())
    def submit(self, twice: bool) -> None:
        for _time in range(1 + twice):
            self.mine = answering.submit(self.mine)
        self.frozen[self.mine.pk] = dict(self.wanted)

    @precondition(lambda self: not self.mine.is_open)
    @rule(choice=CHOICES)
    def change_what_is_submitted(self, choice: str) -> None:
        for act in (lambda: answering.record(self.mine, Sheet({self.keys[0]: choice})), self.start_again):
            try:
                act()
            except AnsweringError:
                continue
            raise AssertionError("It was not refused.")

    def start_again(self) -> Any:
        return answering.open_set(self.enrolment, self.page)

    @precondition(lambda self: not self.mine.is_open)
    @rule()
    def take_up_again(self) -> None:
        self.mine, self.last = answering.redo(self.enrolment, self.page), Sheet({})

    @invariant()
    def what_stands_is_what_was_answered(self) -> None:
        DONE["steps"] += 1
        assert answering.answers_of(self.mine) == self.wanted
        sets = list(ResponseSet.objects.of(self.enrolment))
        assert sum(one.is_open for one in sets) == int(self.mine.is_open)
        assert sum(one.submitted_at is not None and one.superseded_at is None for one in sets) == bool(self.frozen)

    @invariant()
    def what_was_submitted_has_not_changed(self) -> None:
        for pk, answers in list(self.frozen.items())[-2:]:
            assert answering.answers_of(ResponseSet.objects.get(pk=pk)) == answers


def check(place: Installation) -> Verdict:
    """Let Hypothesis try, from a seed that is told, until there were steps enough; its shortest example is the fault."""
    _user, mine = begun(SelfAssessmentPage.objects.live().order_by("pk").get())
    SOMEBODY.update(set=mine.pk, enrolment=Enrolment.objects.latest("pk").pk)
    rounds = 0
    while DONE["steps"] < ENOUGH:
        rounds += 1
        run_state_machine_as_test(
            seed(rounds)(Answering),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    return Verdict(f"{DONE['steps']:,} steps in {rounds * EXAMPLES} lives, no rule broken")
