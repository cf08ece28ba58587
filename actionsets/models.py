"""Models of actionsets."""
