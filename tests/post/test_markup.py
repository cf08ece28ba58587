"""Hostile words wherever a mail may quote somebody: they are letters in its HTML, and nothing of them is alive (TRUST C08)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.context import Context

from tests.hostile import CORPUS, Everything, alive

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
MAILS = sorted(path.name for path in FOLDER.glob("*.html") if not path.name.startswith("_"))
KNOWN = {"True": True, "False": False, "None": None, "number": 2, "base_url": "https://site.example", "path": "/x/"}


def drawn(name: str, words: str) -> str:
    """The mail `name`, in which everything that anybody wrote says `words`."""
    context = Context()
    context.dicts.append(Everything(words, **KNOWN))
    template = engines["django"].get_template(f"emails/{name}").template  # type: ignore[attr-defined]
    return str(template.render(context))


@pytest.mark.parametrize("name", MAILS)
def test_nothing_that_a_mail_quotes_is_alive(name: str) -> None:
    for start in range(0, len(CORPUS), 20):
        words = " ".join(CORPUS[start : start + 20])

        assert alive(drawn(name, words)) == []


def test_most_mails_quote_somebody_and_what_is_not_escaped_is_seen() -> None:
    quoting = [name for name in MAILS if "__xss" in drawn(name, "<img src=x onerror=__xss()>")]

    assert len(MAILS) > 50
    assert len(quoting) > 40
    assert len([one for one in CORPUS if alive(f'<title>x</title><p title="{one}">{one}</p>')]) > 60
