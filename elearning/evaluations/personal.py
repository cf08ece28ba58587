"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

VIEWS = purpose(
    "evaluations",
    _("What you say of the programme, under a pseudonym"),
    _("So that those who run it learn what to change. They see it only with at least four others’."),
    Kept.ANSWERS,
)
ASKED = purpose(
    "evaluations",
    _("That you were asked for your view, and by which link"),
    _("So that you can answer without signing in, and are asked once."),
    Kept.ATTENDANCE,
)
STORIES = purpose(
    "evaluations",
    _("The story you told at the end of a programme"),
    _("So that others can learn from it, as far as you let them."),
    Kept.PUBLISHED,
)
OUTCOMES = purpose(
    "evaluations",
    _("Who noted what a commissioner wants to see at the end"),
    _("So that it can be asked about."),
    Kept.OFFICE,
    Erased.UNNAMED,
)
holds(
    "evaluations.EvaluationKey",
    VIEWS,
    whose="enrolment__user",
    personal="enrolment key",
    other="id",
    untold="enrolment key",
    untold_because=_("A pseudonym under which your answers lie: it says nothing else."),
)
holds(
    "evaluations.EvaluationSheet",
    VIEWS,
    by_key="key cohort page version revision sent_at",
    other="id",
)
holds(
    "evaluations.EvaluationAnswer",
    VIEWS,
    by_key="sheet question chosen text revision",
    other="id",
)
holds(
    "evaluations.Asking",
    ASKED,
    whose="enrolment__user",
    personal="enrolment page sent_at",
    other="id public_id",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "evaluations.PracticeStory",
    STORIES,
    whose="enrolment__user",
    personal=(
        "cohort enrolment state asked_at title setting tried worked hard overcome advice visibility others_agree "
        "approved_at"
    ),
    unlinked="asked_by",
    other="id public_id revision",
    untold="enrolment others_agree",
    untold_because=_("It is your own."),
)
holds(
    "evaluations.CohortOutcome",
    OUTCOMES,
    unlinked="changed_by",
    other="id cohort indicator measured at_start at_end cost currency named_at",
)
holds_nothing("evaluations.EvaluationVersion", "id number schema digest frozen_at page")
holds_nothing("evaluations.EndEvaluationPage", "steppage_ptr thanks scale questions")
holds_nothing("evaluations.FollowUpEvaluationPage", "steppage_ptr thanks scale questions")
