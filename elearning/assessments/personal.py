"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

ANSWERS = purpose(
    "profiles",
    _("Your answers to the self-assessment, under a pseudonym"),
    _("So that your results can be worked out. Nobody but you sees them."),
    Kept.ANSWERS,
)
holds(
    "assessments.RespondentKey",
    ANSWERS,
    whose="enrolment__user",
    personal="enrolment key",
    other="id",
    untold="enrolment key",
    untold_because=_("A pseudonym under which your answers lie: it says nothing else."),
)
holds(
    "assessments.ResponseSet",
    ANSWERS,
    by_key="key cohort version wave state started_at submitted_at superseded_at begun_from declined",
    other="id",
)
holds(
    "assessments.Response",
    ANSWERS,
    by_key="response_set item value no_chance written_in",
    other="id",
)
holds(
    "assessments.ImportanceRating",
    ANSWERS,
    by_key="response_set subject_code value written_in",
    other="id",
)
holds(
    "assessments.LookingBack",
    ANSWERS,
    by_key="response_set subject_code value written_in",
    other="id",
)
holds_nothing("assessments.InstrumentVersion", "id number schema digest frozen_at page")
holds_nothing("assessments.ReliabilityFigures", "id version made_at counts cells")
holds_nothing(
    "assessments.SelfAssessmentPage",
    (
        "steppage_ptr instructions stem answer_kind points responses no_chance_label asks_importance "
        "importance_question importance_labels importance_unknown_label scales looking_back need_method licence "
        "attribution wording_only short_time_seconds straight_line_prompt technical_note"
    ),
)
holds_nothing("assessments.SecondAssessmentPage", "steppage_ptr looking_back_help")
holds_nothing("assessments.FollowUpAssessmentPage", "steppage_ptr")
