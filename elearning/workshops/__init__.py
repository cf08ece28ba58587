"""The workshop room: the half day as its facilitator runs it, and as phones and the shared screen follow it."""
