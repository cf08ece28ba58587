"""What is done for packs in the background: making copies, clearing old ones away, reminding editors of reviews."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from packs import rendering, tending

bind(rendering.KIND, rendering.make)
chore("prune_copies", rendering.prune, every=timedelta(days=1))
chore("remind_of_reviews", tending.remind, every=timedelta(days=1))
