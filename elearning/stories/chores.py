"""What this room does by the clock: asks whether public stories still stand."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from elearning.jobs.ticking import chore
from elearning.post.kinds import NECESSARY, kind, mails
from elearning.stories import lasting

kind("stories", _("Practice stories"), _("That you are asked to add to a story, or to agree that more people read it."))
mails("stories", "story_voice_asked", "story_consent_asked", "story_waits", "story_given_back", "story_renewal_asked")
# Whoever is named in a story has a say in it, whatever else they want to hear from us.
mails(NECESSARY, "story_named_asked")
chore("stories_looked_at_again", lasting.look_again, every=timedelta(days=1))
