"""The house style that a linter cannot see: who may write, how long things are, and which doors are open."""

import ast
import importlib
import io
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

from elearning.renderers import OUR_PACKAGES, DeskForm

ROOT = Path(settings.BASE_DIR)
SOURCES = [
    path
    for room in ("elearning", "packs", "actionsets")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
FACES = {"views", "viewsets", "templatetags"}
LONGEST_MODULE, LONGEST_FUNCTION, MOST_FUNCTIONS, MEDIAN_FUNCTION = 400, 60, 25, 9

# Doors that a signed-out visitor may open, by name. A new one is a decision: write it here and say why in its view.
OPEN_DOORS: set[str] = {
    # Visitors read pages; each room asks for the sign-in where a page needs one.
    "home",
    "wagtail_serve",
    "pages:accessibility",
    "pages:help",
    "pages:privacy",
    # Whoever finds a weakness is a stranger.
    "pages:security",
    "picture",
    # Whoever signs in is signed out, and whoever holds an invitation is not known yet.
    "account_confirm_login_code",
    "account_inactive",
    "account_login",
    "account_login_with_password",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    # Whoever signs in shows a second step or a passkey, or comes from their organisation's own provider.
    "account_not_known",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "packs:catalogue",
    # Crawlers never sign in.
    "packs:robots",
    "packs:sitemap",
    "programmes:join",
    # Mail programs never sign in, and whoever follows the link in a mail is not signed in: the link says who and what.
    "post:stop",
    # Whoever is asked three months later by a link in a mail answers without signing in.
    "evaluations:by_link",
    # Public stories are read by everybody; whoever is named in one answers by a secret address.
    "stories:public",
    "stories:read",
    "stories:named",
    # Whoever is asked to comment on an agreement has a link and perhaps no account; the address itself is the secret.
    "agreements:shared",
    # Calendar programs never sign in; the address itself is the secret.
    "actionsets:feed",
    # Whoever says whether they can come has a mail and perhaps a minute; the address itself is the secret.
    "actionsets:answer",
    # Whoever is in the room may not be signed in: the code is a signature that is good for its day alone.
    "workshops:code",
    "workshops:code_room",
    "workshops:code_board",
    "workshops:code_pulse",
    # Wagtail's own sign-in pages, which lead to ours.
    "admin_side_door",
    "wagtailcore_login",
    "wagtailadmin_login",
}
# Files of which some tests are told on one database only, and why the other could not say anything else: what they look at is
# made by a template, a style or a script, and whatever they open and send is opened and sent on both elsewhere.
ON_ONE_DATABASE = {
    "tests/packs/test_ebook.py": "what epubcheck says of a book; books are made on both",
    "tests/packs/test_figures.py": "what epubcheck says of a book; books are made on both",
    "tests/upkeep/test_buckets.py": "how files are kept in a bucket; rows that name files are written on both",
    "tests/packs/test_admin_walls.py": "three of four roles at the same addresses; the editor, who may do most, is on both",
    "tests/stories/test_choosing.py": "fingers and motion in a browser; orders are kept by mouse and by keys on both",
    "tests/stories/test_edges.py": "every value is looked at on its way for what PostgreSQL would not keep",
    "tests/stories/test_forging.py": "fields that no form names; rows of others are looked for on both",
    "tests/stories/test_forming.py": "the same presses at 360 px as at 1280",
    "tests/stories/test_mapping.py": "how a picture lies on the screen and on paper",
    "tests/stories/test_markup.py": "escaping, which templates do",
    "tests/stories/test_meeting.py": "what a clock on the screen says",
    "tests/stories/test_mistakes.py": "forms that keep nothing: words, and where the focus goes",
    "tests/stories/test_reading.py": "what the clipboard holds",
    "tests/stories/test_saving.py": "how many keys a questionnaire takes",
    "tests/stories/test_way_back.py": "what a browser keeps of forms",
    "tests/stories/test_writing.py": "what scripts count and show in Wagtail’s editor",
}
# Wagtail marks these open and asks for the right to enter its admin itself, in a decorator above them.
ASKED_BY_WAGTAIL = re.compile(r"^wagtailadmin_api:")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(node: ast.FunctionDef) -> int:
    """Lines of code: docstring, signature and decorators aside, since words are welcome."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_every_module_opens_with_a_sentence() -> None:
    def sentence(path: Path) -> str:
        return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0].strip()

    assert [named(path) for path in SOURCES if not re.search(r"[.:?]$", sentence(path))] == []


def test_no_module_is_longer_than_400_lines() -> None:
    assert [named(p) for p in SOURCES if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE] == []


def test_functions_are_short() -> None:
    lengths = [(length(node), f"{named(path)}:{node.name}") for path in SOURCES for node in functions(path)]
    sizes = sorted(size for size, _ in lengths)

    assert [name for size, name in lengths if size > LONGEST_FUNCTION] == []
    assert statistics.median(sizes) <= MEDIAN_FUNCTION
    assert sizes[int(len(sizes) * 0.9)] <= MOST_FUNCTIONS


def writes_in(path: Path) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    names = ((node.func, node.lineno) for node in calls if isinstance(node.func, ast.Attribute))
    return [
        f"{named(path)}:{line} .{func.attr}("
        for func, line in names
        if func.attr in WRITES and ast.unparse(func.value) not in {"form", "formset", "context", "params", "query"}
    ]


def test_faces_never_write() -> None:
    faces = [p for p in SOURCES if FACES & set(p.relative_to(ROOT).parts) or p.stem in FACES]

    assert faces
    assert [line for path in faces for line in writes_in(path)] == []


def reasons(path: Path) -> Iterator[str]:
    """Why each test so marked is told on one database only; nothing where nothing is said."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    given = {id(node.func): node.args for node in ast.walk(tree) if isinstance(node, ast.Call)}
    marks = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "one_database"]
    yield from (" ".join(ast.unparse(one) for one in given.get(id(mark), [])) for mark in marks)


