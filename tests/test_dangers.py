"""What is never written in this house, since it lets others write queries, code or markup (TRUST S09, A03), and what hostile
text costs (S10)."""

import ast
import importlib
import re
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
import yaml
from django.conf import settings

from elearning.pages import loading
from tests.test_house import ROOT, SOURCES, TEMPLATES, named

ODD_MODULES = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "xml.dom.minidom", "xml.sax", "telnetlib", "ftplib"}
CODE = {"eval", "exec", "compile", "__import__"}
# Where markup is made of parts that were escaped one by one; each says why.
TRUSTED_MARKUP = ["packs/templatetags/packs.py: mark_safe"]
SQL_OF_OUR_OWN = {"elearning/upkeep/dumping.py", "elearning/upkeep/moving.py", "actionsets/rehearsing/rows.py"}
FACES = {"views", "viewsets", "doors", "wagtail_hooks"}


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, Any]]:
    """Every node of these kinds in the product, with its place."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield named(path), node


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    for place, node in nodes(ast.Call):
        yield place, ast.unparse(node.func), node


def last(name: str) -> str:
    return name.rpartition(".")[2]


def test_no_query_is_written_by_hand() -> None:
    by_hand = [
        f"{place}: {name}"
        for place, name, _call in calls()
        if last(name) in {"raw", "extra", "RawSQL"} and "re." not in name and not name.startswith("form")
    ]

    assert by_hand == []


def test_sql_is_executed_where_the_operator_copies_databases_and_nowhere_else() -> None:
    formatted = {
        place
        for place, name, call in calls()
        if last(name) in {"execute", "executemany"} and call.args and isinstance(call.args[0], ast.JoinedStr)
    }

    assert formatted <= SQL_OF_OUR_OWN


def test_nothing_that_was_sent_becomes_names_of_arguments() -> None:
    """`filter(**request.GET.dict())` lets whoever asks choose the columns (CVE-2025-64459)."""
    sent = re.compile(r"\.(GET|POST|FILES|COOKIES|META|headers|data)\b")
    spread = [
        f"{place}: {name}(**{ast.unparse(word.value)})"
        for place, name, call in calls()
        for word in call.keywords
        if word.arg is None and sent.search(ast.unparse(word.value)) and "cleaned_data" not in ast.unparse(word.value)
    ]

    assert spread == []


def test_no_column_to_sort_by_is_taken_from_what_was_sent() -> None:
    sent = re.compile(r"\.(GET|POST|headers|data)\b")
    found = [
        f"{place}: {ast.unparse(call)}"
        for place, name, call in calls()
        if last(name) in {"order_by", "values", "values_list", "annotate", "aggregate", "alias", "only", "defer"}
        and any(sent.search(ast.unparse(one)) for one in call.args)
    ]

    assert found == []


def test_nothing_is_loaded_that_can_run() -> None:
    imported = [
        f"{place}: {name}"
        for place, node in nodes(ast.Import, ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        if name in ODD_MODULES
    ]
    loaded = [f"{place}: {name}" for place, name, _call in calls() if name in CODE or name == "yaml.unsafe_load"]
    read = [ast.unparse(call) for _place, name, call in calls() if name == "yaml.load"]

    assert imported == loaded == []
    assert [call for call in read if "FASTEST" not in call] == []
    assert issubclass(loading.FASTEST, yaml.SafeLoader | yaml.CSafeLoader)


def test_markup_is_trusted_in_one_place() -> None:
    trusted = [f"{p}: {last(name)}" for p, name, _c in calls() if last(name) in {"mark_safe", "SafeString", "SafeText"}]
    written = [
        f"{place}: {ast.unparse(call.args[0])}"
        for place, name, call in calls()
        if last(name) in {"format_html", "format_html_join"}
        and any(isinstance(one, ast.JoinedStr) for one in call.args)
    ]

    assert sorted(trusted) == TRUSTED_MARKUP
    assert written == []


def test_templates_escape_whatever_people_wrote() -> None:
    def unsafe(text: str) -> list[str]:
        return re.findall(r"\|\s*(?:safe|safeseq)\b|{%\s*autoescape off|{%\s*debug|{%\s*include request", text)

    assert {named(p): found for p in TEMPLATES if (found := unsafe(p.read_text(encoding="utf-8")))} == {}


def test_faces_fetch_through_the_gate() -> None:
    """`Model.objects.get(pk=…)` asks nobody whose it is."""
    found = [
        f"{place}: {ast.unparse(call)}"
        for place, name, call in calls()
        if FACES & {*place.removesuffix(".py").split("/")}
        and re.search(r"\bobjects\.get$", name)
        and {word.arg for word in call.keywords} & {"pk", "id"}
    ]

    assert found == []


HOSTILE = [
    unit * (4_000 // len(unit)) + end
    for unit in (*"a0 .-@,;:\n\t'\"<&/=_%#é", "aA", "0.", "a@", ", ", "((", "\\", "-a", " \n", "a.", "{{", "1,")
    for end in ("", "!", "\x00", "\n!")
]
MOST_SECONDS = 20  # of the processor, for all patterns together: one that runs away takes hours


def patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        if "re.compile" not in source or "management" in path.parts:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            for number, one in enumerate(value if isinstance(value, list | tuple) else [value]):
                if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                    found[f"{name}.{key}.{number}"] = one
    return found


@pytest.fixture
def _within_bounds() -> Iterator[None]:
    """An alarm by the processor's clock, which runs on inside of a pattern."""

    def ring(number: int, frame: FrameType | None) -> None:
        pytest.fail("A pattern takes longer the longer the text, without end.")

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("_within_bounds")
def test_no_pattern_runs_away() -> None:
    found = patterns()
    assert len(found) > 15
    for text in HOSTILE:
        for pattern in found.values():
            pattern.search(text)
            pattern.fullmatch(text)


def test_settings_bound_what_one_request_may_bring() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 2_621_440
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 10_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 100
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= 2_621_440
