"""Whether a pack's page still says what it said: what was last published, withdrawn, corrected or closed, in one question."""

from functools import cache
from http import HTTPStatus

from django.db import connection, models
from django.http import HttpResponse
from wagtail.models import ModelLogEntry, Page, PageLogEntry, PageViewRestriction

from packs.models import Erratum, LearningPackPage, Withdrawal

Stamp = tuple[object, ...]


@cache
def question() -> str:
    """The question, in SQL: numbers of rows and the highest keys, each found at once, and the page's own state."""

    def of(model: type[models.Model], what: str) -> str:
        return f"(SELECT {what} FROM {model._meta.db_table})"  # noqa: S608 - our own names

    last = [of(model, "max(id)") for model in (PageLogEntry, ModelLogEntry)]
    few = [
        of(Withdrawal, "count(*)"),
        of(Withdrawal, "count(lifted_at)"),
        *(of(model, what) for model in (Erratum, PageViewRestriction) for what in ("count(*)", "max(id)")),
    ]
    own = [f"{of(Page, column)[:-1]} WHERE id = %s)" for column in ("live", "latest_revision_id", "last_published_at")]
    return f"SELECT {', '.join([*last, *few, *own])}"


def stamp(page: int) -> Stamp:
    """What stands now of the page with this key, and of all that any pack may show; one query."""
    with connection.cursor() as cursor:
        cursor.execute(question(), [page] * 3)
        return tuple(cursor.fetchone())


def for_everybody(answer: HttpResponse, pack: LearningPackPage) -> HttpResponse:
    """The same answer, called the same for every visitor."""
    answer.said_of = pack.pk  # type: ignore[attr-defined]
    return answer


def said_of(answer: HttpResponse) -> int | None:
    """The key of the page that is shown to everybody alike; None for all other answers, and for one that bears a cookie."""
    is_whole = answer.status_code == HTTPStatus.OK and not answer.cookies
    return getattr(answer, "said_of", None) if is_whole else None
