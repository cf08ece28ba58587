"""The faces of the values exercise: one's own, and shared."""
