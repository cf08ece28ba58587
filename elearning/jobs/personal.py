"""What jobs and chores hold of people, until when, and what erasing does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

ASKED_FOR = purpose(
    "house",
    _("Work you have asked for in the background, such as a long PDF"),
    _("So that it is done once, and you see when it is ready."),
    Kept.TRACES,
)
holds(
    "jobs.Job",
    ASKED_FOR,
    whose="asked_by",
    personal="kind key payload state asked_by asked_at started_at finished_at",
    other="id attempts due_at lease_until progress outcome error cancel_asked_at",
    untold="key payload asked_by started_at",
    untold_because=_("Numbers by which a worker finds what it is to do."),
)
holds_nothing("jobs.Chore", "id name due_at began_at lease_until finished_at error")
holds_nothing(
    "django_tasks_database.DBTaskResult",
    (
        "id status enqueued_at started_at finished_at args_kwargs priority task_path worker_ids queue_name "
        "backend_name run_after return_value exception_class_path traceback"
    ),
)
