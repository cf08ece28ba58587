"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Erased, Kept, holds, holds_nothing, purpose

READING = purpose(
    "packs",
    _("Which learning packs you have taken up, and how far you are"),
    _("So that you find your place again, and publishers learn how many use a pack."),
    Kept.ATTENDANCE,
)
NOTES = purpose(
    "packs",
    _("What you write for yourself beside a pack, and the card for your set"),
    _("So that you can prepare. Nobody else sees it."),
    Kept.NOTES,
)
FEEDBACK = purpose(
    "packs",
    _("Messages to the authors of a pack, with a name and an address if somebody gives them"),
    _("So that authors can answer and put a mistake right."),
    Kept.OFFICE,
    Erased.UNNAMED,
)
OFFICE = purpose(
    "packs",
    _("Who registered, published, translated, corrected or withdrew a pack"),
    _("So that a publisher can see who did what."),
    Kept.OFFICE,
    Erased.UNNAMED,
)
AUTHORS = purpose(
    "packs",
    _("The names of a pack’s authors, as the publisher prints them"),
    _("So that readers know who wrote it."),
    Kept.PUBLISHED,
    Erased.STAYS,
)
holds(
    "packs.PackReading",
    READING,
    whose="enrolment__user",
    personal="enrolment pack version opened_at prepared_at finished",
    other="id",
    untold="enrolment version",
    untold_because=_("It is your own."),
)
holds(
    "packs.PackVisit",
    READING,
    whose="reading__enrolment__user",
    personal="reading version month has_card",
    other="id",
    untold="reading version has_card",
    untold_because=_("It is your own."),
)
holds(
    "packs.PackTap",
    READING,
    whose="reading__enrolment__user",
    personal="reading version useful length answered_at counted_in",
    other="id",
    untold="reading version counted_in",
    untold_because=_("It is your own."),
)
holds(
    "packs.PackNote",
    NOTES,
    whose="reading__enrolment__user",
    personal="reading version key text revision changed_at",
    other="id",
    untold="reading version key revision",
    untold_because=_("The question itself stands beside your note."),
)
holds(
    "packs.PackFeedback",
    FEEDBACK,
    unlinked="handled_by",
    blanked="name email",
    other="id version about text received_on state is_told",
)
holds(
    "packs.ResourceCode",
    OFFICE,
    unlinked="registered_by retired_by",
    other="id code state lineage meant_for registered_at retired_at",
)
holds(
    "packs.LonePublication",
    OFFICE,
    unlinked="by",
    other="id revision page reason at",
)
holds(
    "packs.PackTranslation",
    OFFICE,
    unlinked="noted_by",
    other="id page follows noted_at",
)
holds(
    "packs.Erratum",
    OFFICE,
    unlinked="noted_by",
    other="id version place words noted_on",
)
holds(
    "packs.Withdrawal",
    OFFICE,
    unlinked="withdrawn_by lifted_by",
    other="id pack notice withdrawn_at lifted_at",
)
holds(
    "packs.LearningPackPage",
    AUTHORS,
    other=(
        "page_ptr code version format subject authors licence minutes level summary purpose published_on review_on "
        "adapted_from adapted_how based_on trainer_notes_public body"
    ),
)
holds_nothing("packs.ReviewTask", "task_ptr kind")
holds_nothing("packs.ReviewTask_groups", "id reviewtask group")
holds_nothing("packs.PublisherPage", "page_ptr organisation prefix about")
holds_nothing(
    "packs.EditorialDesk",
    "id publisher authors reviewers editors translators collection pictures documents workflow",
)
holds_nothing("packs.PackVersion", "id number schema digest frozen_at page")
holds_nothing(
    "packs.CategoryGuidePage",
    "page_ptr code introduction how_to_use outcomes for_facilitators credits published_on review_on",
)
holds_nothing("packs.PackLink", "id pack address place state status failures checked_at")
holds_nothing("packs.PackShelfPage", "steppage_ptr")
holds_nothing("packs.PackDownloads", "id version month kind number")
holds_nothing("packs.PackMonth", "id pack month threshold cells frozen_at")
holds_nothing("packs.PackReviewReminder", "id page about sent_at")
