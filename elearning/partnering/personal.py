"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

MAP = purpose(
    "partnering",
    _("Your map of partnerships, with your notes"),
    _("So that you can prepare the workshop. Nobody else sees it unless you bring it."),
    Kept.NOTES,
)
QUESTIONS = purpose(
    "partnering",
    _("Your answers to the questions before the workshop"),
    _("So that you can think them through; others see those you share."),
    Kept.NOTES,
)
CHECKS = purpose(
    "partnering",
    _("The checklists you have filled in on a partnership"),
    _("So that you see how it stands, and can compare with your partner if both agree."),
    Kept.NOTES,
)
holds(
    "partnering.PartnershipMap",
    MAP,
    whose="enrolment__user",
    personal="enrolment finished_at",
    other="id",
    untold="enrolment",
    untold_because=_("It is your own map."),
)
holds(
    "partnering.MapEntry",
    MAP,
    whose="map__enrolment__user",
    personal=(
        "map position revision removed_at name kind sector purpose started_because level_now level_wanted strength "
        "health importance power benefit agreement review review_date my_role key_contact note"
    ),
    other="id form_key",
    untold="map position revision removed_at",
    untold_because=_("They say where on the map it stands."),
)
holds(
    "partnering.MapLink",
    MAP,
    whose="map__enrolment__user",
    personal="map one two level strength health",
    other="id",
    untold="map",
    untold_because=_("It is your own map."),
)
holds(
    "partnering.KeptMap",
    MAP,
    whose="map__enrolment__user",
    personal="map kept_at entries",
    other="id",
    untold="map",
    untold_because=_("It is your own map."),
)
holds(
    "partnering.BroughtMap",
    MAP,
    whose="map__enrolment__user",
    personal="map brought_at has_health entries",
    other="id",
    untold="map",
    untold_because=_("It is your own map."),
)
holds(
    "partnering.AnswerSheet",
    QUESTIONS,
    whose="enrolment__user",
    personal="enrolment page version revision submitted_at",
    other="id",
    untold="enrolment version revision",
    untold_because=_("They say which edition of the questions you answered."),
)
holds(
    "partnering.Answer",
    QUESTIONS,
    whose="sheet__enrolment__user",
    personal="sheet key text shared revision",
    other="id",
    untold="sheet key revision",
    untold_because=_("The question itself stands beside your answer."),
)
holds(
    "partnering.HealthCheck",
    CHECKS,
    whose="owner",
    personal="owner enrolment version occasion entry partnership about revision begun_at locked_at",
    other="id public_id",
    untold="owner enrolment entry about version revision locked_at",
    untold_because=_("They say which edition you answered, and of which partner on your map."),
)
holds(
    "partnering.HealthAnswer",
    CHECKS,
    whose="check_of__owner",
    personal="check_of code said reason revision",
    other="id",
    untold="check_of code revision",
    untold_because=_("The statement itself stands beside your answer."),
)
holds(
    "partnering.Comparison",
    CHECKS,
    whose="sides__user",
    personal="partnership opened_at compared_at",
    other="id public_id version",
    untold="opened_at compared_at partnership",
    untold_because=_("It is told with your side of it."),
)
holds(
    "partnering.Side",
    CHECKS,
    whose="user",
    personal=(
        "comparison user is_first organisation check_of asked_at accepted_at declined_at agreed_at shows_reasons"
    ),
    other="id",
    untold="user is_first check_of declined_at shows_reasons",
    untold_because=_("It is told with the checklist that you filled in."),
)
holds_nothing("partnering.Point", "id comparison code")
holds_nothing("partnering.QuestionsVersion", "id number schema digest frozen_at page")
holds_nothing("partnering.ChecklistVersion", "id number schema digest frozen_at page")
holds_nothing(
    "partnering.MapTaskPage",
    "steppage_ptr prompt centre_label empty_message level_note reading warning prompts",
)
holds_nothing("partnering.QuestionsTaskPage", "steppage_ptr advice questions")
holds_nothing(
    "partnering.WorkshopPage",
    (
        "steppage_ptr aims_lead aims timetable bring handouts catch_up challenges challenge_letter checklist_title "
        "checklist_instructions checklist_name_label checklist_reason_label checklist_answers checklist "
        "checklist_reading"
    ),
)
