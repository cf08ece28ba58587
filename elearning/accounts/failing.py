"""What people see when something broke: a fault of ours, or a trouble that passes, such as a disk that is full.

A trouble that passes is told as such, with when to try again, and what somebody had sent from a form of their own is handed
back on the page, to be sent once more: nothing of it was saved, and nothing of it is kept here. Nothing here asks the database.
"""

import errno
import sqlite3
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from elearning.accounts import http

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NO_ROOM_IN_SQLITE = {sqlite3.SQLITE_FULL}
NO_ROOM_IN_POSTGRESQL = "53100"
# SQLite calls a table that is missing an operational error, too; PostgreSQL does not.
FAULTS_IN_SQLITE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISUSE}
LOWEST_BYTE = 0xFF  # of SQLite's codes, of which the others say more
SECONDS = 10


def failed(request: HttpRequest) -> HttpResponse:
    """The page for whatever no view has seen to (`handler500`): 503 or 507 if it passes, 500 if the fault is ours."""
    status = trouble(sys.exc_info()[1])
    if status is None:
        return render(None, "500.html", status=500)  # nothing of the request may fail as well
    answer = HttpResponse(status=status) if request.headers.get("X-Autosave") else _page(request, status)
    answer.headers["Retry-After"] = str(SECONDS)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def trouble(problem: BaseException | None) -> HTTPStatus | None:
    """What a program is told of a trouble that passes by itself or when somebody makes room; None for anything else."""
    if isinstance(problem, OSError):
        return HTTPStatus.INSUFFICIENT_STORAGE if problem.errno in NO_ROOM else None
    if not isinstance(problem, OperationalError | InterfaceError):
        return None
    cause = problem.__cause__
    number = getattr(cause, "sqlite_errorcode", 0) & LOWEST_BYTE
    if number in FAULTS_IN_SQLITE:
        return None
    is_full = number in NO_ROOM_IN_SQLITE or getattr(cause, "sqlstate", None) == NO_ROOM_IN_POSTGRESQL
    return HTTPStatus.INSUFFICIENT_STORAGE if is_full else HTTPStatus.SERVICE_UNAVAILABLE


def _page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    sent = _sent(request)
    context = {
        "sent": sent,
        "texts": [value for name, value in sent if name not in http.HIDDEN_PARTS | http.OURS and " " in value.strip()],
        "address": request.get_full_path(),
        "was_sent": request.method == "POST",
        "why": _("There is no room left on the disk.") if status == HTTPStatus.INSUFFICIENT_STORAGE else "",
    }
    return render(None, "503.html", context, status=status)  # no context of ours: it asks who this is


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody sent from a form of their own, to be handed back; nothing of any other form, nor of one too long."""
    if request.method != "POST" or not http.is_marked(request):
        return []
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return sent if sum(len(value) for _name, value in sent) <= http.MOST_SENT_AGAIN else []
