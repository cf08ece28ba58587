"""What this room holds of people, until when, and what erasing them does with it (TRUST P01)."""

from django.utils.translation import gettext_lazy as _

from elearning.declaring import Kept, holds, purpose

STORIES = purpose(
    "stories",
    _("Practice stories that you began"),
    _(
        "So that others can learn from them, as far as all who tell them agree. One that others tell with you "
        "stays with their parts alone."
    ),
    Kept.PUBLISHED,
)
VOICES = purpose(
    "stories",
    _("Your part in stories that you tell with others"),
    _("So that a story can have several voices."),
    Kept.PUBLISHED,
)
NAMED = purpose(
    "stories",
    _("The name and address of somebody who can be recognised in a story"),
    _("So that they can say no to it."),
    Kept.PUBLISHED,
)
holds(
    "stories.Story",
    STORIES,
    whose="enrolment__user",
    personal=(
        "enrolment title setting tried advice challenges audience wanted is_waiting reason looked_at renewal_asked_at "
        "carried_from created_at"
    ),
    other="id public_id revision",
    untold="enrolment challenges wanted is_waiting looked_at renewal_asked_at carried_from",
    untold_because=_("They say how far the story has come."),
)
holds(
    "stories.Story_subjects",
    STORIES,
    whose="story__enrolment__user",
    personal="story subject",
    other="id",
    untold="story subject",
    untold_because=_("They stand on the story’s page."),
)
holds(
    "stories.StoryVoice",
    VOICES,
    whose="enrolment__user",
    personal="agreed_to agreed_revision story enrolment joined_at viewpoint with_name worked hard overcome",
    other="id",
    untold="enrolment story agreed_to agreed_revision",
    untold_because=_("They say to which words you have agreed."),
)
holds(
    "stories.StoryNamed",
    NAMED,
    whose="story__enrolment__user",
    personal="agreed_to agreed_revision story name email refused_at",
    other="id public_id",
    untold="story agreed_to agreed_revision email",
    untold_because=_("Addresses of other people."),
)
