"""Models of partnering."""