def test_tests_are_told_on_one_database_only_where_a_reason_stands() -> None:
    found = {named(path): list(reasons(path)) for path in sorted((ROOT / "tests").rglob("test_*.py"))}

    assert {name for name, said in found.items() if said} == set(ON_ONE_DATABASE)
    assert [name for name, said in found.items() if not all(said)] == []


def test_source_never_imports_tests_or_settings() -> None:
    forbidden = re.compile(r"^(from|import) (tests|elearning\.settings)\b", re.MULTILINE)

    assert [named(p) for p in SOURCES if forbidden.search(p.read_text(encoding="utf-8"))] == []


def test_no_raw_html_and_no_table_block() -> None:
    forbidden = re.compile(r"RawHTMLBlock|TableBlock\(|\.raw\(|\.extra\(|pickle|yaml\.load\(")

    found = [named(p) for p in SOURCES if forbidden.search(p.read_text(encoding="utf-8"))]
    assert found == ["elearning/upkeep/checks.py"]  # which looks for them in pages


def test_one_door_takes_forms_without_a_token() -> None:
    """Mail programs press “no more of these” by themselves (RFC 8058): no cookie counts there, only the link."""
    exempt = [
        named(p) for p in SOURCES for line in p.read_text(encoding="utf-8").splitlines() if "csrf_exempt(" in line
    ]

    assert exempt == ["elearning/post/urls.py"]
    assert [named(p) for p in SOURCES if "@csrf_exempt" in p.read_text(encoding="utf-8")] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    out = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert out.getvalue().strip() == "No changes detected"


def test_every_page_type_has_a_template() -> None:
    missing = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"elearning", "packs", "actionsets"}
        and hasattr(model, "get_template")
        and not (ROOT / "templates" / model.template).exists()
    ]

    assert missing == []


def untranslated(path: Path) -> list[str]:
    """Words that stand in a template outside `translate` and `blocktranslate`."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->|<svg\b.*?</svg>", "", text, flags=re.DOTALL)
    text = re.sub(
        r"&\w+;|\bAlongside\b", "", text
    )  # entities are no words, and the product's name is the same everywhere
    return [words.strip() for words in re.findall(r">([^<>]*[A-Za-z]{2,}[^<>]*)<", text)]


def test_every_visible_string_is_translatable() -> None:
    ours = [path for path in TEMPLATES if "emails" not in path.parts]

    assert {named(path): words for path in ours if (words := untranslated(path))} == {}


def patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern that the resolver knows, with its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, (*names, entry.namespace) if entry.namespace else names)
        else:
            yield ":".join((*names, entry.name or str(entry.pattern))), entry


def test_open_doors_are_the_ones_written_down() -> None:
    doors = {name for name, entry in patterns(get_resolver()) if not getattr(entry.callback, "login_required", True)}

    assert {door for door in doors if not ASKED_BY_WAGTAIL.match(door)} == OPEN_DOORS


def forms() -> Iterator[type[BaseForm]]:
    """Every form that is ours and stands on our own pages."""
    for path in SOURCES:
        if re.search(r"forms?\b", path.stem) or "forms" in path.parts or path.stem == "filters":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    todo = [BaseForm]
    while todo:
        kinds = todo.pop().__subclasses__()
        todo.extend(kinds)
        yield from (kind for kind in kinds if kind.__module__.partition(".")[0] in OUR_PACKAGES)


def on_pages() -> list[type[BaseForm]]:
    """Those that people fill in on our pages; Wagtail's admin is the publishers' desk."""
    found = {form for form in forms() if not any("wagtail" in one.__module__ for one in form.__mro__)}
    return sorted(found - {DeskForm}, key=lambda form: f"{form.__module__}.{form.__name__}")


def test_every_form_says_of_what_kind_it_is() -> None:
    without = [form for form in on_pages() if not hasattr(form, "read_by") and not issubclass(form, DeskForm)]

    assert len(on_pages()) > 120
    assert [f"{form.__module__}.{form.__name__}" for form in without] == []
