"""What is done for packs in the background: making and clearing away copies, reminding of reviews, looking at links."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from packs import guiding, linking, rendering, tending

bind(rendering.KIND, rendering.make)
bind(guiding.KIND, guiding.make)
chore("prune_copies", rendering.prune, every=timedelta(days=1))
chore("remind_of_reviews", tending.remind, every=timedelta(days=1))
chore("check_links", linking.check, every=timedelta(hours=12), lease=timedelta(minutes=30))
