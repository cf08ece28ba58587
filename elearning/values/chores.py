"""What the clock does for this room: deleting what is kept no longer."""

from elearning.records.clearing import clears
from elearning.values import retaining

clears("values_kept", retaining.due, retaining.tidy)
