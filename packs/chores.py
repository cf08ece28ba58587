"""What is done for packs in the background: making copies, and clearing old ones away."""

from datetime import timedelta

from elearning.jobs.ticking import chore
from elearning.jobs.working import bind
from packs import rendering

bind(rendering.KIND, rendering.make)
chore("prune_copies", rendering.prune, every=timedelta(days=1))
