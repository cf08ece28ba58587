"""One table of readers: every form names its kind there, every page says its sentence, and the doors ask the same rows."""

import importlib
import re
from collections.abc import Iterator

from django.forms import BaseForm

from elearning.renderers import DeskForm
from tests.test_house import ROOT, SOURCES

OURS = {"elearning", "packs", "actionsets"}
# Who reads is said in words of their own only where no field is filled: on pages that are read, of those who read them.
IN_OTHER_WORDS = re.compile(r"\b(?:only|nobody but) you\b.{0,20}\b(?:can |may )?(?:see|read)s?\b", re.IGNORECASE)


def forms() -> Iterator[type[BaseForm]]:
    """Every form that is ours and stands on our own pages."""
    for path in SOURCES:
        if re.search(r"forms?\b", path.stem) or "forms" in path.parts or path.stem == "filters":
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    todo = [BaseForm]
    while todo:
        kinds = todo.pop().__subclasses__()
        todo.extend(kinds)
        yield from (kind for kind in kinds if kind.__module__.partition(".")[0] in OURS)


def on_pages() -> list[type[BaseForm]]:
    """Those that people fill in on our pages; Wagtail's admin is the publishers' desk."""
    found = {form for form in forms() if not any("wagtail" in one.__module__ for one in form.__mro__)}
    return sorted(found - {DeskForm}, key=lambda form: f"{form.__module__}.{form.__name__}")


def test_every_form_says_of_what_kind_it_is() -> None:
    without = [form for form in on_pages() if not hasattr(form, "read_by") and not issubclass(form, DeskForm)]

    assert len(on_pages()) > 120
    assert [f"{form.__module__}.{form.__name__}" for form in without] == []
