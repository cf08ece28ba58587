"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, holds_nothing, purpose

RESULTS = purpose(
    "profiles",
    _("Your results and what is suggested to you"),
    _("So that you can see what you do well and where practice may help. Nobody else sees them unless you show them."),
    Kept.RESULTS,
)
PRIORITIES = purpose(
    "profiles",
    _("The priorities you have chosen, and why"),
    _("So that you get the right learning packs and a set that suits you."),
    Kept.ATTENDANCE,
)
SHARES = purpose(
    "profiles",
    _("To whom you show your results, and when they looked"),
    _("So that you can take it back."),
    Kept.DAY,
)
holds(
    "profiles.Result",
    RESULTS,
    whose="enrolment__user",
    personal="enrolment wave version scoring_version parameters made_at superseded_at",
    other="id",
    untold="enrolment parameters superseded_at",
    untold_because=_("They say how it was worked out."),
)
holds(
    "profiles.ScaleResult",
    RESULTS,
    whose="result__enrolment__user",
    personal="result subject number items total answered no_chance is_scored importance looking_back",
    other="id",
    untold="result number is_scored importance looking_back",
    untold_because=_("They are told with your answers."),
)
holds(
    "profiles.PrioritySuggestion",
    RESULTS,
    whose="result__enrolment__user",
    personal="result subject position kind",
    other="id",
    untold="result",
    untold_because=_("They are told with your result."),
)
holds(
    "profiles.PriorityList",
    PRIORITIES,
    whose="enrolment__user",
    personal="enrolment confirmed_at superseded_at would_move",
    unlinked="confirmed_by",
    other="id",
    untold="enrolment superseded_at",
    untold_because=_("It is your own list."),
)
holds(
    "profiles.PriorityChoice",
    PRIORITIES,
    whose="priority_list__enrolment__user",
    personal="priority_list subject rank source",
    other="id",
    untold="priority_list",
    untold_because=_("It is your own list."),
)
holds(
    "profiles.PriorityReason",
    PRIORITIES,
    whose="choice__priority_list__enrolment__user",
    personal="choice text",
    other="id",
    untold="choice",
    untold_because=_("It stands beside the choice."),
)
holds(
    "profiles.StatedImportance",
    PRIORITIES,
    whose="enrolment__user",
    personal="enrolment subject value",
    other="id",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "profiles.ResultShare",
    SHARES,
    whose="enrolment__user",
    personal="enrolment address with_numbers shared_at ends_on revoked_at",
    unlinked="recipient",
    other="id public_id",
    untold="enrolment",
    untold_because=_("It is your own."),
)
holds(
    "profiles.ResultShare_results",
    SHARES,
    whose="resultshare__enrolment__user",
    personal="resultshare result",
    other="id",
    untold="resultshare result",
    untold_because=_("It is told with whom you show your results."),
)
holds(
    "profiles.ResultLook",
    SHARES,
    whose="share__enrolment__user",
    personal="share looked_at",
    other="id",
    untold="share",
    untold_because=_("It is told with whom you show your results."),
)
holds_nothing(
    "profiles.ResultsPage",
    (
        "steppage_ptr heading_strengths heading_relative strengths_intro heading_needs needs_intro heading_between "
        "heading_unscored unscored_not_enough unscored_no_chance word_not_yet word_some word_usual word_almost_always "
        "under_suggestions no_gap numbers_note change_clear change_some change_same change_downward change_regression "
        "change_looking_back not_used_for talk_to_someone"
    ),
)
holds_nothing("profiles.PrioritiesPage", "steppage_ptr with_results without_results no_gap ordering_help")
