"""What accounts do by the clock: forget tries that no limit asks for, and sign-ins that are over."""

from datetime import timedelta

from elearning.accounts import limiting, signins
from elearning.jobs.ticking import chore

chore("forget_tries", limiting.tidy, every=timedelta(hours=1))
chore("forget_sign_ins", signins.tidy, every=timedelta(hours=24))
