"""What is done for records in the background: printing long ones, and clearing what was printed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from elearning.auditing import retaining
from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from elearning.records import copying
from elearning.records.clearing import clears

bind(copying.KIND, copying.make)
chore("prune_records", copying.prune, every=timedelta(hours=1))


def _due_log(now: datetime) -> list[tuple[str, int]]:
    return [(_("entries in the audit log"), retaining.due(now))]


# The log stands below this room and cannot ask for its place on the list itself.
clears("audit_log_kept", _due_log, retaining.tidy)
