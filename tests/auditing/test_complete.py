"""Whatever verb writes about a person on somebody else's word leaves a line for them, or is named here with its reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import ROOT

# What such a verb is given that belongs to one person.
OF_A_PERSON = {
    *("Enrolment", "User", "SetMembership", "Invitation", "CohortRole", "SeparationRule", "Opportunity"),
    *("PracticeStory", "Story", "Consequences", "Finding"),
}
WITHOUT_A_LINE = {
    "actionsets.recomposing.let_stand": "both were asked and stay where they are; the page that shows it is noted",
    "actionsets.substituting.ask": "whoever is to stand in answers it themselves",
    "elearning.auditing.noting.broke_glass": "it is the line",
    "elearning.evaluations.storytelling.ask": "the person is asked by letter and answers it themselves",
    "elearning.opportunities.offering.report": "who reports is the managers' to know; taking it down is noted",
    "elearning.opportunities.offering.write": "words between two, which both read",
    "elearning.profiles.choosing.confirm": "one's own priorities",
    "elearning.profiles.sharing.share": "one's own results",
    "elearning.programmes.merging.agree": "one's own answer",
}
PARTS = ("elearning", "packs", "actionsets")
ASIDE = {"migrations", "management", "rehearsing", "views", "doors"}
Verbs = dict[str, ast.FunctionDef]


def functions() -> Verbs:
    """Every function of a module that is no view, by its whole name."""
    found = {}
    for path in (path for part in PARTS for path in (ROOT / part).rglob("*.py")):
        if not ASIDE & set(path.relative_to(ROOT).parts):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found |= {f"{named(path)}.{one.name}": one for one in tree.body if isinstance(one, ast.FunctionDef)}
    return found


def named(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def is_about_a_person(verb: ast.FunctionDef) -> bool:
    """Whether it is a verb (a transaction, with an actor) that is given something of one person."""
    given = [*verb.args.args, *verb.args.kwonlyargs]
    types = {word for one in given if one.arg != "by" and one.annotation for word in words(one.annotation)}
    is_verb = any("atomic" in words(one) for one in verb.decorator_list)
    return is_verb and "by" in {one.arg for one in verb.args.kwonlyargs} and bool(types & OF_A_PERSON)


def words(node: ast.AST) -> set[str]:
    return set(re.findall(r"\w+", ast.unparse(node)))


def called(name: str, verb: ast.FunctionDef, every: Verbs) -> Iterator[str]:
    """The functions that it calls: of its own module, and of other modules by their name."""
    for one in ast.walk(verb):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            own = f"{name.rpartition('.')[0]}.{one.func.id}"
            yield from [own] if own in every else [key for key in every if key.endswith(f".{one.func.id}")]
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute):
            place = f"{ast.unparse(one.func.value)}.{one.func.attr}"
            yield from (key for key in every if key.endswith(f".{place}"))


def leaves_a_line(name: str, every: Verbs, seen: frozenset[str] = frozenset()) -> bool:
    """Whether it writes into the log, itself or by what it calls."""
    source = ast.unparse(every[name])
    if re.search(r"\b(noting|log)\.(looked|changed|decided|took_out|broke_glass)\(", source):
        return True
    return any(
        leaves_a_line(one, every, seen | {name}) for one in set(called(name, every[name], every)) - seen if one != name
    )


def test_verbs_about_a_person_leave_a_line_or_say_why_not() -> None:
    every = functions()
    verbs = {name for name, one in every.items() if is_about_a_person(one)}

    assert len(verbs) > 20
    assert {name for name in verbs if not leaves_a_line(name, every)} == set(WITHOUT_A_LINE)
